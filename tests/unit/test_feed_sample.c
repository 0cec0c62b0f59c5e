/* sample.h: the sample's properties. Nothing here compares with recorded output: a reader of the stream keeps
 * what it has seen and checks each record against it. */
#include "unit.h"

#include "base/fold.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/when.h"
#include "feed/sample.h"
#include "model/record_io.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { TABLE = 1 << 20, PEOPLE_MAX = 70000, ROWS_MAX = 200000, CAMPAIGNS_MAX = 64 };

struct seen_person {
    struct str email, department;
    int status;
};

struct seen_campaign {
    int64_t required, modules, attempts;
    bool test, simulation;
    int status;
    int64_t started_at, events[EVENT_REPORTED + 1]; /* by type */
};

struct seen_enrollment {
    int campaign, person, status;
    int64_t started, ended, seconds, progress_seconds, required_done, attempts;
    double knowledge, last_score;
    bool passed, progress;
};

struct reader {
    const struct sample_options *options;
    bool strict; /* no edge cases in it: dates are in order and nothing lies in the future */
    struct arena names, scratch;
    struct entry {
        struct str key;
        int value;
    } * table;
    struct seen_person *people;
    struct seen_campaign campaigns[CAMPAIGNS_MAX];
    struct seen_enrollment *enrollments;
    int n_people, n_campaigns, n_enrollments;
    enum record_kind kind;
    int64_t lines, by_kind[KIND_COUNT], enrollment_status[16], progress_status[16];
    struct uuid first_organization;
};

static struct entry *slot_of(struct reader *r, struct str key)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < key.len; i++) {
        h = (h ^ (unsigned char)key.ptr[i]) * 1099511628211u;
    }
    size_t at = (size_t)(h ^ h >> 29) % TABLE;
    while (r->table[at].key.ptr != NULL && !str_eq(r->table[at].key, key)) {
        at = (at + 1) % TABLE;
    }
    return &r->table[at];
}

/* prefix, texts and number as one key, in scratch memory. */
static struct str key_of(struct reader *r, char prefix, struct str a, struct str b, int64_t number)
{
    return arena_format(&r->scratch, "%c\n" STR_FMT "\n" STR_FMT "\n%lld", prefix, STR_ARG(a), STR_ARG(b),
                        (long long)number);
}

static void put_new(struct reader *r, struct str key, int value)
{
    struct entry *slot = slot_of(r, key);
    if (slot->key.ptr != NULL) {
        fail_msg("given twice: " STR_FMT, STR_ARG(key));
    }
    *slot = (struct entry){ arena_str(&r->names, key), value };
    assert_false(r->names.failed);
}

static int get(struct reader *r, struct str key)
{
    struct entry *slot = slot_of(r, key);
    if (slot->key.ptr == NULL) {
        fail_msg("named before it came: " STR_FMT, STR_ARG(key));
    }
    return slot->value;
}

static struct str folded(struct reader *r, struct str text)
{
    struct str to = STR_NONE;
    assert_int_equal(fold(&r->scratch, text, &to), ST_OK);
    return to;
}

/* One name of a person; the same one may come again for the same person only. */
static void put_person(struct reader *r, struct str name, int person)
{
    struct str key = key_of(r, 'p', folded(r, name), STR_NONE, 0);
    struct entry *slot = slot_of(r, key);
    if (slot->key.ptr == NULL) {
        put_new(r, key, person);
    } else {
        assert_int_equal(slot->value, person);
    }
}

static int person_of(struct reader *r, struct str name)
{
    return get(r, key_of(r, 'p', folded(r, name), STR_NONE, 0));
}

static int campaign_of(struct reader *r, struct str id)
{
    return get(r, key_of(r, 'c', id, STR_NONE, 0));
}

static struct seen_enrollment *enrollment_of(struct reader *r, struct str campaign, struct str person)
{
    return &r->enrollments[get(r, key_of(r, 'e', campaign, STR_NONE, person_of(r, person)))];
}

static void see_organization(struct reader *r, const struct organization *o)
{
    if (r->by_kind[KIND_ORGANIZATION] == 1) {
        assert_true(uuid_parse(o->id, &r->first_organization));
        assert_null(o->parent_id.ptr);
    } else if (o->parent_id.ptr != NULL) {
        get(r, key_of(r, 'o', o->parent_id, STR_NONE, 0));
    }
    put_new(r, key_of(r, 'o', o->id, STR_NONE, 0), 0);
}

