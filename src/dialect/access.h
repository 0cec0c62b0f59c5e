/* access.h: the names of what a key may do: APIs and scopes. */
#ifndef MUSTER_DIALECT_ACCESS_H
#define MUSTER_DIALECT_ACCESS_H

#include "base/arena.h"
#include "base/status.h"
#include "dialect/dialect.h"

/* All of them, for people; as the table in access.c. */
#define ACCESS_API_NAMES "outthink, securityjourney, cultureai, kaspersky, muster"

/* The bit of an API by its name ("outthink"), also of those that are not served yet; 0: no such API. */
unsigned access_api(struct str name);

/* The names of the APIs with those bits, separated by spaces. */
struct str access_api_names(struct arena *arena, unsigned bits);

/* The scope's name ("training.read"); NULL for SCOPE_NONE and SCOPE_ANY_KEY, which nobody gives to a key. */
const char *access_scope_name(enum scope scope);

/* Bit 1 << scope of every scope that the text, separated by spaces, names; absent: all of them. An unknown
 * word is ST_INVALID and named: for whoever makes a key. When reading a stored key pass NULL for why: unknown
 * words (of a newer program) are left out and the answer is ST_OK. */
enum status access_scopes(struct str text, uint64_t *scopes, struct why *why);

#endif
