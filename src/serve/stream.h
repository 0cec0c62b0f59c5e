/* stream.h: a list of any length, pulled row by row over many turns of a loop. Between two turns nothing is
 * held but a position: no statement, no view of the store. So what is written meanwhile shows in later rows;
 * but a list that says how many rows it has (left) has exactly the rows that were there when it began: when
 * one of them is gone, or is there twice, or cannot be read, the list ends as failed, and the answer breaks
 * visibly. */
#ifndef MUSTER_SERVE_STREAM_H
#define MUSTER_SERVE_STREAM_H

#include "base/arena.h"
#include "model/rows.h"
#include "store/db.h"

struct stream {
    struct db *db;
    struct arena *scratch; /* of the row under way; the loop's */
    int64_t tenant;
    int64_t left; /* rows still to come: the list has exactly so many; NONE: until step says ST_END */
    bool viewing; /* this turn's view of the store is open */
    struct query *query, *beside[4]; /* under way; ended with the turn */
    enum status failure;
    /* The next row behind the position: ST_OK, ST_END or a failure. Its texts are the query's. */
    enum status (*step)(struct stream *stream);
    /* Asked at the begin of every turn, in its view; may be NULL. */
    enum status (*turn)(struct stream *stream);
    /* Gives back what own holds outside the arena; may be NULL. */
    void (*end)(struct stream *stream);
    const void *row; /* where step puts it */
    void *own;       /* what step needs beyond this: the reading function's */
};

/* list.next: the list's source is the stream. */
const void *stream_next(struct list *list);

/* Ends the turn: closes what is open. Texts of the last row end here. */
void stream_pause(struct stream *stream);

#endif
