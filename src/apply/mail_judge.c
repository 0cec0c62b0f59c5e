/* mail_judge.c: what a stored mail means for its tenant: whether one of its own simulations was reported, and
 * whether a domain looks like one of its own. Both follow from records and the tenant's settings, so they are
 * worked out anew when those change: a token comes or goes, a campaign goes, a reporter becomes known. */
#include "apply/mail.h"
#include "apply/simulation.h"
#include "base/fold.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "mail/findings.h"
#include "mail/recognize.h"

#include <string.h>

struct settings {
    struct str domains, headers, hosts;
};

static enum status read_settings(struct applier *a, struct settings *s)
{
    struct query *q = db_query(a->db, Q_MAIL_SETTINGS);
    query_int(q, 1, a->tenant);
    enum status st = query_step(q);
    if (st == ST_OK) {
        s->domains = arena_str(&a->arena, query_text_at(q, 0));
        s->headers = arena_str(&a->arena, query_text_at(q, 1));
        s->hosts = arena_str(&a->arena, query_text_at(q, 2));
        query_end(q);
    }
    return st == ST_END ? ST_NOTFOUND : st;
}

/* ---- findings ---- */

static int64_t points_of(struct str findings)
{
    struct jsonin *root;
    int64_t points = 0;
    if (findings.ptr == NULL || jsonin_parse(findings, &root, NULL) != ST_OK) {
        return 0;
    }
    for (size_t i = 0; i < jsonin_count(root); i++) {
        struct str word;
        if (jsonin_text(jsonin_get(jsonin_item(root, i), STR("name")), &word)) {
            enum finding_name name = finding_of(word);
            points += name == FINDING_NONE ? 0 : finding_points(name);
        }
    }
    jsonin_free(root);
    return points;
}

/* The tenant's own domains, and the reporter's. */
static struct str own_domains(struct applier *a, const struct settings *s, struct str reporter)
{
    const char *at = reporter.len ? memrchr(reporter.ptr, '@', reporter.len) : NULL;
    struct str domain = at ? str_from(reporter, (size_t)(at - reporter.ptr) + 1) : STR("");
    return arena_format(&a->arena, STR_FMT " " STR_FMT, STR_ARG(s->domains), STR_ARG(domain));
}

static void judge_domains(struct applier *a, struct str domains, struct str own, struct mail_judged *judged)
{
    while (domains.ptr != NULL && judged->look_alike.ptr == NULL) {
        struct str domain = str_cut(&domains, ' '), which;
        if (finding_looks_alike(&a->arena, domain, own, &which)) {
            judged->look_alike =
                arena_format(&a->arena, STR_FMT " " STR_FMT, STR_ARG(domain), STR_ARG(which));
            judged->points += finding_points(FINDING_LOOK_ALIKE);
        }
    }
}

/* ---- simulations ---- */

/* The campaign of the first token that the store knows; NONE: of none. */
static enum status find_token(struct applier *a, struct str tokens, int64_t *campaign_key,
                              struct uuid *person)
{
    struct str best = STR_NONE;
    *campaign_key = NONE;
    while (tokens.ptr != NULL) {
        struct query *q = db_query(a->db, Q_TOKEN_CAMPAIGN);
        query_int(q, 1, a->tenant);
        query_text(q, 2, str_cut(&tokens, ' '));
        enum status st = query_step(q);
        if (st == ST_OK && (best.ptr == NULL || str_cmp(query_text_at(q, 1), best) < 0)) {
            best = arena_str(&a->arena, query_text_at(q, 1));
            *campaign_key = query_int_at(q, 0);
            *person = query_uuid_at(q, 3);
        }
        if (st != ST_END) {
            query_end(q);
        }
        TRY(st == ST_END ? ST_OK : st);
    }
    return ST_OK;
}

