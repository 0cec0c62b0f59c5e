/* read_report.c: reports about everybody's training, or that of some.
 *
 * A report walks five queries in step, each over one range of the people's ids and in their order: the
 * people, their enrollments, the modules of those, their behavior events, the mail they reported. So a turn
 * of the loop costs five queries however many people fit into it, and holds the rows of one person. Between
 * two turns only the last id is kept. People who are asked for by address are ranges of one id. */
/* hot path */
#include "apply/scores.h"
#include "apply/tally.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "derive/enrollment.h"
#include "derive/score_parts.h"
#include "serve/read.h"
#include "serve/report.h"
#include "serve/report_who.h"
#include "serve/stream.h"

#include <string.h>

enum { ENROLLMENTS, MODULES, BEHAVIORS, MAILS, WALKS };

struct report {
    struct stream stream;
    struct report_manner manner;
    struct report_id from, to; /* the range still to come, both ends included; */
    bool over;                 /* nothing is */
    int64_t left;              /* people of a page still to come; NONE: it has no end */
    bool by_address;           /* `asked`, one after the other, instead of a range: */
    const struct report_id *asked;
    int64_t asked_count, asked_at;
    bool standing[WALKS]; /* the queries beside that of the people stand on a row not yet taken */
    struct report_row row;
};

/* ---- ranges ---- */

/* The next id in order; false: there is none. */
static bool increment(struct report_id *id)
{
    for (int i = REPORT_ID; i-- > 0;) {
        if (++id->b[i] != 0) {
            return true;
        }
    }
    return false;
}

static struct query *ask(struct report *report, enum query_name name)
{
    struct query *q = db_query(report->stream.db, name);
    query_int(q, 1, report->stream.tenant);
    query_blob(q, 2, report_id_bytes(&report->from));
    query_blob(q, 3, report_id_bytes(&report->to));
    query_int(q, 4, report->by_address);
    return q;
}

/* The row's person, against the one under way. */
static int order_of(const struct report *report, const struct query *q, const struct report_id *id)
{
    struct str at = query_blob_at(q, 1);
    must(query_int_at(q, 0) == report->stream.tenant && at.len == REPORT_ID);
    return memcmp(at.ptr, id->b, REPORT_ID);
}

/* Moves a query beside that of the people to the next row of the person: ST_END when there is none (more). */
static enum status next_of(struct report *report, int which, const struct report_id *id, struct query **q)
{
    static const enum query_name names[WALKS] = { [ENROLLMENTS] = Q_READ_REPORT_ENROLLMENTS,
                                                  [MODULES] = Q_READ_REPORT_MODULES,
                                                  [BEHAVIORS] = Q_READ_REPORT_BEHAVIORS,
                                                  [MAILS] = Q_READ_REPORT_MAILS };
    struct stream *s = &report->stream;
    if (s->beside[which] == NULL) {
        if (report->standing[which]) {
            return ST_END; /* it has ended in this turn */
        }
        s->beside[which] = ask(report, names[which]);
        if (which == MAILS) {
            scoring_bind_mail(s->beside[which], 5);
        }
    } else if (report->standing[which]) {
        int order = order_of(report, s->beside[which], id);
        if (order >= 0) {
            *q = s->beside[which];
            return order == 0 ? ST_OK : ST_END;
        }
    }
    for (;;) {
        enum status st = query_step(s->beside[which]);
        report->standing[which] = true;
        if (st != ST_OK) {
            s->beside[which] = NULL;
            return st;
        }
        int order = order_of(report, s->beside[which], id);
        if (order >= 0) {
            *q = s->beside[which];
            return order == 0 ? ST_OK : ST_END;
        }
    }
}

/* The row has been taken. */
static void take(struct report *report, int which)
{
    report->standing[which] = false;
}

/* ---- one person ---- */

