/* touched.c: see touched.h. First the addresses: every changed event may begin or end a burst within a minute
 * around it, and so change how events of other people are judged. Then the people: their events are judged
 * anew, and what they did is written into the row of their enrollment. */
#include "apply/touched.h"

#include "apply/simulation.h"
#include "base/limits.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

enum { TOUCHED_MOST = 20000 }; /* what a chunk of an import touches, and room for bursts */

struct touch {
    int64_t campaign_key, person_key, at;
    struct str ip; /* while filling: offset and length in ips, as ptr is not fixed yet */
    size_t ip_at;
    bool has_ip;
};

void touched_init(struct touched *t)
{
    *t = (struct touched){ .lists = judge_lists_shipped };
    buf_init(&t->networks, 2 * LIMIT_NETWORKS);
    buf_init(&t->ips, (size_t)2 * TOUCHED_MOST * (LIMIT_NAME + 1));
    arena_init(&t->arena, LIMIT_EVENTS);
}

void touched_done(struct touched *t)
{
    free(t->items);
    t->items = NULL;
    buf_done(&t->ips);
    buf_done(&t->networks);
    arena_done(&t->arena);
}

static void reset(struct touched *t)
{
    t->count = 0;
    buf_reset(&t->ips);
}

enum status touched_lists(struct db *db, int64_t tenant, struct buf *text, struct judge_lists *lists)
{
    struct query *q = db_query(db, Q_TENANT_NETWORKS);
    buf_reset(text);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    struct str ours = query_text_at(q, 0);
    buf_str(text, ours);
    buf_str(text, query_text_at(q, 1));
    query_end(q);
    *lists = judge_lists_shipped;
    lists->our_networks = (struct str){ buf_text(text).ptr, ours.len };
    lists->scanner_networks = str_from(buf_text(text), ours.len);
    return text->failed ? ST_NOMEM : ST_OK;
}

enum status touched_begin(struct touched *t, struct db *db, int64_t tenant)
{
    reset(t);
    t->results = 0;
    return touched_lists(db, tenant, &t->networks, &t->lists);
}

enum status touched_event(struct touched *t, int64_t campaign_key, int64_t person_key, int64_t at,
                          struct str ip)
{
    if (t->count == t->room) {
        size_t room = t->room ? 2 * t->room : 256;
        struct touch *more = realloc(t->items, room * sizeof *more);
        if (more == NULL) {
            return ST_NOMEM;
        }
        t->items = more;
        t->room = room;
    }
    t->items[t->count++] = (struct touch){
        .campaign_key = campaign_key,
        .person_key = person_key,
        .at = at,
        .ip = {NULL, ip.len},
        .ip_at = t->ips.len,
        .has_ip = ip.ptr != NULL
    };
    buf_str(&t->ips, ip);
    return t->ips.failed ? ST_NOMEM : ST_OK;
}

bool touched_full(const struct touched *t)
{
    return t->count >= TOUCHED_MOST;
}

static int compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_str(struct str a, struct str b)
{
    int c = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    return c ? c : compare_int((int64_t)a.len, (int64_t)b.len);
}

/* Those without an address last. */
static int by_address(const void *x, const void *y)
{
    const struct touch *a = x, *b = y;
    int c = (int)b->has_ip - (int)a->has_ip;
    c = c ? c : compare_int(a->campaign_key, b->campaign_key);
    c = c || !a->has_ip ? c : compare_str(a->ip, b->ip);
    return c ? c : compare_int(a->at, b->at);
}

static int by_person(const void *x, const void *y)
{
    const struct touch *a = x, *b = y;
    int c = compare_int(a->campaign_key, b->campaign_key);
    return c ? c : compare_int(a->person_key, b->person_key);
}

/* ---- addresses ---- */

/* Decisions that differ from what is stored; written after the walk, since they move the index it walks. */
struct flips {
    int64_t from, to; /* only within: nearer the ends of the walk too little is known */
    struct act *acts;
    size_t count, room;
};

