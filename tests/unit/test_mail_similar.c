/* test_mail_similar.c: what counts as the same subject, the same body, a domain that looks like ours. */
#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mail/findings.h"
#include "mail/similar.h"

static struct arena arena;

static void subjects(void **state)
{
    static const struct {
        const char *subject, *key;
    } cases[] = {
        {"Re: Fwd: AW:  Your   Invoice", "your invoice"},
        { "RE[2]: Invoice 4711",         "invoice 0"   },
        { "Fw: FW: ",                    ""            },
        { "Regarding: x",                "regarding: x"},
        { "\xC3\x84rger",                "\xC3\xA4rger"},
        { "",                            ""            },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_text(similar_subject(&arena, str_of(cases[i].subject)), cases[i].key);
    }
    char text[2 * LIMIT_MAIL_KEY];
    memset(text, 'x', sizeof text);
    assert_int_equal(similar_subject(&arena, (struct str){ text, LIMIT_MAIL_KEY + 1 }).len, LIMIT_MAIL_KEY);
}

/* Words number `from` to `to` of a text in which no two runs are alike. */
static struct str words(int from, int to)
{
    struct buf out;
    buf_init(&out, MIB);
    for (int i = from; i < to; i++) {
        for (int n = i; n > 0; n /= 26) {
            buf_byte(&out, (char)('a' + n % 26));
        }
        buf_byte(&out, ' ');
    }
    struct str text = arena_str(&arena, buf_text(&out));
    buf_done(&out);
    return text;
}

static int percent(struct str a, struct str b)
{
    return similar_percent(similar_signature(&arena, a), similar_signature(&arena, b));
}

static void bodies(void **state)
{
    (void)state;
    assert_int_equal(percent(words(1, 1001), words(1, 1001)), 100);
    assert_int_equal(percent(words(1, 1001), words(2001, 3001)), 0);
    /* One word more or less in a hundred changes few of the runs; half of them makes another text. */
    assert_true(percent(words(1, 1001), words(1, 1011)) >= SIMILAR_ENOUGH);
    assert_true(percent(words(1, 1001), words(501, 1501)) < SIMILAR_ENOUGH);
    assert_int_equal(percent(STR("Dear Ann, pay 100 now"), STR("dear ann pay 2000 NOW!")), 100);
    assert_null(similar_signature(&arena, STR("two words")).ptr);
    assert_int_equal(percent(STR("two words"), STR("two words")), 0);
    assert_int_equal(percent(words(1, 50), words(1, 60)), percent(words(1, 60), words(1, 50)));
}

static void domains(void **state)
{
    static const struct {
        const char *domain;
        bool like;
    } cases[] = {
        {"example.com",        false},
        { "examp1e.com",       true },
        { "exarnple.com",      true },
        { "exmaple.com",       true },
        { "examplle.com",      true },
        { "example-login.com", true },
        { "example.net",       true },
        { "sample.org",        false},
        { "other.com",         false},
        { "",                  false},
    };
    struct str which;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(finding_looks_alike(&arena, str_of(cases[i].domain), STR("abc.example example.com"),
                                             &which),
                         cases[i].like);
    }
    assert_false(finding_looks_alike(&arena, STR("abd.example"), STR("abc.example"), &which));
    assert_false(finding_looks_alike(&arena, STR("x.example"), STR_NONE, &which));
}

static void table(void **state)
{
    (void)state;
    for (int i = FINDING_NONE + 1; i < FINDING_END; i++) {
        assert_int_equal(finding_of(finding_word((enum finding_name)i)), i);
        assert_in_range(finding_points((enum finding_name)i), 1, 100);
        assert_true(finding_reason((enum finding_name)i).len > 10);
    }
    assert_int_equal(finding_of(STR("nothing")), FINDING_NONE);
}

static int prepare(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_MAIL_ARENA);
    return 0;
}

static int done(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(subjects), cmocka_unit_test(bodies),
                                        cmocka_unit_test(domains), cmocka_unit_test(table) };
    return cmocka_run_group_tests_name("mail/similar", tests, prepare, done);
}
