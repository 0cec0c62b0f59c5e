/* feed_country.h: names in the languages of people-csv, and no name that means two countries. */
#include "unit.h"

#include "base/limits.h"
#include "feed/feed_country.h"

static void names(void **state)
{
    static const struct {
        const char *name, *code;
    } cases[] = {
        {"Germany",             "DE"},
        { "deutschland",        "DE"},
        { "Allemagne",          "DE"},
        { "Alemania",           "DE"},
        { "Germania",           "DE"},
        { "Alemanha",           "DE"},
        { "Duitsland",          "DE"},
        { "Niemcy",             "DE"},
        { "DEU",                "DE"},
        { "Espa\xC3\xB1"
          "a",         "ES"},
        { "Espana",             "ES"},
        { "\xC3\x96sterreich",  "AT"},
        { "UK",                 "GB"},
        { "United Kingdom",     "GB"},
        { "GBR",                "GB"},
        { "USA",                "US"},
        { "U.S.A.",             "US"},
        { "Vereinigte Staaten", "US"},
        { "\xC3\x89tats-Unis",  "US"},
        { "Czech Republic",     "CZ"},
        { "Tschechien",         "CZ"},
        { "Holland",            "NL"},
        { "Nederland",          "NL"},
        { "Zwitserland",        "CH"},
        { "Niger",              "NE"},
        { "Nigeria",            "NG"},
        { "South Korea",        "KR"},
        { "North Korea",        "KP"},
        { "Polska",             "PL"},
        { "Atlantis",           NULL},
        { "",                   NULL},
        { "D",                  NULL},
        { "Berlin",             NULL},
        { "XXX",                NULL},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    struct feed_countries *countries = feed_countries_new(&arena);
    assert_non_null(countries);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_text(feed_country_code(countries, str_of(cases[i].name)), cases[i].code);
    }
    assert_int_equal(feed_countries_ambiguous(countries), 0);
    arena_done(&arena);
}

static void without_memory(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 64 * KIB);
    assert_null(feed_countries_new(&arena));
    arena_done(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(names),
    cmocka_unit_test(without_memory),
};

UNIT_MAIN("feed/country")
