/* audit_events.c: simulation events: bursts of their addresses, and the rules by which they are judged. */
#include "apply/audit.h"
#include "base/limits.h"
#include "base/must.h"

#include <string.h>

/* The walk over the acts of one address in one campaign. */
struct acts {
    struct audit *audit;
    int64_t campaign; /* NONE: none yet */
    struct buf ip;
};

static enum status compare_burst(void *to, const struct act *act, bool burst)
{
    const struct acts *acts = to;
    int64_t stored = act->stored, expected = burst;
    struct difference d = {
        .what = DERIVED_BURST,
        .keys = {acts->campaign, act->person, act->type, act->at},
        .count = 1,
        .stored = &stored,
        .expected = &expected
    };
    return stored == expected ? ST_OK : acts->audit->differs(acts->audit->to, &d);
}

static enum status see_act(struct acts *acts, struct burst *burst, struct query *q)
{
    struct act act = { .person = query_int_at(q, 1),
                       .type = (int)query_int_at(q, 2),
                       .at = query_int_at(q, 3),
                       .stored = query_int_at(q, 4) != 0 };
    struct str ip = query_text_at(q, 5);
    if (acts->campaign != query_int_at(q, 0) || !str_eq(buf_text(&acts->ip), ip)) {
        TRY(burst_end(burst));
        acts->campaign = query_int_at(q, 0);
        buf_reset(&acts->ip);
        buf_str(&acts->ip, ip);
    }
    return acts->ip.failed ? ST_NOMEM : burst_add(burst, &act);
}

static enum status walk_bursts(struct acts *acts, struct burst *burst)
{
    struct query *q = db_query(acts->audit->db, Q_CHECK_ACTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, acts->audit->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = see_act(acts, burst, q);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? burst_end(burst) : step;
}

/* Bursts of what has no address. */
static enum status walk_alone(struct acts *acts)
{
    struct query *q = db_query(acts->audit->db, Q_CHECK_BURST_ALONE);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, acts->audit->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        struct act act = { query_int_at(q, 1), query_int_at(q, 3), (int)query_int_at(q, 2), true };
        acts->campaign = query_int_at(q, 0);
        st = compare_burst(acts, &act, false);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* ---- rules ---- */

static enum status judge(struct audit *a, int64_t campaign, int64_t person, struct judged_event **events,
                         size_t *n)
{
    TRY(touched_events(a->db, a->tenant, campaign, person, &a->arena, events, n));
    judge_events(*events, *n, &a->lists, true);
    return ST_OK;
}

enum status audit_result(struct audit *a, int64_t campaign, int64_t person, struct simulation_result *result)
{
    struct judged_event *events;
    size_t n;
    TRY(judge(a, campaign, person, &events, &n));
    *result = simulation_result_of(events, n);
    return ST_OK;
}

static enum status compare_rules(struct audit *a, int64_t campaign, int64_t person)
{
    struct judged_event *events;
    size_t n;
    arena_reset(&a->arena);
    TRY(touched_events(a->db, a->tenant, campaign, person, &a->arena, &events, &n));
    enum event_rule *stored = arena_array(&a->arena, enum event_rule, n + 1);
    if (stored == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        stored[i] = events[i].rule;
    }
    judge_events(events, n, &a->lists, true);
    for (size_t i = 0; i < n; i++) {
        int64_t was = stored[i], expected = events[i].rule;
        struct difference d = {
            .what = DERIVED_RULE,
            .keys = {campaign, person, events[i].type, events[i].at},
            .count = 1,
            .stored = &was,
            .expected = &expected
        };
        TRY(was == expected ? ST_OK : a->differs(a->to, &d));
    }
    return ST_OK;
}

/* A person whose events are mended may come twice: then they are right. */
static enum status walk_rules(struct audit *a)
{
    struct query *q = db_query(a->db, Q_CHECK_EVENTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = compare_rules(a, query_int_at(q, 0), query_int_at(q, 1));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status audit_events(struct audit *a)
{
    struct acts acts = { .audit = a, .campaign = INT64_MIN };
    struct burst burst;
    buf_init(&acts.ip, MIB);
    burst_begin(&burst, compare_burst, &acts);
    enum status st = walk_bursts(&acts, &burst);
    burst_done(&burst);
    buf_done(&acts.ip);
    TRY(st);
    TRY(walk_alone(&acts));
    return walk_rules(a);
}
