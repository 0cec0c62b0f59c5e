/* origin.c: see origin.h. The fields are read from their end, so that what a client invents on the left is
 * never reached past the proxy that wrote its address. */
#include "serve/origin.h"

#include "base/limits.h"
#include "http/target.h"

#include <string.h>

/* The elements of a list field, last first, over all its lines; empty ones are none (RFC 9110, 5.6.1). */
struct backwards {
    const struct http_request *http;
    struct str name;
    size_t line;     /* lines left, */
    struct str rest; /* and what is left of the latest of them */
};

static struct backwards list_of(const struct http_request *http, struct str name)
{
    return (struct backwards){ http, name, http->field_count, STR_NONE };
}

static struct str take_last(struct str *rest)
{
    size_t at = rest->len;
    while (at > 0 && rest->ptr[at - 1] != ',') {
        at--;
    }
    struct str last = str_trim(str_from(*rest, at));
    *rest = at > 0 ? (struct str){ rest->ptr, at - 1 } : STR_NONE;
    return last;
}

static struct str previous(struct backwards *list)
{
    for (;;) {
        while (list->rest.ptr != NULL) {
            struct str last = take_last(&list->rest);
            if (last.len > 0) {
                return last;
            }
        }
        if (list->line == 0) {
            return STR_NONE;
        }
        const struct http_field *field = &list->http->fields[--list->line];
        if (str_eq_nocase(field->name, list->name)) {
            list->rest = field->value;
        }
    }
}

static bool is_port(struct str text)
{
    int64_t port;
    return text.len > 0 && text.len <= 5 && str_int(text, &port) && port >= 0 && port <= 65535;
}

/* 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1]:80 */
static bool hop_parse(struct str text, struct address *address)
{
    const char *end = text.len && text.ptr[0] == '[' ? memchr(text.ptr, ']', text.len) : NULL;
    if (end != NULL) {
        struct str inner = { text.ptr + 1, (size_t)(end - text.ptr) - 1 };
        struct str port = str_from(text, inner.len + 2);
        return memchr(inner.ptr, ':', inner.len) != NULL && address_parse(inner, address) &&
               (port.len == 0 || (port.ptr[0] == ':' && is_port(str_from(port, 1))));
    }
    struct str port = text, host = str_cut(&port, ':');
    bool one_colon = port.ptr != NULL && memchr(port.ptr, ':', port.len) == NULL;
    return one_colon ? is_port(port) && address_parse(host, address) : address_parse(text, address);
}

/* From the trusted peer back to the first hop that is nobody's proxy of ours. */
static void walk(struct origin *origin, const struct http_request *http, struct str proxies)
{
    struct backwards hops = list_of(http, STR("X-Forwarded-For"));
    struct str hop;
    for (int n = 0; address_in(&origin->address, proxies) && (hop = previous(&hops)).ptr != NULL; n++) {
        struct address address;
        if (n == LIMIT_PROXY_HOPS || !hop_parse(hop, &address)) {
            origin->sure = false;
            return;
        }
        origin->address = address;
    }
}

struct origin origin_of(const struct http_request *http, struct str proxies)
{
    struct origin origin = { .https = http->tls, .host = http->host };
    origin.known = origin.sure = address_parse(http->peer, &origin.address);
    if (!origin.known || proxies.ptr == NULL || !address_in(&origin.address, proxies)) {
        return origin;
    }
    walk(&origin, http, proxies);
    struct backwards schemes = list_of(http, STR("X-Forwarded-Proto"));
    struct str scheme = previous(&schemes);
    if (scheme.ptr != NULL) {
        origin.https = str_eq_nocase(scheme, STR("https"));
    }
    struct backwards hosts = list_of(http, STR("X-Forwarded-Host"));
    struct str host = previous(&hosts);
    if (host.ptr != NULL && http_host_ok(host)) {
        origin.host = host;
    }
    return origin;
}

bool origin_is_secure(const struct origin *origin)
{
    return origin->https || !origin->known || (origin->sure && address_is_loopback(&origin->address));
}
