/* person.h: inside src/apply: what merging and erasing people share with applying their records (person.c).
 */
#ifndef MUSTER_APPLY_PERSON_H
#define MUSTER_APPLY_PERSON_H

#include "apply/kinds.h"

enum status apply_load_person(struct applier *a, int64_t person_key, struct stored *stored);
/* Everything of a person's record, with names, membership and what their enrollments show; a->changed says
 * what is new beside `before`. */
enum status apply_save_person(struct applier *a, struct stored *stored, const struct person *before,
                              struct fault *fault);
enum status apply_write_person(struct applier *a, const struct stored *stored, int64_t organization_key);
/* fresh: the person has no names yet. */
enum status apply_write_names(struct applier *a, int64_t person_key, const struct person *p, bool fresh,
                              struct fault *fault);
enum status apply_find_organization(struct applier *a, struct str id, int64_t *key, struct fault *fault);
/* Counts a person who was (NULL: not there) and is (NULL: gone) among those who are not archived. */
enum status apply_census(struct applier *a, const struct person *was, const struct person *is);
enum status apply_move_between(struct applier *a, int64_t from, int64_t to);
/* The person and every row about them, the memory of merges included. */
enum status apply_drop_person(struct applier *a, const struct stored *stored, struct fault *fault);
enum status apply_forget_merges(struct applier *a, int64_t person_key);

#endif
