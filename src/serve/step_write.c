/* step_write.c: is it durable? What a request tells goes to the writer's thread, and the request waits here
 * until it is committed or refused. */
#include "serve/write.h"

#include "base/must.h"

static const struct write_kind *const kinds[ANSWER_COUNT] = {
    [ANSWER_BEHAVIOR_EVENT] = &write_event,
    [ANSWER_KASPERSKY_MOVE] = &write_person,
};

static enum status run(struct write_job *job, struct db *db, struct why *why)
{
    struct request_write *write = (struct request_write *)(void *)job;
    (void)why;
    return kinds[write->rq->route->answer]->run(write, db);
}

static void done(struct write_job *job)
{
    struct request_write *write = (struct request_write *)(void *)job;
    struct http_ticket ticket = write->ticket;
    atomic_store(&write->finished, true);
    http_wake(ticket); /* from here on the request may be gone */
}

static enum step start(struct request *rq, const struct write_kind *kind)
{
    struct request_write *write = arena_alloc(&rq->http->arena, kind->size);
    if (write == NULL || rq->serve->config.writer == NULL) {
        return request_fail(rq, write == NULL ? ST_NOMEM : ST_BUSY);
    }
    *write = (struct request_write){ .rq = rq, .ticket = http_ticket(rq->http) };
    write->job.run = run;
    write->job.done = done;
    atomic_init(&write->finished, false);
    enum status st = kind->make(rq, write);
    if (st != ST_OK) {
        return st == ST_INVALID ? STEP_REFUSE : request_fail(rq, st);
    }
    rq->write = write;
    writer_submit(rq->serve->config.writer, &write->job);
    return STEP_WAIT;
}

enum step step_write(struct request *rq)
{
    const struct write_kind *kind = kinds[rq->route->answer];
    if (kind == NULL) {
        return STEP_NEXT;
    }
    if (rq->write == NULL) {
        return start(rq, kind);
    }
    if (!atomic_load(&rq->write->finished)) {
        return STEP_WAIT; /* woken for something else */
    }
    if (rq->write->job.status == ST_OK) {
        rq->row = rq->write->row;
        return STEP_NEXT;
    }
    if (rq->write->job.status == ST_INVALID && rq->write->denial.what != REFUSED_NOT) {
        rq->denial = rq->write->denial;
        return STEP_REFUSE;
    }
    return request_fail(rq, rq->write->job.status);
}
