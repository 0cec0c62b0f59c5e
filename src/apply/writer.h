/* writer.h: the one thread that writes. Short jobs that wait together are committed together; an import goes
 * chunk by chunk between them, so that neither waits long for the other: a chunk under way ends early when
 * something short comes, and a small import goes beside a large one.
 *
 * After a failed commit (a full disk) the jobs of that group fail and reading goes on; the next group tries
 * anew. */
#ifndef MUSTER_APPLY_WRITER_H
#define MUSTER_APPLY_WRITER_H

#include "apply/import.h"

struct writer;

/* A short piece of writing: run is called inside a transaction, in a part of it that is taken back when run
 * fails; done on the writer's thread when the outcome is durable or refused. The job belongs to its maker,
 * who keeps it until done. */
struct write_job {
    enum status (*run)(struct write_job *job, struct db *db, struct why *why);
    void (*done)(struct write_job *job);
    enum status status; /* for done */
    struct why why;
    int64_t due_ms; /* writer_submit_at */
    bool cleans;    /* what it deleted must not stay in the files (store/clean.h) */
    struct write_job *next;
};

/* Starts the thread; it first goes on with imports and removals of tenants that were interrupted. */
enum status writer_start(struct store *store, const struct world *world, struct writer **writer,
                         struct why *why);

/* Finishes the short jobs that are queued, leaves imports at their cursor, ends the thread. NULL is fine. */
void writer_stop(struct writer *writer);

/* Any thread. After writer_stop began they are done at once, with ST_BUSY. */
void writer_submit(struct writer *writer, struct write_job *job);

/* The same for a job that may wait until world_monotonic_ms() is due_ms; writer_stop does not wait for that,
 * it runs it. */
void writer_submit_at(struct writer *writer, struct write_job *job, int64_t due_ms);
void writer_import(struct writer *writer, struct import_job *job);

#endif
