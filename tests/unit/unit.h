/* unit.h: what every unit test includes: cmocka, and comparing struct str with a literal. */
#ifndef MUSTER_TESTS_UNIT_H
#define MUSTER_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/str.h"

/* Compares a struct str with NUL-terminated text and shows both when they differ. */
#define assert_text(actual, expected) unit_assert_text((actual), (expected), __FILE__, __LINE__)

static inline void unit_assert_text(struct str actual, const char *expected, const char *file, int line)
{
    if (!str_eq(actual, str_of(expected))) {
        print_error("got:      \"" STR_FMT "\"\nexpected: \"%s\"\n", STR_ARG(actual),
                    expected ? expected : "(absent)");
        _fail(file, line);
    }
}

/* Fails, showing the text, unless `part` occurs in it. */
#define assert_contains(text, part) unit_assert_contains((text), (part), __FILE__, __LINE__)

static inline void unit_assert_contains(const char *text, const char *part, const char *file, int line)
{
    if (strstr(text, part) == NULL) {
        print_error("\"%s\" does not occur in \"%s\"\n", part, text);
        _fail(file, line);
    }
}

#define UNIT_MAIN(name)                                                                                      \
    int main(void)                                                                                           \
    {                                                                                                        \
        return cmocka_run_group_tests_name(name, tests, NULL, NULL);                                         \
    }

#endif
