/* unwrap.h: what people send on: forwards hold the reported messages. Each message inside (a message/rfc822
 * part, an attached .eml, several) is one report; who sent the outer mail reports, at its date. A mail that
 * holds none is the report itself. */
#ifndef MUSTER_MAIL_UNWRAP_H
#define MUSTER_MAIL_UNWRAP_H

#include "mail/facts.h"

/* *facts in the arena, *n at least 1 and at most LIMIT_MAIL_PARTS. as_is: the mail itself is the report,
 * whatever it holds. ST_NOMEM. */
enum status unwrap_mail(struct arena *arena, struct str raw, bool as_is, struct facts **facts, int *n);

#endif
