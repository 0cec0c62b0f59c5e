/* charset.h: bytes in a named character set as UTF-8. Names are read as mail programs use them (a mail that
 * says iso-8859-1 means Windows-1252, gb2312 means GB 18030). Never fails on content: what is no character
 * becomes U+FFFD, NUL bytes become spaces. */
#ifndef MUSTER_MAIL_CHARSET_H
#define MUSTER_MAIL_CHARSET_H

#include "base/arena.h"

/* At most max bytes of result; *cut: there was more. charset absent or unknown: UTF-8 when the bytes are,
 * else Windows-1252. STR_NONE only without memory. */
struct str charset_text(struct arena *arena, struct str bytes, struct str charset, size_t max, bool *cut);

/* The longest beginning of at most max bytes that ends between two characters. */
struct str charset_clip(struct str text, size_t max);

/* Opens the converters that GMime uses for header fields, so that no file is opened for them later. */
void charset_preload(void);

#endif
