/* write.h: what a request writes: a piece of work for the writer's thread, of which the request waits until
 * it is durable (step_write.c). */
#ifndef MUSTER_SERVE_WRITE_H
#define MUSTER_SERVE_WRITE_H

#include "apply/writer.h"
#include "http/request.h"
#include "serve/request.h"

#include <stdatomic.h>

/* In the request's arena, which nobody else touches while the writer has it. */
struct request_write {
    struct write_job job;
    struct request *rq;
    struct http_ticket ticket;
    atomic_bool finished;
    struct denial denial; /* when the work refuses: with ST_INVALID */
    const void *row;      /* the answer */
};

/* One API's kind of work. make: on the loop, from the request's args; ST_INVALID sets rq->denial. run: on the
 * writer's thread, within its transaction. */
struct write_kind {
    size_t size; /* of a struct that begins with a struct request_write */
    enum status (*make)(struct request *rq, struct request_write *write);
    enum status (*run)(struct request_write *write, struct db *db);
};

extern const struct write_kind write_event;  /* write_event.c */
extern const struct write_kind write_person; /* write_person.c */

#endif
