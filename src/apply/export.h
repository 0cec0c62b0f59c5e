/* export.h: a tenant's records as lines, so that importing them into an empty store gives the same store:
 * identifiers, numbers, times and deletions included, in an order that does not depend on how they came. */
#ifndef MUSTER_APPLY_EXPORT_H
#define MUSTER_APPLY_EXPORT_H

#include "base/buf.h"
#include "base/status.h"
#include "store/db.h"

/* Takes one line without line end; anything but ST_OK ends the export and is returned. */
typedef enum status export_line(void *to, struct str line);

/* Reads in one transaction of `db`: the lines are one moment of the store. */
enum status export_records(struct db *db, int64_t tenant, export_line *line, void *to, struct why *why);

/* The records of one person's enrollments and of what is under them (campaign_key NONE: of all campaigns),
 * and of their comments, in the caller's view of the store. */
enum status export_enrollments(struct db *db, int64_t tenant, int64_t person_key, int64_t campaign_key,
                               export_line *line, void *to);
enum status export_comments(struct db *db, int64_t tenant, int64_t person_key, export_line *line, void *to);

#endif
