/* head.c: what the lines of a header mean (RFC 9112 sections 3, 5 and 6). Framing is where request smuggling
 * lives, so nothing about it is guessed: two lengths, a length beside a coding, a coding that we do not know
 * or that an HTTP/1.0 client cannot mean are all refused. */
#include "http/head.h"

#include "http/chars.h"
#include "http/target.h"

#include <string.h>

bool http_head_bad(struct http_parser *p, int status, const char *reason)
{
    p->status = status;
    p->reason = reason;
    return false;
}

static struct http_part part(struct http_parser *p, struct str text)
{
    return (struct http_part){ (uint32_t)(text.ptr - p->head.ptr), (uint32_t)text.len };
}

static bool version(struct http_parser *p, struct str text)
{
    if (text.len != 8 || memcmp(text.ptr, "HTTP/", 5) != 0 || text.ptr[5] < '0' || text.ptr[5] > '9' ||
        text.ptr[6] != '.' || text.ptr[7] < '0' || text.ptr[7] > '9') {
        return http_head_bad(p, 400, "the request line does not end with an HTTP version");
    }
    if (text.ptr[5] != '1') {
        return http_head_bad(p, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    p->minor = text.ptr[7] != '0'; /* a later 1.x speaks 1.1 too (RFC 9110 section 2.5) */
    return true;
}

static bool target(struct http_parser *p, struct str method, struct str text)
{
    struct http_target t;
    if (str_eq(method, STR("CONNECT"))) {
        return http_head_bad(p, 501, "this is not a proxy");
    }
    const char *wrong = http_target_parse(method, text, &t);
    if (wrong != NULL) {
        return http_head_bad(p, 400, wrong);
    }
    p->root_path = t.path.len == 0;
    p->path_part = p->root_path ? (struct http_part){ 0, 0 } : part(p, t.path);
    p->has_query = t.query.ptr != NULL;
    p->query_part = p->has_query ? part(p, t.query) : (struct http_part){ 0, 0 };
    p->host_in_target = t.host.ptr != NULL;
    if (p->host_in_target) {
        p->host_part = part(p, t.host);
    }
    return true;
}

bool http_head_request_line(struct http_parser *p, struct str line)
{
    struct str rest = line;
    struct str method = str_cut(&rest, ' ');
    if (!http_all(method, HTTP_TOKEN)) {
        return http_head_bad(p, 400, "the request does not begin with a method");
    }
    p->method_part = part(p, method);
    struct str text = str_cut(&rest, ' ');
    if (rest.ptr == NULL || text.len == 0) {
        return http_head_bad(p, 400, "the request line is not: method, space, target, space, version");
    }
    return version(p, rest) && target(p, method, text);
}

const char *http_head_split(struct str line, struct str *name, struct str *value)
{
    size_t n = http_span(line, HTTP_TOKEN);
    if (n == 0) {
        return line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t')
                   ? "a header line begins with white space"
                   : "a header field has no name";
    }
    if (n == line.len || line.ptr[n] != ':') {
        return "a header field's name is not followed by a colon";
    }
    struct str rest = str_from(line, n + 1);
    if (http_span(rest, HTTP_VALUE) != rest.len) {
        return "a header field's value has a control character";
    }
    *name = (struct str){ line.ptr, n };
    *value = str_trim(rest);
    return NULL;
}

static bool digits(struct str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9') {
        n++;
    }
    return s.len > 0 && n == s.len;
}

static bool content_length(struct http_parser *p, struct str value)
{
    int64_t n = 0;
    if (p->length_seen) {
        return http_head_bad(p, 400, "Content-Length came twice");
    }
    if (!digits(value)) {
        return http_head_bad(p, 400, "Content-Length is not a number");
    }
    if (!str_int(value, &n)) {
        return http_head_bad(p, 413, "the body is too large");
    }
    p->length_seen = true;
    p->body_length = n;
    return true;
}

/* One list of codings; all Transfer-Encoding fields count as one list. */
static void transfer_encoding(struct http_parser *p, struct str list)
{
    p->coding_seen = true;
    do {
        struct str coding = str_trim(str_cut(&list, ','));
        if (p->chunked || !http_all(coding, HTTP_TOKEN)) {
            p->coding_bad = true; /* something after chunked, an empty element, or parameters */
        } else if (str_eq_nocase(coding, STR("chunked"))) {
            p->chunked = true;
        } else {
            p->coding_other = true;
        }
    } while (list.ptr != NULL);
}

static void connection(struct http_parser *p, struct str list)
{
    do {
        struct str option = str_trim(str_cut(&list, ','));
        p->says_close |= str_eq_nocase(option, STR("close"));
        p->says_keep |= str_eq_nocase(option, STR("keep-alive"));
    } while (list.ptr != NULL);
}

static bool host(struct http_parser *p, struct str value)
{
    if (++p->host_count > 1) {
        return http_head_bad(p, 400, "Host came twice");
    }
    if (value.len > 0 && !http_host_ok(value)) {
        return http_head_bad(p, 400, "Host is not a host with an optional port");
    }
    if (!p->host_in_target) {
        p->host_part = part(p, value);
    }
    return true;
}

/* The fields that the server itself must understand. */
static bool meaning(struct http_parser *p, struct str name, struct str value)
{
    switch (name.len) {
    case 4:
        return !str_eq_nocase(name, STR("host")) || host(p, value);
    case 6:
        if (str_eq_nocase(name, STR("expect"))) {
            bool known = str_eq_nocase(value, STR("100-continue"));
            p->expect_continue |= known;
            p->expect_other |= !known;
        }
        return true;
    case 10:
        if (str_eq_nocase(name, STR("connection"))) {
            connection(p, value);
        }
        return true;
    case 14:
        return !str_eq_nocase(name, STR("content-length")) || content_length(p, value);
    case 17:
        if (str_eq_nocase(name, STR("transfer-encoding"))) {
            transfer_encoding(p, value);
        }
        return true;
    default:
        return true;
    }
}

bool http_head_field(struct http_parser *p, struct str line)
{
    struct str name, value;
    const char *wrong = http_head_split(line, &name, &value);
    if (wrong != NULL) {
        return http_head_bad(p, 400, wrong);
    }
    if (p->field_count == LIMIT_HTTP_FIELDS) {
        return http_head_bad(p, 431, "too many header fields");
    }
    p->names[p->field_count] = part(p, name);
    p->values[p->field_count] = part(p, value);
    p->field_count++;
    return meaning(p, name, value);
}

static bool framing(struct http_parser *p)
{
    if (p->coding_seen) {
        if (p->minor == 0) {
            return http_head_bad(p, 400, "Transfer-Encoding does not exist in HTTP/1.0");
        }
        if (p->length_seen) {
            return http_head_bad(p, 400, "Content-Length and Transfer-Encoding contradict each other");
        }
        if (p->coding_bad || !p->chunked) {
            return http_head_bad(p, 400, "the last transfer coding must be a plain chunked");
        }
        if (p->coding_other) {
            return http_head_bad(p, 501, "the only transfer coding understood is chunked");
        }
        p->body_length = -1;
    }
    p->has_body = p->body_length != 0;
    return true;
}

bool http_head_end(struct http_parser *p)
{
    if (p->minor == 1 && p->host_count == 0) {
        return http_head_bad(p, 400, "Host is missing");
    }
    if (!framing(p)) {
        return false;
    }
    p->keep_alive = !p->says_close && (p->minor == 1 || p->says_keep);
    if (p->minor == 0) {
        p->expect_continue = false; /* RFC 9110 section 10.1.1: an HTTP/1.0 client cannot mean it */
    } else if (p->expect_other) {
        return http_head_bad(p, 417, "the only expectation understood is 100-continue");
    }
    p->expect_continue &= p->has_body;
    return true;
}
