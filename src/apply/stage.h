/* stage.h: the scratch database of one import: its lines, the people they are about, their order.
 *
 * Lines come in any order (stage_add); stage_sort settles who is who and the order in which they are applied.
 * After stage_seal the file is only read, so that an interrupted import can go on from its cursor. */
#ifndef MUSTER_APPLY_STAGE_H
#define MUSTER_APPLY_STAGE_H

#include "base/arena.h"
#include "base/status.h"
#include "model/record_io.h"
#include "store/db.h"

struct stage {
    struct db *db;
    int64_t lines;  /* added so far; the last line's number */
    int64_t people; /* how many of them are person records */
    struct arena arena;
    struct buf packed;
};

/* Where a line came from. */
struct place {
    int file; /* index into the batch's list of files */
    int64_t line;
};

/* A new scratch database at path (":memory:" for a small one); it must not exist yet. */
enum status stage_init(struct stage *stage, const char *path, struct why *why);

/* Opens one that was sealed. */
enum status stage_open(struct stage *stage, const char *path, struct why *why);

void stage_done(struct stage *stage);

/* Keeps one record. People who share a name with an earlier record of the batch are one person. */
enum status stage_add(struct stage *stage, const struct record *record, struct place place);

/* A line by its number; the record's texts live in `arena`. */
enum status stage_line(struct stage *stage, int64_t line_no, struct arena *arena, struct record *record,
                       struct place *place);

/* After the last line: every name points at its person's root. */
enum status stage_settle(struct stage *stage);

/* The person that a name means within the batch: root and key; ST_END when no record of it has that name. */
enum status stage_find(struct stage *stage, int what, struct str value, struct arena *arena, int64_t *root,
                       struct str *key);

/* Numbers the lines that are to be applied and makes the file durable. *count: how many. */
enum status stage_seal(struct stage *stage, const char *path, int64_t *count, struct why *why);

#endif
