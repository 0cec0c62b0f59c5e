/* head.h: the lines of a header, one at a time; the parser's inner half. Each function returns false after it
 * set status and reason. */
#ifndef MUSTER_HTTP_HEAD_H
#define MUSTER_HTTP_HEAD_H

#include "http/parse.h"

/* Sets status and reason; false, so that a refusal is one line. */
bool http_head_bad(struct http_parser *p, int status, const char *reason);

/* A line without its CRLF, a part of p->head. */
bool http_head_request_line(struct http_parser *p, struct str line);
bool http_head_field(struct http_parser *p, struct str line);

/* After the last line: what the fields mean together. */
bool http_head_end(struct http_parser *p);

/* Splits a field line; the grammar alone, trailers use it too. NULL or what is wrong. */
const char *http_head_split(struct str line, struct str *name, struct str *value);

#endif
