/* cursor.h: where a reader of pages stands, as a text that only this server can have made: base64url of the
 * members and a keyed hash of them (secrets.key). A list is read by number; the cursor freezes the largest
 * number and the count of the first page and remembers the last number that was read. So whoever goes on sees
 * every row that was there at the first page and still is exactly once, whatever comes or goes meanwhile. */
#ifndef MUSTER_SERVE_CURSOR_H
#define MUSTER_SERVE_CURSOR_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { CURSOR_LEN = 88 };

struct cursor {
    int64_t tenant;
    uint64_t filter; /* cursor_filter of list and filter: a cursor goes on with the same question only */
    int64_t upper, last, total;
    int64_t issued_at; /* ticks */
};

/* A number for what is asked for: the list's own, and the ids that it is limited to, if any. */
uint64_t cursor_filter(int list, const int64_t *ids, int64_t n);

/* secret: store_token_secret. */
void cursor_print(const unsigned char *secret, const struct cursor *cursor, char to[CURSOR_LEN]);

/* False: not one of ours, or altered. Padding, and + / and a space for - _ and - are read too. */
bool cursor_read(const unsigned char *secret, struct str text, struct cursor *cursor);

#endif
