/* feed_gophish_details.c: the details of a GoPhish event, {"payload": {...}, "browser": {"address": ...,
 * "user-agent":
 * ...}}. What was typed into a page stands in the payload and is passed over byte by byte: it is neither
 * copied nor decoded nor quoted, whatever is wrong with it. Where a key comes twice the last one counts, as
 * in any JSON reader. */
#include "base/address.h"
#include "base/limits.h"
#include "feed/feed_gophish.h"

#include <string.h>

struct reader {
    const char *p, *end;
    int depth;
};

static void skip_space(struct reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r')) {
        r->p++;
    }
}

/* Whether the next byte that is no space is this one; then it is taken. */
static bool take(struct reader *r, char c)
{
    skip_space(r);
    if (r->p == r->end || *r->p != c) {
        return false;
    }
    r->p++;
    return true;
}

/* A string, as it is written, without its quotation marks. */
static bool read_raw(struct reader *r, struct str *raw)
{
    if (!take(r, '"')) {
        return false;
    }
    const char *begin = r->p;
    while (r->p < r->end && *r->p != '"') {
        r->p += *r->p == '\\' && r->end - r->p > 1 ? 2 : 1;
    }
    if (r->p == r->end) {
        return false;
    }
    *raw = (struct str){ begin, (size_t)(r->p - begin) };
    r->p++;
    return true;
}

static bool skip_word(struct reader *r)
{
    const char *begin = r->p;
    while (r->p < r->end && strchr(" \t\n\r,:]}\"[{", *r->p) == NULL && *r->p != 0) {
        r->p++;
    }
    return r->p > begin;
}

static bool skip_value(struct reader *r);

static bool skip_members(struct reader *r, char close)
{
    struct str key;
    if (take(r, close)) {
        return true;
    }
    do {
        if (close == '}' && !(read_raw(r, &key) && take(r, ':'))) {
            return false;
        }
        if (!skip_value(r)) {
            return false;
        }
    } while (take(r, ','));
    return take(r, close);
}

static bool skip_value(struct reader *r)
{
    struct str raw;
    skip_space(r);
    if (r->p == r->end) {
        return false;
    }
    if (*r->p == '"') {
        return read_raw(r, &raw);
    }
    if (*r->p != '{' && *r->p != '[') {
        return skip_word(r);
    }
    char close = *r->p == '{' ? '}' : ']';
    r->p++;
    if (++r->depth > LIMIT_JSON_DEPTH) {
        return false;
    }
    bool good = skip_members(r, close);
    r->depth--;
    return good;
}

/* ---- the two texts that are wanted ---- */

static void put_code(struct buf *to, uint32_t code)
{
    if (code < 0x80) {
        buf_byte(to, (char)code);
    } else if (code < 0x800) {
        buf_byte(to, (char)(0xC0 | code >> 6));
        buf_byte(to, (char)(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        buf_byte(to, (char)(0xE0 | code >> 12));
        buf_byte(to, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_byte(to, (char)(0x80 | (code & 0x3F)));
    } else {
        buf_byte(to, (char)(0xF0 | code >> 18));
        buf_byte(to, (char)(0x80 | (code >> 12 & 0x3F)));
        buf_byte(to, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_byte(to, (char)(0x80 | (code & 0x3F)));
    }
}

static bool read_hex(struct str raw, size_t at, uint32_t *code)
{
    *code = 0;
    for (size_t i = at; i < at + 4; i++) {
        const char *digit = i < raw.len ? strchr("0123456789abcdefABCDEF", raw.ptr[i]) : NULL;
        if (digit == NULL || *digit == 0) {
            return false;
        }
        char c = *digit;
        *code = *code << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return true;
}

/* The character of a \u at raw.ptr[*at] (behind the u), with its other half; *at moves behind it. */
static uint32_t read_escape(struct str raw, size_t *at)
{
    uint32_t code, low;
    if (!read_hex(raw, *at, &code)) {
        return 0xFFFD;
    }
    *at += 4;
    bool half = code >= 0xD800 && code < 0xE000;
    if (half && code < 0xDC00 && *at + 1 < raw.len && raw.ptr[*at] == '\\' && raw.ptr[*at + 1] == 'u' &&
        read_hex(raw, *at + 2, &low) && low >= 0xDC00 && low < 0xE000) {
        *at += 6;
        return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    return half ? 0xFFFD : code;
}

/* The characters of a string, controls left out, at most `max` bytes. */
static void decode(struct str raw, size_t max, struct buf *to)
{
    buf_reset(to);
    for (size_t i = 0; i < raw.len && !to->failed;) {
        uint32_t code = 0;
        size_t before = to->len;
        if (raw.ptr[i] == '\\' && i + 1 < raw.len) {
            char c = raw.ptr[i + 1];
            i += 2;
            code = c == 'u' ? read_escape(raw, &i) : strchr("bfnrt", c) ? ' ' : (unsigned char)c;
        } else {
            size_t n = str_utf8_step(raw, i, &code);
            i += n ? n : 1;
            code = n ? code : 0xFFFD;
        }
        if (code >= ' ' && code != 0x7F) {
            put_code(to, code);
        }
        if (to->len > max) {
            to->len = before;
            return;
        }
    }
}

static bool read_browser(struct reader *r, struct str *address, struct str *agent)
{
    struct str key;
    *address = *agent = STR_NONE;
    skip_space(r);
    if (r->p == r->end || *r->p != '{') {
        return skip_value(r);
    }
    r->p++;
    if (take(r, '}')) {
        return true;
    }
    do {
        struct str *to = NULL, ignored;
        if (!read_raw(r, &key) || !take(r, ':')) {
            return false;
        }
        to = str_eq(key, STR("address")) ? address : str_eq(key, STR("user-agent")) ? agent : &ignored;
        skip_space(r);
        bool text = r->p < r->end && *r->p == '"';
        *to = STR_NONE;
        if (!(text ? read_raw(r, to) : skip_value(r))) {
            return false;
        }
    } while (take(r, ','));
    return take(r, '}');
}

static bool read_all(struct reader *r, struct str *address, struct str *agent)
{
    struct str key;
    if (!take(r, '{')) {
        return false;
    }
    if (!take(r, '}')) {
        do {
            if (!read_raw(r, &key) || !take(r, ':')) {
                return false;
            }
            if (!(str_eq(key, STR("browser")) ? read_browser(r, address, agent) : skip_value(r))) {
                return false;
            }
        } while (take(r, ','));
        if (!take(r, '}')) {
            return false;
        }
    }
    skip_space(r);
    return r->p == r->end;
}

bool gophish_details(struct str details, struct buf *text, struct str *ip, struct str *agent)
{
    struct reader r = { details.ptr, details.ptr + details.len, 0 };
    struct str raw_ip = STR_NONE, raw_agent = STR_NONE;
    struct address address;
    buf_reset(text);
    *ip = *agent = STR_NONE;
    if (details.len == 0 || str_eq(details, STR("null"))) {
        return true;
    }
    if (!read_all(&r, &raw_ip, &raw_agent)) {
        return false;
    }
    /* Anybody can send any X-Forwarded-For; what is no address stays out. */
    if (raw_ip.ptr != NULL && address_parse(raw_ip, &address)) {
        *ip = raw_ip;
    }
    if (raw_agent.ptr != NULL) {
        decode(raw_agent, LIMIT_USER_AGENT, text);
        *agent = text->len && !text->failed ? buf_text(text) : STR_NONE;
    }
    return true;
}