static bool ends_with(struct str s, struct str end)
{
    return s.len >= end.len && str_eq_nocase(str_from(s, s.len - end.len), end);
}

static void check_email(struct str email)
{
    struct str host = email;
    str_cut(&host, '@');
    for (size_t i = 0; i < email.len; i++) {
        assert_in_range(email.ptr[i], 0x21, 0x7E);
    }
    static const struct str hosts[] = { STR_INIT("example.com"), STR_INIT("example.net"),
                                        STR_INIT("example.org") };
    bool ours = false;
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        ours = ours || (ends_with(host, hosts[i]) &&
                        (host.len == hosts[i].len || host.ptr[host.len - hosts[i].len - 1] == '.'));
    }
    assert_true(ours);
}

static void put_aliases(struct reader *r, struct str aliases, int person)
{
    struct jsonin *list;
    struct why why;
    struct str alias;
    assert_int_equal(jsonin_parse(aliases, &list, &why), ST_OK);
    for (size_t i = 0; i < jsonin_count(list); i++) {
        assert_true(jsonin_text(jsonin_item(list, i), &alias));
        put_person(r, alias, person);
    }
    jsonin_free(list);
}

static void see_person(struct reader *r, const struct person *p)
{
    int me = r->n_people++;
    assert_true(me < PEOPLE_MAX);
    r->people[me] = (struct seen_person){ arena_str(&r->names, p->email), arena_str(&r->names, p->department),
                                          p->status };
    if (p->ids.outthink.set) {
        char text[UUID_TEXT_LEN];
        uuid_print(text, &p->ids.outthink);
        put_person(r, (struct str){ text, sizeof text }, me);
    }
    if (p->source_identifier.ptr != NULL) {
        put_person(r, p->source_identifier, me);
    }
    if (p->email.ptr != NULL) {
        check_email(p->email);
        put_new(r, key_of(r, '@', folded(r, p->email), STR_NONE, 0), me);
        put_person(r, p->email, me);
    }
    if (p->aliases.ptr != NULL) {
        put_aliases(r, p->aliases, me);
    }
    if (p->organization_id.ptr != NULL) {
        get(r, key_of(r, 'o', p->organization_id, STR_NONE, 0));
    }
    if (p->group_id.ptr != NULL) {
        get(r, key_of(r, 'g', p->group_id, STR_NONE, 0));
    }
    if (r->strict) {
        assert_int_equal(p->manager_email.ptr == NULL, me == 0); /* nobody but the head has no manager */
    }
    if (p->manager_email.ptr != NULL) {
        const struct seen_person *manager = &r->people[person_of(r, p->manager_email)];
        assert_true(manager == &r->people[0] || str_eq(manager->department, r->people[me].department));
        assert_true(!r->strict || manager->status == PERSON_ACTIVE);
    }
}

static void see_campaign(struct reader *r, const struct campaign *c)
{
    int me = r->n_campaigns++;
    assert_true(me < CAMPAIGNS_MAX);
    put_new(r, key_of(r, 'c', c->id, STR_NONE, 0), me);
    r->campaigns[me] = (struct seen_campaign){ .test = c->pass_fail_enabled == 1,
                                               .attempts = c->pass_fail_attempts,
                                               .simulation = c->type == CAMPAIGN_SIMULATION,
                                               .started_at = c->started_at,
                                               .status = c->status };
    if (c->organization_id.ptr != NULL) {
        get(r, key_of(r, 'o', c->organization_id, STR_NONE, 0));
    }
    if (r->strict) {
        assert_true(c->created_at <= r->options->today);
        assert_true(c->started_at == NONE || c->created_at <= c->started_at);
        assert_true(c->started_at == NONE || c->started_at < c->ended_at);
        /* Eighteen months at most, and something in the future. */
        assert_true(c->started_at == NONE || c->started_at > r->options->today - 549 * WHEN_DAY);
        assert_int_equal(c->started_at == NONE, c->status == CAMPAIGN_NOT_STARTED);
        assert_true(c->status != CAMPAIGN_SCHEDULED || c->started_at > r->options->today);
        assert_true(c->status != CAMPAIGN_COMPLETED || c->ended_at <= r->options->today);
        assert_true(c->status != CAMPAIGN_IN_PROGRESS ||
                    (c->started_at <= r->options->today && c->ended_at > r->options->today));
    }
}

