/* target.h: the request target and Host (RFC 9112 section 3.2). Pure functions over complete texts. */
#ifndef MUSTER_HTTP_TARGET_H
#define MUSTER_HTTP_TARGET_H

#include "base/str.h"

#include <stdbool.h>

/* A target taken apart; the texts are parts of it. */
struct http_target {
    struct str path;  /* "*" for the asterisk form; empty where an absolute target has none: it means "/" */
    struct str query; /* absent without '?' */
    struct str host;  /* of an absolute target, else absent */
};

/* Fills *target. NULL when all is well, else a sentence saying what is wrong (a 400). CONNECT is not for us
 * and never comes here. */
const char *http_target_parse(struct str method, struct str text, struct http_target *target);

/* host [":" port] as in a Host field: a registered name, an IPv4 or a bracketed IPv6 address. */
bool http_host_ok(struct str host);

#endif
