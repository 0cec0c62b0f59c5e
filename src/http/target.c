/* target.c: what may be asked for. Paths are strict, because proxies in front and we must agree on what a
 * path names: only RFC 3986 characters, whole percent escapes, no encoded NUL, no "." or ".." segment in any
 * spelling (a client resolves these before it sends). Queries are data: the owner decodes and judges them, so
 * everything passes but white space, controls and '#'. */
#include "http/target.h"

#include "http/chars.h"

#include <string.h>

/* The character at i with a percent escape undone, and the length of its spelling; -1 for a broken escape. */
static int path_char(struct str path, size_t i, size_t *step)
{
    *step = 1;
    if (path.ptr[i] != '%') {
        return (unsigned char)path.ptr[i];
    }
    if (path.len - i < 3 || !http_is(path.ptr[i + 1], HTTP_HEX) || !http_is(path.ptr[i + 2], HTTP_HEX)) {
        return -1;
    }
    *step = 3;
    return http_hex(path.ptr[i + 1]) * 16 + http_hex(path.ptr[i + 2]);
}

static const char *path_check(struct str path)
{
    size_t length = 0, dots = 0; /* of the segment so far, decoded */
    for (size_t i = 0, step; i <= path.len; i += step) {
        if (i == path.len || path.ptr[i] == '/') {
            if (length == dots && (dots == 1 || dots == 2)) {
                return "the path has a dot segment";
            }
            length = dots = 0;
            step = 1;
            continue;
        }
        int c = path_char(path, i, &step);
        if (c < 0) {
            return "the path has a '%' without two hexadecimal digits";
        }
        if (c == 0) {
            return "the path has an encoded NUL";
        }
        length++;
        dots += c == '.';
    }
    return NULL;
}

static const char *origin_form(struct str text, struct http_target *target)
{
    size_t n = http_span(text, HTTP_PATH);
    struct str path = { text.ptr, n }, query = STR_NONE;
    if (n < text.len) {
        if (text.ptr[n] != '?') {
            return "the path has a character that must be percent-encoded";
        }
        query = str_from(text, n + 1);
        if (http_span(query, HTTP_QUERY) != query.len) {
            return "the query has a character that must be percent-encoded";
        }
    }
    target->path = path;
    target->query = query;
    return path_check(path);
}

static const char *absolute_form(struct str text, struct http_target *target)
{
    struct str http = STR("http://"), https = STR("https://");
    size_t scheme = text.len >= http.len && str_eq_nocase((struct str){ text.ptr, http.len }, http) ? http.len
                    : text.len >= https.len && str_eq_nocase((struct str){ text.ptr, https.len }, https)
                        ? https.len
                        : 0;
    if (scheme == 0) {
        return "the target is neither a path nor an http or https address";
    }
    struct str rest = str_from(text, scheme);
    size_t n = 0;
    while (n < rest.len && rest.ptr[n] != '/' && rest.ptr[n] != '?' && rest.ptr[n] != '#') {
        n++;
    }
    target->host = (struct str){ rest.ptr, n };
    if (n == 0 || !http_host_ok(target->host)) {
        return "the target has no valid host";
    }
    rest = str_from(rest, n);
    return rest.len && rest.ptr[0] == '#' ? "the target has a fragment" : origin_form(rest, target);
}

const char *http_target_parse(struct str method, struct str text, struct http_target *target)
{
    *target = (struct http_target){ 0 };
    if (text.len && text.ptr[0] == '/') {
        return origin_form(text, target);
    }
    if (str_eq(text, STR("*"))) {
        target->path = text;
        return str_eq(method, STR("OPTIONS")) ? NULL : "the target * is for OPTIONS only";
    }
    return absolute_form(text, target);
}

/* Inside of the brackets: an IPv6 address, perhaps with an IPv4 tail. Only the shape is judged; IPvFuture and
 * zones are refused, since nobody can have reached us by them. */
static bool ipv6_ok(struct str text)
{
    size_t colons = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!http_is(text.ptr[i], HTTP_HEX) && text.ptr[i] != ':' && text.ptr[i] != '.') {
            return false;
        }
        colons += text.ptr[i] == ':';
    }
    return colons >= 2 && colons <= 8;
}

static bool port_ok(struct str text)
{
    int64_t port = 0;
    if (text.len == 0) {
        return true; /* "host:" is allowed by RFC 3986 */
    }
    return text.ptr[0] != '-' && str_int(text, &port) && port <= 65535;
}

bool http_host_ok(struct str host)
{
    size_t n = 0;
    if (host.len && host.ptr[0] == '[') {
        const char *end = memchr(host.ptr, ']', host.len);
        if (end == NULL || !ipv6_ok((struct str){ host.ptr + 1, (size_t)(end - host.ptr) - 1 })) {
            return false;
        }
        n = (size_t)(end - host.ptr) + 1;
    } else {
        for (size_t step; n < host.len && http_is(host.ptr[n], HTTP_REG_NAME); n += step) {
            if (path_char(host, n, &step) <= 0) {
                return false;
            }
        }
    }
    struct str rest = str_from(host, n);
    return n > 0 && (rest.len == 0 || (rest.ptr[0] == ':' && port_ok(str_from(rest, 1))));
}
