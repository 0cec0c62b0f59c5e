/* decode.h: text files in any usual encoding as UTF-8, pushed in pieces. Without a wish it detects: a byte
 * order mark (UTF-8, UTF-16), else UTF-8 when the first bytes beyond ASCII are, else Windows-1252, what
 * spreadsheet programs of Western Europe write. Everything else has to be named ("windows-1250"). UTF-8 is
 * checked. */
#ifndef MUSTER_BASE_DECODE_H
#define MUSTER_BASE_DECODE_H

#include "base/buf.h"
#include "base/status.h"

struct decode;

/* encoding: a name that ICU knows ("utf-8", "windows-1252", "ISO-8859-2", "UTF-16LE"); absent: detect.
 * ST_INVALID: there is no such encoding. ST_NOMEM. */
enum status decode_new(struct str encoding, struct decode **decode, struct why *why);
void decode_free(struct decode *decode); /* NULL is fine */

/* Appends the next bytes, as far as they are complete characters, to out; last: there are no more.
 * ST_INVALID: not of this encoding (everything before it is in out), or no text file at all. ST_NOMEM: out
 * has no room (a byte becomes at most 4). */
enum status decode_push(struct decode *decode, struct str bytes, bool last, struct buf *out, struct why *why);

/* What it is or was taken for: "UTF-8 with BOM", "UTF-8", "Windows-1252", "ASCII" while nothing else came. */
const char *decode_name(const struct decode *decode);

#endif
