/* check.h: inside src/apply: looking at a staged batch as a whole, beside what the store holds. */
#ifndef MUSTER_APPLY_CHECK_H
#define MUSTER_APPLY_CHECK_H

#include "apply/stage.h"

/* Notes a line as bad (in the stage too) and goes on. */
typedef enum status check_bad(void *to, int64_t line_no, struct place place, const struct fault *fault);

struct check {
    struct stage *stage;
    struct db *store;
    int64_t tenant;
    struct uuid customer;
    int64_t batch_at;
    check_bad *bad;
    void *to;
    int64_t *erased; /* counts lines about people who were erased: they are left out (erased.h) */
    /* Set by check_run: */
    bool empty;          /* the tenant has nothing yet */
    bool view;           /* it looks at the store in views of its own, not in its caller's transaction */
    bool anybody_erased; /* somebody of the tenant was erased */
};

/* Settles who is who (check_people.c), puts every line in its place (job), then walks the jobs in their
 * order: two lines with one key and time but different content, and references to what is neither there nor
 * in the batch, are bad lines. */
enum status check_run(struct check *check);

/* Once in a while in a long loop: looks at the store as it is now. */
enum status check_renew(const struct check *check, int64_t turn);

/* check_people.c: names that mean two people of the store are bad; a person of the batch that the store knows
 * gets the natural key they have there. */
enum status check_people(const struct check *check);

/* The natural key of whom a reference means: in the batch, else in the store. ST_END: nobody. */
enum status check_reference(const struct check *check, struct str reference, struct arena *arena,
                            struct str *key);

/* Fills job and given from the lines. */
enum status check_sort(const struct check *check);

/* The natural key of a person of the store, in the arena. */
enum status check_stored_key(const struct check *check, int64_t person_key, struct arena *arena,
                             struct str *key);

/* check_given.c: identifiers that two things would share are bad lines. */
enum status check_campaign_ids(const struct check *check, int64_t line_no, const struct campaign *campaign);
enum status check_enrollment_ids(const struct check *check, int64_t line_no,
                                 const struct enrollment *enrollment, struct str person_key,
                                 struct arena *arena);

enum status check_mail_number(const struct check *check, int64_t line_no, int64_t number, struct str id);

/* The number that the stage's table of given identifiers keeps as these bytes; NONE when absent. */
int64_t check_number_of(struct str bytes);

enum status check_note(const struct check *check, int64_t line_no, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