static enum status note_flip(void *to, const struct act *act, bool burst)
{
    struct flips *f = to;
    if (act->stored == burst || act->at < f->from || act->at > f->to) {
        return ST_OK;
    }
    if (f->count == f->room) {
        size_t room = f->room ? 2 * f->room : 64;
        struct act *more = realloc(f->acts, room * sizeof *more);
        if (more == NULL) {
            return ST_NOMEM;
        }
        f->acts = more;
        f->room = room;
    }
    f->acts[f->count++] = *act;
    return ST_OK;
}

static int64_t plus(int64_t at, int64_t more)
{
    int64_t sum;
    return __builtin_add_overflow(at, more, &sum) ? more < 0 ? INT64_MIN + 1 : INT64_MAX : sum;
}

static enum status walk_acts(struct applier *a, const struct touch *touch, struct flips *flips)
{
    struct burst burst;
    struct query *q = db_query(a->db, Q_EVENT_ACTS);
    enum status st = ST_OK, step = ST_END;
    burst_begin(&burst, note_flip, flips);
    query_int(q, 1, a->tenant);
    query_int(q, 2, touch->campaign_key);
    query_text(q, 3, touch->ip);
    query_int(q, 4, plus(flips->from, -JUDGE_BURST));
    query_int(q, 5, plus(flips->to, JUDGE_BURST));
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        struct act act = { .person = query_int_at(q, 0),
                           .at = query_int_at(q, 2),
                           .type = (int)query_int_at(q, 1),
                           .stored = query_int_at(q, 3) != 0 };
        st = burst_add(&burst, &act);
    }
    query_end(q);
    st = st != ST_OK ? st : step == ST_END ? burst_end(&burst) : step;
    burst_done(&burst);
    return st;
}

static enum status write_flips(struct applier *a, int64_t campaign_key, const struct flips *flips)
{
    for (size_t i = 0; i < flips->count; i++) {
        const struct act *act = &flips->acts[i];
        struct query *q = db_query(a->db, Q_EVENT_BURST);
        query_int(q, 1, a->tenant);
        query_int(q, 2, campaign_key);
        query_int(q, 3, act->person);
        query_int(q, 4, act->type);
        query_int(q, 5, act->at);
        query_int(q, 6, !act->stored);
        TRY(query_run(q));
        TRY(touched_event(&a->touched, campaign_key, act->person, act->at, STR_NONE));
    }
    return ST_OK;
}

/* One stretch of time of one address, without longer gaps between the touches i..end - 1. */
static enum status settle_stretch(struct applier *a, size_t i, size_t end, struct flips *flips)
{
    const struct touch first = a->touched.items[i];
    flips->from = plus(first.at, -JUDGE_BURST);
    flips->to = plus(a->touched.items[end - 1].at, JUDGE_BURST);
    flips->count = 0;
    TRY(walk_acts(a, &first, flips));
    return write_flips(a, first.campaign_key, flips);
}

static enum status settle_addresses(struct applier *a)
{
    struct touched *t = &a->touched;
    struct flips flips = { .acts = NULL };
    enum status st = ST_OK;
    size_t count = t->count, end;
    for (size_t i = 0; i < count; i++) {
        t->items[i].ip.ptr = t->items[i].has_ip ? buf_text(&t->ips).ptr + t->items[i].ip_at : NULL;
    }
    qsort(t->items, count, sizeof *t->items, by_address);
    for (size_t i = 0; st == ST_OK && i < count && t->items[i].has_ip; i = end) {
        for (end = i + 1; end < count && t->items[end].has_ip; end++) {
            const struct touch *before = &t->items[end - 1], *now = &t->items[end];
            if (before->campaign_key != now->campaign_key || !str_eq(before->ip, now->ip) ||
                plus(before->at, 4 * JUDGE_BURST) < now->at) {
                break;
            }
        }
        st = settle_stretch(a, i, end, &flips);
    }
    free(flips.acts);
    return st;
}

