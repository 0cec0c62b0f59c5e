/* read_skip.c: which row is the skip-th, without counting rows.
 *
 * `block` holds how many live rows each range of numbers has: ranges of 2^32 numbers (level 4) down to 2^8
 * (level 1). The walk takes whole ranges away from skip until it stands in the one that holds the row, then
 * goes a level down: at most 256 counts a level, and at the end at most 256 numbers. A range without gaps
 * needs no walk: its rows are its numbers. */
/* hot path */
#include "base/must.h"
#include "serve/read.h"

enum { TOP_LEVEL = 4, LEVEL_BITS = 8 };

struct walk {
    struct reading *r;
    int64_t campaign, skip;
    int phase;
    int64_t bucket, count; /* where it stands, and how many rows that range has */
};

static struct query *blocks(const struct walk *w, int level, int64_t from, int64_t to)
{
    static const enum query_name of_phase[PHASE_COUNT] = { Q_READ_BLOCKS_0, Q_READ_BLOCKS_1, Q_READ_BLOCKS_2,
                                                           Q_READ_BLOCKS_3, Q_READ_BLOCKS_4, Q_READ_BLOCKS_5,
                                                           Q_READ_BLOCKS_6 };
    struct query *q = db_query(w->r->db, w->phase < 0 ? Q_READ_BLOCKS : of_phase[w->phase]);
    query_int(q, 1, w->r->tenant);
    query_int(q, 2, w->campaign);
    query_int(q, 3, level);
    query_int(q, 4, from);
    query_int(q, 5, to);
    return q;
}

/* Among the ranges from..to of a level, the one that holds the row. */
static enum status walk_level(struct walk *w, int level, int64_t from, int64_t to)
{
    struct query *q = blocks(w, level, from, to);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        int64_t count = query_int_at(q, 1);
        if (w->skip < count) {
            w->bucket = query_int_at(q, 0);
            w->count = count;
            query_end(q);
            return ST_OK;
        }
        w->skip -= count;
    }
    return st;
}

static enum status walk_numbers(struct walk *w, int64_t from, int64_t to, int64_t *number)
{
    struct query *q = db_query(w->r->db, w->phase < 0 ? Q_READ_NUMBERS : Q_READ_NUMBERS_OF);
    query_int(q, 1, w->r->tenant);
    query_int(q, 2, w->campaign);
    query_int(q, 3, from);
    query_int(q, 4, to);
    if (w->phase >= 0) {
        query_int(q, 5, w->phase);
    }
    enum status st;
    while ((st = query_step(q)) == ST_OK && w->skip > 0) {
        w->skip--;
    }
    if (st == ST_OK) {
        *number = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

enum status read_skip(struct reading *r, int64_t campaign, int phase, int64_t skip, int64_t *number)
{
    struct walk w = { .r = r, .campaign = campaign, .skip = skip, .phase = phase };
    int64_t from = 0, to = INT64_MAX;
    must(skip >= 0 && phase < PHASE_COUNT);
    if (skip == 0) {
        *number = 0;
        return ST_OK;
    }
    for (int level = TOP_LEVEL; level > 0; level--) {
        TRY(walk_level(&w, level, from, to));
        int64_t numbers = (int64_t)1 << (LEVEL_BITS * level);
        if (w.count == numbers) {
            *number = (w.bucket << (LEVEL_BITS * level)) + w.skip;
            return ST_OK;
        }
        from = w.bucket << LEVEL_BITS;
        to = from + (1 << LEVEL_BITS) - 1;
    }
    enum status st = walk_numbers(&w, from, to, number);
    /* The blocks said that the row is there: counts and rows are written in the same transaction. */
    return st == ST_END ? ST_CORRUPT : st;
}
