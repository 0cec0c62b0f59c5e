/* address.c: see address.h. inet_pton reads the addresses, the rest is comparing bits. */
#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAPPED = 96 }; /* bits in front of a mapped IPv4 address */

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };

bool address_parse(struct str text, struct address *address)
{
    char copy[INET6_ADDRSTRLEN];
    struct address made;
    if (text.len == 0 || text.len >= sizeof copy || memchr(text.ptr, 0, text.len) != NULL) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    if (inet_pton(AF_INET, copy, made.b + sizeof mapped) == 1) {
        memcpy(made.b, mapped, sizeof mapped);
    } else if (inet_pton(AF_INET6, copy, made.b) != 1) {
        return false;
    }
    *address = made;
    return true;
}

static bool is_v4(const struct address *address)
{
    return memcmp(address->b, mapped, sizeof mapped) == 0;
}

bool address_is_loopback(const struct address *address)
{
    static const uint8_t one[16] = { [15] = 1 };
    return is_v4(address) ? address->b[12] == 127 : memcmp(address->b, one, sizeof one) == 0;
}

struct network {
    struct address base;
    int bits; /* of the mapped form */
};

static int bit(const struct address *address, int i)
{
    return address->b[i / 8] >> (7 - i % 8) & 1;
}

static bool parse_network(struct str word, struct network *network)
{
    struct str length = word;
    struct str base = str_cut(&length, '/');
    int64_t bits;
    if (!address_parse(base, &network->base)) {
        return false;
    }
    int most = is_v4(&network->base) && memchr(base.ptr, ':', base.len) == NULL ? 32 : 128;
    if (length.ptr == NULL) {
        bits = most;
    } else if (length.len > 3 || !str_int(length, &bits) || bits < 0 || bits > most) {
        return false;
    }
    network->bits = (int)bits + 128 - most;
    return true;
}

static bool holds(const struct network *network, const struct address *address)
{
    for (int i = 0; i < network->bits; i++) {
        if (bit(&network->base, i) != bit(address, i)) {
            return false;
        }
    }
    /* ::/0 means every IPv6 address, not every mapped IPv4 one. */
    return network->bits >= MAPPED || !is_v4(address);
}

bool address_in(const struct address *address, struct str networks)
{
    while (networks.ptr != NULL) {
        struct str word = str_cut(&networks, ' ');
        struct network network;
        if (parse_network(word, &network) && holds(&network, address)) {
            return true;
        }
    }
    return false;
}

enum status address_check_networks(struct str networks, struct why *why)
{
    while (networks.ptr != NULL) {
        struct str word = str_cut(&networks, ' ');
        struct network network;
        if (!parse_network(word, &network)) {
            return why_not(why, ST_INVALID, STR_FMT " is no network; write 192.0.2.0/24 or 2001:db8::/32",
                           STR_ARG(word));
        }
        for (int i = network.bits; i < 128; i++) {
            if (bit(&network.base, i)) {
                return why_not(why, ST_INVALID,
                               STR_FMT " has bits set behind its length; is it a typing error?",
                               STR_ARG(word));
            }
        }
    }
    return ST_OK;
}