static void see_module(struct reader *r, const struct module *m)
{
    struct seen_campaign *campaign = &r->campaigns[campaign_of(r, m->campaign_id)];
    bool required = m->required != 0;
    put_new(r, key_of(r, 'm', m->campaign_id, m->id, 0), required);
    campaign->modules++;
    campaign->required += required;
}

static void check_enrollment(const struct reader *r, const struct enrollment *e)
{
    int64_t today = r->options->today;
    bool done = e->status == ENROLLMENT_COMPLETED;
    bool begun = done || e->status == ENROLLMENT_IN_PROGRESS || e->status == ENROLLMENT_FAILED ||
                 e->status == ENROLLMENT_PAUSED || e->status == ENROLLMENT_ABANDONED;
    assert_true(e->enrolled_at != NONE && e->enrolled_at <= today);
    assert_int_equal(begun, e->started_at != NONE);
    assert_int_equal(begun, e->last_accessed_at != NONE);
    assert_int_equal(begun, e->time_spent_seconds != NONE);
    assert_int_equal(done, e->completed_at != NONE);
    if (begun) {
        assert_true(e->enrolled_at <= e->started_at);
        assert_true(e->started_at <= e->last_accessed_at && e->last_accessed_at <= today);
        assert_true(e->time_spent_seconds <= (e->last_accessed_at - e->started_at) / WHEN_SECOND);
    }
    if (done) {
        assert_true(e->started_at <= e->completed_at && e->completed_at <= today);
    }
    if (!begun) {
        assert_true(e->knowledge < 0 && e->engagement < 0);
    }
}

static void see_enrollment(struct reader *r, const struct enrollment *e)
{
    int me = r->n_enrollments++, person = person_of(r, e->person);
    int64_t end = e->completed_at != NONE ? e->completed_at : e->last_accessed_at;
    assert_true(me < ROWS_MAX);
    put_new(r, key_of(r, 'e', e->campaign_id, STR_NONE, person), me);
    r->enrollment_status[e->status]++;
    r->enrollments[me] = (struct seen_enrollment){ .campaign = campaign_of(r, e->campaign_id),
                                                   .person = person,
                                                   .status = e->status,
                                                   .started = e->started_at,
                                                   .ended = end,
                                                   .seconds = e->time_spent_seconds,
                                                   .knowledge = e->knowledge };
    if (r->strict) {
        check_enrollment(r, e);
    }
}

static void see_progress(struct reader *r, const struct progress *p)
{
    struct seen_enrollment *e = enrollment_of(r, p->campaign_id, p->person);
    bool required = get(r, key_of(r, 'm', p->campaign_id, p->module_id, 0)) != 0;
    put_new(r, key_of(r, 'P', p->campaign_id, p->module_id, e->person), 0);
    r->progress_status[p->status]++;
    e->progress = true;
    e->progress_seconds += p->time_spent_seconds == NONE ? 0 : p->time_spent_seconds;
    e->required_done += required && p->status == PROGRESS_COMPLETED;
    if (r->strict) {
        assert_int_equal(p->status == PROGRESS_NOT_STARTED, p->started_at == NONE);
        assert_int_equal(p->status == PROGRESS_COMPLETED, p->completed_at != NONE);
        assert_true(p->started_at == NONE || (p->started_at >= e->started && p->started_at <= e->ended));
        assert_true(p->completed_at == NONE ||
                    (p->completed_at >= p->started_at && p->completed_at <= e->ended));
    }
}

static void see_attempt(struct reader *r, const struct attempt *a)
{
    struct seen_enrollment *e = enrollment_of(r, a->campaign_id, a->person);
    put_new(r, key_of(r, 'A', a->campaign_id, STR_NONE, a->number * PEOPLE_MAX + e->person), 0);
    if (r->strict) {
        assert_false(e->passed); /* nothing follows success */
        assert_int_equal(a->number, e->attempts + 1);
        assert_true(a->at >= e->started && a->at <= e->ended);
        assert_true(r->campaigns[e->campaign].test);
    }
    e->attempts++;
    e->passed = a->passed == 1;
    e->last_score = a->score;
}

