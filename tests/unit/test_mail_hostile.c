/* test_mail_hostile.c: messages that are meant to hurt, through the real reading process: each is answered,
 * with something readable, byte for byte. */
#include "unit.h"

#include "base/limits.h"
#include "mail/reader.h"

#include <stdlib.h>

static struct reader *reader;
static struct arena arena;
static struct buf mail;
static struct facts *facts;
static struct why why;

#define HEAD "From: a@example.com\r\nSubject: readable\r\n"

static void begin(const char *head)
{
    buf_reset(&mail);
    buf_str(&mail, str_of(head));
}

/* The mail is read, or at least kept: sender's line, subject and bytes. */
static struct facts *survives(void)
{
    int n = 0;
    arena_reset(&arena);
    assert_false(mail.failed);
    assert_int_equal(reader_read(reader, buf_text(&mail), false, &arena, &facts, &n, &why), ST_OK);
    assert_true(n >= 1);
    assert_text(facts[0].subject, "readable");
    assert_true(str_eq(facts[0].raw, buf_text(&mail)));
    return &facts[0];
}

static void nested(void **state)
{
    (void)state;
    begin(HEAD "Content-Type: multipart/mixed; boundary=b0\r\n\r\n");
    for (int i = 0; i < 10000; i++) {
        buf_format(&mail, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i + 1);
    }
    buf_lit(&mail, "--b10000\r\n\r\ndeep");
    struct facts *f = survives();
    assert_contains(f->note.ptr, "deeper");
    /* And so are messages inside messages. */
    begin(HEAD "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x\r\n");
    for (int i = 0; i < 10000; i++) {
        buf_lit(&mail, "Content-Type: message/rfc822\r\n\r\nSubject: readable\r\n");
    }
    int n = 0;
    arena_reset(&arena);
    assert_int_equal(reader_read(reader, buf_text(&mail), false, &arena, &facts, &n, &why), ST_OK);
    assert_text(facts[0].subject, "readable");
}

static void many_parts(void **state)
{
    (void)state;
    begin(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < 100000; i++) {
        buf_lit(&mail, "--b\r\nContent-Type: image/png; name=x.png\r\n\r\nabc\r\n");
    }
    struct facts *f = survives();
    assert_contains(f->note.ptr, "more parts");
    assert_int_equal(f->attachment_count, LIMIT_MAIL_ATTACHMENTS);
}

static void parts_limit(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        begin(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 1; i < LIMIT_MAIL_PARTS + more; i++) {
            buf_lit(&mail, "--b\r\n\r\nx\r\n");
        }
        struct facts *f = survives();
        assert_int_equal(f->note.ptr != NULL, more);
    }
}

static void much_base64(void **state)
{
    (void)state;
    begin(HEAD "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    while (mail.len + 78 <= LIMIT_MAIL_RAW) {
        buf_lit(&mail, "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\n");
    }
    struct facts *f = survives();
    assert_int_equal(f->attachments, 1);
    assert_true(f->attachments_list[0].size > 16 * (int64_t)MIB);
}

static void words_bomb(void **state)
{
    (void)state;
    begin("Subject: readable\r\nFrom: ");
    for (int i = 0; i < 100000; i++) {
        buf_lit(&mail, "=?utf-8?B?YWJj?=\r\n ");
    }
    buf_lit(&mail, "<a@example.com>\r\nTo: ");
    for (int i = 0; i < 200000; i++) {
        buf_lit(&mail, "a@example.com,(");
    }
    buf_lit(&mail, "\r\n\r\nx");
    survives();
}

static void comment_bomb(void **state)
{
    (void)state;
    begin("Subject: readable\r\nFrom: ");
    for (int i = 0; i < 60000; i++) {
        buf_byte(&mail, '(');
    }
    buf_lit(&mail, "\r\nContent-Type: text/plain; ");
    for (int i = 0; i < 6000; i++) {
        buf_format(&mail, "name*%d*=a;", i);
    }
    buf_lit(&mail, "\r\n\r\nx");
    survives();
}

static void false_boundaries(void **state)
{
    (void)state;
    begin(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n");
    while (mail.len < 8 * MIB) {
        buf_lit(&mail, "--bb\r\n--\r\n");
    }
    survives();
}

static void huge_html(void **state)
{
    (void)state;
    begin(HEAD "Content-Type: text/html\r\n\r\n");
    while (mail.len < 8 * MIB) {
        buf_lit(&mail, "<div><a href='https://example.com/");
        buf_int(&mail, (int64_t)mail.len);
        buf_lit(&mail, "'>&amp;&#0;&#xFFFFFF;");
    }
    struct facts *f = survives();
    assert_int_equal(f->link_count, LIMIT_MAIL_LINKS);
    assert_contains(f->note.ptr, "longer than what is kept");
}

static void noise(void **state)
{
    uint32_t x = 1;
    (void)state;
    for (int round = 0; round < 50; round++) {
        begin("Subject: readable\r\nFrom: \xFF\xFE<\x80@\x81>\r\nContent-Type: multipart/mixed; "
              "boundary=\"\x01\"\r\n\r\n");
        for (int i = 0; i < 5000; i++) {
            x = x * 1664525u + 1013904223u;
            buf_byte(&mail, (char)(x >> 24));
        }
        survives();
    }
}

static int prepare(void **state)
{
    (void)state;
    buf_init(&mail, 64 * MIB);
    arena_init(&arena, LIMIT_MAIL_ARENA);
    return reader_new(&reader) == ST_OK ? 0 : -1;
}

static int done(void **state)
{
    (void)state;
    reader_free(reader);
    buf_done(&mail);
    arena_done(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested),      cmocka_unit_test(many_parts),       cmocka_unit_test(parts_limit),
        cmocka_unit_test(much_base64), cmocka_unit_test(words_bomb),       cmocka_unit_test(comment_bomb),
        cmocka_unit_test(huge_html),   cmocka_unit_test(false_boundaries), cmocka_unit_test(noise),
    };
    if (argc > 1 && strcmp(argv[1], READER_ARGUMENT) == 0) {
        return reader_serve();
    }
    return cmocka_run_group_tests_name("mail/hostile", tests, prepare, done);
}
