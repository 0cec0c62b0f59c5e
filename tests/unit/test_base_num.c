/* num.h: integers, and doubles as the shortest text that reads back as the same bits. */
#include "unit.h"

#include "base/num.h"

#include <stdlib.h>

static void integers(void **state)
{
    static const struct {
        int64_t v;
        const char *text;
    } cases[] = {
        {0,           "0"                   },
        { -1,         "-1"                  },
        { 10,         "10"                  },
        { 1234567890, "1234567890"          },
        { INT64_MAX,  "9223372036854775807" },
        { INT64_MIN,  "-9223372036854775808"},
    };
    char text[NUM_INT_MAX];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_text(((struct str){ text, num_int(text, cases[i].v) }), cases[i].text);
    }
    num_digits(text, 7, 1230);
    assert_text(((struct str){ text, 7 }), "0001230");
    num_hex(text, (const uint8_t *)"\x00\x7F\xFF", 3);
    assert_text(((struct str){ text, 6 }), "007fff");
}

static void doubles_as_documents_print_them(void **state)
{
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        {0,                       "0"                     },
        { -0.0,                   "0"                     },
        { 1,                      "1"                     },
        { 0.54,                   "0.54"                  },
        { 23.0 / 24,              "0.9583333333333334"    },
        { 0.9583333333333333,     "0.9583333333333333"    },
        { 0.9166666666666666,     "0.9166666666666666"    },
        { -2.5,                   "-2.5"                  },
        { 1e21,                   "1e+21"                 },
        { 9223372036854774784.0,  "9223372036854774784"   }, /* the largest below 2^63 */
        { -9223372036854775808.0, "-9.223372036854776e+18"},
        { 5e-324,                 "5e-324"                },
    };
    char text[NUM_REAL_MAX];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_text(((struct str){ text, num_real(text, cases[i].v) }), cases[i].text);
    }
}

/* Any finite bits come back the same; 200,000 pseudo-random ones. */
static void doubles_read_back(void **state)
{
    uint64_t x = 88172645463325252u;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[NUM_REAL_MAX + 1];
        double v, back;
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        memcpy(&v, &x, sizeof v);
        if (v - v != 0) {
            continue; /* infinite or no number */
        }
        text[num_real(text, v)] = 0;
        back = strtod(text, NULL);
        assert_memory_equal(&back, &v, sizeof v);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(integers),
    cmocka_unit_test(doubles_as_documents_print_them),
    cmocka_unit_test(doubles_read_back),
};

UNIT_MAIN("base/num")
