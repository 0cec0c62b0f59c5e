/* json.h: writing JSON into a buf, without spaces, keys in the order written. Commas are put by the writer.
 *
 *     struct json j = json_to(&buf);
 *     json_open(&j, '{'); json_key(&j, STR("id")); json_int(&j, 7); json_close(&j, '}');
 */
#ifndef MUSTER_BASE_JSON_H
#define MUSTER_BASE_JSON_H

#include "base/buf.h"

struct uuid;

struct json {
    struct buf *buf;
    bool comma; /* the next value or key needs one in front */
};

struct json json_to(struct buf *buf);
void json_open(struct json *j, char bracket);  /* '{' or '[' */
void json_close(struct json *j, char bracket); /* '}' or ']' */
void json_key(struct json *j, struct str key);
void json_str(struct json *j, struct str text); /* absent: null */
/* Key and text; nothing at all where the text is absent. */
void json_given(struct json *j, struct str key, struct str text);
void json_int(struct json *j, int64_t v);
void json_real(struct json *j, double v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_time(struct json *j, int64_t ticks);           /* RFC 3339 with Z; WHEN_NONE: null */
void json_uuid(struct json *j, const struct uuid *uuid); /* not set: null */
void json_base64(struct json *j, struct str bytes);      /* absent: null */
void json_raw(struct json *j, struct str json);          /* a value that is JSON already */

/* The text in quotes, escaped as RFC 8259 asks: quote, backslash and controls; everything else as it is. */
void json_quote(struct buf *buf, struct str text);

#endif