static enum status find_campaign(struct applier *a, struct str id, int64_t *campaign_key)
{
    struct query *q = db_query(a->db, Q_CAMPAIGN_KEY);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *campaign_key = query_int_at(q, 0);
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status recognize(struct applier *a, const struct reported_mail *m, const struct settings *s,
                             struct mail_judged *judged)
{
    struct uuid person;
    struct str value = STR_NONE;
    TRY(find_token(a, m->tokens, &judged->campaign_key, &person));
    if (judged->campaign_key != NONE) {
        judged->simulated = RECOGNIZED_TOKEN;
    } else if (recognize_header(&a->arena, m->headers, s->headers, &value)) {
        judged->simulated = RECOGNIZED_HEADER;
        /* Some programs write the campaign into the header field. */
        return find_campaign(a, value, &judged->campaign_key);
    } else if (recognize_host(m->hosts, s->hosts)) {
        judged->simulated = RECOGNIZED_HOST;
    }
    return ST_OK;
}

enum status mail_judge(struct applier *a, const struct reported_mail *m, struct str reporter,
                       struct mail_judged *judged)
{
    struct settings s;
    *judged = (struct mail_judged){ .points = points_of(m->findings), .campaign_key = NONE };
    TRY(read_settings(a, &s));
    judge_domains(a, m->domains, own_domains(a, &s, reporter), judged);
    TRY(recognize(a, m, &s, judged));
    return a->arena.failed ? ST_NOMEM : ST_OK;
}

/* The reporter; where none is named, whom the token was made for. ST_END: nobody known. */
static enum status who_reported(struct applier *a, const struct reported_mail *m, struct str reporter,
                                struct str *guid)
{
    int64_t campaign_key, person_key;
    struct uuid person = { .set = false };
    struct fault fault;
    if (reporter.ptr == NULL) {
        TRY(find_token(a, m->tokens, &campaign_key, &person));
        char text[UUID_TEXT_LEN];
        if (!person.set) {
            return ST_END;
        }
        uuid_print(text, &person);
        *guid = arena_str(&a->arena, (struct str){ text, sizeof text });
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_ALIAS);
    query_int(q, 1, a->tenant);
    query_int(q, 2, NAME_EMAIL);
    query_text(q, 3, reporter);
    enum status st = query_step(q);
    TRY(st);
    person_key = query_int_at(q, 0);
    query_end(q);
    (void)fault;
    *guid = apply_person_guid(a, person_key);
    return guid->ptr ? ST_OK : ST_NOMEM;
}

static enum status campaign_id(struct applier *a, int64_t campaign_key, struct str *id)
{
    struct query *q = db_query(a->db, Q_CAMPAIGN_ID);
    query_int(q, 1, a->tenant);
    query_int(q, 2, campaign_key);
    TRY(query_step(q));
    *id = arena_str(&a->arena, query_text_at(q, 0));
    query_end(q);
    return id->ptr ? ST_OK : ST_NOMEM;
}

enum status mail_tell(struct applier *a, const struct reported_mail *m, struct str reporter,
                      int64_t campaign_key, int64_t updated_at, int64_t *pending)
{
    struct record event;
    enum applied applied;
    struct fault fault;
    record_init(&event, KIND_SIMULATION_EVENT);
    struct simulation_event *e = &event.body.simulation_event;
    enum status st = who_reported(a, m, reporter, &e->person);
    *pending = st == ST_END;
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    TRY(campaign_id(a, campaign_key, &e->campaign_id));
    e->type = EVENT_REPORTED;
    e->at = m->reported_at;
    event.updated_at = updated_at;
    const size_t given[] = { offsetof(struct simulation_event, campaign_id),
                             offsetof(struct simulation_event, person),
                             offsetof(struct simulation_event, type), offsetof(struct simulation_event, at) };
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        event.given |= (uint64_t)1 << member_index(KIND_SIMULATION_EVENT, given[i]);
    }
    /* What the last record changed is told of the mail, not of the event that it brings along. */
    struct record before = a->before, after = a->after;
    uint64_t changed = a->changed;
    st = apply_simulation_event(a, &event, &applied, &fault);
    a->before = before;
    a->after = after;
    a->changed = changed;
    return st;
}

/* ---- again ---- */

