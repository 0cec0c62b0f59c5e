/* batch.h: a batch of record lines on its way into the store.
 *
 *     batch_new -> batch_line (each line, any order) -> batch_check -> batch_step until no more -> batch_free
 *
 * Nothing is applied before batch_check has looked at the whole: a batch with a bad line applies nothing,
 * unless bad lines are to be skipped. batch_step applies a chunk in a transaction of its own, so that others
 * write in between; a registered batch goes on after a crash where its last chunk ended (batch_resume). */
#ifndef MUSTER_APPLY_BATCH_H
#define MUSTER_APPLY_BATCH_H

#include "apply/applier.h"
#include "apply/stage.h"

#include <stdatomic.h>

struct batch_options {
    int64_t tenant;
    struct uuid customer;
    int64_t batch_at; /* the time of records that give none */

    struct str source; /* the list of people that the lines are; absent: none; a copy is kept */
    bool skip_bad;     /* apply the good lines of a batch with bad ones */
    const char *stage; /* path of the scratch file; NULL: in memory */
};

/* One bad line. */
struct bad_line {
    struct place place;
    struct fault fault;
};

struct outcome {
    int64_t lines, added, changed, unchanged, ignored, deleted;
    int64_t erased; /* of the ignored: about people who were erased */
    int64_t bad;    /* all bad lines; the first LIMIT_BATCH_ERRORS of them are listed */
    struct bad_line *listed;
    int listed_count;
};

struct batch;

/* Told of every applied record that changed something, for previews. before: NULL for a new thing; members:
 * mask of what changed. For a deletion, `after` is the record itself. */
typedef void batch_watcher(void *to, enum applied applied, const struct record *before,
                           const struct record *after, uint64_t members);

enum status batch_new(const struct batch_options *options, struct batch **batch, struct why *why);

/* A sealed stage whose import was registered, from its cursor on. */
enum status batch_resume(const struct batch_options *options, int64_t cursor, struct batch **batch,
                         struct why *why);

/* Closes the scratch file and removes it. batch_keep: closes and leaves it, for batch_resume in another
 * process. */
void batch_free(struct batch *batch);
void batch_keep(struct batch *batch);

/* One line of the record stream. A bad line is noted, ST_OK; anything else is a failure of the machine. */
enum status batch_line(struct batch *batch, struct str line, struct place place, struct why *why);

/* Makes everybody inactive whom an earlier list of the same source named and this batch does not: adds their
 * records. *count: how many; *active: how many people are active now. After the last line, before
 * batch_check. */
enum status batch_snapshot(struct batch *batch, struct db *store, int64_t *count, int64_t *active,
                           struct why *why);

/* A row that its source could not make into a record. */
enum status batch_bad(struct batch *batch, struct place place, const char *field, const char *reason);

/* The bad line noted last, to say where in its source the mistake stands; NULL when it is not listed. */
struct bad_line *batch_last_bad(struct batch *batch);

/* Looks at the whole batch beside what `store` holds (any connection), sorts and seals it. ST_INVALID: bad
 * lines and no skip_bad (see the outcome). */
enum status batch_check(struct batch *batch, struct db *store, struct why *why);

/* Settles the batch's time, in the caller's transaction, before anything is applied: not before that of any
 * batch that was applied already, so that what is applied later also counts as said later. For a registered
 * import; batch_step and batch_apply do it themselves for others. */
enum status batch_settle(struct batch *batch, struct db *writer, int64_t *batch_at);

/* How many records are to be applied, and how many are. */
int64_t batch_total(const struct batch *batch);
int64_t batch_applied(const struct batch *batch);

/* A chunk ends early, though not before LIMIT_APPLY_LEAST records, when *wanted is set: something short
 * waits. */
void batch_give_way(struct batch *batch, const atomic_bool *wanted);

/* The batch is all that is written to the store: a large one may take larger transactions. */
void batch_alone(struct batch *batch);

/* Applies the next chunk in one transaction on the writing connection. import_id: registers the progress
 * there (0: not registered). *more: call again. A record that can no longer be applied since the store
 * changed after the check is noted as bad. */
enum status batch_step(struct batch *batch, struct db *writer, int64_t import_id, bool *more,
                       struct why *why);

/* Applies everything within the caller's transaction (small batches, previews). */
enum status batch_apply(struct batch *batch, struct db *writer, struct why *why);

/* The same for the first records only (tests). */
enum status batch_apply_first(struct batch *batch, struct db *writer, int64_t most, struct why *why);

void batch_watch(struct batch *batch, batch_watcher *watcher, void *to);

const struct outcome *batch_outcome(const struct batch *batch);

/* The outcome as a JSON object; differences: JSON objects with commas between them (difference_print). */
void outcome_print(struct buf *out, const struct outcome *outcome, struct str differences);

/* Into the scratch file before it is sealed: lines and bad lines; and back, in the process that applies. */
enum status outcome_keep(struct stage *stage, const struct outcome *outcome);
enum status outcome_recall(struct stage *stage, struct outcome *outcome);

/* One difference: {"change","kind","key","fields":[{"name","from","to"}]}. */
void difference_print(struct buf *out, enum applied applied, const struct record *before,
                      const struct record *after, uint64_t members);

#endif
