/* num.c: integers and hexadecimal by hand; doubles are in real.cc. */
#include "base/num.h"

size_t num_int(char *to, int64_t v)
{
    char digits[NUM_INT_MAX];
    size_t n = 0, len = 0;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0) {
        to[len++] = '-';
    }
    while (n) {
        to[len++] = digits[--n];
    }
    return len;
}

void num_digits(char *to, unsigned width, uint64_t v)
{
    while (width) {
        to[--width] = (char)('0' + v % 10);
        v /= 10;
    }
}

void num_hex(char *to, const uint8_t *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = hex[bytes[i] >> 4];
        to[2 * i + 1] = hex[bytes[i] & 15];
    }
}
