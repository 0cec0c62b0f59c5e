/* mail_rows.h: the rows of reported mail (rows.h). */
#ifndef MUSTER_MODEL_MAIL_ROWS_H
#define MUSTER_MODEL_MAIL_ROWS_H

#include "base/str.h"
#include "model/rows.h"

#include <stdbool.h>
#include <stdint.h>

/* A reported mail as lists show it; recipients and interactions are JSON lists. */
struct mail_row {
    int64_t number, case_id, reported_at;
    struct str source, external_reference; /* source is shown of mails whose message is not here */
    bool simulated, has_raw, headers_lost;
    int is_shared_mailbox; /* -1: not known */
    struct str recipients, sender_name, sender_email, subject;
    int64_t risk_score, attachment_count;
    int64_t reporter_id; /* their CultureAI number */
    struct str reporter_name, reporter_email;
    int reason, verdict; /* enum mail_reason, mail_verdict; 0: none */
    struct str interactions, note;
};

/* The same as the CultureAI API shows it. */
struct box_row {
    struct str name, email;
};
struct reporter_row {
    int64_t id;
    struct str name, email;
};
struct email_report_row {
    int64_t case_id, number, reported_at, simulated, shared, risk_score, attachments;
    struct str type, external_reference, subject;
    struct list recipients; /* box_row */
    struct box_row sender;
    struct reporter_row reporter;
    int reason;
    struct texts interactions;
};

/* What is in one: long texts as pieces. */
struct attachment_row {
    struct str name, type, sha512;
};
struct email_detail_row {
    struct list headers, body, raw; /* pieces (struct str) */
    struct texts links;
    struct list attachments; /* attachment_row */
};

#endif
