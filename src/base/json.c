/* json.c: the JSON writer. */
#include "base/json.h"

#include "base/base64.h"

#include "base/must.h"
#include "base/num.h"
#include "base/uuid.h"
#include "base/when.h"

#include <math.h>

struct json json_to(struct buf *buf)
{
    return (struct json){ buf, false };
}

static void separate(struct json *j)
{
    if (j->comma) {
        buf_byte(j->buf, ',');
    }
    j->comma = true;
}

void json_open(struct json *j, char bracket)
{
    separate(j);
    buf_byte(j->buf, bracket);
    j->comma = false;
}

void json_close(struct json *j, char bracket)
{
    buf_byte(j->buf, bracket);
    j->comma = true;
}

void json_key(struct json *j, struct str key)
{
    separate(j);
    json_quote(j->buf, key);
    buf_byte(j->buf, ':');
    j->comma = false;
}

void json_str(struct json *j, struct str text)
{
    if (text.ptr == NULL) {
        json_null(j);
        return;
    }
    separate(j);
    json_quote(j->buf, text);
}

void json_given(struct json *j, struct str key, struct str text)
{
    if (text.ptr != NULL) {
        json_key(j, key);
        json_str(j, text);
    }
}

void json_int(struct json *j, int64_t v)
{
    separate(j);
    buf_int(j->buf, v);
}

void json_real(struct json *j, double v)
{
    must(isfinite(v));
    separate(j);
    char *at = buf_reserve(j->buf, NUM_REAL_MAX);
    if (at != NULL) {
        j->buf->len += num_real(at, v);
    }
}

void json_bool(struct json *j, bool v)
{
    json_raw(j, v ? STR("true") : STR("false"));
}

void json_null(struct json *j)
{
    json_raw(j, STR("null"));
}

void json_time(struct json *j, int64_t ticks)
{
    if (ticks == WHEN_NONE) {
        json_null(j);
        return;
    }
    char text[WHEN_TEXT_MAX];
    json_str(j, (struct str){ text, when_print(text, ticks, WHEN_RFC3339) });
}

void json_uuid(struct json *j, const struct uuid *uuid)
{
    if (!uuid->set) {
        json_null(j);
        return;
    }
    char text[UUID_TEXT_LEN];
    uuid_print(text, uuid);
    json_str(j, (struct str){ text, sizeof text });
}

void json_base64(struct json *j, struct str bytes)
{
    if (bytes.ptr == NULL) {
        json_null(j);
        return;
    }
    json_raw(j, STR("\""));
    base64_add(j->buf, bytes);
    buf_byte(j->buf, '"');
}

void json_raw(struct json *j, struct str json)
{
    separate(j);
    buf_str(j->buf, json);
}

/* What a byte needs: 0 itself, 'u' a \u escape, else the letter behind the backslash. */
static char escape_of(unsigned char c)
{
    switch (c) {
    case '"':
    case '\\':
        return (char)c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return c < 0x20 ? 'u' : 0;
    }
}

void json_quote(struct buf *buf, struct str text)
{
    size_t plain = 0;
    buf_byte(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        char escape = escape_of((unsigned char)text.ptr[i]);
        if (escape == 0) {
            continue;
        }
        buf_add(buf, text.ptr + plain, i - plain);
        plain = i + 1;
        char short_form[2] = { '\\', escape };
        buf_add(buf, short_form, 2);
        if (escape == 'u') {
            char digits[4] = { '0', '0' };
            num_hex(digits + 2, (const uint8_t *)text.ptr + i, 1);
            buf_add(buf, digits, 4);
        }
    }
    buf_add(buf, text.ptr + plain, text.len - plain);
    buf_byte(buf, '"');
}
