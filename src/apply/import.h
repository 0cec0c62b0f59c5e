/* import.h: a checked batch on its way into the store, chunk by chunk, on whatever thread owns the writing
 * connection: the server's writer (writer.h) or a command that found no server. */
#ifndef MUSTER_APPLY_IMPORT_H
#define MUSTER_APPLY_IMPORT_H

#include "apply/batch.h"
#include "base/world.h"
#include "store/store.h"

#include <stdatomic.h>

/* A batch and what becomes of it. total, applied: read from any thread. */
struct import_job {
    struct batch *batch; /* freed by import_end */
    struct str stage;    /* the scratch file's name within the data folder; absent: in memory */
    int64_t tenant, batch_at;
    int64_t import_id; /* 0: not registered (yet) */
    struct str source; /* as in batch_options */
    bool dry_run;      /* apply everything, then take it back */
    _Atomic int64_t total, applied;
    enum status status;
    struct why why;
    struct buf outcome;     /* JSON, when finished */
    struct buf differences; /* of a dry run: JSON objects of the first ones, with commas between */
    int difference_count;
    void (*moved)(struct import_job *job); /* after each chunk; may be NULL */
    void (*done)(struct import_job *job);  /* finished, well or not; may be NULL */
    void *owner;
    struct import_job *next;
};

/* Takes the batch over; it is checked or resumed. */
void import_init(struct import_job *job, struct batch *batch, int64_t tenant, int64_t batch_at);
void import_done(struct import_job *job);

/* Whether it goes in as a whole, in one transaction, and so needs no registration. */
bool import_is_small(const struct import_job *job);

/* Applies the whole within the caller's transaction. */
enum status import_apply(struct import_job *job, struct db *writer);

/* Applies the next chunk in a transaction of its own, registering the import first: from then on it survives
 * a crash. A dry run is done and taken back in one step. *more: call again. */
enum status import_step(struct import_job *job, struct db *writer, const struct world *world, bool *more);

/* Writes down what came of it, prints job->outcome, frees the batch and calls done. */
void import_end(struct import_job *job, struct db *writer, const struct world *world, enum status status);

/* The first registered but unfinished import behind (*tenant, *import_id), ready for import_step; moves both.
 * ST_END: none. One whose scratch file is gone is marked as failed and passed over. */
enum status import_open_after(struct store *store, struct db *writer, const struct world *world,
                              int64_t *tenant, int64_t *import_id, struct import_job **job, struct why *why);

/* Applies what interrupted imports have left, in the caller's thread: before anything newer is written. */
enum status import_finish_open(struct store *store, const struct world *world, struct why *why);

/* Makes a name for a scratch file in the data folder; path has room for PATH_MAX bytes. */
void import_stage_name(const struct store *store, const struct world *world, char name[64], char *path,
                       size_t room);

/* Whether a name is one that import_stage_name makes: a plain one, and nobody else's file. */
bool import_is_stage_name(struct str name);

/* Makes the file and holds it as being filled, until the answer is closed; -1 with errno. */
int import_hold(const char *path);

/* Removes scratch files that nobody holds and that belong to no unfinished import (a command was killed
 * before it handed over). */
void import_sweep(const struct store *store, struct db *writer);

#endif
