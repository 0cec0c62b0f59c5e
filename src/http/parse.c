/* parse.c: the states of a request: header lines, then a body of known length or of chunks. Lines are
 * collected whole before they are judged, so every verdict depends on lines and counts alone, never on how
 * the bytes were cut. Work is linear in the input. */
#include "http/parse.h"

#include "base/must.h"
#include "http/chars.h"
#include "http/head.h"

#include <string.h>

enum state {
    START,   /* before a request */
    EMPTY,   /* the CR of an empty line before it */
    REQUEST, /* the request line */
    FIELDS,
    LENGTH, /* in a body of known length */
    CHUNK_LINE,
    CHUNK_DATA,
    CHUNK_CR, /* behind the data of a chunk */
    CHUNK_LF,
    TRAILER,
    COMPLETE,
    OVER, /* the end was told */
};

enum took {
    TOOK_LINE, /* a whole line */
    TOOK_PART, /* the input is used up */
    TOOK_LONG, /* longer than allowed */
    TOOK_BARE, /* a LF without CR */
};

void http_parser_init(struct http_parser *p)
{
    memset(p, 0, sizeof *p);
    buf_init(&p->head, LIMIT_HTTP_HEAD + 1);
    buf_init(&p->line, LIMIT_HTTP_CHUNK_EXTRA + 3);
    http_parser_reset(p);
}

void http_parser_done(struct http_parser *p)
{
    buf_done(&p->head);
    buf_done(&p->line);
}

void http_parser_reset(struct http_parser *p)
{
    memset(p, 0, offsetof(struct http_parser, fields));
    p->body_limit = LIMIT_HTTP_BODY;
    buf_reset(&p->head);
    buf_reset(&p->line);
}

/* Moves input behind the line that begins at `at` in buf, until its LF or one byte past max (bytes, CRLF
 * included). *line gets the whole line without CRLF. */
static enum took take_line(struct buf *buf, size_t at, size_t max, struct str *input, struct str *line)
{
    size_t room = at + max + 1 - buf->len;
    size_t n = input->len < room ? input->len : room;
    const char *lf = n ? memchr(input->ptr, '\n', n) : NULL;
    n = lf ? (size_t)(lf - input->ptr) + 1 : n;
    buf_add(buf, input->ptr, n);
    *input = str_from(*input, n);
    if (buf->failed || buf->len - at > max) {
        return TOOK_LONG;
    }
    if (lf == NULL) {
        return TOOK_PART;
    }
    *line = (struct str){ buf->ptr + at, buf->len - at - 1 };
    if (line->len == 0 || line->ptr[line->len - 1] != '\r') {
        return TOOK_BARE;
    }
    line->len--;
    return TOOK_LINE;
}

static struct str text_of(const struct http_parser *p, struct http_part part)
{
    return (struct str){ p->head.ptr + part.at, part.len };
}

void http_parser_show(struct http_parser *p)
{
    if (p->method_part.len == 0) {
        return;
    }
    p->method = text_of(p, p->method_part);
    p->path = p->root_path ? STR("/") : p->path_part.len ? text_of(p, p->path_part) : STR("");
    p->query = p->has_query ? text_of(p, p->query_part) : STR_NONE;
    p->host = p->host_part.len ? text_of(p, p->host_part) : STR("");
    for (size_t i = 0; i < p->field_count; i++) {
        p->fields[i] = (struct http_field){ text_of(p, p->names[i]), text_of(p, p->values[i]) };
    }
}

static enum http_parsed bad(struct http_parser *p, int status, const char *reason)
{
    p->state = OVER;
    http_parser_show(p);
    http_head_bad(p, status, reason);
    return HTTP_PARSE_BAD;
}

/* START and EMPTY, a byte at a time. False: the bytes cannot begin a request. */
static bool start(struct http_parser *p, struct str *input)
{
    char c = input->ptr[0];
    if (p->state == START && c == '\r' && !p->extra) {
        p->state = EMPTY;
    } else if (p->state == EMPTY && c == '\n') {
        p->state = START;
        p->extra = 1; /* one empty line is enough */
    } else if (p->state == START && http_is(c, HTTP_TOKEN)) {
        p->state = REQUEST;
        p->extra = 0;
        return true;
    } else {
        return false;
    }
    *input = str_from(*input, 1);
    return true;
}

