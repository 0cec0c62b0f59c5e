/* erased.h: the names of people who were erased, as keyed hashes: enough to know them again when tonight's
 * files name them, and nothing to read them from without secrets.key. */
#ifndef MUSTER_APPLY_ERASED_H
#define MUSTER_APPLY_ERASED_H

#include "apply/check.h"
#include "model/identity.h"

/* Kinds of hashed names beside enum name_kind (stored in the hash only). */
enum { ERASED_EMPLOYEE = 7, ERASED_FULL_NAME = 8 };

/* Whether anybody of the tenant was erased: without that nothing else needs to be asked. */
enum status erased_any(struct db *db, int64_t tenant, bool *any);

/* Whether a folded name is an erased person's; ST_OK with *who, ST_END: no. */
enum status erased_who(struct db *db, int64_t tenant, int what, struct str value, int64_t *who);

enum status erased_add(struct db *db, int64_t tenant, int what, struct str value, int64_t who);

/* Whether any of these names is one. */
enum status erased_one_of(struct db *db, int64_t tenant, const struct name *names, int count, bool *erased);

/* Notes in the stage which of the batch's people were erased. After stage_settle. */
enum status erased_check(const struct check *check);

/* For the lines of a batch: whether the person of these names, or whom a reference means, was erased. */
enum status erased_in_batch(const struct check *check, const struct name *names, int count,
                            struct arena *arena, bool *erased);

/* Leaves a line out and counts it. */
enum status erased_leave_out(const struct check *check, int64_t line_no);

/* A record about somebody else may name an erased person as manager: then it says "nobody". */
enum status erased_managers(struct db *db, int64_t tenant, struct arena *arena, struct record *record);

#endif
