/* fold.c: ASCII by hand, everything else by ICU. */
#include "base/fold.h"

#include "base/limits.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { LONGEST = 256 * 1024 };

static bool fold_ascii(struct str from, char *to)
{
    for (size_t i = 0; i < from.len; i++) {
        char c = from.ptr[i];
        if ((unsigned char)c >= 0x80) {
            return false;
        }
        to[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return true;
}

/* Normalizes into the arena: most names fit at the first try, since few characters grow (the most, 18-fold).
 */
static UChar *normalize(struct arena *arena, const UNormalizer2 *form, const UChar *wide, int32_t len,
                        int32_t *out_len)
{
    int32_t room = len * 2 + 16;
    for (;;) {
        UErrorCode error = U_ZERO_ERROR;
        UChar *out = arena_array(arena, UChar, (size_t)room);
        if (out == NULL) {
            return NULL;
        }
        *out_len = unorm2_normalize(form, wide, len, out, room, &error);
        if (error != U_BUFFER_OVERFLOW_ERROR) {
            return U_SUCCESS(error) ? out : NULL;
        }
        room = *out_len;
    }
}

/* UTF-8 to UTF-16 and normalized; NULL without memory. */
static UChar *widen(struct arena *arena, struct str text, const UNormalizer2 *form, int32_t *len)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar *wide = arena_array(arena, UChar, text.len + 1);
    if (wide == NULL || form == NULL) {
        return NULL;
    }
    u_strFromUTF8(wide, (int32_t)text.len + 1, len, text.ptr, (int32_t)text.len, &error);
    return U_SUCCESS(error) ? normalize(arena, form, wide, *len, len) : NULL;
}

static enum status narrow(struct arena *arena, const UChar *wide, int32_t len, struct str *text)
{
    UErrorCode error = U_ZERO_ERROR;
    /* A UTF-16 unit takes at most 3 bytes. */
    char *utf8 = wide ? arena_alloc(arena, (size_t)len * 3 + 1) : NULL;
    if (utf8 == NULL) {
        return ST_NOMEM;
    }
    u_strToUTF8(utf8, len * 3 + 1, &len, wide, len, &error);
    if (U_FAILURE(error)) {
        return ST_NOMEM;
    }
    *text = (struct str){ utf8, (size_t)len };
    return ST_OK;
}

static enum status fold_unicode(struct arena *arena, struct str text, struct str *folded)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = 0;
    UChar *wide = widen(arena, text, unorm2_getNFKCCasefoldInstance(&error), &len);
    return narrow(arena, wide, len, folded);
}

enum status fold(struct arena *arena, struct str text, struct str *folded)
{
    if (text.ptr == NULL) {
        *folded = text;
        return ST_OK;
    }
    if (text.len > LONGEST) {
        return ST_NOMEM;
    }
    char *plain = arena_alloc(arena, text.len + 1);
    if (plain == NULL) {
        return ST_NOMEM;
    }
    if (fold_ascii(text, plain)) {
        *folded = (struct str){ plain, text.len };
        return ST_OK;
    }
    return str_utf8(text) ? fold_unicode(arena, text, folded) : ST_INVALID;
}

/* Keeps letters and digits; in the decomposed form accents are characters of their own. */
static int32_t keep_letters(UChar *wide, int32_t len)
{
    int32_t kept = 0, i = 0;
    while (i < len) {
        UChar32 c;
        int32_t start = i;
        U16_NEXT(wide, i, len, c);
        while (u_isalnum(c) && start < i) {
            wide[kept++] = wide[start++];
        }
    }
    return kept;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* text is folded: there are no capitals. */
static struct str ascii_letters(struct str text)
{
    char *to = (char *)text.ptr;
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            to[n++] = c;
        }
    }
    to[n] = 0;
    return (struct str){ to, n };
}

enum status fold_letters(struct arena *arena, struct str text, struct str *letters)
{
    UErrorCode error = U_ZERO_ERROR;
    struct str folded;
    int32_t len = 0;
    enum status st = fold(arena, text.ptr ? text : STR(""), &folded);
    if (st != ST_OK) {
        return st;
    }
    if (is_ascii(folded)) {
        *letters = ascii_letters(folded); /* in place: fold made a copy */
        return ST_OK;
    }
    UChar *wide = widen(arena, folded, unorm2_getNFDInstance(&error), &len);
    return narrow(arena, wide, wide ? keep_letters(wide, len) : 0, letters);
}
