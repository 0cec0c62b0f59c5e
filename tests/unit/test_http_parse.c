/* The parser against the table of messages: each case whole, byte by byte and in random cuts must tell the
 * same story, and that story is the one the table wants. */
#include "unit.h"

#include "http/messages.h"
#include "http/parse.h"

#include <stdio.h>
#include <stdlib.h>

enum { CUTS = 8, SEED = 20231124 };

/* What a way of feeding led to. */
struct story {
    struct buf text; /* the messages as the table writes them, a NUL behind each */
    size_t messages; /* the last one may be a status or "more" */
    bool found[MESSAGE_WANTS * 4];
};

static uint64_t random_state;

/* Which size the next piece has; xorshift, so that a failure can be repeated. */
static size_t cut_of(int way, size_t left)
{
    if (way == 0) {
        return left;
    }
    if (way == 1) {
        return 1;
    }
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    size_t n = 1 + (size_t)(random_state % (way % 2 ? 7 : 120));
    return n < left ? n : left;
}

static void tell_head(struct story *story, const struct http_parser *p)
{
    struct buf *out = &story->text;
    buf_str(out, p->method);
    buf_byte(out, ' ');
    buf_str(out, p->path);
    if (p->query.ptr != NULL) {
        buf_lit(out, " ?");
        buf_str(out, p->query);
    }
    if (!str_eq(p->host, STR("example.com"))) {
        buf_lit(out, " host=");
        buf_str(out, p->host);
    }
    buf_str(out, p->minor ? STR("") : STR(" 1.0"));
    buf_str(out, p->keep_alive ? STR("") : STR(" close"));
    buf_str(out, p->expect_continue ? STR(" expect") : STR(""));
    buf_str(out, p->body_length < 0 ? STR(" chunked") : STR(""));
}

static void look_for_fields(struct story *story, const struct message_case *c, const struct http_parser *p)
{
    for (size_t i = 0; i < c->field_count; i++) {
        struct str value = c->fields[i], name = str_cut(&value, '=');
        for (size_t k = 0; k < p->field_count && c->field_want[i] == story->messages; k++) {
            story->found[i] |= str_eq(p->fields[k].name, name) && str_eq(p->fields[k].value, value);
        }
    }
}

static void end_message(struct story *story)
{
    buf_byte(&story->text, 0);
    story->messages++;
}

/* Feeds one case in one way. Bodies are written as they come, so that a piece lost or doubled shows. */
static void tell(struct story *story, const struct message_case *c, int way, struct http_parser *p)
{
    size_t begin = 0, body = 0;
    struct str piece;
    http_parser_reset(p);
    for (size_t at = 0; at < c->sent.len;) {
        struct str input = { c->sent.ptr + at, cut_of(way, c->sent.len - at) };
        at += input.len;
        for (enum http_parsed event = 0; (event = http_parse(p, &input, &piece)) != HTTP_PARSE_MORE;) {
            switch (event) {
            case HTTP_PARSE_BAD:
                story->text.len = begin;
                buf_int(&story->text, p->status);
                end_message(story);
                buf_str(&story->text, str_of(p->reason));
                buf_str(&story->text, p->method);
                buf_str(&story->text, p->path);
                buf_int(&story->text, (int64_t)p->field_count);
                return;
            case HTTP_PARSE_HEAD:
                p->body_limit = c->limit ? c->limit : p->body_limit;
                look_for_fields(story, c, p);
                tell_head(story, p);
                body = 0;
                break;
            case HTTP_PARSE_PIECE:
                assert_true(piece.len > 0);
                buf_str(&story->text, body ? STR("") : STR(" body="));
                buf_str(&story->text, piece);
                body += piece.len;
                break;
            default:
                assert_true(http_parser_complete(p));
                end_message(story);
                begin = story->text.len;
                http_parser_reset(p);
            }
        }
    }
    if (!http_parser_idle(p) || story->messages == 0) {
        story->text.len = begin;
        buf_lit(&story->text, "more");
        end_message(story);
    }
}

static void check_wants(const struct message_case *c, const struct story *story)
{
    struct buf want;
    buf_init(&want, 4 * MIB);
    for (size_t i = 0; i < c->want_count; i++) {
        buf_str(&want, c->wants[i]);
        buf_byte(&want, 0);
    }
    if (story->messages != c->want_count || story->text.len < want.len ||
        memcmp(want.ptr, story->text.ptr, want.len) != 0) {
        fail_msg("%zu messages, the first of %zu bytes: %.300s", story->messages, strlen(story->text.ptr),
                 story->text.ptr);
    }
    for (size_t i = 0; i < c->field_count; i++) {
        if (!story->found[i]) {
            fail_msg("no field " STR_FMT, STR_ARG(c->fields[i]));
        }
    }
    buf_done(&want);
}

static void test_message(void **state)
{
    const struct message_case *c = *state;
    struct http_parser *p = malloc(sizeof *p);
    struct buf whole;
    http_parser_init(p);
    random_state = SEED;
    buf_init(&whole, 4 * MIB);
    for (int way = 0; way < 2 + CUTS; way++) {
        struct story story = { 0 };
        buf_init(&story.text, 4 * MIB);
        tell(&story, c, way, p);
        if (way == 0) {
            check_wants(c, &story);
            buf_str(&whole, buf_text(&story.text));
        } else if (!str_eq(buf_text(&whole), buf_text(&story.text))) {
            fail_msg("fed in way %d it ends otherwise: %.300s", way, story.text.ptr);
        }
        buf_done(&story.text);
    }
    buf_done(&whole);
    http_parser_done(p);
    free(p);
}

int main(int argc, char **argv)
{
    struct message_table table = messages_read(argc > 1 ? argv[1] : "tests/http/messages");
    struct CMUnitTest *tests = calloc(table.count, sizeof *tests);
    must(tests != NULL && table.count >= 200);
    for (size_t i = 0; i < table.count; i++) {
        tests[i] = (struct CMUnitTest){ table.cases[i].name, test_message, NULL, NULL, &table.cases[i] };
    }
    int failed = _cmocka_run_group_tests("http/parse", tests, table.count, NULL, NULL);
    free(tests);
    messages_free(&table);
    return failed;
}