static struct education_enrollment education_at(const struct query *q)
{
    struct enrollment e = { .status = query_is_null(q, 12) ? ENROLLMENT_NONE : (int)query_int_at(q, 12),
                            .started_at = query_int_at(q, 14),
                            .completed_at = query_int_at(q, 16) };
    return (struct education_enrollment){ .status = enrollment_status(&e),
                                          .enrolled_at = query_int_at(q, 13),
                                          .started_at = e.started_at,
                                          .completed_at = e.completed_at,
                                          .planned_end = query_int_at(q, 17),
                                          .due_at = query_int_at(q, 11),
                                          .seconds = query_int_at(q, 18) };
}

/* The same for the decision score. */
static struct score_facts facts_at(const struct query *q)
{
    int64_t planned = query_int_at(q, 17);
    return (struct score_facts){ .campaign_type = (int)query_int_at(q, 3),
                                 .difficulty =
                                     query_is_null(q, 19) ? DIFFICULTY_NONE : (int)query_int_at(q, 19),
                                 .phase = (int)query_int_at(q, 20),
                                 .enrolled_at = query_int_at(q, 13),
                                 .started_at = query_int_at(q, 14),
                                 .last_accessed_at = query_int_at(q, 15),
                                 .completed_at = query_int_at(q, 16),
                                 .due_at = planned == NONE ? query_int_at(q, 11) : planned,
                                 .result = simulation_load(q, 21) };
}

static struct education_attack attack_of(const struct simulation_result *result)
{
    return (struct education_attack){ result->at[SIMULATION_SENT_AT], result->at[SIMULATION_BOUNCED_AT],
                                      result->at[SIMULATION_CLICKED_AT], result->at[SIMULATION_CAPTURED_AT],
                                      result->at[SIMULATION_REPORTED_AT] };
}

static enum status add_enrollment(struct report *report, const struct query *q, struct gathered *person)
{
    struct arena *arena = person->enrolled.arena;
    const struct kaspersky_language *l = report->manner.language;
    const struct score_facts facts = facts_at(q);
    struct score_part parts[SCORE_PARTS];
    struct enrolled *e = grown_add(&person->enrolled);
    if (e == NULL) {
        return ST_NOMEM;
    }
    *e = (struct enrolled){ .number = query_int_at(q, 2),
                            .simulation = query_int_at(q, 3) == CAMPAIGN_SIMULATION,
                            .express = query_int_at(q, 4) == TRACK_EXPRESS,
                            .level = query_int_at(q, 9),
                            .tests = query_int_at(q, 10) == 1,
                            .recorded = query_int_at(q, 30) == 1,
                            .last_accessed_at = query_int_at(q, 15),
                            .education = education_at(q) };
    e->code = kaspersky_name(arena, l, query_text_at(q, 6), query_text_at(q, 5));
    int n = score_parts_enrollment(&facts, parts);
    for (int i = 0; i < n; i++) {
        score_add(&person->score, &parts[i], report->manner.date);
    }
    if (e->simulation) {
        e->letter = kaspersky_name(arena, l, query_text_at(q, 8), query_text_at(q, 7));
        e->attack = attack_of(&facts.result);
    }
    return ST_OK;
}

/* Modules come in the order of their enrollments, which are all there already. */
static struct enrolled *enrolled_of(struct gathered *person, int64_t number)
{
    struct enrolled *rows = (void *)person->enrolled.at;
    for (int64_t i = person->enrolled.n; i-- > 0;) {
        if (rows[i].number == number) {
            return &rows[i];
        }
    }
    return NULL;
}

static enum status add_module(struct report *report, const struct query *q, struct gathered *person,
                              struct enrolled **latest)
{
    int64_t number = query_int_at(q, 2);
    if (*latest == NULL || (*latest)->number != number) {
        *latest = enrolled_of(person, number);
        must(*latest != NULL); /* both queries read the same view */
        (*latest)->first = person->modules.n;
    }
    struct education_module *module = grown_add(&person->modules);
    struct module_label *label = grown_add(&person->labels);
    if (module == NULL || label == NULL) {
        return ST_NOMEM;
    }
    (*latest)->count++;
    *module =
        (struct education_module){ .status = query_is_null(q, 6) ? PROGRESS_NONE : (int)query_int_at(q, 6),
                                   .started_at = query_int_at(q, 7),
                                   .completed_at = query_int_at(q, 8),
                                   .seconds = query_int_at(q, 9),
                                   .quiz_passed = query_int_at(q, 10) == QUIZZES_PASSED,
                                   .skill_noted = query_int_at(q, 11) == 1,
                                   .certificate = query_int_at(q, 12) == 1,
                                   .certificate_at = query_int_at(q, 13) };
    label->code = kaspersky_name(person->modules.arena, report->manner.language, query_text_at(q, 4),
                                 query_text_at(q, 3));
    label->level = query_int_at(q, 5);
    return ST_OK;
}

