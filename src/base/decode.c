/* decode.c: UTF-8 is checked and passed through here; everything else goes through ICU's converters. */
#include "base/decode.h"

#include "base/must.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

enum state {
    AT_START, /* waiting for enough bytes to see a byte order mark */
    ASCII,    /* nothing beyond ASCII yet, so nothing to decide */
    UTF8,
    OTHER, /* through the converters */
};

struct decode {
    enum state state;
    bool chosen; /* the encoding was named by the caller */
    char name[64];
    char carry[8]; /* the start of a character, or of the file */
    size_t carried;
    UConverter *from, *to;
    UChar pivot[1024];
};

static void set_name(struct decode *decode, const char *name)
{
    size_t n = strlen(name);
    n = n < sizeof decode->name ? n : sizeof decode->name - 1;
    memcpy(decode->name, name, n);
    decode->name[n] = 0;
}

static enum status open_other(struct decode *decode, const char *encoding, const char *shown, struct why *why)
{
    UErrorCode error = U_ZERO_ERROR;
    decode->from = ucnv_open(encoding, &error);
    decode->to = ucnv_open("UTF-8", &error);
    if (U_SUCCESS(error)) {
        ucnv_setToUCallBack(decode->from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &error);
    }
    if (U_FAILURE(error)) {
        return why_not(why, ST_INVALID, "there is no encoding \"%s\"; try utf-8, windows-1252 or utf-16",
                       encoding);
    }
    decode->state = OTHER;
    set_name(decode, shown);
    return ST_OK;
}

static enum status open_chosen(struct decode *decode, struct str encoding, struct why *why)
{
    char name[64];
    if (encoding.len >= sizeof name || memchr(encoding.ptr, 0, encoding.len) != NULL) {
        return why_not(why, ST_INVALID, "the encoding's name is too long");
    }
    memcpy(name, encoding.ptr, encoding.len);
    name[encoding.len] = 0;
    decode->chosen = true;
    if (str_eq_nocase(encoding, STR("utf-8")) || str_eq_nocase(encoding, STR("utf8"))) {
        set_name(decode, "UTF-8");
        return ST_OK;
    }
    return open_other(decode, name, name, why);
}

enum status decode_new(struct str encoding, struct decode **decode, struct why *why)
{
    struct decode *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return why_not(why, ST_NOMEM, "no memory");
    }
    set_name(made, "ASCII");
    if (encoding.ptr != NULL) {
        enum status st = open_chosen(made, encoding, why);
        if (st != ST_OK) {
            decode_free(made);
            return st;
        }
    }
    *decode = made;
    return ST_OK;
}

void decode_free(struct decode *decode)
{
    if (decode != NULL) {
        ucnv_close(decode->from);
        ucnv_close(decode->to);
        free(decode);
    }
}

const char *decode_name(const struct decode *decode)
{
    return decode->name;
}

/* Decides by the first bytes of the file; *skip is the length of the byte order mark. */
static enum status look_at_start(struct decode *decode, struct str head, size_t *skip, struct why *why)
{
    *skip = 0;
    decode->state = decode->chosen ? UTF8 : ASCII;
    if (str_starts(head, STR("PK\x03\x04"))) {
        return why_not(why, ST_INVALID,
                       "this is an Excel workbook or a zip file, no text; save it as \"CSV UTF-8\"");
    }
    if (str_starts(head, STR("\xEF\xBB\xBF"))) {
        *skip = 3;
        decode->state = UTF8;
        set_name(decode, "UTF-8 with BOM");
    } else if (!decode->chosen && str_starts(head, STR("\xFF\xFE"))) {
        *skip = 2;
        return open_other(decode, "UTF-16LE", "UTF-16 with BOM", why);
    } else if (!decode->chosen && str_starts(head, STR("\xFE\xFF"))) {
        *skip = 2;
        return open_other(decode, "UTF-16BE", "UTF-16 with BOM", why);
    }
    return ST_OK;
}

/* The second half: what is in the pivot, as UTF-8. */
static enum status narrow(struct decode *decode, const UChar *end, struct buf *out)
{
    const UChar *from = decode->pivot;
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR) {
        enum { STEP = 4096 };
        char *start = buf_reserve(out, STEP), *target = start;
        if (start == NULL) {
            return ST_NOMEM;
        }
        error = U_ZERO_ERROR;
        ucnv_fromUnicode(decode->to, &target, start + STEP, &from, end, NULL, false, &error);
        out->len += (size_t)(target - start);
    }
    return U_SUCCESS(error) ? ST_OK : ST_INVALID;
}

