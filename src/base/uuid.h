/* uuid.h: 128-bit identifiers (GUIDs), in the byte order in which they are written. */
#ifndef MUSTER_BASE_UUID_H
#define MUSTER_BASE_UUID_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct uuid {
    uint8_t b[16];
    bool set; /* false: no identifier; the zero GUID is a value */
};

enum { UUID_TEXT_LEN = 36 };

/* The forms .NET parses: 32 digits, with hyphens, and with hyphens in braces or parentheses; any case. */
bool uuid_parse(struct str text, struct uuid *uuid);

/* Lower case with hyphens, UUID_TEXT_LEN bytes, no NUL. */
void uuid_print(char *to, const struct uuid *uuid);

/* Version 5 (SHA-1) of the parts joined by a NUL byte, within the name space; the same for the same input. */
struct uuid uuid_of_name(const struct uuid *space, const struct str *parts, size_t n);

/* Version 4 from 16 random bytes. */
struct uuid uuid_of_random(const uint8_t random[16]);

bool uuid_eq(const struct uuid *a, const struct uuid *b);

#endif
