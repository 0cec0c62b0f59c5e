/* read_journey.c: see read_journey.h. Without a filter the walk is one query a turn; the offset is found by
 * counted ranges (read_skip.c). With one the numbers of the rows that changed in the range of time are read
 * from their index first, as bits of a window of numbers, so that what is listed by number costs what it
 * lists. */
/* hot path */
#include "serve/read_journey.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "base/when.h"
#include "model/record.h"

#include <string.h>

enum { WORD = 64, WINDOW = 1 << 23 }; /* numbers of a window: a megabyte of bits, whatever the store holds */

static struct query *ask(struct walk *w, enum query_name name)
{
    struct query *q = db_query(w->stream.db, name);
    query_int(q, 1, w->stream.tenant);
    return q;
}

/* The only number of a query's only row. */
static enum status one_int(struct query *q, int64_t otherwise, int64_t *value)
{
    enum status st = query_step(q);
    *value = st == ST_OK ? query_int_at(q, 0) : otherwise;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

static bool by_person(const struct walk *w)
{
    return w->list == PLACE_USERS || w->list == PLACE_LEVELS;
}

struct query *read_walk_ask(struct walk *w, int64_t from, int64_t until)
{
    struct query *q = ask(w, w->query);
    query_int(q, 2, from);
    query_int(q, 3, until);
    return q;
}

/* ---- the filter ---- */

/* Seconds of which the printed one is not before these ticks. */
static int64_t second_of(int64_t ticks)
{
    return ticks / WHEN_SECOND + (ticks % WHEN_SECOND > 0);
}

/* A range that holds everything there is filters nothing. */
static enum status set_filter(struct walk *w, const struct args *args)
{
    int64_t first, last;
    w->after = args->updated_after == NONE ? INT64_MIN : second_of(args->updated_after);
    w->before = args->updated_before == NONE ? INT64_MAX : second_of(args->updated_before);
    if (args->updated_after == NONE && args->updated_before == NONE) {
        return ST_OK;
    }
    TRY(one_int(ask(w, Q_READ_UPDATED_FIRST), INT64_MAX, &first));
    TRY(one_int(ask(w, Q_READ_UPDATED_LAST), INT64_MIN, &last));
    w->filtered = w->after > first || w->before <= last;
    return ST_OK;
}

/* Moves the window to where the number lies, and marks what is in it. */
static enum status fill_window(struct walk *w, int64_t number)
{
    struct window *v = &w->window;
    enum status st;
    v->base = number & ~(int64_t)(WORD - 1);
    v->count = w->until - v->base + 1;
    v->count = v->count > WINDOW ? WINDOW : v->count;
    memset(v->bits, 0, (size_t)((v->count + WORD - 1) / WORD) * sizeof *v->bits);
    struct query *q = ask(w, by_person(w) ? Q_READ_UPDATED_PEOPLE : Q_READ_UPDATED);
    query_int(q, 2, w->after == INT64_MIN ? INT64_MIN + 1 : w->after);
    query_int(q, 3, w->before);
    while ((st = query_step(q)) == ST_OK) {
        int64_t bit = query_int_at(q, 0) - v->base;
        if (bit >= 0 && bit < v->count) {
            v->bits[bit / WORD] |= UINT64_C(1) << (bit % WORD);
        }
    }
    return st == ST_END ? ST_OK : st;
}

/* The first marked number from `at` on within the window; its end when there is none. */
static int64_t next_marked(const struct window *v, int64_t at)
{
    for (int64_t bit = at - v->base; bit < v->count; bit = (bit / WORD + 1) * WORD) {
        uint64_t word = v->bits[bit / WORD] >> (bit % WORD);
        if (word != 0) {
            return v->base + bit + __builtin_ctzll(word);
        }
    }
    return v->base + v->count;
}

enum status read_walk_filter(struct walk *w, int64_t *number)
{
    struct window *v = &w->window;
    while (w->at <= w->until) {
        if (v->count == 0 || w->at >= v->base + v->count) {
            TRY(fill_window(w, w->at));
        }
        int64_t found = next_marked(v, w->at);
        if (found < v->base + v->count) {
            *number = found;
            return ST_OK;
        }
        w->at = found;
    }
    return ST_END;
}

static enum status make_window(struct reading *r, struct walk *w)
{
    int64_t most = w->until + WORD;
    size_t numbers = (size_t)(most > WINDOW ? WINDOW : most);
    w->window.bits = arena_array(r->arena, uint64_t, numbers / WORD + 1);
    return w->window.bits == NULL ? ST_NOMEM : ST_OK;
}

/* ---- the beginning ---- */

/* The place of the first row; the cost does not depend on the offset. */
static enum status skip_counted(struct reading *r, struct walk *w, int64_t offset)
{
    int64_t total;
    struct query *q = ask(w, Q_READ_PLACES_SUM);
    query_int(q, 2, w->list);
    query_int(q, 3, BLOCK_LEVELS);
    TRY(one_int(q, 0, &total));
    if (offset >= total) {
        w->limit = 0;
        return ST_OK;
    }
    const struct skip skip = { .rows = offset, .of = total, .people = total, .list = w->list };
    return read_skip(r, &skip, &w->at, &w->rest);
}

static enum status begin(struct reading *r, struct walk *w)
{
    const struct args *args = r->args;
    TRY(one_int(ask(w, by_person(w) ? Q_READ_LEARNER_LAST : Q_READ_JOURNEY_LAST), 0, &w->until));
    TRY(set_filter(w, args));
    if (w->filtered) {
        TRY(make_window(r, w));
        w->rest = args->offset;
        return ST_OK;
    }
    return skip_counted(r, w, args->offset);
}

static void end(struct stream *s)
{
    struct walk *w = s->own;
    arena_done(&w->arena);
}

enum status read_walk(struct reading *r, int list, enum query_name query,
                      enum status (*fill)(struct walk *walk, struct query *q), struct page *page)
{
    struct walk *w = arena_new(r->arena, struct walk);
    if (w == NULL) {
        return ST_NOMEM;
    }
    *w = (struct walk){
        .stream = {.db = r->db,
                   .scratch = r->scratch,
                   .tenant = r->tenant,
                   .left = NONE,
                   .step = read_walk_step,
                   .end = end,
                   .row = &w->row,
                   .own = w},
        .list = list,
        .query = query,
        .now = r->now,
        .limit = r->args->limit,
        .fill = fill
    };
    arena_init(&w->arena, LIMIT_ARENA);
    r->stream = &w->stream;
    *page = (struct page){
        .rows = {.next = stream_next, .source = &w->stream}
    };
    return begin(r, w);
}

/* ---- the rows ---- */

/* Keeps the place behind a row of this number. */
static void pass(struct walk *w, int64_t number)
{
    w->rest = number == w->at ? w->rest + 1 : 1;
    w->at = number;
}

/* Leaves out what lies before the place: at the beginning whatever numbers it has, later only rows of the
 * number that was under way, if they are still there. ST_OK: the row behind it. */
static enum status find_place(struct walk *w)
{
    bool first = !w->begun;
    int64_t left_out = w->rest;
    w->begun = true;
    w->rest = first ? 0 : w->rest;
    for (;;) {
        TRY(query_step(w->stream.query));
        int64_t number = query_int_at(w->stream.query, 1);
        if (left_out == 0 || (!first && number != w->at)) {
            return ST_OK;
        }
        left_out--;
        if (first) {
            pass(w, number);
        }
    }
}

static enum status next_row(struct walk *w)
{
    struct stream *s = &w->stream;
    if (s->query == NULL) {
        s->query = read_walk_ask(w, w->at, w->until);
        return find_place(w);
    }
    return query_step(s->query);
}

/* With a filter: the row of the next number that it lets pass. */
static enum status next_filtered(struct walk *w)
{
    struct stream *s = &w->stream;
    enum status st = ST_END;
    while (st == ST_END) {
        int64_t number;
        if (s->query != NULL) {
            query_end(s->query);
            s->query = NULL;
        }
        TRY(read_walk_filter(w, &number));
        s->query = read_walk_ask(w, number, number);
        st = query_step(s->query);
        w->at = number + 1;
    }
    return st;
}

static enum status next_wanted(struct walk *w)
{
    struct stream *s = &w->stream;
    for (;;) {
        TRY(w->filtered ? next_filtered(w) : next_row(w));
        must(query_int_at(s->query, 0) == s->tenant);
        enum status st = w->fill(w, s->query);
        if (st != ST_OK && st != ST_NOTFOUND) {
            return st;
        }
        if (!w->filtered) {
            pass(w, query_int_at(s->query, 1));
            return st;
        }
        if (st == ST_OK && w->rest == 0) {
            return st;
        }
        w->rest -= st == ST_OK;
    }
}

enum status read_walk_step(struct stream *s)
{
    struct walk *w = s->own;
    if (w->limit == 0) {
        return ST_END;
    }
    TRY(next_wanted(w));
    w->limit--;
    return ST_OK;
}

struct passed_row read_passed(struct arena *arena, int64_t passed, int64_t total)
{
    char text[64];
    size_t n = num_int(text, passed), slash = n + 1, words = n + 4;
    struct passed_row row = { .passed = passed,
                              .total = total,
                              .percent = total > 0 ? 100 * passed / total : 0 };
    text[n] = '/';
    row.slash = arena_str(arena, (struct str){ text, slash + num_int(text + slash, total) });
    memcpy(text + n, " of ", 4);
    row.words = arena_str(arena, (struct str){ text, words + num_int(text + words, total) });
    return row;
}