static enum http_parsed request_line(struct http_parser *p, struct str *input)
{
    struct str line;
    switch (take_line(&p->head, 0, LIMIT_HTTP_LINE + 2, input, &line)) {
    case TOOK_PART:
        return HTTP_PARSE_MORE;
    case TOOK_LONG:
        return p->head.failed ? bad(p, 503, "out of memory") : bad(p, 414, "the request line is too long");
    case TOOK_BARE:
        return bad(p, 400, "a line ends with a bare LF");
    case TOOK_LINE:
        break;
    }
    if (!http_head_request_line(p, line)) {
        return bad(p, p->status, p->reason);
    }
    p->line_at = p->head.len;
    p->state = FIELDS;
    return HTTP_PARSE_MORE;
}

static enum http_parsed head_end(struct http_parser *p)
{
    if (!http_head_end(p)) {
        return bad(p, p->status, p->reason);
    }
    http_parser_show(p);
    p->left = p->body_length > 0 ? (uint64_t)p->body_length : 0;
    p->state = p->body_length < 0 ? CHUNK_LINE : p->body_length > 0 ? LENGTH : COMPLETE;
    return HTTP_PARSE_HEAD;
}

static enum http_parsed field_line(struct http_parser *p, struct str *input)
{
    struct str line;
    switch (take_line(&p->head, p->line_at, LIMIT_HTTP_HEAD - p->line_at, input, &line)) {
    case TOOK_PART:
        return HTTP_PARSE_MORE;
    case TOOK_LONG:
        return p->head.failed ? bad(p, 503, "out of memory") : bad(p, 431, "the header is too long");
    case TOOK_BARE:
        return bad(p, 400, "a line ends with a bare LF");
    case TOOK_LINE:
        break;
    }
    if (line.len == 0) {
        return head_end(p);
    }
    if (!http_head_field(p, line)) {
        return bad(p, p->status, p->reason);
    }
    p->line_at = p->head.len;
    return HTTP_PARSE_MORE;
}

/* As many of the bytes left as the input has. */
static enum http_parsed piece_of(struct http_parser *p, struct str *input, struct str *piece, int next)
{
    size_t n = input->len < p->left ? input->len : (size_t)p->left;
    *piece = (struct str){ input->ptr, n };
    *input = str_from(*input, n);
    p->left -= n;
    if (p->left == 0) {
        p->state = next;
    }
    return HTTP_PARSE_PIECE;
}

/* Skips spaces and tabs (RFC 9112 "bad white space"). */
static size_t skip_blank(struct str s, size_t i)
{
    while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t')) {
        i++;
    }
    return i;
}

/* The end of a quoted string that begins at i; 0 when it is broken. */
static size_t quoted_end(struct str s, size_t i)
{
    for (i++; i < s.len && s.ptr[i] != '"'; i++) {
        i += s.ptr[i] == '\\';
        if (i == s.len || !http_is(s.ptr[i], HTTP_VALUE)) {
            return 0;
        }
    }
    return i < s.len ? i + 1 : 0;
}

/* *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ): checked, then ignored. */
static bool extensions_ok(struct str s)
{
    size_t i = 0;
    while (i < s.len) {
        i = skip_blank(s, i);
        if (i == s.len || s.ptr[i] != ';') {
            return false;
        }
        i = skip_blank(s, i + 1);
        size_t n = http_span(str_from(s, i), HTTP_TOKEN);
        if (n == 0) {
            return false;
        }
        i += n;
        size_t equals = skip_blank(s, i);
        if (equals == s.len || s.ptr[equals] != '=') {
            continue;
        }
        i = skip_blank(s, equals + 1);
        size_t end =
            i < s.len && s.ptr[i] == '"' ? quoted_end(s, i) : i + http_span(str_from(s, i), HTTP_TOKEN);
        if (end <= i) {
            return false;
        }
        i = end;
    }
    return true;
}

static enum http_parsed chunk_size(struct http_parser *p, struct str line)
{
    uint64_t size = 0;
    size_t digits = http_span(line, HTTP_HEX);
    bool huge = false;
    for (size_t i = 0; i < digits; i++) {
        huge |= size > UINT64_MAX / 16;
        size = size * 16 + (uint64_t)http_hex(line.ptr[i]);
    }
    if (digits == 0) {
        return bad(p, 400, "a chunk has no size");
    }
    if (!extensions_ok(str_from(line, digits))) {
        return bad(p, 400, "a chunk's size is followed by something that is no extension");
    }
    p->extra += line.len - digits;
    if (p->extra > LIMIT_HTTP_CHUNK_EXTRA) {
        return bad(p, 400, "too many chunk extensions");
    }
    if (huge || size > p->body_limit - p->taken) {
        return bad(p, 413, "the body is too large");
    }
    p->taken += size;
    p->left = size;
    p->state = size ? CHUNK_DATA : TRAILER;
    return HTTP_PARSE_MORE;
}