static enum status load_judged(struct applier *a, int64_t number, struct reported_mail *m,
                               struct str *reporter, int64_t *updated_at, struct mail_judged *judged)
{
    struct query *q = db_query(a->db, Q_MAIL_TO_JUDGE);
    struct str *texts[] = { &m->tokens, &m->hosts, &m->headers, &m->domains, &m->findings, reporter };
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    TRY(query_step(q));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_str(&a->arena, query_text_at(q, (int)i));
    }
    m->reported_at = query_int_at(q, 6);
    *updated_at = query_int_at(q, 7);
    *judged = (struct mail_judged){ query_int_at(q, 8), arena_str(&a->arena, query_text_at(q, 9)),
                                    query_int_at(q, 10), query_int_at(q, 11), query_int_at(q, 12) };
    query_end(q);
    return a->arena.failed ? ST_NOMEM : ST_OK;
}

static bool same(const struct mail_judged *x, const struct mail_judged *y)
{
    return x->points == y->points && str_eq(x->look_alike, y->look_alike) && x->simulated == y->simulated &&
           x->campaign_key == y->campaign_key && x->pending == y->pending;
}

enum status mail_rejudge(struct applier *a, int64_t number)
{
    struct reported_mail m = { .source = STR_NONE };
    struct mail_judged stored, judged;
    struct str reporter;
    int64_t updated_at;
    TRY(load_judged(a, number, &m, &reporter, &updated_at, &stored));
    TRY(mail_judge(a, &m, reporter, &judged));
    if (judged.campaign_key != NONE) {
        TRY(mail_tell(a, &m, reporter, judged.campaign_key, updated_at, &judged.pending));
    }
    if (same(&stored, &judged)) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_MAIL_JUDGED);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    query_int(q, 3, judged.points);
    query_text(q, 4, judged.look_alike);
    query_int(q, 5, judged.simulated);
    query_int(q, 6, judged.campaign_key);
    query_int(q, 7, judged.pending);
    query_int(q, 8, a->seq);
    a->wrote = true;
    return query_run(q);
}

/* Each mail of a list: the next one behind the last, since judging may take it off the list. */
static enum status rejudge_each(struct applier *a, enum query_name name, int64_t key, struct str token)
{
    int64_t number = 0;
    for (;;) {
        struct query *q = db_query(a->db, name);
        int at = 1;
        query_int(q, at++, a->tenant);
        if (token.ptr != NULL) {
            query_text(q, at++, token);
        } else if (key != NONE) {
            query_int(q, at++, key);
        }
        query_int(q, at, number);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        number = query_int_at(q, 0);
        query_end(q);
        TRY(mail_rejudge(a, number));
    }
}

static enum status any(struct applier *a, enum query_name name, bool *found)
{
    struct query *q = db_query(a->db, name);
    query_int(q, 1, a->tenant);
    enum status st = query_step(q);
    query_end(q);
    *found = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

enum status mail_token_came(struct applier *a, struct str token)
{
    bool found = false;
    if (token.ptr != NULL) {
        TRY(any(a, Q_TOKEN_ANY_MAIL, &found));
    }
    return found ? rejudge_each(a, Q_TOKEN_MAIL, NONE, token) : ST_OK;
}

enum status mail_campaign_gone(struct applier *a, int64_t campaign_key)
{
    return rejudge_each(a, Q_CAMPAIGN_MAIL, campaign_key, STR_NONE);
}

enum status mail_person_came(struct applier *a, int64_t person_key)
{
    bool found = false;
    TRY(any(a, Q_PENDING_ANY_MAIL, &found));
    return found ? rejudge_each(a, Q_PENDING_MAIL, person_key, STR_NONE) : ST_OK;
}

enum status mail_rejudge_all(struct applier *a)
{
    int64_t number = 0;
    for (;;) {
        struct query *q = db_query(a->db, Q_NEXT_MAIL);
        query_int(q, 1, a->tenant);
        query_int(q, 2, number);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        number = query_int_at(q, 0);
        query_end(q);
        arena_reset(&a->arena);
        TRY(mail_rejudge(a, number));
    }
}
