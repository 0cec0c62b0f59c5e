/* mail.h: what records of reported mail and of decisions about it carry (record.h). What stands behind `raw`
 * is understood from it (src/mail) when a record comes in; it is neither read from records nor printed. */
#ifndef MUSTER_MODEL_MAIL_H
#define MUSTER_MODEL_MAIL_H

#include "base/str.h"

#include <stdint.h>

struct reported_mail {
    /* Its key: source and external reference, else the SHA-256 of the raw message (64 hex digits). */
    struct str source, external_reference, sha256;
    int64_t number; /* ids.cultureai */
    struct str reporter_name, reporter_email;
    int64_t reported_at;
    int reason;
    struct str interactions;
    int is_shared_mailbox;
    /* Of a message that is not here; else they follow from it. */
    struct str sender_name, sender_email, recipients, subject;
    int64_t risk_score, attachment_count;
    struct str case_key;
    struct str raw;

    struct str note, sender_domain, subject_key, hosts, domains, tokens, signature, findings, links,
        attachments, headers, body;
    int is_html, headers_lost;
};

struct mail_decision {
    struct str source, external_reference, sha256; /* of the mail */
    int whole_case;                                /* about all mails of its case */
    int verdict;
    struct str by;
    int64_t at;
    struct str note;
};

#endif
