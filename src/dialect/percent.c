/* percent.c: see percent.h. The result is never longer than the input. */
#include "dialect/percent.h"

#include <string.h>

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool encoded(struct str text, bool plus)
{
    return text.len && (memchr(text.ptr, '%', text.len) || (plus && memchr(text.ptr, '+', text.len)));
}

struct str percent_decode(struct arena *arena, struct str text, bool plus)
{
    if (!encoded(text, plus)) {
        return text;
    }
    char *to = arena_alloc(arena, text.len);
    size_t n = 0;
    if (to == NULL) {
        return STR_NONE;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        int high = c == '%' && text.len - i > 2 ? hex_digit(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text.ptr[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        to[n++] = c;
    }
    return (struct str){ to, n };
}