static enum http_parsed chunk_line(struct http_parser *p, struct str *input)
{
    struct str line;
    enum took took = take_line(&p->line, 0, LIMIT_HTTP_CHUNK_LINE + 2, input, &line);
    if (took == TOOK_PART) {
        return HTTP_PARSE_MORE;
    }
    if (took != TOOK_LINE) {
        return p->line.failed      ? bad(p, 503, "out of memory")
               : took == TOOK_LONG ? bad(p, 400, "a chunk's size line is too long")
                                   : bad(p, 400, "a chunk's size line ends with a bare LF");
    }
    enum http_parsed event = chunk_size(p, line);
    buf_reset(&p->line);
    return event;
}

/* Trailers are checked and dropped: nobody here has a use for them, and merging them is an attack. */
static enum http_parsed trailer_line(struct http_parser *p, struct str *input)
{
    struct str line, name, value;
    size_t max = LIMIT_HTTP_CHUNK_EXTRA + 2 - p->extra;
    enum took took = take_line(&p->line, 0, max, input, &line);
    if (took == TOOK_PART) {
        return HTTP_PARSE_MORE;
    }
    if (took != TOOK_LINE) {
        return p->line.failed      ? bad(p, 503, "out of memory")
               : took == TOOK_LONG ? bad(p, 431, "the trailer is too long")
                                   : bad(p, 400, "a line ends with a bare LF");
    }
    if (line.len == 0) {
        p->state = COMPLETE;
        return HTTP_PARSE_MORE;
    }
    if (http_head_split(line, &name, &value) != NULL) {
        return bad(p, 400, "the trailer is not made of header fields");
    }
    p->extra += line.len;
    if (++p->trailers > LIMIT_HTTP_FIELDS || p->extra > LIMIT_HTTP_CHUNK_EXTRA) {
        return bad(p, 431, "the trailer is too long");
    }
    buf_reset(&p->line);
    return HTTP_PARSE_MORE;
}

/* The states that need input; HTTP_PARSE_MORE means: look again. */
static enum http_parsed step(struct http_parser *p, struct str *input, struct str *piece)
{
    char c;
    switch (p->state) {
    case START:
    case EMPTY:
        return start(p, input) ? HTTP_PARSE_MORE : bad(p, 400, "the request does not begin with a method");
    case REQUEST:
        return request_line(p, input);
    case FIELDS:
        return field_line(p, input);
    case LENGTH:
        return piece_of(p, input, piece, COMPLETE);
    case CHUNK_LINE:
        return chunk_line(p, input);
    case CHUNK_DATA:
        return piece_of(p, input, piece, CHUNK_CR);
    case CHUNK_CR:
    case CHUNK_LF:
        c = input->ptr[0];
        if (c != (p->state == CHUNK_CR ? '\r' : '\n')) {
            return bad(p, 400, "a chunk is longer than its size");
        }
        *input = str_from(*input, 1);
        p->state = p->state == CHUNK_CR ? CHUNK_LF : CHUNK_LINE;
        return HTTP_PARSE_MORE;
    default:
        return trailer_line(p, input);
    }
}

enum http_parsed http_parse(struct http_parser *p, struct str *input, struct str *piece)
{
    must(p->state != OVER);
    if (p->state == LENGTH && p->left == (uint64_t)p->body_length && p->left > p->body_limit) {
        return bad(p, 413, "the body is too large");
    }
    while (p->state != COMPLETE) {
        if (input->len == 0) {
            return HTTP_PARSE_MORE;
        }
        enum http_parsed event = step(p, input, piece);
        if (event != HTTP_PARSE_MORE) {
            return event;
        }
    }
    p->state = OVER;
    return HTTP_PARSE_END;
}

bool http_parser_idle(const struct http_parser *p)
{
    return p->state == START || p->state == EMPTY;
}

bool http_parser_complete(const struct http_parser *p)
{
    return p->state == COMPLETE || p->state == OVER;
}
