/* when.h: the calendar against known days, reading, printing, and what is no time. */
#include "unit.h"

#include "base/when.h"

static struct str printed(char *to, int64_t ticks, const char *pattern)
{
    return (struct str){ to, when_print(to, ticks, pattern) };
}

static void known_days(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* from `date -u -d TEXT +%s` */
    } cases[] = {
        {"1970-01-01",            0           },
        { "1969-12-31T23:59:59Z", -1          },
        { "2000-02-29T00:00:00Z", 951782400   },
        { "2023-02-24T08:33:53Z", 1677227633  },
        { "2100-03-01T00:00:00Z", 4107542400  },
        { "0001-01-01T00:00:00Z", -62135596800},
        { "9999-12-31T23:59:59Z", 253402300799},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t ticks;
        assert_true(when_parse(str_of(cases[i].text), &ticks));
        assert_true(ticks == cases[i].seconds * WHEN_SECOND);
    }
}

static void every_day_comes_back(void **state)
{
    int64_t first, last;
    char a[WHEN_TEXT_MAX];
    (void)state;
    assert_true(when_parse(STR("1899-12-31"), &first));
    assert_true(when_parse(STR("2101-01-01"), &last));
    struct civil before = when_to_civil(first - 1);
    for (int64_t t = first; t <= last; t += WHEN_DAY) {
        struct civil c = when_to_civil(t);
        int64_t back, parsed;
        assert_true(when_of_civil(&c, &back));
        assert_true(back == t);
        assert_true(when_parse(printed(a, t, WHEN_RFC3339), &parsed));
        assert_true(parsed == t);
        assert_true(c.day == before.day + 1 || (c.day == 1 && before.day >= 28));
        before = c;
    }
}

static void reading(void **state)
{
    static const struct {
        const char *text, *utc;
    } cases[] = {
        {"2023-02-24T08:33:53.7242228",   "2023-02-24T08:33:53.7242228Z"},
        { "2023-02-27T10:31:48.551Z",     "2023-02-27T10:31:48.551Z"    },
        { "2023-02-27t10:31:48z",         "2023-02-27T10:31:48Z"        },
        { "2023-02-27 10:31:48+02:30",    "2023-02-27T08:01:48Z"        },
        { "2023-12-31T23:30:00-01:00",    "2024-01-01T00:30:00Z"        },
        { "1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.9999999Z"},
    };
    static const char *const wrong[] = {
        "",
        "2023",
        "2023-02-29",
        "2023-00-01",
        "2023-13-01",
        "2023-1-01",
        "2023-02-27T24:00:00Z",
        "2023-02-27T10:60:00Z",
        "2023-02-27T10:00:60Z",
        "2023-02-27T10:31",
        "2023-02-27T10:31:48.Z",
        "2023-02-27T10:31:48.12345678Z",
        "2023-02-27T10:31:48+2:00",
        "2023-02-27T10:31:48+24:00",
        "2023-02-27T10:31:48Zx",
        "2023-02-27Z",
        "0000-01-01",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "+2023-02-27",
    };
    char text[WHEN_TEXT_MAX];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t ticks;
        assert_true(when_parse(str_of(cases[i].text), &ticks));
        assert_text(printed(text, ticks, WHEN_RFC3339), cases[i].utc);
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        int64_t ticks = 7;
        if (when_parse(str_of(wrong[i]), &ticks)) {
            print_error("\"%s\" was read\n", wrong[i]);
            fail();
        }
        assert_int_equal(ticks, 7);
    }
}

static void patterns(void **state)
{
    char text[WHEN_TEXT_MAX];
    int64_t ticks;
    (void)state;
    assert_true(when_parse(STR("0987-06-05T04:03:02.10"), &ticks));
    assert_text(printed(text, ticks, "Y-M-DTh:m:sF"), "0987-06-05T04:03:02.1");
    assert_text(printed(text, ticks, "D.M.Y"), "05.06.0987");
    assert_text(printed(text, ticks - ticks % WHEN_SECOND - WHEN_SECOND, "h:m:sF"), "04:03:02");
}

/* Months by hand: the same day, the last one of a shorter month, over years and leap days. */
static void months_later(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {
        {"2025-01-15T10:20:30.1234567Z", 12, "2026-01-15T10:20:30.1234567Z"},
        { "2025-08-31T00:00:00Z",        6,  "2026-02-28T00:00:00Z"        },
        { "2023-08-31T00:00:00Z",        6,  "2024-02-29T00:00:00Z"        },
        { "2024-02-29T23:59:59Z",        12, "2025-02-28T23:59:59Z"        },
        { "2024-02-29T23:59:59Z",        48, "2028-02-29T23:59:59Z"        },
        { "2025-12-31T00:00:00Z",        1,  "2026-01-31T00:00:00Z"        },
        { "2025-12-31T00:00:00Z",        2,  "2026-02-28T00:00:00Z"        },
        { "2025-11-30T00:00:00Z",        0,  "2025-11-30T00:00:00Z"        },
        { "2026-01-01T00:00:00Z",        11, "2026-12-01T00:00:00Z"        },
        { "9998-12-31T00:00:00Z",        12, "9999-12-31T00:00:00Z"        },
    };
    int64_t from, to, got;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(when_parse(str_of(rows[i].from), &from) && when_parse(str_of(rows[i].to), &to));
        assert_true(when_add_months(from, rows[i].months, &got));
        assert_int_equal(got, to);
    }
    assert_true(when_parse(STR("9999-01-01T00:00:00Z"), &from));
    assert_false(when_add_months(from, 12, &got));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(known_days), cmocka_unit_test(every_day_comes_back), cmocka_unit_test(reading),
    cmocka_unit_test(patterns),   cmocka_unit_test(months_later),
};

UNIT_MAIN("base/when")
