/* judge_mail.h: what follows from a message's fields, links and text: its findings, and what cases and
 * recognition go by. */
#ifndef MUSTER_MAIL_JUDGE_MAIL_H
#define MUSTER_MAIL_JUDGE_MAIL_H

#include "mail/facts.h"
#include "mail/links.h"

/* Fills findings, subject_key, sender_domain, hosts, domains, tokens and signature; sender, subject and
 * attachments are there. ST_NOMEM. */
enum status judge_mail(struct arena *arena, struct str head, const struct links *links, struct str text,
                       struct facts *facts);

#endif