/* For a completed module, and when that was. */
static void see_certificate(struct reader *r, const struct certificate *c)
{
    struct seen_enrollment *e = enrollment_of(r, c->campaign_id, c->person);
    get(r, key_of(r, 'm', c->campaign_id, c->module_id, 0));
    get(r, key_of(r, 'P', c->campaign_id, c->module_id, e->person));
    put_new(r, key_of(r, 'F', c->campaign_id, c->module_id, e->person), 0);
    if (r->strict) {
        assert_true(c->at >= e->started && c->at <= e->ended);
    }
}

static void see_comment(struct reader *r, const struct comment *c)
{
    struct seen_enrollment *e = enrollment_of(r, c->campaign_id, c->person);
    put_new(r, key_of(r, 'C', c->id, STR_NONE, 0), 0);
    if (c->module_id.ptr != NULL) {
        get(r, key_of(r, 'm', c->campaign_id, c->module_id, 0));
    }
    if (r->strict) {
        assert_int_equal(e->status, ENROLLMENT_COMPLETED);
        assert_true(c->created_at >= e->ended && c->created_at <= r->options->today);
        assert_true(c->processed_at == NONE || c->processed_at >= c->created_at);
        assert_true(c->text.len > 10);
    }
}

static void see_event(struct reader *r, const struct simulation_event *e)
{
    struct seen_campaign *campaign = &r->campaigns[campaign_of(r, e->campaign_id)];
    struct str what = arena_format(&r->scratch, "%d %lld", e->type, (long long)e->at);
    put_new(r, key_of(r, 'E', e->campaign_id, what, person_of(r, e->person)), 0);
    assert_true(campaign->simulation);
    if (r->strict) {
        assert_true(e->at >= campaign->started_at && e->at < r->options->today);
        campaign->events[e->type]++;
    }
}

/* Somebody of the sample reports a message, which is one by its first line. */
static void see_mail(struct reader *r, const struct reported_mail *m)
{
    person_of(r, m->reporter_email);
    assert_true(m->raw.len > 200 && memcmp(m->raw.ptr, "From: ", 6) == 0);
    assert_true(m->reported_at < r->options->today && m->reason != REASON_NONE);
}

static void see_behavior(struct reader *r, const struct behavior *b)
{
    put_new(r, key_of(r, 'b', b->reference, STR_NONE, 0), 0);
    assert_true(b->name.ptr != NULL && b->direction != DIRECTION_NONE && b->weight > 0);
}

static void see_behavior_event(struct reader *r, const struct behavior_event *e)
{
    put_new(r, key_of(r, 'v', e->behavior, STR_NONE, e->reference), 0);
    person_of(r, e->person);
    assert_true(e->date * WHEN_DAY < r->options->today);
}

static void see(struct reader *r, const struct record *record)
{
    switch (record->kind) {
    case KIND_ORGANIZATION:
        see_organization(r, &record->body.organization);
        break;
    case KIND_GROUP:
        put_new(r, key_of(r, 'g', record->body.group.id, STR_NONE, 0), 0);
        break;
    case KIND_PERSON:
        see_person(r, &record->body.person);
        break;
    case KIND_CAMPAIGN:
        see_campaign(r, &record->body.campaign);
        break;
    case KIND_MODULE:
        see_module(r, &record->body.module);
        break;
    case KIND_ENROLLMENT:
        see_enrollment(r, &record->body.enrollment);
        break;
    case KIND_PROGRESS:
        see_progress(r, &record->body.progress);
        break;
    case KIND_ATTEMPT:
        see_attempt(r, &record->body.attempt);
        break;
    case KIND_CERTIFICATE:
        see_certificate(r, &record->body.certificate);
        break;
    case KIND_COMMENT:
        see_comment(r, &record->body.comment);
        break;
    case KIND_SIMULATION_EVENT:
        see_event(r, &record->body.simulation_event);
        break;
    case KIND_JOB_ROLE:
        put_new(r, key_of(r, 'j', record->body.job_role.name, STR_NONE, 0), 0);
        break;
    case KIND_BEHAVIOR:
        see_behavior(r, &record->body.behavior);
        break;
    case KIND_BEHAVIOR_EVENT:
        see_behavior_event(r, &record->body.behavior_event);
        break;
    case KIND_REPORTED_MAIL:
        see_mail(r, &record->body.reported_mail);
        break;
    default:
        fail_msg("a kind that this test does not know");
    }
}

