/* mail.h: inside src/apply: reported mail: its key, its case, what is recognized and judged about it.
 * docs/reported-mail.md tells users what these mean. */
#ifndef MUSTER_APPLY_MAIL_H
#define MUSTER_APPLY_MAIL_H

#include "apply/kinds.h"
#include "mail/facts.h"

enum { MAIL_DAYS = 14 }; /* how far apart in time mails of a case may be, and how long a sender is new */

enum status apply_reported_mail(struct applier *a, const struct record *r, enum applied *applied,
                                struct fault *fault);
enum status apply_mail_decision(struct applier *a, const struct record *r, enum applied *applied,
                                struct fault *fault);

/* The natural key of a mail, as a record names it: source and external reference, else the SHA-256. Absent:
 * it names none. */
struct str mail_key(struct arena *arena, struct str source, struct str external_reference, struct str sha256);

/* Puts what was understood of a message into its record, as if it had been given. ST_NOMEM. */
enum status mail_fill(struct arena *arena, const struct facts *facts, struct record *record);

/* What a record needs beyond its members' own bounds: a key; ST_INVALID with a fault. */
enum status mail_check(const struct record *record, struct fault *fault);

/* ---- cases (mail_case.c) ---- */

/* Finds the case of a mail that is not stored yet (number, edges and reported_at of the record), joining
 * cases that it connects, and stores its edges. */
enum status mail_link(struct applier *a, int64_t number, const struct reported_mail *mail, int64_t *case_id);

/* The mail leaves its case (case_id): its edges go, and the others are joined anew. */
enum status mail_unlink(struct applier *a, int64_t number, int64_t case_id);

/* ---- judging (mail_judge.c) ---- */

struct mail_judged {
    int64_t points;
    struct str look_alike;
    int64_t simulated, campaign_key, pending;
};

/* By what the tenant has set and the store knows of its tokens. pending: whether an event is to be written
 * (see mail_tell). */
enum status mail_judge(struct applier *a, const struct reported_mail *mail, struct str reporter,
                       struct mail_judged *judged);

/* Writes the `reported` event of a recognized mail, if its reporter is known; *pending: they are not. */
enum status mail_tell(struct applier *a, const struct reported_mail *mail, struct str reporter,
                      int64_t campaign_key, int64_t updated_at, int64_t *pending);

/* Judges stored mails anew: one; those with a token; of a campaign; whose reporter has become known; all. */
enum status mail_rejudge(struct applier *a, int64_t number);
enum status mail_token_came(struct applier *a, struct str token);
enum status mail_campaign_gone(struct applier *a, int64_t campaign_key);
enum status mail_person_came(struct applier *a, int64_t person_key);
enum status mail_rejudge_all(struct applier *a);

/* Deletes the mails that a person reported (erasure). *count: how many. */
enum status mail_drop_reporter(struct applier *a, int64_t person_key, int64_t *count);

/* A mail's number by its natural key; ST_END: there is none. */
enum status mail_find(struct applier *a, struct str key, int64_t *number);

#endif