/* Not ucnv_convertEx, which does both halves at once: it loses what stands before a mistake. */
static enum status push_other(struct decode *decode, struct str bytes, bool last, struct buf *out,
                              struct why *why)
{
    const char *source = bytes.ptr ? bytes.ptr : "";
    const char *end = source + bytes.len;
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR) {
        UChar *target = decode->pivot;
        error = U_ZERO_ERROR;
        ucnv_toUnicode(decode->from, &target, decode->pivot + COUNT_OF(decode->pivot), &source, end, NULL,
                       last, &error);
        enum status st = narrow(decode, target, out);
        if (st == ST_NOMEM) {
            return why_not(why, st, "no memory to convert the text");
        }
        error = st == ST_OK ? error : U_INVALID_CHAR_FOUND;
    }
    if (U_FAILURE(error)) {
        return why_not(why, ST_INVALID, "this text is not valid %s; name its encoding with --encoding",
                       decode->name);
    }
    return ST_OK;
}

/* The bytes of a character that the end of the piece cuts, 0 when none is. */
static size_t cut_character(struct str s)
{
    for (size_t back = 1; back <= 3 && back <= s.len; back++) {
        unsigned char c = (unsigned char)s.ptr[s.len - back];
        size_t whole = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        if ((c & 0xC0) != 0x80) {
            return whole > back ? back : 0;
        }
    }
    return 0;
}

/* The part of s that is well-formed UTF-8. */
static size_t good_length(struct str s)
{
    uint32_t code;
    size_t at = 0;
    for (size_t step; at < s.len; at += step) {
        step = str_utf8_step(s, at, &code);
        if (step == 0) {
            break;
        }
    }
    return at;
}

static enum status not_utf8(struct why *why)
{
    return why_not(why, ST_INVALID,
                   "this text is not valid UTF-8; save it as UTF-8, or name its encoding with --encoding");
}

/* The first bytes beyond ASCII decide. `at` is where they are, counted over carry and bytes together. */
static enum status decide(struct decode *decode, struct str text, size_t at, struct why *why)
{
    uint32_t code;
    if (str_utf8_step(text, at, &code)) {
        decode->state = UTF8;
        set_name(decode, "UTF-8");
        return ST_OK;
    }
    return open_other(decode, "windows-1252", "Windows-1252", why);
}

static size_t ascii_length(struct str s)
{
    size_t n = 0;
    while (n < s.len && (unsigned char)s.ptr[n] < 0x80) {
        n++;
    }
    return n;
}

/* ASCII and UTF-8. The piece is written behind what was carried over, checked there, and what is no complete
 * character yet is taken away again. */
static enum status push_text(struct decode *decode, struct str bytes, bool last, struct buf *out,
                             struct why *why)
{
    size_t start = out->len, carried = decode->carried;
    buf_add(out, decode->carry, carried);
    buf_str(out, bytes);
    if (out->failed) {
        return why_not(why, ST_NOMEM, "no memory to convert the text");
    }
    struct str text = { out->ptr + start, out->len - start };
    size_t cut = last ? 0 : cut_character(text);
    text.len -= cut;
    size_t plain = decode->state == ASCII ? ascii_length(text) : 0;
    if (decode->state == ASCII && plain < text.len) {
        enum status st = decide(decode, text, plain, why);
        if (st != ST_OK) {
            return st;
        }
        if (decode->state == OTHER) {
            out->len = start + plain;
            struct str old = str_from((struct str){ decode->carry, carried }, plain);
            decode->carried = 0;
            st = push_other(decode, old, false, out, why);
            return st ? st : push_other(decode, str_from(bytes, plain - (carried - old.len)), last, out, why);
        }
    }
    if (!str_utf8(text)) {
        out->len = start + good_length(text);
        return not_utf8(why);
    }
    if (cut) {
        memcpy(decode->carry, text.ptr + text.len, cut);
    }
    decode->carried = cut;
    out->len = start + text.len;
    return ST_OK;
}

static enum status push(struct decode *decode, struct str bytes, bool last, struct buf *out, struct why *why)
{
    return decode->state == OTHER ? push_other(decode, bytes, last, out, why)
                                  : push_text(decode, bytes, last, out, why);
}

enum status decode_push(struct decode *decode, struct str bytes, bool last, struct buf *out, struct why *why)
{
    if (decode->state == AT_START) {
        while (decode->carried < 4 && bytes.len) {
            decode->carry[decode->carried++] = bytes.ptr[0];
            bytes = str_from(bytes, 1);
        }
        if (decode->carried < 4 && !last) {
            return ST_OK;
        }
        char head[4];
        size_t n = decode->carried, skip;
        memcpy(head, decode->carry, n);
        decode->carried = 0;
        enum status st = look_at_start(decode, (struct str){ head, n }, &skip, why);
        st = st ? st : push(decode, str_from((struct str){ head, n }, skip), false, out, why);
        if (st != ST_OK) {
            return st;
        }
    }
    return push(decode, bytes, last, out, why);
}
