/* chars.c: one table instead of a comparison a byte and a rule. */
#include "http/chars.h"

enum {
    T = HTTP_TOKEN,
    P = HTTP_PATH,
    Q = HTTP_QUERY,
    V = HTTP_VALUE,
    H = HTTP_REG_NAME,
    X = HTTP_HEX,
    NAME = T | P | Q | V | H, /* unreserved characters and the sub-delimiters that are tchars */
    DATA = Q | V,
};

const uint8_t http_chars[256] = {
    ['\t'] = V,
    [' '] = V,
    ['!'] = NAME,
    ['"'] = DATA,
    ['#'] = T | V,
    ['$'] = NAME,
    ['%'] = NAME,
    ['&'] = NAME,
    ['\''] = NAME,
    ['('] = P | Q | V | H,
    [')'] = P | Q | V | H,
    ['*'] = NAME,
    ['+'] = NAME,
    [','] = P | Q | V | H,
    ['-'] = NAME,
    ['.'] = NAME,
    ['/'] = P | Q | V,
    ['0' ... '9'] = NAME | X,
    [':'] = P | Q | V,
    [';'] = P | Q | V | H,
    ['<'] = DATA,
    ['='] = P | Q | V | H,
    ['>'] = DATA,
    ['?'] = DATA,
    ['@'] = P | Q | V,
    ['A' ... 'F'] = NAME | X,
    ['G' ... 'Z'] = NAME,
    ['['] = DATA,
    ['\\'] = DATA,
    [']'] = DATA,
    ['^'] = T | DATA,
    ['_'] = NAME,
    ['`'] = T | DATA,
    ['a' ... 'f'] = NAME | X,
    ['g' ... 'z'] = NAME,
    ['{'] = DATA,
    ['|'] = T | DATA,
    ['}'] = DATA,
    ['~'] = NAME,
    [0x80 ... 0xFF] = DATA,
};

size_t http_span(struct str s, int set)
{
    size_t n = 0;
    while (n < s.len && http_is(s.ptr[n], set)) {
        n++;
    }
    return n;
}

bool http_all(struct str s, int set)
{
    return s.len > 0 && http_span(s, set) == s.len;
}

int http_hex(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
