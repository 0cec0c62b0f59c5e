/* status.h: sentences that are cut, never overrun, and cannot carry controls to a terminal; must() ends. */
#include "unit.h"

#include "base/status.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void sentences(void **state)
{
    struct why why = { "before" };
    (void)state;
    assert_int_equal(why_not(&why, ST_LIMIT, "%s of %d", "one", 7), ST_LIMIT);
    assert_string_equal(why.text, "one of 7");
    assert_int_equal(why_not(NULL, ST_IO, "nobody asks"), ST_IO);
    why_not(&why, ST_IO,
            "a\nb\x1b[31m\x7f\xC2\x9B"
            "c\xC3\xBC\xC2\xA0"
            "d");
    assert_string_equal(why.text, "a?b?[31m???c\xC3\xBC\xC2\xA0"
                                  "d");
}

static void long_sentences_are_cut(void **state)
{
    char word[sizeof(struct why) + 1];
    struct {
        struct why why;
        char behind;
    } room = { .behind = 'x' };
    (void)state;
    memset(word, 'w', sizeof word);
    word[sizeof word - 1] = 0;
    why_not(&room.why, ST_IO, "%s", word);
    assert_int_equal(strlen(room.why.text), sizeof(struct why) - 1);
    assert_int_equal(room.behind, 'x');
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    for (int a = ST_OK; a <= ST_CORRUPT; a++) {
        assert_true(strlen(status_name((enum status)a)) > 1);
        for (int b = ST_OK; b < a; b++) {
            assert_string_not_equal(status_name((enum status)a), status_name((enum status)b));
        }
    }
}

/* In a child, without its message. */
static void a_broken_contract_ends_the_process(void **state)
{
    int status = 0;
    (void)state;
    must(1 + 1 == 2);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        must(1 + 1 == 3);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(sentences),
    cmocka_unit_test(long_sentences_are_cut),
    cmocka_unit_test(every_status_has_a_name),
    cmocka_unit_test(a_broken_contract_ends_the_process),
};

UNIT_MAIN("base/status")