/* Every line is a record in the strict sense of the model, and kinds come in their order. */
static enum status read_line(void *to, struct str line)
{
    struct reader *r = to;
    struct record record;
    struct fault fault;
    arena_reset(&r->scratch);
    assert_true(line.len <= LIMIT_RECORD && memchr(line.ptr, '\n', line.len) == NULL);
    if (record_read(line, &r->scratch, &record, &fault) != ST_OK) {
        fail_msg("%s: %s: " STR_FMT, fault.field, fault.why.text, STR_ARG(line));
    }
    assert_true(record.kind >= r->kind);
    r->kind = record.kind;
    r->lines++;
    r->by_kind[record.kind]++;
    see(r, &record);
    return ST_OK;
}

static struct reader *reader_new(const struct sample_options *options)
{
    struct reader *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->options = options;
    r->strict = !options->edge_cases;
    arena_init(&r->names, 64 * MIB);
    arena_init(&r->scratch, 16 * MIB);
    r->table = calloc(TABLE, sizeof *r->table);
    r->people = calloc(PEOPLE_MAX, sizeof *r->people);
    r->enrollments = calloc(ROWS_MAX, sizeof *r->enrollments);
    assert_true(r->table != NULL && r->people != NULL && r->enrollments != NULL);
    return r;
}

static void reader_free(struct reader *r)
{
    arena_done(&r->names);
    arena_done(&r->scratch);
    free(r->table);
    free(r->people);
    free(r->enrollments);
    free(r);
}

static struct reader *read_sample(const struct sample_options *options)
{
    struct reader *r = reader_new(options);
    assert_int_equal(sample_write(options, read_line, r), ST_OK);
    return r;
}

/* What can be said only after everything came: modules and attempts agree with the enrollment. */
static void check_totals(const struct reader *r)
{
    for (int i = 0; i < r->n_enrollments; i++) {
        const struct seen_enrollment *e = &r->enrollments[i];
        const struct seen_campaign *c = &r->campaigns[e->campaign];
        assert_int_equal(e->progress, c->modules > 0 && e->started != NONE);
        assert_true(!e->progress || e->progress_seconds == e->seconds);
        assert_true(e->status != ENROLLMENT_COMPLETED || e->required_done == c->required);
        assert_true(e->status == ENROLLMENT_COMPLETED || c->modules == 0 || e->required_done < c->required);
        assert_int_equal(e->passed, c->test && e->status == ENROLLMENT_COMPLETED);
        if (e->status == ENROLLMENT_FAILED) {
            assert_true(c->test);
            assert_int_equal(e->attempts, c->attempts);
        }
        assert_true(e->attempts == 0 || e->knowledge == e->last_score);
        assert_true(r->people[e->person].status == PERSON_ACTIVE || c->status != CAMPAIGN_SCHEDULED);
    }
}

static void the_stream_holds_together(void **state)
{
    static const struct {
        int64_t people, campaigns;
        uint64_t seed;
    } cases[] = {
        {500,   12, 1 },
        { 0,    12, 1 },
        { 1,    3,  2 },
        { 7,    12, 3 },
        { 130,  0,  4 },
        { 1500, 30, 99}
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample_options options = sample_defaults();
        options.people = cases[i].people;
        options.campaigns = cases[i].campaigns;
        options.seed = cases[i].seed;
        options.today += (int64_t)i * 1234567 * WHEN_SECOND + 7; /* any time of the day */
        struct reader *r = read_sample(&options);
        assert_int_equal(r->by_kind[KIND_PERSON], cases[i].people);
        assert_int_equal(r->by_kind[KIND_CAMPAIGN], cases[i].campaigns + options.simulations);
        check_totals(r);
        reader_free(r);
    }
}

static void edge_cases_are_valid_records(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.edge_cases = true;
    struct reader *r = read_sample(&options);
    assert_true(r->by_kind[KIND_PERSON] >= options.people + 30);
    reader_free(r);
}

static void every_status_occurs(void **state)
{
    (void)state;
    for (int edge = 0; edge < 2; edge++) {
        struct sample_options options = sample_defaults();
        options.edge_cases = edge;
        options.people = edge ? 0 : options.people; /* the edge cases have them all by themselves */
        struct reader *r = read_sample(&options);
        for (int status = ENROLLMENT_NO_ACTION; status <= ENROLLMENT_ABANDONED; status++) {
            assert_true(r->enrollment_status[status] > 0);
        }
        for (int status = PROGRESS_NOT_STARTED; status <= PROGRESS_FAILED; status++) {
            assert_true(r->progress_status[status] > 0);
        }
        bool seen[CAMPAIGN_COMPLETED + 1] = { false };
        for (int c = 0; c < r->n_campaigns; c++) {
            seen[r->campaigns[c].status] = true;
        }
        for (int status = CAMPAIGN_STATUS_NONE; status <= CAMPAIGN_COMPLETED; status++) {
            assert_true(seen[status]); /* none: some records leave it to their dates */
        }
        reader_free(r);
    }
}

