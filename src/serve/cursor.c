/* cursor.c: see cursor.h. */
#include "serve/cursor.h"

#include "base/must.h"

#include <sodium.h>
#include <string.h>

enum { VERSION = 1, MEMBERS = 50, MAC = 16, BYTES = MEMBERS + MAC };

static void make_mac(const unsigned char *secret, const unsigned char members[MEMBERS],
                     unsigned char mac[MAC])
{
    static const unsigned char purpose[] = "cursors of pages";
    unsigned char key[crypto_generichash_KEYBYTES];
    crypto_generichash(key, sizeof key, purpose, sizeof purpose, secret, crypto_generichash_KEYBYTES);
    crypto_generichash(mac, MAC, members, MEMBERS, key, sizeof key);
    sodium_memzero(key, sizeof key);
}

uint64_t cursor_filter(int list, const int64_t *ids, int64_t n)
{
    unsigned char hash[16];
    crypto_generichash_state state;
    int64_t head[2] = { list, n };
    uint64_t filter;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)head, sizeof head);
    crypto_generichash_update(&state, (const unsigned char *)ids, (size_t)n * sizeof *ids);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(&filter, hash, sizeof filter);
    return filter;
}

static void put(unsigned char **at, uint64_t v)
{
    for (int k = 0; k < 8; k++) {
        *(*at)++ = (unsigned char)(v >> 8 * k);
    }
}

static uint64_t get(const unsigned char **at)
{
    uint64_t v = 0;
    for (int k = 0; k < 8; k++) {
        v |= (uint64_t) * (*at)++ << 8 * k;
    }
    return v;
}

void cursor_print(const unsigned char *secret, const struct cursor *cursor, char to[CURSOR_LEN])
{
    unsigned char bytes[BYTES] = { VERSION };
    char text[CURSOR_LEN + 1];
    unsigned char *at = bytes + MEMBERS - 6 * 8;
    put(&at, (uint64_t)cursor->tenant);
    put(&at, cursor->filter);
    put(&at, (uint64_t)cursor->upper);
    put(&at, (uint64_t)cursor->last);
    put(&at, (uint64_t)cursor->total);
    put(&at, (uint64_t)cursor->issued_at);
    make_mac(secret, bytes, bytes + MEMBERS);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    must(strlen(text) == CURSOR_LEN);
    memcpy(to, text, CURSOR_LEN);
}

bool cursor_read(const unsigned char *secret, struct str text, struct cursor *cursor)
{
    unsigned char bytes[BYTES], mac[MAC];
    char plain[CURSOR_LEN];
    size_t n;
    while (text.len > 0 && text.ptr[text.len - 1] == '=') {
        text.len--;
    }
    if (text.len != CURSOR_LEN) {
        return false;
    }
    for (size_t i = 0; i < CURSOR_LEN; i++) {
        char c = text.ptr[i];
        plain[i] = c == '+' || c == ' ' ? '-' : c == '/' ? '_' : c;
        if ((c & 0x80) != 0) { /* libsodium takes some of these for letters */
            return false;
        }
    }
    if (sodium_base642bin(bytes, sizeof bytes, plain, sizeof plain, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        n != BYTES) {
        return false;
    }
    make_mac(secret, bytes, mac);
    if (sodium_memcmp(mac, bytes + MEMBERS, MAC) != 0 || bytes[0] != VERSION) {
        return false;
    }
    const unsigned char *from = bytes + MEMBERS - 6 * 8;
    cursor->tenant = (int64_t)get(&from);
    cursor->filter = get(&from);
    cursor->upper = (int64_t)get(&from);
    cursor->last = (int64_t)get(&from);
    cursor->total = (int64_t)get(&from);
    cursor->issued_at = (int64_t)get(&from);
    return true;
}
