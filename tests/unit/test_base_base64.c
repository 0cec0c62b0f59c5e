/* base64.h: the examples of RFC 4648, and what is not base64. */
#include "unit.h"

#include "base/base64.h"

static struct arena arena;

static void examples(void **state)
{
    static const char *const rows[][2] = {
        {"",        ""        },
        { "f",      "Zg=="    },
        { "fo",     "Zm8="    },
        { "foo",    "Zm9v"    },
        { "foob",   "Zm9vYg=="},
        { "fooba",  "Zm9vYmE="},
        { "foobar", "Zm9vYmFy"}
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out;
        struct str back;
        buf_init(&out, 100);
        base64_add(&out, str_of(rows[i][0]));
        assert_text(buf_text(&out), rows[i][1]);
        assert_true(base64_read(&arena, str_of(rows[i][1]), &back));
        assert_text(back, rows[i][0]);
        buf_done(&out);
    }
}

static void every_byte(void **state)
{
    char bytes[256];
    (void)state;
    for (int i = 0; i < 256; i++) {
        bytes[i] = (char)i;
    }
    for (size_t n = 250; n <= 256; n++) {
        struct buf out;
        struct str back;
        buf_init(&out, 1000);
        base64_add(&out, (struct str){ bytes, n });
        assert_true(base64_read(&arena, buf_text(&out), &back));
        assert_int_equal(back.len, n);
        assert_memory_equal(back.ptr, bytes, n);
        buf_done(&out);
    }
}

static void refused(void **state)
{
    static const char *const rows[] = { "Z",    "Zg",     "Zg=",  "Zg===", "Zh==", "Zm9=",
                                        "Zm 9", "Zm9v\n", "=m9v", "Zm=v",  "Zm9-", "====" };
    struct str back;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_false(base64_read(&arena, str_of(rows[i]), &back));
    }
}

static int prepare(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(examples), cmocka_unit_test(every_byte),
                                        cmocka_unit_test(refused) };
    return cmocka_run_group_tests_name("base/base64", tests, prepare, done);
}
