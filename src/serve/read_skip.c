/* read_skip.c: which row is the skip-th, without counting rows.
 *
 * `block` (and `place`, for lists over all campaigns) holds how many live rows each range of numbers has:
 * ranges of 2^24 numbers (level 6) down to 2^4 (level 1). The walk takes whole ranges away from skip until it
 * stands in the one that holds the row, then goes a level down: 16 counts a level at most, read from the
 * nearer end. It begins at the level where the campaign has about 16 ranges if its numbers lie close
 * together, and a level further up whenever they turn out not to. A range without gaps needs no walk: its
 * rows are its numbers. */
/* hot path */
#include "base/must.h"
#include "serve/read.h"

#include <limits.h>

enum { RANGES = 1 << BLOCK_BITS };

struct walk {
    struct reading *r;
    int64_t campaign, skip;
    int phase, list;
    int64_t bucket, count; /* where it stands, and how many rows that range has; at first the campaign */
};

static struct query *blocks(const struct walk *w, int level, int64_t from, int64_t to, bool down)
{
    if (w->list != 0) {
        struct query *q = db_query(w->r->db, down ? Q_READ_PLACES_DOWN : Q_READ_PLACES_UP);
        query_int(q, 1, w->r->tenant);
        query_int(q, 2, w->list);
        query_int(q, 3, level);
        query_int(q, 4, from);
        query_int(q, 5, to);
        return q;
    }
    int counts = w->phase < 0 ? PHASE_COUNT : w->phase;
    struct query *q =
        db_query(w->r->db, (enum query_name)((down ? Q_READ_BLOCKS_DOWN_0 : Q_READ_BLOCKS_UP_0) + counts));
    query_int(q, 1, w->r->tenant);
    query_int(q, 2, w->campaign);
    query_int(q, 3, level);
    query_int(q, 4, from);
    query_int(q, 5, to);
    return q;
}

/* Among the ranges from..to of a level, which hold w->count rows, the one that holds the row; walked from the
 * nearer end. ST_LIMIT: it is not among the first `most`. */
static enum status walk_level(struct walk *w, int level, int64_t from, int64_t to, int most)
{
    bool down = w->skip > w->count / 2;
    int64_t left = down ? w->count - 1 - w->skip : w->skip; /* rows between that end and the row */
    struct query *q = blocks(w, level, from, to, down);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        int64_t count = query_int_at(q, 1);
        if (left < count) {
            w->bucket = query_int_at(q, 0);
            w->count = count;
            w->skip = down ? count - 1 - left : left;
            query_end(q);
            return ST_OK;
        }
        left -= count;
        if (--most == 0) {
            query_end(q);
            return ST_LIMIT;
        }
    }
    return st;
}

/* The first level of the walk, among all ranges of the campaign. */
static enum status walk_top(struct walk *w, int64_t people, int *level)
{
    enum status st = ST_LIMIT;
    int at = 1;
    while (at < BLOCK_LEVELS && people >> (BLOCK_BITS * at) > RANGES) {
        at++;
    }
    for (; st == ST_LIMIT; at++) {
        *level = at;
        st = walk_level(w, at, 0, INT64_MAX, at < BLOCK_LEVELS ? 2 * RANGES : INT_MAX);
    }
    return st;
}

enum status read_skip(struct reading *r, const struct skip *skip, int64_t *number, int64_t *rest)
{
    struct walk w = { .r = r,
                      .campaign = skip->campaign,
                      .skip = skip->rows,
                      .phase = skip->phase,
                      .list = skip->list,
                      .count = skip->of };
    bool weighted =
        skip->list == PLACE_ATTEMPTS || skip->list == PLACE_LEVELS; /* a number has several rows */
    int level;
    must(skip->rows >= 0 && skip->rows < skip->of && skip->phase < PHASE_COUNT);
    *number = *rest = 0;
    if (skip->rows == 0) {
        return ST_OK;
    }
    TRY(walk_top(&w, skip->people, &level));
    while (weighted || w.count < (int64_t)1 << (BLOCK_BITS * level)) {
        if (--level == 0) {
            *number = w.bucket << BLOCK_BITS;
            *rest = w.skip;
            return ST_OK;
        }
        TRY(walk_level(&w, level, w.bucket << BLOCK_BITS, (w.bucket << BLOCK_BITS) + RANGES - 1, INT_MAX));
    }
    *number = (w.bucket << (BLOCK_BITS * level)) + w.skip;
    return ST_OK;
}
