/* fuzz_http.c: any bytes at the request parser. The input is a number (4 bytes, how to cut) and what a client
 * sends. Told whole, byte by byte and in cuts of that number, the story must be the same, and what the parser
 * lets through must keep the promises that the rest of the program relies on. */
#include "base/must.h"
#include "http/parse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum way { WHOLE, BYTES, CUTS };

struct story {
    struct buf text;
};

static bool has(struct str text, char c)
{
    return text.len > 0 && memchr(text.ptr, c, text.len) != NULL;
}

static void check_text(struct str text)
{
    must(!has(text, '\r') && !has(text, '\n') && !has(text, 0));
}

static void check_head(const struct http_parser *p)
{
    must(p->method.len > 0 && !has(p->method, ' '));
    must(p->path.len > 0 && (p->path.ptr[0] == '/' || str_eq(p->path, STR("*"))));
    must(!has(p->path, '?') && !has(p->path, '#') && !has(p->path, ' ') && !has(p->path, '\\'));
    must(!has(p->query, '#') && !has(p->query, ' '));
    must(!has(p->host, '/') && !has(p->host, '@') && !has(p->host, ' '));
    must(p->field_count <= LIMIT_HTTP_FIELDS && p->has_body == (p->body_length != 0) && p->body_length >= -1);
    check_text(p->method);
    check_text(p->path);
    check_text(p->query);
    check_text(p->host);
    for (size_t i = 0; i < p->field_count; i++) {
        struct str name = p->fields[i].name, value = p->fields[i].value;
        must(name.len > 0 && !has(name, ' ') && !has(name, ':') && value.ptr != NULL);
        must(str_eq(str_trim(value), value));
        check_text(name);
        check_text(value);
    }
}

static void tell_text(struct buf *out, struct str text)
{
    buf_int(out, text.ptr ? (int64_t)text.len : -1);
    buf_byte(out, ':');
    buf_str(out, text);
}

static void tell_head(struct buf *out, const struct http_parser *p)
{
    tell_text(out, p->method);
    tell_text(out, p->path);
    tell_text(out, p->query);
    tell_text(out, p->host);
    buf_int(out, p->minor * 4 + p->keep_alive * 2 + p->expect_continue);
    buf_byte(out, ' ');
    buf_int(out, p->body_length);
    for (size_t i = 0; i < p->field_count; i++) {
        tell_text(out, p->fields[i].name);
        tell_text(out, p->fields[i].value);
    }
}

/* One event. False after a refusal. */
static bool tell_event(struct story *story, struct http_parser *p, enum http_parsed event, struct str piece)
{
    switch (event) {
    case HTTP_PARSE_BAD:
        must(p->status >= 400 && p->status <= 505 && p->reason != NULL);
        buf_int(&story->text, p->status);
        tell_text(&story->text, str_of(p->reason));
        tell_text(&story->text, p->method);
        tell_text(&story->text, p->path);
        return false;
    case HTTP_PARSE_HEAD:
        check_head(p);
        tell_head(&story->text, p);
        return true;
    case HTTP_PARSE_PIECE:
        must(piece.len > 0);
        buf_str(&story->text, piece);
        return true;
    default:
        must(event == HTTP_PARSE_END && http_parser_complete(p));
        buf_lit(&story->text, "\nend\n");
        http_parser_reset(p);
        return true;
    }
}

static void tell(struct story *story, struct http_parser *p, struct str bytes, enum way way, uint32_t number)
{
    buf_init(&story->text, 64 * MIB);
    http_parser_reset(p);
    for (size_t at = 0; at < bytes.len;) {
        number = number * 1664525 + 1013904223;
        size_t left = bytes.len - at, cut = way == WHOLE ? left : way == BYTES ? 1 : 1 + (number >> 16) % 50;
        struct str input = { bytes.ptr + at, cut < left ? cut : left }, piece = STR_NONE;
        at += input.len;
        for (enum http_parsed event; (event = http_parse(p, &input, &piece)) != HTTP_PARSE_MORE;) {
            if (!tell_event(story, p, event, piece)) {
                return;
            }
        }
        must(input.len == 0);
    }
    http_parser_show(p);
    tell_text(&story->text, p->method);
    buf_int(&story->text, http_parser_idle(p));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t number;
    struct story stories[3];
    if (size < sizeof number) {
        return 0;
    }
    memcpy(&number, data, sizeof number);
    struct http_parser *p = malloc(sizeof *p);
    must(p != NULL);
    http_parser_init(p);
    for (int way = WHOLE; way <= CUTS; way++) {
        struct str bytes = { (const char *)data + sizeof number, size - sizeof number };
        tell(&stories[way], p, bytes, (enum way)way, number);
        must(!stories[way].text.failed &&
             str_eq(buf_text(&stories[WHOLE].text), buf_text(&stories[way].text)));
    }
    for (int way = WHOLE; way <= CUTS; way++) {
        buf_done(&stories[way].text);
    }
    http_parser_done(p);
    free(p);
    return 0;
}
