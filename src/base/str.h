/* str.h: a piece of text by value: pointer and length, no NUL needed. ptr == NULL means "no text" (not the
 * same as empty). The bytes belong to whoever made them, usually an arena. */
#ifndef MUSTER_BASE_STR_H
#define MUSTER_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                                    \
    {                                                                                                        \
        "" literal, sizeof(literal) - 1                                                                      \
    }
#define STR_NONE   ((struct str){ NULL, 0 })
#define STR_FMT    "%.*s" /* printf, with STR_ARG */
#define STR_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

/* The text of a NUL-terminated string; NULL gives STR_NONE. */
struct str str_of(const char *text);

/* Byte equality. Two texts that are absent are equal; absent and empty are not. */
bool str_eq(struct str a, struct str b);

/* Equality without regard to the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);

/* Order by bytes, shorter first; absent before empty. Negative, zero or positive. */
int str_cmp(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);

/* The part from byte `from` on; the whole is empty when from is past the end. */
struct str str_from(struct str s, size_t from);

/* Cuts s at the first `sep`: returns the part before and moves *rest behind it. At the last part *rest
 * becomes STR_NONE. */
struct str str_cut(struct str *rest, char sep);

/* Without spaces and tabs (ASCII) at both ends. */
struct str str_trim(struct str s);

/* A whole decimal number with an optional minus; false when it is anything else or beyond 64 bits. */
bool str_int(struct str s, int64_t *value);

/* True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool str_utf8(struct str s);

/* The character at s.ptr[at] (at < s.len): returns its length in bytes and sets *code; 0 when there is no
 * well-formed character. */
size_t str_utf8_step(struct str s, size_t at, uint32_t *code);

/* The Levenshtein distance of two short words (at most 64 bytes each, else 99): "did you mean". */
int str_distance(struct str a, struct str b);

#endif
