/* buf.h: growth, the maximum, and that a failure stays until reset. */
#include "unit.h"

#include "base/buf.h"

static void grows(void **state)
{
    struct buf buf;
    (void)state;
    buf_init(&buf, 100000);
    assert_text(buf_text(&buf), "");
    for (int i = 0; i < 10000; i++) {
        buf_lit(&buf, "abcdefg");
        buf_byte(&buf, '.');
    }
    assert_false(buf.failed);
    assert_int_equal(buf.len, 80000);
    for (size_t i = 0; i < buf.len; i++) {
        assert_int_equal(buf.ptr[i], "abcdefg."[i % 8]);
    }
    buf_done(&buf);
    assert_int_equal(buf.len, 0);
}

static void writes(void **state)
{
    struct buf buf;
    (void)state;
    buf_init(&buf, 1000);
    buf_str(&buf, STR_NONE);
    buf_int(&buf, INT64_MIN);
    buf_byte(&buf, ' ');
    buf_format(&buf, "%s-%d", "x", 7);
    buf_add(&buf, NULL, 0);
    assert_text(buf_text(&buf), "-9223372036854775808 x-7");
    buf_eat(&buf, 21);
    assert_text(buf_text(&buf), "x-7");
    buf_eat(&buf, 3);
    assert_text(buf_text(&buf), "");
    buf_eat(&buf, 0);
    buf_done(&buf);
}

static void the_maximum_is_exact_and_failure_sticks(void **state)
{
    struct buf buf;
    (void)state;
    buf_init(&buf, 10);
    buf_lit(&buf, "0123456789");
    assert_false(buf.failed);
    assert_non_null(buf_reserve(&buf, 0));
    buf_byte(&buf, 'x');
    assert_true(buf.failed);
    assert_text(buf_text(&buf), "0123456789");
    buf.len = 0;
    buf_byte(&buf, 'x'); /* ignored: it failed before */
    assert_int_equal(buf.len, 0);
    assert_null(buf_reserve(&buf, 1));
    buf_reset(&buf);
    assert_false(buf.failed);
    buf_lit(&buf, "01234567890");
    assert_true(buf.failed);
    assert_int_equal(buf.len, 0);
    buf_reset(&buf);
    assert_null(buf_reserve(&buf, SIZE_MAX));
    buf_done(&buf);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(grows),
    cmocka_unit_test(writes),
    cmocka_unit_test(the_maximum_is_exact_and_failure_sticks),
};

UNIT_MAIN("base/buf")
