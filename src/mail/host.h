/* host.h: addresses of links as browsers read them: host names in ASCII, registrable domains. */
#ifndef MUSTER_MAIL_HOST_H
#define MUSTER_MAIL_HOST_H

#include "base/arena.h"

/* Reads the list of public suffixes (Debian's publicsuffix where it is, else the one of the library), once,
 * before the process gives up opening files. Without it the built-in list is used. */
void host_preload(void);

/* The link without controls and white space, as browsers drop them, resolved against base (absent: none): an
 * absolute http, https or ftp address; absent for everything else (mailto:, javascript:, "#top"). */
struct str host_resolve(struct arena *arena, struct str link, struct str base);

/* The host of an absolute address: lower case, ASCII (punycode), IP literals in usual form; absent when it
 * has none. */
struct str host_of(struct arena *arena, struct str url);

/* A domain name in lower-case ASCII; absent when it is none. */
struct str host_ascii(struct arena *arena, struct str name);

/* "example.co.uk" of "a.b.example.co.uk"; an IP address or a public suffix is itself. */
struct str host_registrable(struct arena *arena, struct str host);

bool host_is_ip(struct str host);

/* The value of a query parameter of an address, percent-decoded; absent when it is not there. */
struct str host_query(struct arena *arena, struct str url, struct str name);

#endif