/* Most are active, some inactive, few archived. */
static void people_come_and_go(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.people = 5000;
    options.campaigns = 0;
    struct reader *r = read_sample(&options);
    int64_t n[PERSON_ARCHIVED + 1] = { 0 };
    for (int i = 0; i < r->n_people; i++) {
        n[r->people[i].status]++;
    }
    assert_true(n[PERSON_ARCHIVED] > 0 && n[PERSON_INACTIVE] > n[PERSON_ARCHIVED]);
    assert_true(n[PERSON_ACTIVE] > 4500);
    reader_free(r);
}

/* Everything that can happen to a simulated mail happens; most people get one, fewer open it, fewer click. */
static void simulations_have_every_event(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.people = 3000;
    options.campaigns = 0;
    struct reader *r = read_sample(&options);
    int64_t seen[EVENT_REPORTED + 1] = { 0 };
    assert_int_equal(r->n_campaigns, 3);
    for (int c = 0; c < r->n_campaigns; c++) {
        const int64_t *events = r->campaigns[c].events;
        assert_true(events[EVENT_SENT] > 2000 && events[EVENT_SENT] <= 3000);
        assert_true(events[EVENT_CREDENTIALS_CAPTURED] <= events[EVENT_CREDENTIALS_ENTERED]);
        for (int type = EVENT_SENT; type <= EVENT_REPORTED; type++) {
            seen[type] += events[type];
        }
    }
    for (int type = EVENT_SENT; type <= EVENT_REPORTED; type++) {
        assert_true(seen[type] > 0);
    }
    reader_free(r);
}

/* Beyond the number of names in the pools, where addresses need their numbers. */
static void addresses_are_unique(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.people = 25000;
    options.campaigns = 0;
    struct reader *r = read_sample(&options);
    int64_t numbered = 0;
    for (int i = 0; i < r->n_people; i++) {
        const char *at = memchr(r->people[i].email.ptr, '@', r->people[i].email.len);
        numbered += at[-1] >= '2' && at[-1] <= '9';
    }
    assert_true(numbered > 1000 && numbered < 20000);
    reader_free(r);
}

static double share_completed(const struct reader *r, const char *department)
{
    int64_t all = 0, completed = 0;
    for (int i = 0; i < r->n_enrollments; i++) {
        const struct seen_enrollment *e = &r->enrollments[i];
        if (str_eq(r->people[e->person].department, str_of(department))) {
            all++;
            completed += e->status == ENROLLMENT_COMPLETED;
        }
    }
    assert_true(all > 1000);
    return (double)completed / (double)all;
}

static void departments_differ(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.people = 20000;
    options.campaigns = 2;
    struct reader *r = read_sample(&options);
    assert_true(share_completed(r, "Human Resources") > share_completed(r, "Sales") + 0.1);
    assert_true(share_completed(r, "IT") > share_completed(r, "Logistics") + 0.1);
    reader_free(r);
}

static enum status collect(void *to, struct str line)
{
    buf_str(to, line);
    buf_byte(to, '\n');
    return ST_OK;
}

static struct buf text_of(struct sample_options options)
{
    struct buf text;
    buf_init(&text, 64 * MIB);
    assert_int_equal(sample_write(&options, collect, &text), ST_OK);
    assert_false(text.failed);
    return text;
}

static void same_options_same_bytes(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults(), other = options;
    options.edge_cases = other.edge_cases = true;
    struct buf one = text_of(options), two = text_of(options);
    assert_true(str_eq(buf_text(&one), buf_text(&two)));
    other.seed++;
    struct buf three = text_of(other);
    assert_false(str_eq(buf_text(&one), buf_text(&three)));
    buf_done(&one);
    buf_done(&two);
    buf_done(&three);
}

static void the_root_is_the_tenants(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.people = 3;
    assert_true(uuid_parse(STR("838af527-dddd-41e4-9a51-0075aa62f76f"), &options.root));
    struct reader *r = read_sample(&options);
    assert_true(uuid_eq(&r->first_organization, &options.root));
    reader_free(r);
}