static void add_behavior(struct report *report, const struct query *q, struct gathered *person)
{
    const struct score_part part =
        score_parts_behavior(query_is_null(q, 2) ? 0 : (int)query_int_at(q, 2),
                             score_parts_weight(query_real_at(q, 3)), query_int_at(q, 4));
    score_add(&person->score, &part, report->manner.date);
}

static enum status gather(struct report *report, const struct report_id *id, struct gathered *person)
{
    struct query *q;
    struct enrolled *latest = NULL;
    enum status st;
    while ((st = next_of(report, ENROLLMENTS, id, &q)) == ST_OK) {
        TRY(add_enrollment(report, q, person));
        take(report, ENROLLMENTS);
    }
    if (st != ST_END) {
        return st;
    }
    while ((st = next_of(report, MODULES, id, &q)) == ST_OK) {
        TRY(add_module(report, q, person, &latest));
        take(report, MODULES);
    }
    if (st != ST_END) {
        return st;
    }
    while ((st = next_of(report, BEHAVIORS, id, &q)) == ST_OK) {
        add_behavior(report, q, person);
        take(report, BEHAVIORS);
    }
    if (st != ST_END) {
        return st;
    }
    while ((st = next_of(report, MAILS, id, &q)) == ST_OK) {
        struct score_part part;
        if (scoring_mail_part(query_int_at(q, 2), query_int_at(q, 3), &part)) {
            score_add(&person->score, &part, report->manner.date);
        }
        take(report, MAILS);
    }
    return st == ST_END ? ST_OK : st;
}

static void person_at(const struct query *q, struct arena *arena, struct gathered *person)
{
    char *digits = arena_alloc(arena, (size_t)REPORT_ID * 2);
    *person = (struct gathered){
        .email = query_text_at(q, 2),
        .first_name = query_text_at(q, 3),
        .last_name = query_text_at(q, 4),
        .full_name = query_text_at(q, 5),
        .short_name = query_text_at(q, 6),
        .group_id = query_text_at(q, 7),
        .group_name = query_text_at(q, 8),
        .group_names = query_text_at(q, 9),
        .enrolled = {.arena = arena,  .size = sizeof(struct enrolled)        },
        .modules = { .arena = arena, .size = sizeof(struct education_module)},
        .labels = { .arena = arena, .size = sizeof(struct module_label)    }
    };
    if (digits != NULL) {
        num_hex(digits, (const uint8_t *)query_blob_at(q, 1).ptr, REPORT_ID);
        person->id = (struct str){ digits, (size_t)REPORT_ID * 2 };
    }
}

/* ---- the stream ---- */

/* The next range of one id; false: none is left. */
static bool next_asked(struct report *report)
{
    if (report->asked_at == report->asked_count) {
        return false;
    }
    report->from = report->to = report->asked[report->asked_at++];
    return true;
}

/* The queries under way belong to a range that is over. */
static void begin_range(struct report *report)
{
    struct stream *s = &report->stream;
    for (int i = 0; i < WALKS; i++) {
        if (s->beside[i] != NULL) {
            query_end(s->beside[i]);
            s->beside[i] = NULL;
        }
        report->standing[i] = false;
    }
    s->query = ask(report, Q_READ_REPORT_PEOPLE);
}

/* The next person's row of the people's query. Somebody asked for who was deleted meanwhile is passed over.
 */
