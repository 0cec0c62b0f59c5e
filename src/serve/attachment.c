/* attachment.c: see attachment.h. */
#include "serve/attachment.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"

#include <string.h>

/* Bytes of a campaign's name in a file name: with the rest it stays under the 255 of common file systems. */
enum { NAME_MOST = 150 };

static bool is_special(unsigned char c)
{
    return c < 0x20 || c == 0x7F || strchr("\"*/:<>?\\|%;", c) != NULL;
}

/* C1 controls, and the marks that turn the direction of writing around (U+200E, F; U+202A to E; U+2066 to 9):
 * with them a name can look as if it ended otherwise. Also U+2028 and 2029. */
static size_t hidden(const char *at, size_t left)
{
    const unsigned char *c = (const unsigned char *)at;
    if (left >= 2 && c[0] == 0xC2 && c[1] < 0xA0) {
        return 2;
    }
    if (left >= 3 && c[0] == 0xE2 &&
        ((c[1] == 0x80 && (c[2] == 0x8E || c[2] == 0x8F || (c[2] >= 0xA8 && c[2] <= 0xAE))) ||
         (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9))) {
        return 3;
    }
    return 0;
}

/* What may stand in a file name, whole characters, without dots and spaces at its ends. */
static struct str clean(struct arena *arena, struct str name)
{
    char *text = arena_alloc(arena, NAME_MOST), *at = text;
    if (text == NULL) {
        return STR_NONE;
    }
    while (name.len > 0) {
        unsigned char c = (unsigned char)name.ptr[0];
        size_t skip = hidden(name.ptr, name.len), n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        n = skip ? skip : n > name.len ? name.len : n;
        if (at + n > text + NAME_MOST) {
            break;
        }
        if (skip == 0) {
            memcpy(at, name.ptr, n);
            *at = is_special(c) ? '_' : *at;
            at += n;
        }
        name = str_from(name, n);
    }
    while (at > text && (at[-1] == '.' || at[-1] == ' ')) {
        at--;
    }
    while (text < at && (*text == '.' || *text == ' ')) {
        text++;
    }
    return (struct str){ text, (size_t)(at - text) };
}

static void put_ascii(struct buf *out, struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if ((c & 0xC0) != 0x80) {
            buf_byte(out, c < 0x80 ? (char)c : '_');
        }
    }
}

/* RFC 8187 attr-char stays, everything else is percent-encoded. */
static void put_encoded(struct buf *out, struct str name)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c != 0 && strchr("!#$&+-.^_`|~", c) != NULL);
        if (plain) {
            buf_byte(out, (char)c);
        } else {
            buf_byte(out, '%');
            buf_byte(out, digits[c >> 4]);
            buf_byte(out, digits[c & 15]);
        }
    }
}

struct str attachment_value(struct arena *arena, struct str name, struct str fallback, const char *word)
{
    struct buf out;
    struct str kept = name.ptr != NULL ? clean(arena, name) : STR_NONE;
    kept = kept.len ? kept : fallback;
    buf_init(&out, 4 * KIB);
    buf_lit(&out, "attachment; filename=\"");
    put_ascii(&out, kept);
    buf_byte(&out, ' ');
    buf_str(&out, str_of(word));
    buf_lit(&out, ".csv\"; filename*=UTF-8''");
    put_encoded(&out, kept);
    buf_lit(&out, "%20");
    buf_str(&out, str_of(word));
    buf_lit(&out, ".csv");
    struct str value = out.failed ? STR_NONE : arena_str(arena, buf_text(&out));
    buf_done(&out);
    return value;
}
