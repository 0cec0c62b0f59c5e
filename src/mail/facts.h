/* facts.h: what is understood of one reported message: plain values, as they come out of the parsing process.
 * They do not depend on anything but the bytes of the message. */
#ifndef MUSTER_MAIL_FACTS_H
#define MUSTER_MAIL_FACTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "mail/findings.h"
#include "mail/header.h"

struct attachment {
    struct str name, type;
    int64_t size;
    char sha512[128]; /* lower-case hex, of the decoded bytes */
};

enum { SIGNATURE_LEN = 512 }; /* similar.h */

struct facts {
    struct str raw;     /* the message itself, byte for byte */
    struct str headers; /* its header block as UTF-8 */
    struct str subject;
    struct mailbox sender;
    struct str body; /* HTML, else text */
    bool is_html;
    bool headers_lost; /* pasted into another mail: only what the paste tells is known */
    struct str note;   /* sentences about what could not be read; absent: nothing */
    struct mailbox *recipients;
    int recipient_count;
    struct str *links; /* as written */
    int link_count;
    struct attachment *attachments_list; /* the first LIMIT_MAIL_ATTACHMENTS */
    int attachment_count;
    int64_t attachments;      /* all of them */
    struct finding *findings; /* those that need nothing but the message */
    int finding_count;

    /* Who sent it on, and when: the outer mail of a forward; absent when the message is not a forward. */
    struct mailbox reporter;
    int64_t reported_at; /* WHEN_NONE: not told */
    int64_t date;        /* the message's own Date; WHEN_NONE: none */

    /* For cases and recognition. */
    struct str subject_key;   /* normalized; empty: none */
    struct str sender_domain; /* ASCII; absent: none */
    struct str hosts;         /* of the links: sorted, once each, a space between */
    struct str domains;       /* registrable: the sender's, reply-to's and links'; as hosts */
    struct str tokens;        /* values of "rid" in links; as hosts */
    struct str signature;     /* of the body's text: SIGNATURE_LEN bytes of hex, absent: too little text */
};

/* As bytes for the way between the processes, and back. ST_CORRUPT: not of that form, or a text that is not
 * UTF-8: the other side is not trusted. The texts of unpacked facts are views into `bytes`, which moves on.
 */
void facts_pack(struct buf *out, const struct facts *facts);
enum status facts_unpack(struct str *bytes, struct arena *arena, struct facts *facts);

#endif