static enum status next_person(struct report *report)
{
    struct stream *s = &report->stream;
    for (;;) {
        if (s->query == NULL) {
            if (report->by_address ? !next_asked(report) : report->over) {
                return ST_END;
            }
            begin_range(report);
        }
        enum status st = query_step(s->query);
        if (st != ST_END) {
            return st;
        }
        s->query = NULL;
        report->over = !report->by_address;
    }
}

static enum status step_person(struct stream *s)
{
    struct report *report = s->own;
    struct gathered person;
    struct report_id id;
    if (report->left == 0) {
        return ST_END;
    }
    TRY(next_person(report));
    must(query_int_at(s->query, 0) == s->tenant);
    must(query_blob_at(s->query, 1).len == REPORT_ID);
    memcpy(id.b, query_blob_at(s->query, 1).ptr, REPORT_ID);
    person_at(s->query, s->scratch, &person);
    TRY(gather(report, &id, &person));
    if (!report_make(s->scratch, &report->manner, &person, &report->row)) {
        return ST_NOMEM;
    }
    report->left -= report->left != NONE;
    report->from = id;
    report->over = !report->by_address && !increment(&report->from);
    return ST_OK;
}

/* After a pause the queries begin anew behind the last person. */
static enum status begin_turn(struct stream *s)
{
    struct report *report = s->own;
    memset(report->standing, 0, sizeof report->standing);
    return ST_OK;
}

/* ---- which people ---- */

/* A page of the people who were asked for. */
static void page_of_asked(struct report *report, int64_t page, int64_t size)
{
    int64_t skip;
    if (page > 0 && (__builtin_mul_overflow(page - 1, size, &skip) || skip >= report->asked_count)) {
        report->asked_count = 0;
    } else if (page > 0) {
        report->asked_at = skip;
    }
}

static enum status begin_asked(struct reading *r, struct report *report, int64_t size)
{
    TRY(report_asked(r, &report->asked, &report->asked_count));
    report->by_address = true;
    page_of_asked(report, r->args->page, size);
    return ST_OK;
}

/* Where a page begins. */
static enum status begin_page(struct reading *r, struct report *report, int64_t size)
{
    int64_t skip;
    memset(report->to.b, 0xff, REPORT_ID);
    if (r->args->page <= 1) {
        return ST_OK;
    }
    enum status st =
        __builtin_mul_overflow(r->args->page - 1, size, &skip) ? ST_END : report_skip(r, skip, &report->from);
    report->over = st == ST_END;
    return st == ST_END ? ST_OK : st;
}

/* How the tenant wants lengths of time: in the order of the setting's words. */
static uint64_t length_option(const int64_t *settings)
{
    static const uint64_t options[] = { 0, (uint64_t)1 << OPTION_CLOCK, (uint64_t)1 << OPTION_NUMBER };
    return options[settings[SETTING_KASPERSKY_EDUCATION_TIME]];
}

enum status read_kaspersky_report(struct reading *r, struct page *page)
{
    struct report *report = arena_new(r->arena, struct report);
    if (report == NULL) {
        return ST_NOMEM;
    }
    int64_t size = r->settings[SETTING_KASPERSKY_PAGE_SIZE];
    report->manner = (struct report_manner){ .language = &kaspersky_languages[r->args->language],
                                             .localized = r->settings[SETTING_KASPERSKY_DATES] != 0,
                                             .now = r->now };
    struct scoring scoring;
    report->manner.date = score_day(r->now);
    TRY(scoring_begin(&scoring, r->db, r->tenant, report->manner.date));
    report->manner.everybody = scoring.everybody;
    report->left = r->args->page > 0 ? size : NONE;
    report->stream = (struct stream){ .db = r->db,
                                      .scratch = r->scratch,
                                      .tenant = r->tenant,
                                      .left = NONE,
                                      .turn = begin_turn,
                                      .step = step_person,
                                      .row = &report->row,
                                      .own = report };
    TRY(r->args->texts.n > 0 ? begin_asked(r, report, size) : begin_page(r, report, size));
    r->options = length_option(r->settings);
    r->stream = &report->stream;
    *page = (struct page){
        .rows = {.next = stream_next, .source = &report->stream}
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}
