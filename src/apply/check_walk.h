/* check_walk.h: inside src/apply: the walk over a sorted batch (check.c), and finding what its lines name
 * (check_find.c). */
#ifndef MUSTER_APPLY_CHECK_WALK_H
#define MUSTER_APPLY_CHECK_WALK_H

#include "apply/check.h"

/* A job as it is walked; texts are copies in the walk's own buffers. */
struct job {
    int kind;
    struct buf key1, key2;
    int64_t updated_at, line_no;
    bool deleted;
};

/* The last parent looked up: most lines share theirs with the line before. */
struct seen {
    struct buf key;
    bool exists;
};

struct walk {
    const struct check *check;
    struct arena arena;
    struct job now, before;
    struct seen campaign, enrollment, module;
    bool drops_people; /* the batch deletes somebody */
    int64_t turn;      /* jobs so far */
};

/* Whether the batch leaves such a thing: ST_OK with *exists, ST_END when the batch does not speak of it. */
enum status check_in_batch(const struct check *check, enum record_kind kind, struct str key1, struct str key2,
                           bool *exists);

/* Whether a thing with this id is there after the batch; query: its key in the store. */
enum status check_exists(const struct check *check, enum record_kind kind, enum query_name query,
                         struct str id, bool *exists);

/* The same for campaigns, modules and enrollments (key: the person's natural key); the
 * answer stands in the walk, since most lines name what the line before named. */
enum status check_campaign(struct walk *w, struct str id);
enum status check_module(struct walk *w, struct str campaign_id, struct str id);
enum status check_enrollment(struct walk *w, struct str campaign_id, struct str key);

#endif
