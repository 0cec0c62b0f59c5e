/* chars.h: which bytes may stand where in a request (RFC 9110 section 5, RFC 3986 appendix A). */
#ifndef MUSTER_HTTP_CHARS_H
#define MUSTER_HTTP_CHARS_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HTTP_TOKEN = 1,     /* tchar: methods, field names, codings */
    HTTP_PATH = 2,      /* pchar and '/'; a '%' is looked at closer by http_path_ok */
    HTTP_QUERY = 4,     /* what we take as data behind '?': more than RFC 3986 allows, see target.c */
    HTTP_VALUE = 8,     /* field values: visible, space, tab and bytes from 0x80 on */
    HTTP_REG_NAME = 16, /* a host name, likewise */
    HTTP_HEX = 32,
};

extern const uint8_t http_chars[256];

static inline bool http_is(char c, int set)
{
    return (http_chars[(unsigned char)c] & set) != 0;
}

/* The number of leading bytes of s that are in the set. */
size_t http_span(struct str s, int set);

/* All bytes are in the set, and there is one. */
bool http_all(struct str s, int set);

/* 0..15; the byte must be HTTP_HEX. */
int http_hex(char c);

#endif
