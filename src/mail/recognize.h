/* recognize.h: whether a reported mail is one of the tenant's own simulations, by what it looks like: a
 * header field or a host that only they have. (Tokens of recipients in links are facts; whose they are, the
 * store knows.) */
#ifndef MUSTER_MAIL_RECOGNIZE_H
#define MUSTER_MAIL_RECOGNIZE_H

#include "base/arena.h"

/* The numbers are stored. */
enum recognized { RECOGNIZED_NOT, RECOGNIZED_HEADER, RECOGNIZED_HOST, RECOGNIZED_TOKEN };

/* wanted: "Name: value" a line, or "Name" alone for any value. *value: the field's value. The name is
 * compared without regard to case, the value exactly. */
bool recognize_header(struct arena *arena, struct str headers, struct str wanted, struct str *value);

/* hosts, wanted: separated by spaces; a wanted host also means those below it. */
bool recognize_host(struct str hosts, struct str wanted);

#endif
