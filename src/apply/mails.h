/* mails.h: reported mail read from the store, and what administration does to it. */
#ifndef MUSTER_APPLY_MAILS_H
#define MUSTER_APPLY_MAILS_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/mail_rows.h"
#include "model/record.h"
#include "store/db.h"

/* Which: numbers behind `after` up to `upto`, reported at `from` or later. INT64_MAX, INT64_MIN + 1: all. */
struct mails_wanted {
    int64_t tenant, after, upto, from, limit;
};

/* Anything but ST_OK ends the reading and is returned. The row's texts are valid during the call. */
typedef enum status mails_row(void *to, const struct mail_row *row);
/* A query of them, and the row that it stands on. */
struct query *mails_query(struct db *db, const struct mails_wanted *wanted);
void mails_row_at(struct query *q, struct mail_row *row);

enum status mails_read(struct db *db, const struct mails_wanted *wanted, mails_row *row, void *to);

/* The content of one mail in the arena; ST_NOTFOUND: no such number, or its message is not here. */
struct mail_content {
    struct str headers, body, raw;
    struct str links, attachments, findings; /* JSON lists */
    struct str look_alike;                   /* "theirs ours"; absent: none */
};
enum status mails_content(struct db *db, int64_t tenant, int64_t number, struct arena *arena,
                          struct mail_content *content);

/* Who does something to the mails of a tenant, in the caller's transaction on the writing connection. */
struct mails {
    struct db *db;
    int64_t tenant, now;
    struct uuid customer;
};

/* Decides about a mail, or (whole_case) about its case. ST_NOTFOUND with a sentence. */
struct mails_decision {
    int64_t number;
    bool whole_case;
    int verdict; /* enum mail_verdict */
    struct str by, note;
};
enum status mails_decide(const struct mails *mails, const struct mails_decision *decision, struct why *why);

/* What the tenant's mail is judged by; absent: stays as it is. All mails are judged anew. */
struct mails_settings {
    struct str domains; /* separated by spaces */
    struct str headers; /* "Name: value", one a line */
    struct str hosts;   /* separated by spaces */
};
enum status mails_set(const struct mails *mails, const struct mails_settings *settings, struct why *why);
enum status mails_settings(struct db *db, int64_t tenant, struct arena *arena,
                           struct mails_settings *settings);

#endif