/* The document's campaign: three users; over those with a score 0.62 and 0.9583333333333333, 2205 s. */
static void the_documents_campaign_adds_up(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    options.people = options.campaigns = 0;
    options.edge_cases = true;
    struct reader *r = read_sample(&options);
    int campaign = campaign_of(r, STR("c250a670-be89-42d5-a593-676de0aff226"));
    int pilot = person_of(r, STR("62d50101-09bb-4d35-b446-1afbf0098f56"));
    int64_t users = 0, completed = 0, in_progress = 0, seconds = 0, scored = 0;
    double knowledge = 0;
    for (int i = 0; i < r->n_enrollments; i++) {
        const struct seen_enrollment *e = &r->enrollments[i];
        if (e->campaign == campaign) {
            users++;
            completed += e->status == ENROLLMENT_COMPLETED;
            in_progress += e->status == ENROLLMENT_IN_PROGRESS;
            seconds += e->seconds;
            scored += e->knowledge >= 0;
            knowledge += e->knowledge >= 0 ? e->knowledge : 0;
        }
    }
    assert_int_equal(users, 3);
    assert_int_equal(completed, 2);
    assert_int_equal(in_progress, 1);
    assert_int_equal(seconds / users, 2205);
    assert_true(knowledge / (double)scored == 0.9583333333333333);
    assert_text(r->people[pilot].department, "Pilots");
    assert_text(r->people[pilot].email, "pilot.one@example.com");
    reader_free(r);
}

static enum status count(void *to, struct str line)
{
    *(int64_t *)to += line.len > 0;
    return ST_OK;
}

static int64_t peak_kib(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* The first of the tests, since a process' peak never falls: 40 bytes kept a person would show. */
static void memory_does_not_grow_with_people(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    int64_t lines = 0, before;
    options.campaigns = 3;
    assert_int_equal(sample_write(&options, count, &lines), ST_OK);
    before = peak_kib();
    lines = 0;
    options.people = 200000;
    assert_int_equal(sample_write(&options, count, &lines), ST_OK);
    assert_true(lines > 200000 * 4);
    assert_true(peak_kib() - before < 8 * 1024);
}

static enum status stop_at_ten(void *to, struct str line)
{
    (void)line;
    return ++*(int64_t *)to == 10 ? ST_FULL : ST_OK;
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    const struct sample_options good = sample_defaults();
    struct sample_options bad[8] = { good, good, good, good, good, good, good, good };
    int64_t lines = 0;
    bad[0].people = -1;
    bad[1].people = LIMIT_SAMPLE_PEOPLE + 1;
    bad[2].campaigns = -1;
    bad[3].campaigns = LIMIT_SAMPLE_CAMPAIGNS + 1;
    bad[4].today = 0;
    bad[5].today = WHEN_NONE;
    bad[6].simulations = -1;
    bad[7].simulations = LIMIT_SAMPLE_CAMPAIGNS + 1;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(sample_write(&bad[i], stop_at_ten, &lines), ST_INVALID);
    }
    assert_int_equal(lines, 0);
    bad[0].people = LIMIT_SAMPLE_PEOPLE; /* the last good values */
    bad[0].campaigns = LIMIT_SAMPLE_CAMPAIGNS;
    assert_int_equal(sample_write(&bad[0], stop_at_ten, &lines), ST_FULL);
}

static void a_full_disk_ends_it(void **state)
{
    (void)state;
    struct sample_options options = sample_defaults();
    int64_t lines = 0;
    assert_int_equal(sample_write(&options, stop_at_ten, &lines), ST_FULL);
    assert_int_equal(lines, 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(memory_does_not_grow_with_people),
    cmocka_unit_test(the_stream_holds_together),
    cmocka_unit_test(edge_cases_are_valid_records),
    cmocka_unit_test(every_status_occurs),
    cmocka_unit_test(people_come_and_go),
    cmocka_unit_test(addresses_are_unique),
    cmocka_unit_test(simulations_have_every_event),
    cmocka_unit_test(departments_differ),
    cmocka_unit_test(same_options_same_bytes),
    cmocka_unit_test(the_root_is_the_tenants),
    cmocka_unit_test(the_documents_campaign_adds_up),
    cmocka_unit_test(options_out_of_range_are_refused),
    cmocka_unit_test(a_full_disk_ends_it),
};

UNIT_MAIN("feed/sample")
