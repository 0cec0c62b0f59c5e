/* header.h: what header fields mean: texts with encoded words, addresses, parameters, times. GMime does the
 * reading; fields come from parts_field. Never fails on content. */
#ifndef MUSTER_MAIL_HEADER_H
#define MUSTER_MAIL_HEADER_H

#include "base/arena.h"

struct mailbox {
    struct str name, email; /* absent where there is none */
};

/* The readable text of a field, controls as spaces. */
struct str header_text(struct arena *arena, struct str value);

/* The mailboxes of a field, groups opened, at most LIMIT_MAIL_RECIPIENTS together with the *n that are there;
 * *more: how many did not fit. A text without an address becomes a name. */
void header_mailboxes(struct arena *arena, struct str value, struct mailbox *boxes, int *n, int *more);

/* A parameter of Content-Type or Content-Disposition, RFC 2231 and encoded words decoded. */
struct str header_type_param(struct arena *arena, struct str value, const char *name);
struct str header_disposition_param(struct arena *arena, struct str value, const char *name);

/* WHEN_NONE when it is no date. */
int64_t header_date(struct str value);

#endif
