/* str.h: equality, order, cutting, numbers, UTF-8 by Unicode's table of well-formed sequences, distances. */
#include "unit.h"

static void equality_and_order(void **state)
{
    (void)state;
    assert_true(str_eq(STR("a"), STR("a")));
    assert_false(str_eq(STR("a"), STR("A")));
    assert_false(str_eq(STR(""), STR_NONE));
    assert_true(str_eq(STR_NONE, str_of(NULL)));
    assert_true(str_eq_nocase(STR("aZ[1"), STR("Az[1")));
    assert_false(str_eq_nocase(STR("["), STR("{"))); /* 32 apart, but no letters */
    assert_false(str_eq_nocase(STR("\xC3\x84"), STR("\xC3\xA4")));
    assert_false(str_eq_nocase(STR(""), STR_NONE));
    assert_true(str_cmp(STR_NONE, STR("")) < 0);
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_cmp(STR("\x7F"), STR("\x80")) < 0); /* bytes are unsigned */
    assert_int_equal(str_cmp(STR("x"), STR("x")), 0);
    assert_true(str_starts(STR("abc"), STR("ab")));
    assert_true(str_starts(STR("abc"), STR("")));
    assert_false(str_starts(STR("a"), STR("ab")));
}

static void cutting(void **state)
{
    struct str rest = STR("a,,b,");
    (void)state;
    assert_text(str_cut(&rest, ','), "a");
    assert_text(str_cut(&rest, ','), "");
    assert_text(str_cut(&rest, ','), "b");
    assert_text(rest, "");
    assert_text(str_cut(&rest, ','), "");
    assert_null(rest.ptr);
    assert_text(str_from(STR("abc"), 1), "bc");
    assert_text(str_from(STR("abc"), 3), "");
    assert_text(str_from(STR("abc"), 9), "");
    assert_text(str_trim(STR(" \t a b\t ")), "a b");
    assert_text(str_trim(STR(" \t")), "");
    assert_text(str_trim(STR("\na")), "\na");
}

static void whole_numbers(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } cases[] = {
        {"0",                     true,  0        },
        { "-0",                   true,  0        },
        { "007",                  true,  7        },
        { "9223372036854775807",  true,  INT64_MAX},
        { "9223372036854775808",  false, 0        },
        { "-9223372036854775808", true,  INT64_MIN},
        { "-9223372036854775809", false, 0        },
        { "99999999999999999999", false, 0        },
        { "",                     false, 0        },
        { "-",                    false, 0        },
        { "+1",                   false, 0        },
        { " 1",                   false, 0        },
        { "1.0",                  false, 0        },
        { "0x1",                  false, 0        },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t v = 42;
        assert_int_equal(str_int(str_of(cases[i].text), &v), cases[i].good);
        assert_true(v == (cases[i].good ? cases[i].value : 42));
    }
}

/* Every lead byte with second bytes at and beyond the borders of Table 3-7 (Unicode 15, chapter 3). */
static void utf8(void **state)
{
    static const struct {
        const char *bytes;
        uint32_t code; /* 0: not well-formed */
    } cases[] = {
        {"a",                 'a'     },
        { "\x7F",             0x7F    },
        { "\x80",             0       },
        { "\xBF",             0       },
        { "\xC1\xBF",         0       },
        { "\xC2\x80",         0x80    },
        { "\xDF\xBF",         0x7FF   },
        { "\xDF\xC0",         0       },
        { "\xDF",             0       },
        { "\xE0\x9F\xBF",     0       },
        { "\xE0\xA0\x80",     0x800   },
        { "\xED\x9F\xBF",     0xD7FF  },
        { "\xED\xA0\x80",     0       },
        { "\xEE\x80\x80",     0xE000  },
        { "\xEF\xBF\xBF",     0xFFFF  },
        { "\xEF\xBF",         0       },
        { "\xEF\xBF\xC0",     0       },
        { "\xF0\x8F\xBF\xBF", 0       },
        { "\xF0\x90\x80\x80", 0x10000 },
        { "\xF4\x8F\xBF\xBF", 0x10FFFF},
        { "\xF4\x90\x80\x80", 0       },
        { "\xF5\x80\x80\x80", 0       },
        { "\xFF",             0       },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t code = 0;
        struct str s = str_of(cases[i].bytes);
        assert_int_equal(str_utf8(s), cases[i].code != 0);
        assert_int_equal(str_utf8_step(s, 0, &code), cases[i].code ? s.len : 0);
        assert_int_equal(code, cases[i].code);
    }
    assert_true(str_utf8(STR("")));
    assert_true(str_utf8(STR("a\0b")));
    assert_false(str_utf8(STR("abc\xC3")));
}

static void distances(void **state)
{
    static const struct {
        const char *a, *b;
        int distance;
    } cases[] = {
        {"",        "",        0},
        { "abc",    "abc",     0},
        { "",       "abc",     3},
        { "abc",    "",        3},
        { "kitten", "sitting", 3},
        { "flaw",   "lawn",    2},
        { "listen", "lisetn",  2},
    };
    char longest[65];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(str_distance(str_of(cases[i].a), str_of(cases[i].b)), cases[i].distance);
        assert_int_equal(str_distance(str_of(cases[i].b), str_of(cases[i].a)), cases[i].distance);
    }
    memset(longest, 'x', sizeof longest);
    assert_int_equal(str_distance((struct str){ longest, 64 }, STR("x")), 63);
    assert_int_equal(str_distance((struct str){ longest, 65 }, STR("x")), 99);
    assert_int_equal(str_distance(STR("x"), (struct str){ longest, 65 }), 99);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equality_and_order), cmocka_unit_test(cutting),
    cmocka_unit_test(whole_numbers),      cmocka_unit_test(utf8),
    cmocka_unit_test(distances),
};

UNIT_MAIN("base/str")
