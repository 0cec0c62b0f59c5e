/* pasted.h: forwards that paste the mail into their own text: what the paste tells of its sender and subject.
 */
#ifndef MUSTER_MAIL_PASTED_H
#define MUSTER_MAIL_PASTED_H

#include "base/arena.h"

/* Whether a mail with this subject and readable text is such a forward: its subject says so, or a line above
 * the paste does, and the paste begins with a sender and a subject. *from: an address as a header field would
 * have it. English, German, French, Spanish, Italian. */
bool pasted_find(struct arena *arena, struct str subject, struct str text, struct str *from,
                 struct str *pasted_subject);

#endif
