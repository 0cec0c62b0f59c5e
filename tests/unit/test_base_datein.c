/* datein.h: the forms, the days that do not exist, and how a column decides. */
#include "unit.h"

#include "base/datein.h"
#include "base/when.h"

static void reads(void **state)
{
    static const struct {
        const char *cell;
        enum datein_order order;
        const char *utc;
    } cases[] = {
        {"2025-12-31",                   DATEIN_UNKNOWN, "2025-12-31T00:00:00Z"        },
        { " 2025-12-31 ",                DATEIN_UNKNOWN, "2025-12-31T00:00:00Z"        },
        { "2025/12/31",                  DATEIN_UNKNOWN, "2025-12-31T00:00:00Z"        },
        { "2025-12-31T14:05:09.1234567", DATEIN_UNKNOWN, "2025-12-31T14:05:09.1234567Z"},
        { "2025-12-31 14:05",            DATEIN_UNKNOWN, "2025-12-31T14:05:00Z"        },
        { "2025-12-31 14:05:09.5",       DATEIN_UNKNOWN, "2025-12-31T14:05:09.5Z"      },
        { "2025-12-31T14:05:09+02:00",   DATEIN_UNKNOWN, "2025-12-31T12:05:09Z"        },
        { "2025-12-31T14:05Z",           DATEIN_UNKNOWN, "2025-12-31T14:05:00Z"        },
        { "2025-12-31T23:59:59-01:00",   DATEIN_UNKNOWN, "2026-01-01T00:59:59Z"        },
        { "31.12.2025",                  DATEIN_UNKNOWN, "2025-12-31T00:00:00Z"        },
        { "31.12.2025",                  DATEIN_MDY,     "2025-12-31T00:00:00Z"        },
        { "1.2.2025 9:05",               DATEIN_UNKNOWN, "2025-02-01T09:05:00Z"        },
        { "31.12.2025  14:05:09",        DATEIN_UNKNOWN, "2025-12-31T14:05:09Z"        },
        { "31/12/2025",                  DATEIN_DMY,     "2025-12-31T00:00:00Z"        },
        { "12/31/2025",                  DATEIN_MDY,     "2025-12-31T00:00:00Z"        },
        { "01/02/2025",                  DATEIN_DMY,     "2025-02-01T00:00:00Z"        },
        { "01/02/2025",                  DATEIN_MDY,     "2025-01-02T00:00:00Z"        },
        { "31-12-2025 14:05",            DATEIN_DMY,     "2025-12-31T14:05:00Z"        },
        { "12/31/2025 2:05 PM",          DATEIN_MDY,     "2025-12-31T14:05:00Z"        },
        { "12/31/2025 12:05:09 am",      DATEIN_MDY,     "2025-12-31T00:05:09Z"        },
        { "12/31/2025 12:00 p.m.",       DATEIN_MDY,     "2025-12-31T12:00:00Z"        },
        { "29.2.2024",                   DATEIN_UNKNOWN, "2024-02-29T00:00:00Z"        },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[WHEN_TEXT_MAX];
        int64_t ticks;
        assert_int_equal(datein_read(str_of(cases[i].cell), cases[i].order, &ticks), DATEIN_OK);
        assert_text(((struct str){ text, when_print(text, ticks, WHEN_RFC3339) }), cases[i].utc);
    }
}

static void refuses(void **state)
{
    static const char *const cells[] = {
        "",
        "soon",
        "2025",
        "2025-12",
        "31.12.25",
        "31.12.",
        "30.2.2025",
        "29.2.2025",
        "0.1.2025",
        "2025-13-01",
        "2025-02-30",
        "31/12.2025",
        "2025.12.31",
        "31.12.2025 24:00",
        "31.12.2025 14",
        "31.12.2025 14:5",
        "31.12.2025 14:60",
        "31.12.2025x",
        "31.12.2025 T",
        "1.1.20255",
        "2025-12-31T14:05:09.12345678",
        "12/31/2025 13:00 PM",
        "12/31/2025 0:30 AM",
        "31.12.2025 14:05:09 14:05:09 14:05:09 14:05:09",
        "\x31/",
        "45658",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        int64_t ticks = 7;
        if (datein_read(str_of(cells[i]), DATEIN_MDY, &ticks) != DATEIN_NO_DATE) {
            print_error("\"%s\" was read\n", cells[i]);
            fail();
        }
        assert_int_equal(ticks, 7);
    }
    int64_t ticks;
    assert_int_equal(datein_read(STR("31/12/2025"), DATEIN_MDY, &ticks), DATEIN_NO_DATE);
    assert_int_equal(datein_read(STR("31/12/2025"), DATEIN_UNKNOWN, &ticks), DATEIN_NO_ORDER);
    assert_int_equal(datein_read(STR("31-12-2025 14:05"), DATEIN_UNKNOWN, &ticks), DATEIN_NO_ORDER);
}

static void columns_decide(void **state)
{
    static const struct {
        const char *cells[4];
        enum datein_order order;
        bool slashed;
    } cases[] = {
        {{ "01/02/2025", "03/04/2025" },          DATEIN_UNKNOWN, true },
        { { "01/02/2025", "31/12/2025", "" },     DATEIN_DMY,     true },
        { { "01/02/2025", "12/31/2025 2:00 PM" }, DATEIN_MDY,     true },
        { { "31/12/2025", "12/31/2025" },         DATEIN_UNKNOWN, true },
        { { "31-12-2025" },                       DATEIN_DMY,     true },
        { { "2025-12-31", "31.12.2025", "n/a" },  DATEIN_UNKNOWN, false},
        { { "32/13/2025" },                       DATEIN_UNKNOWN, true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct datein_column column = { 0 };
        for (size_t n = 0; n < 4 && cases[i].cells[n]; n++) {
            datein_sample(&column, str_of(cases[i].cells[n]));
        }
        assert_int_equal(datein_decide(&column), cases[i].order);
        assert_int_equal(column.slashed, cases[i].slashed);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads),
    cmocka_unit_test(refuses),
    cmocka_unit_test(columns_decide),
};

UNIT_MAIN("base/datein")
