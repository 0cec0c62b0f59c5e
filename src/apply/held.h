/* held.h: everything that is held about one person, for that person; and who may be one person twice. */
#ifndef MUSTER_APPLY_HELD_H
#define MUSTER_APPLY_HELD_H

#include "apply/export.h"
#include "base/uuid.h"

/* Lines of JSON in the caller's view of the store: the person's records as `muster import records` reads them
 * (kinds of the record model), remembered deletions under them, then what is no record: "list" (a list of
 * people that names them), "merge" (who was merged into them, with what gave way), and "privacy" (what every
 * member of these records is: identity, behavior, freeText). ST_NOTFOUND: nobody has that name. */
enum status held_export(struct db *db, int64_t tenant, const struct uuid *customer, struct str person,
                        export_line *line, void *to, struct why *why);

/* Why two people may be one. */
enum duplicate {
    DUPLICATE_NAME = 1, /* the same full name, in one department or organization */
    DUPLICATE_MAILBOX,  /* the same part in front of the @, in different domains */
    DUPLICATE_EMPLOYEE, /* the same employee number */
    DUPLICATE_COUNT
};
extern const char *const duplicate_words[DUPLICATE_COUNT];

/* One of a group of likely duplicates; texts live for the call. */
struct suspect {
    enum duplicate why;
    int64_t group; /* counts from 1 */
    struct uuid guid;
    struct str email, source, name, department, employee;
};
typedef enum status duplicates_found(void *to, const struct suspect *suspect);

/* Reads all people of the tenant, 48 bytes of memory each, then the suspects again, group by group. */
enum status duplicates_find(struct db *db, int64_t tenant, duplicates_found *found, void *to,
                            struct why *why);

#endif
