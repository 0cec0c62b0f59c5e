/* address.h: IP addresses of clients, and the networks a key may be used from. An IPv4 address that came
 * mapped into IPv6 (::ffff:192.0.2.1) is that IPv4 address. */
#ifndef MUSTER_BASE_ADDRESS_H
#define MUSTER_BASE_ADDRESS_H

#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct address {
    uint8_t b[16]; /* IPv4 in its mapped form */
};

/* "192.0.2.1", "2001:db8::1"; nothing else. */
bool address_parse(struct str text, struct address *address);

/* 127.0.0.0/8 and ::1. */
bool address_is_loopback(const struct address *address);

/* Whether one of the networks, separated by spaces, holds the address; "192.0.2.0/24", "2001:db8::/32", or an
 * address alone. What is no network holds nothing. */
bool address_in(const struct address *address, struct str networks);

/* Whether every word is a network without bits behind its length. ST_INVALID names the first that is not. */
enum status address_check_networks(struct str networks, struct why *why);

#endif
