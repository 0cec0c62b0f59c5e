/* country.c: see country.h. All names are made at the first use, so that a row of a list costs a look-up. */
#include "base/country.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { LETTERS = 26, NAME_ROOM = 64 };

static char names[LETTERS][LETTERS][NAME_ROOM];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* CLDR calls a code that means nothing by itself. */
static void make_one(const char code[2], char *to)
{
    const char locale[] = { 'u', 'n', 'd', '_', code[0], code[1], 0 };
    UChar wide[NAME_ROOM];
    int32_t n;
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = uloc_getDisplayCountry(locale, "en", wide, NAME_ROOM, &error);
    if (U_FAILURE(error) || len >= NAME_ROOM) {
        return;
    }
    u_strToUTF8(to, NAME_ROOM, &n, wide, len, &error);
    if (U_FAILURE(error) || n >= NAME_ROOM || (n == 2 && memcmp(to, code, 2) == 0)) {
        to[0] = 0;
    }
}

static void make_all(void)
{
    for (int i = 0; i < LETTERS; i++) {
        for (int k = 0; k < LETTERS; k++) {
            make_one((const char[]){ (char)('A' + i), (char)('A' + k) }, names[i][k]);
        }
    }
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

struct str country_name(struct str code)
{
    if (code.len != 2 || !is_capital(code.ptr[0]) || !is_capital(code.ptr[1])) {
        return code;
    }
    pthread_once(&once, make_all);
    const char *name = names[code.ptr[0] - 'A'][code.ptr[1] - 'A'];
    return name[0] ? str_of(name) : code;
}