/* ---- people ---- */

/* A scanner that comes a thousand times calls itself the same each time: then one copy serves all. */
static struct str copy_unless(struct arena *arena, struct str text, struct str before)
{
    return before.ptr != NULL && str_eq(text, before) ? before : arena_str(arena, text);
}

static struct judged_event event_at(const struct query *q, struct arena *arena,
                                    const struct judged_event *before)
{
    return (struct judged_event){
        .type = (int)query_int_at(q, 0),
        .at = query_int_at(q, 1),
        .ip = copy_unless(arena, query_text_at(q, 2), before ? before->ip : STR_NONE),
        .agent = copy_unless(arena, query_text_at(q, 3), before ? before->agent : STR_NONE),
        .landing_seconds = query_int_at(q, 4),
        .counted = query_is_null(q, 5) ? COUNTED_NONE : (int)query_int_at(q, 5),
        .burst = query_int_at(q, 6) != 0,
        .rule = (enum event_rule)query_int_at(q, 7),
    };
}

enum status touched_events(struct db *db, int64_t tenant, int64_t campaign_key, int64_t person_key,
                           struct arena *arena, struct judged_event **events, size_t *n)
{
    struct query *q = db_query(db, Q_EVENTS);
    size_t room = 0;
    enum status st;
    *events = NULL;
    *n = 0;
    query_int(q, 1, tenant);
    query_int(q, 2, campaign_key);
    query_int(q, 3, person_key);
    while ((st = query_step(q)) == ST_OK) {
        if (*n == room) {
            room = room ? 2 * room : 16;
            struct judged_event *more = arena_array(arena, struct judged_event, room);
            if (more == NULL) {
                query_end(q);
                return ST_NOMEM;
            }
            if (*n) {
                memcpy(more, *events, *n * sizeof *more);
            }
            *events = more;
        }
        (*events)[*n] = event_at(q, arena, *n ? *events + *n - 1 : NULL);
        ++*n;
    }
    return st != ST_END ? st : arena->failed ? ST_NOMEM : ST_OK;
}

static enum status settle_person(struct applier *a, int64_t campaign_key, int64_t person_key)
{
    struct touched *t = &a->touched;
    struct judged_event *events;
    size_t n;
    arena_reset(&t->arena);
    TRY(touched_events(a->db, a->tenant, campaign_key, person_key, &t->arena, &events, &n));
    enum event_rule *before = arena_array(&t->arena, enum event_rule, n + 1);
    if (before == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        before[i] = events[i].rule;
    }
    judge_events(events, n, &t->lists, true);
    for (size_t i = 0; i < n; i++) {
        if (before[i] != events[i].rule) {
            struct query *q = db_query(a->db, Q_EVENT_RULE);
            query_int(q, 1, a->tenant);
            query_int(q, 2, campaign_key);
            query_int(q, 3, person_key);
            query_int(q, 4, events[i].type);
            query_int(q, 5, events[i].at);
            query_int(q, 6, events[i].rule);
            query_int(q, 7, a->seq);
            TRY(query_run(q));
        }
    }
    struct simulation_result result = simulation_result_of(events, n);
    return apply_result(a, campaign_key, person_key, &result);
}

enum status touched_flush(struct applier *a)
{
    struct touched *t = &a->touched;
    if (t->count == 0) {
        return ST_OK;
    }
    TRY(settle_addresses(a));
    qsort(t->items, t->count, sizeof *t->items, by_person);
    for (size_t i = 0; i < t->count; i++) {
        if (i == 0 || by_person(&t->items[i - 1], &t->items[i]) != 0) {
            TRY(settle_person(a, t->items[i].campaign_key, t->items[i].person_key));
        }
    }
    reset(t);
    return ST_OK;
}
