/* uuid.c: reading, printing and making GUIDs. SHA-1 comes from OpenSSL; it is an identifier here, no secret.
 */
#include "base/uuid.h"

#include "base/must.h"
#include "base/num.h"

/* Of OpenSSL's two interfaces the older one: it asks for no memory, and so cannot fail. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <string.h>

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool parse_digits(struct str s, bool hyphens, struct uuid *uuid)
{
    struct uuid made = { .set = true };
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (hyphens && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (s.ptr[i] != '-') {
                return false;
            }
            continue;
        }
        int digit = hex_digit(s.ptr[i]);
        if (digit < 0) {
            return false;
        }
        made.b[n / 2] = (uint8_t)(made.b[n / 2] << 4 | digit);
        n++;
    }
    must(n == 32);
    *uuid = made;
    return true;
}

bool uuid_parse(struct str s, struct uuid *uuid)
{
    if (s.len == 38 && ((s.ptr[0] == '{' && s.ptr[37] == '}') || (s.ptr[0] == '(' && s.ptr[37] == ')'))) {
        s = (struct str){ s.ptr + 1, 36 };
    }
    return (s.len == 36 && parse_digits(s, true, uuid)) || (s.len == 32 && parse_digits(s, false, uuid));
}

void uuid_print(char *to, const struct uuid *uuid)
{
    static const int bytes[] = { 4, 2, 2, 2, 6 };
    int at = 0;
    for (size_t i = 0; i < COUNT_OF(bytes); i++) {
        if (i) {
            *to++ = '-';
        }
        num_hex(to, uuid->b + at, (size_t)bytes[i]);
        to += 2 * bytes[i];
        at += bytes[i];
    }
}

static void stamp(struct uuid *uuid, int version)
{
    uuid->b[6] = (uint8_t)((uuid->b[6] & 0x0F) | version << 4);
    uuid->b[8] = (uint8_t)((uuid->b[8] & 0x3F) | 0x80);
    uuid->set = true;
}

struct uuid uuid_of_name(const struct uuid *space, const struct str *parts, size_t n)
{
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA_CTX hash;
    SHA1_Init(&hash);
    SHA1_Update(&hash, space->b, sizeof space->b);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            SHA1_Update(&hash, "", 1);
        }
        SHA1_Update(&hash, parts[i].ptr, parts[i].len);
    }
    SHA1_Final(digest, &hash);
    struct uuid made;
    memcpy(made.b, digest, sizeof made.b);
    stamp(&made, 5);
    return made;
}

struct uuid uuid_of_random(const uint8_t random[16])
{
    struct uuid made;
    memcpy(made.b, random, sizeof made.b);
    stamp(&made, 4);
    return made;
}

bool uuid_eq(const struct uuid *a, const struct uuid *b)
{
    return a->set == b->set && memcmp(a->b, b->b, sizeof a->b) == 0;
}
