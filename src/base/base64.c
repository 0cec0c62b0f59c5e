/* base64.c: table-driven, strict: what is read encodes to the same text again. */
#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_add(struct buf *out, struct str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t groups = bytes.len / 3, rest = bytes.len % 3;
    char *to = buf_reserve(out, (groups + (rest > 0)) * 4);
    if (to == NULL) {
        return;
    }
    char *at = to;
    for (size_t i = 0; i < groups; i++, p += 3, at += 4) {
        unsigned v = (unsigned)(p[0] << 16 | p[1] << 8 | p[2]);
        at[0] = digits[v >> 18];
        at[1] = digits[v >> 12 & 63];
        at[2] = digits[v >> 6 & 63];
        at[3] = digits[v & 63];
    }
    if (rest > 0) {
        unsigned v = (unsigned)(p[0] << 16 | (rest > 1 ? p[1] << 8 : 0));
        at[0] = digits[v >> 18];
        at[1] = digits[v >> 12 & 63];
        at[2] = rest > 1 ? digits[v >> 6 & 63] : '=';
        at[3] = '=';
        at += 4;
    }
    out->len += (size_t)(at - to);
}

static int value_of(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

static void make_values(signed char values[256])
{
    for (int c = 0; c < 256; c++) {
        values[c] = (signed char)value_of((char)c);
    }
}

bool base64_read(struct arena *arena, struct str text, struct str *bytes)
{
    signed char values[256];
    size_t pad = 0, n = 0;
    if (text.len % 4 != 0) {
        return false;
    }
    while (pad < 2 && pad < text.len && text.ptr[text.len - 1 - pad] == '=') {
        pad++;
    }
    char *to = arena_alloc(arena, text.len / 4 * 3 + 1);
    if (to == NULL) {
        return false;
    }
    make_values(values);
    size_t full = text.len - pad;
    uint32_t bits = 0;
    for (size_t i = 0; i < full; i++) {
        int v = values[(unsigned char)text.ptr[i]];
        if (v < 0) {
            return false;
        }
        bits = bits << 6 | (unsigned)v;
        if (i % 4 == 3) {
            to[n++] = (char)(bits >> 16);
            to[n++] = (char)(bits >> 8);
            to[n++] = (char)bits;
            bits = 0;
        }
    }
    /* One or two padding signs: two bytes or one in the last group, and no bits behind them. */
    if (pad == 1) {
        to[n++] = (char)(bits >> 10);
        to[n++] = (char)(bits >> 2);
    } else if (pad == 2) {
        to[n++] = (char)(bits >> 4);
    }
    if ((pad == 1 && (bits & 3)) || (pad == 2 && (bits & 15))) {
        return false;
    }
    *bytes = (struct str){ to, n };
    return true;
}
