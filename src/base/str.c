/* str.c: text by value. Everything here is pure and linear in its input. */
#include "base/str.h"

#include <string.h>

struct str str_of(const char *text)
{
    return text == NULL ? STR_NONE : (struct str){ text, strlen(text) };
}

bool str_eq(struct str a, struct str b)
{
    if ((a.ptr == NULL) != (b.ptr == NULL) || a.len != b.len) {
        return false;
    }
    return a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if ((a.ptr == NULL) != (b.ptr == NULL) || a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

int str_cmp(struct str a, struct str b)
{
    if (a.ptr == NULL || b.ptr == NULL) {
        return (a.ptr != NULL) - (b.ptr != NULL);
    }
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

struct str str_from(struct str s, size_t from)
{
    return from >= s.len ? (struct str){ s.ptr ? s.ptr + s.len : NULL, 0 }
                         : (struct str){ s.ptr + from, s.len - from };
}

struct str str_cut(struct str *rest, char sep)
{
    struct str all = *rest;
    const char *at = all.len ? memchr(all.ptr, sep, all.len) : NULL;
    if (at == NULL) {
        *rest = STR_NONE;
        return all;
    }
    size_t n = (size_t)(at - all.ptr);
    *rest = (struct str){ at + 1, all.len - n - 1 };
    return (struct str){ all.ptr, n };
}

struct str str_trim(struct str s)
{
    while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
        s.ptr++, s.len--;
    }
    while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

bool str_int(struct str s, int64_t *value)
{
    bool minus = s.len && s.ptr[0] == '-';
    int64_t v = 0;
    if (s.len == (size_t)minus) {
        return false;
    }
    for (size_t i = minus; i < s.len; i++) {
        int digit = s.ptr[i] - '0';
        /* Counted downwards, since the range below zero is one larger. */
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, digit, &v)) {
            return false;
        }
    }
    if (!minus && __builtin_sub_overflow((int64_t)0, v, &v)) {
        return false;
    }
    *value = v;
    return true;
}

/* The length of the well-formed sequence at p (n bytes left), 0 when there is none. Table 3-7 of Unicode. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
    unsigned char a = p[0], lo = 0x80, hi = 0xBF;
    size_t len = a < 0x80                 ? 1
                 : a >= 0xC2 && a <= 0xDF ? 2
                 : a >= 0xE0 && a <= 0xEF ? 3
                 : a >= 0xF0 && a <= 0xF4 ? 4
                                          : 0;
    if (len == 0 || len > n) {
        return 0;
    }
    lo = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : lo;
    hi = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : hi;
    if (len > 1 && (p[1] < lo || p[1] > hi)) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return len;
}

bool str_utf8(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t i = 0, step; i < s.len; i += step) {
        step = utf8_sequence(p + i, s.len - i);
        if (step == 0) {
            return false;
        }
    }
    return true;
}

size_t str_utf8_step(struct str s, size_t at, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    static const unsigned char first_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    size_t len = utf8_sequence(p, s.len - at);
    uint32_t c = p[0] & first_bits[len];
    for (size_t i = 1; i < len; i++) {
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (len) {
        *code = c;
    }
    return len;
}

int str_distance(struct str a, struct str b)
{
    int row[65];
    if (a.len > 64 || b.len > 64) {
        return 99;
    }
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = (int)j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        int corner = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            int swap = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            int drop = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = swap < drop ? swap : drop;
        }
    }
    return row[b.len];
}
