/* test_mail_child.c: what the process that reads mail cannot do, and what its death costs. This program is
 * its own child: started with the word "mail-reader" it serves the requests below. */
#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mail/child.h"
#include "mail/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* One letter each; the answer is errno as a text, or "done". */
static enum status serve(struct str request, struct buf *answer)
{
    int failed = 0;
    errno = 0;
    switch (request.len ? request.ptr[0] : 0) {
    case 'o':
        failed = open("/etc/hostname", O_RDONLY);
        break;
    case 'w':
        failed = open("muster-test", O_WRONLY | O_CREAT, 0600);
        break;
    case 's':
        failed = socket(AF_INET, SOCK_STREAM, 0);
        break;
    case 'f':
        failed = (int)fork();
        break;
    case 'e':
        failed = execl("/bin/true", "true", (char *)NULL);
        break;
    case 'k':
        failed = kill(getppid(), 0);
        break;
    case 'l':
        for (volatile int i = 0;; i++) {
        }
    case 'c':
        abort();
    case 'm': {
        size_t n = LIMIT_MAIL_SPACE;
        void *room = malloc(n);
        failed = room == NULL ? -1 : 0;
        errno = room == NULL ? ENOMEM : 0;
        free(room);
        break;
    }
    default:
        buf_lit(answer, "echo ");
        buf_str(answer, request);
        return ST_OK;
    }
    if (failed < 0) {
        buf_int(answer, errno);
    } else {
        buf_lit(answer, "done");
    }
    return ST_OK;
}

static struct child *child;
static struct buf answer;
static struct why why;

static void is_locked_up(void **state)
{
    (void)state;
    for (const char *what = "owsfek"; *what; what++) {
        char expected[16];
        snprintf(expected, sizeof expected, "%d", EPERM);
        assert_int_equal(child_ask(child, (struct str){ what, 1 }, &answer, &why), ST_OK);
        assert_text(buf_text(&answer), expected);
    }
}

static void has_limits(void **state)
{
    char expected[16];
    (void)state;
    snprintf(expected, sizeof expected, "%d", ENOMEM);
    assert_int_equal(child_ask(child, STR("m"), &answer, &why), ST_OK);
#if !defined(__SANITIZE_ADDRESS__)
    assert_text(buf_text(&answer), expected);
#endif
}

static void comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(child_ask(child, STR("x"), &answer, &why), ST_OK);
        assert_text(buf_text(&answer), "echo x");
        assert_int_equal(child_ask(child, STR("c"), &answer, &why), ST_INVALID);
        assert_contains(why.text, "failed");
        assert_int_equal(child_ask(child, STR("l"), &answer, &why), ST_INVALID);
        assert_contains(why.text, "longer than 1 s");
    }
    assert_int_equal(child_ask(child, STR("x"), &answer, &why), ST_OK);
}

static void takes_long_messages(void **state)
{
    size_t n = LIMIT_MAIL_RAW;
    char *big = malloc(n);
    (void)state;
    assert_non_null(big);
    memset(big, 'x', n);
    assert_int_equal(child_ask(child, (struct str){ big, n }, &answer, &why), ST_OK);
    assert_int_equal(answer.len, n + 5);
    free(big);
}

static void many(void **state)
{
    (void)state;
    for (int i = 0; i < LIMIT_MAIL_SERVED + 2; i++) {
        assert_int_equal(child_ask(child, STR("x"), &answer, &why), ST_OK);
    }
}

/* What the child answers is not believed: here it answers nonsense, so the message is kept unread. */
static void is_not_believed(void **state)
{
    struct reader *reader;
    struct arena arena;
    struct facts *facts;
    int n = 0;
    (void)state;
    arena_init(&arena, LIMIT_MAIL_ARENA);
    assert_int_equal(reader_new(&reader), ST_OK);
    assert_int_equal(reader_read(reader, STR("Subject: s\nFrom: x\n\nbody"), false, &arena, &facts, &n, &why),
                     ST_OK);
    assert_int_equal(n, 1);
    assert_text(facts->subject, "s");
    assert_text(facts->body, "body");
    assert_contains(facts->note.ptr, "kept unread");
    assert_text(facts->raw, "Subject: s\nFrom: x\n\nbody");
    reader_free(reader);
    arena_done(&arena);
}

static int prepare(void **state)
{
    (void)state;
    buf_init(&answer, LIMIT_MAIL_ANSWER);
    return child_new(READER_ARGUMENT, 1000, &child) == ST_OK ? 0 : -1;
}

static int done(void **state)
{
    (void)state;
    buf_done(&answer);
    child_free(child);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_locked_up), cmocka_unit_test(has_limits),
        cmocka_unit_test(comes_back),   cmocka_unit_test(takes_long_messages),
        cmocka_unit_test(many),         cmocka_unit_test(is_not_believed),
    };
    if (argc > 1 && strcmp(argv[1], READER_ARGUMENT) == 0) {
        return child_serve(serve);
    }
    return cmocka_run_group_tests_name("mail/child", tests, prepare, done);
}
