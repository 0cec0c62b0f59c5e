/* merge.h: inside src/apply: what merge.c and unmerge.c share. */
#ifndef MUSTER_APPLY_MERGE_H
#define MUSTER_APPLY_MERGE_H

#include "apply/people.h"
#include "apply/person.h"

/* What a line of the memory of a merge is (the numbers are stored). */
enum merge_what {
    MERGE_PERSON = 1,     /* the one who stayed, as before: a record */
    MERGE_OTHER,          /* the one who was merged: a record */
    MERGE_MOVED,          /* the number of an enrollment that came */
    MERGE_LOST,           /* a record under an enrollment that gave way; enrollments first */
    MERGE_COMMENT,        /* the id of a comment that came */
    MERGE_SOURCE,         /* gone (0, 1), new with it (0, 1), name of a list of people: "0 1 hr" */
    MERGE_BURIED,         /* a deletion under the other's GUID: a record */
    MERGE_UNBURIED,       /* a deletion of the one who stayed that no longer held: a record */
    MERGE_BEHAVIOR_EVENT, /* a behavior event that came: its reference, a space, its behavior */
};

struct merge {
    struct applier applier;
    struct arena kept; /* of the whole work; the applier's is of the record under way */
    int64_t person_key, other_key;
    struct stored person, other; /* as loaded, in `kept` */
    int64_t lines;
    struct merged done;
};

enum status merge_init(struct merge *m, const struct people *people);
void merge_done(struct merge *m);

/* A person's row, with texts in m->kept. */
enum status merge_load(struct merge *m, int64_t person_key, struct stored *stored);

/* Keeps a line of the memory. */
enum status merge_keep(struct merge *m, enum merge_what what, struct str line);

/* An enrollment with all that is under it goes to somebody else. */
struct moving {
    int64_t campaign_key, number, from, to;
};
enum status merge_move(struct merge *m, const struct moving *moving);

/* One integer of a bound query; ST_END: no row. */
enum status merge_first(struct query *q, int64_t *value);

bool merge_is_active(const struct person *p);

#endif
