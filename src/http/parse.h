/* parse.h: the request parser. Pure and pushed: bytes in, events out, no I/O, no clock. However the bytes are
 * cut into pieces, the events are the same (body pieces aside, which join to the same body).
 *
 *     while ((event = http_parse(&parser, &input, &piece)) != HTTP_PARSE_MORE) { ... }
 *
 * Strict by RFC 9110 and 9112: where the standard lets a server choose between guessing and refusing, it
 * refuses. The only kindnesses are those a server must have: one empty line before a request, white space
 * around field values and around the ';' and '=' of chunk extensions, any 1.x as 1.1. */
#ifndef MUSTER_HTTP_PARSE_H
#define MUSTER_HTTP_PARSE_H

#include "base/buf.h"
#include "base/limits.h"
#include "http/http.h"

enum http_parsed {
    HTTP_PARSE_BAD = 0, /* status and reason say what to answer; nothing more is read */
    HTTP_PARSE_MORE,    /* the input is used up */
    HTTP_PARSE_HEAD,    /* the header is complete */
    HTTP_PARSE_PIECE,   /* a piece of the body, a part of the input */
    HTTP_PARSE_END,     /* the request is complete; reset before the next */
};

struct http_part {
    uint32_t at, len;
};

struct http_parser {
    /* Read these after HTTP_PARSE_HEAD, and as far as it got after HTTP_PARSE_BAD or http_parser_show.
     * They hold until http_parser_reset. */
    struct str method, path, query, host;
    int minor; /* 0 or 1 */
    size_t field_count;
    bool has_body;
    int64_t body_length;  /* announced; -1: chunked */
    bool keep_alive;      /* the client wants the connection to go on */
    bool expect_continue; /* it waits for a 100 before it sends the body */

    size_t body_limit; /* the caller may set it after HTTP_PARSE_HEAD: a longer body is a 413 */

    int status; /* after HTTP_PARSE_BAD: 400, 413, 414, 417, 431, 501, 503 or 505 */
    const char *reason;

    /* The parser's own. */
    int state;
    bool has_query, host_in_target, root_path;
    bool length_seen, coding_seen, coding_bad, coding_other, chunked, expect_other, says_close, says_keep;
    int host_count;
    size_t line_at; /* where the line being read begins in head */
    uint64_t left;  /* bytes left of the body or chunk */
    uint64_t taken; /* body bytes announced by chunks so far */
    size_t extra;   /* bytes of chunk extensions and trailers so far */
    size_t trailers;
    struct http_part method_part, path_part, query_part, host_part;

    /* Kept by a reset: everything above is zeroed. */
    struct http_field fields[LIMIT_HTTP_FIELDS];
    struct http_part names[LIMIT_HTTP_FIELDS], values[LIMIT_HTTP_FIELDS];
    struct buf head; /* the header as it came */
    struct buf line; /* a chunk-size or trailer line */
};

void http_parser_init(struct http_parser *p);
void http_parser_done(struct http_parser *p);

/* Ready for the next request; keeps the memory. */
void http_parser_reset(struct http_parser *p);

/* Takes bytes from the front of *input up to the next event. *piece is set by HTTP_PARSE_PIECE only. Must not
 * be called again after HTTP_PARSE_BAD or HTTP_PARSE_END before a reset. */
enum http_parsed http_parse(struct http_parser *p, struct str *input, struct str *piece);

/* No byte of a request was taken yet (an empty line before it is none). */
bool http_parser_idle(const struct http_parser *p);

/* All bytes of the request were taken: the next event is HTTP_PARSE_END, whatever the input. */
bool http_parser_complete(const struct http_parser *p);

/* Fills the texts above from an incomplete header, for an answer to a request that takes too long. */
void http_parser_show(struct http_parser *p);

#endif
