/* origin.h: where a request really came from. Behind a proxy the peer is the proxy; what it says about the
 * client is believed only when the peer is in the setting trusted_proxies, since anybody can send such
 * fields. Everything that depends on a client's address, scheme or name for this server asks here. */
#ifndef MUSTER_SERVE_ORIGIN_H
#define MUSTER_SERVE_ORIGIN_H

#include "base/address.h"
#include "http/http.h"

struct origin {
    bool known; /* there is an address: false on the unix socket */
    bool sure;  /* the address may grant something. false: a trusted proxy said what is no address, or named
                   too  many hops; the address is then the nearest one that is known, good for counting only */
    struct address address;
    bool https;      /* the client came over TLS: to us, or to the trusted proxy that says so */
    struct str host; /* what the client called this server; may be empty */
};

/* proxies: networks as of address_in, none when absent. X-Forwarded-For is walked from its right end, where
 * the nearest proxy wrote, to the first address that is not a proxy's; an entry may have a port, and an IPv6
 * address brackets. X-Forwarded-Proto and X-Forwarded-Host count by their last entry; a host that is none is
 * ignored. Without them: the connection's own scheme, and Host. */
struct origin origin_of(const struct http_request *http, struct str proxies);

/* Nobody on the way could read it: over TLS, or from this machine. */
bool origin_is_secure(const struct origin *origin);

#endif
