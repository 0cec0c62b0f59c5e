/* jsonin.h: reading one JSON text (a record line, a request body): strict RFC 8259, an object or an array, no
 * key twice, no \u0000, nesting at most LIMIT_JSON_DEPTH, integers within 64 bits, nothing behind it. All
 * texts are views into the tree and live as long as it. Built on jansson (about 70 MB/s on record lines).
 *
 *     struct jsonin *root;
 *     TRY(jsonin_parse(line, &root, why));
 *     for (struct jsonin_walk w = jsonin_walk(root); jsonin_next(&w);) { ... w.key, w.value ... }
 *     jsonin_free(root); */
#ifndef MUSTER_BASE_JSONIN_H
#define MUSTER_BASE_JSONIN_H

#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jsonin; /* a value; the root owns all that is in it */

enum jsonin_kind {
    JSONIN_ABSENT, /* no such member: the value is NULL */
    JSONIN_NULL,
    JSONIN_BOOL,
    JSONIN_INT,
    JSONIN_REAL, /* written with a fraction or an exponent */
    JSONIN_TEXT,
    JSONIN_LIST,
    JSONIN_MAP,
};

/* ST_INVALID: no valid JSON; the sentence tells what and at which byte (counted from 1), and quotes nothing
 * of the text, which may be personal. ST_LIMIT: nested too deeply. ST_NOMEM. */
enum status jsonin_parse(struct str text, struct jsonin **root, struct why *why);
void jsonin_free(struct jsonin *root); /* NULL is fine */

enum jsonin_kind jsonin_kind(const struct jsonin *value);

/* "null", "true or false", "a whole number", "a number", "text", "a list", "an object": for sentences. */
const char *jsonin_kind_words(enum jsonin_kind kind);

/* The member of a map; NULL when there is none or `map` is no map. */
const struct jsonin *jsonin_get(const struct jsonin *map, struct str key);

/* Entries of a list or map (0 for anything else), and the i-th of a list (i < count: must). */
size_t jsonin_count(const struct jsonin *value);
const struct jsonin *jsonin_item(const struct jsonin *list, size_t i);

/* The value, when it is of that kind; else false and nothing written. */
bool jsonin_text(const struct jsonin *value, struct str *text);
bool jsonin_int(const struct jsonin *value, int64_t *number);
bool jsonin_real(const struct jsonin *value, double *number); /* a whole number too */
bool jsonin_bool(const struct jsonin *value, bool *truth);

/* A whole number, or a text that is one: vendors print identifiers as text. */
bool jsonin_int_or_text(const struct jsonin *value, int64_t *number);

/* The members of a map in the order written; none when it is no map. */
struct jsonin_walk {
    struct str key;
    const struct jsonin *value;
    const struct jsonin *map;
    void *at;
};
struct jsonin_walk jsonin_walk(const struct jsonin *map);
bool jsonin_next(struct jsonin_walk *walk);

#endif
