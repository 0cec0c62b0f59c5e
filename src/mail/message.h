/* message.h: one message understood. Runs in the parsing process; bounded in time and memory for any bytes,
 * and always gives something: what could not be read is told in facts->note. */
#ifndef MUSTER_MAIL_MESSAGE_H
#define MUSTER_MAIL_MESSAGE_H

#include "mail/facts.h"
#include "mail/parts.h"

/* Once a process, before files can no longer be opened. */
void message_preload(void);

/* The message that begins at part `root` of its parts; raw: its bytes. reporter and reported_at are left as
 * they are. ST_NOMEM. */
enum status message_facts(struct arena *arena, const struct parts *parts, int root, struct str raw,
                          struct facts *facts);

/* The bytes of a leaf without its transfer encoding, at most max. *cut: there were more. STR_NONE without
 * memory. */
struct str message_decode(struct arena *arena, const struct part *part, size_t max, bool *cut);

/* "attachment" or "inline"; the name, absent when it has none. */
struct str message_disposition(struct arena *arena, const struct part *part);
struct str message_file_name(struct arena *arena, const struct part *part);

/* What can be told of a message without any library: its header block, From and Subject as they stand. For
 * messages on which the parsing process failed; note: why. */
enum status message_plain(struct arena *arena, struct str raw, struct str note, struct facts *facts);

#endif
