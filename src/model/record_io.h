/* record_io.h: records as lines of JSON, as compact bytes (the stage of an import) and as rows of the store.
 * All of it walks the kind's member table. Texts of a record that was read belong to the arena. */
#ifndef MUSTER_MODEL_RECORD_IO_H
#define MUSTER_MODEL_RECORD_IO_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/status.h"
#include "model/record.h"
#include "store/db.h"

/* What is wrong with a line: the key ("" when it is the line as a whole) and a sentence. */
struct fault {
    enum record_kind kind; /* of the record, as far as it could be read */
    char field[72];
    struct why why;
};

/* Reads one line (spec: the record model). ST_INVALID with a fault: not JSON, unknown kind or key, wrong
 * type, out of bounds, part of the natural key missing. */
enum status record_read(struct str line, struct arena *arena, struct record *record, struct fault *fault);

/* Prints the members that are there (not: given), updatedAt last; no line end. deleted: the natural key,
 * ids and "deleted": true. */
void record_print(struct buf *out, const struct record *record);

/* One member's value as JSON; null when it is not there. i: its index in the kind's table. */
void record_print_member(struct json *j, const struct record *record, int i);

/* The record as bytes for the stage, and back; what pack wrote unpack reads (else a bug). arena: where the
 * texts are copied to; NULL: they stay in `bytes`. */
void record_pack(struct buf *out, const struct record *record);
void record_unpack(struct str bytes, struct arena *arena, struct record *record);

/* Puts every member that `from` gives into `into`. Returns the mask of the members that changed by it. */
uint64_t record_merge(struct record *into, const struct record *from);

/* Whether both give the same members with the same content (updatedAt and deleted too; however references
 * are spelled). */
bool record_same(const struct record *a, const struct record *b);

/* Binds the columns of the kind's table from parameter `at` on; reads them from column `at` on (every member
 * with a column counts as given). */
void record_bind(struct query *q, int at, const struct record *record);
void record_load(struct query *q, int at, struct arena *arena, struct record *record);

#endif
