/* score_people.h: whom scores are asked for by name, or all of them. */
#ifndef MUSTER_APPLY_SCORE_PEOPLE_H
#define MUSTER_APPLY_SCORE_PEOPLE_H

#include "apply/scores.h"

/* Texts as long as the row of the query, or in the arena of score_people_find. */
struct scored_name {
    struct scored_person person;
    int64_t number; /* ids.cultureai */
    struct str name, email;
};

/* The person whom a reference names, as in records; or the number of the CultureAI API. ST_END: nobody. */
enum status score_people_find(struct db *db, int64_t tenant, struct str reference, struct arena *arena,
                              struct scored_name *found);

/* Everybody who is not archived, by number. Anything but ST_OK of each ends the walk and is returned. */
typedef enum status score_people_each(void *to, const struct scored_name *one);
enum status score_people_walk(struct db *db, int64_t tenant, struct arena *arena, score_people_each *each,
                              void *to);

#endif
