/* read_journey.h: walking a list over all campaigns by number, over many turns of a loop: where it stands,
 * and which numbers it leaves out. Only src/serve/read_journey*.c include it. */
#ifndef MUSTER_SERVE_READ_JOURNEY_H
#define MUSTER_SERVE_READ_JOURNEY_H

#include "model/journey.h"
#include "model/phase.h"
#include "serve/read.h"
#include "serve/stream.h"

struct walk {
    struct stream stream;
    int list;              /* enum place_list */
    enum query_name query; /* its rows from a number on, up to a number */
    int64_t now;           /* ticks */
    int64_t at, rest;      /* the next row's number, and how many rows of it to leave out */
    int64_t until;         /* the last number that was there when the list began */
    int64_t limit;         /* rows still wanted */
    int64_t after, before; /* seconds: only rows that were updated from..before */
    bool filtered, begun;
    struct window { /* numbers that may have such rows, as bits from `base` on */
        uint64_t *bits;
        int64_t base, count; /* count: how many numbers it covers; 0: none yet */
    } window;
    /* Fills the row of the query's row: ST_OK; ST_NOTFOUND: it is not wanted after all. */
    enum status (*fill)(struct walk *walk, struct query *q);
    union {
        struct journey_row journey;
        struct level_row level;
        struct user_row user;
        struct lesson_row lesson;
    } row;
    struct arena arena; /* rows made together: a person's levels */
    struct level_row *levels;
    int64_t level_count, level_at, person_number, skip;
};

/* The walk of a list, at the first row behind offset. */
enum status read_walk(struct reading *r, int list, enum query_name query,
                      enum status (*fill)(struct walk *walk, struct query *q), struct page *page);

/* The step of a walk whose query gives one row for each of the answer's (stream.h). */
enum status read_walk_step(struct stream *stream);

/* The next number of the filter at or behind walk->at; ST_END: none up to `until`. */
enum status read_walk_filter(struct walk *walk, int64_t *number);

/* The query of the list's rows of one number, or from a number to the end. */
struct query *read_walk_ask(struct walk *walk, int64_t from, int64_t until);

/* "3/20", "3 of 20" and the percentage, in the arena. */
struct passed_row read_passed(struct arena *arena, int64_t passed, int64_t total);

#endif
