/* mail_batch.h: messages into a batch: read by the locked-up process, and staged as records with what was
 * understood, so that nothing is read while the store is written. */
#ifndef MUSTER_APPLY_MAIL_BATCH_H
#define MUSTER_APPLY_MAIL_BATCH_H

#include "apply/batch.h"
#include "mail/facts.h"

/* What is known beside the message. */
struct mail_given {
    struct mailbox reporter; /* of mails that are no forwards; absent: not known */
    int64_t reported_at;     /* NONE: the forward's date, else the message's, else the batch's time */
    int reason;              /* enum mail_reason */
    bool as_is;              /* the message is the report, even if it holds others */
    bool cut;                /* its end is missing: it was longer than LIMIT_MAIL_RAW */
};

/* Adds the reports of one message; *count: how many. A message never is a bad line. ST_IO: mail cannot be
 * read at all. */
enum status batch_mail(struct batch *batch, struct str raw, const struct mail_given *given,
                       struct place place, int *count, struct why *why);

/* Fills a record that brings its message: sha256 and what is understood. ST_INVALID with a fault: its sha256
 * is another. Texts lie in the arena, or in the reader until the next message. */
enum status batch_understand(struct batch *batch, struct arena *arena, struct record *record,
                             struct fault *fault, struct why *why);

/* For the above: a record that is checked already, as batch_line takes it; and the process that reads mail.
 */
enum status batch_record(struct batch *batch, const struct record *record, struct place place,
                         struct why *why);
struct reader;
enum status batch_reader(struct batch *batch, struct reader **reader);

#endif
