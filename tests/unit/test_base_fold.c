/* fold.h: what is equal and what is not. Expected forms are those of Unicode's NFKC_Casefold. */
#include "unit.h"

#include "base/fold.h"
#include "base/limits.h"

#include <stdlib.h>

static struct arena arena;

static void folds(void **state)
{
    static const struct {
        const char *text, *folded;
    } cases[] = {
        {"",                             ""                           },
        { "Ann.Example+TAG@Example.COM", "ann.example+tag@example.com"},
        { "[@`{",                        "[@`{"                       },
        { "STRA\xC3\x9F"
          "E",                  "strasse"                    }, /* sharp s */
        { "\xC3\x84rger",                "\xC3\xA4rger"               }, /* A umlaut, one character */
        { "A\xCC\x88rger",               "\xC3\xA4rger"               }, /* the same in two */
        { "\xEF\xBC\xA1\xEF\xBC\xA2",    "ab"                         }, /* full-width A B */
        { "a\xC2\xAD"
          "b\xE2\x80\x8B",      "ab"                         }, /* soft hyphen, zero width space */
        { "\xEF\xAC\x81",                "fi"                         }, /* ligature */
        { "\xCE\xA3\xCE\x91\xCE\xA3",    "\xCF\x83\xCE\xB1\xCF\x83"   }, /* capital and final sigma */
        { "\xF0\x9D\x95\x84",            "m"                          }, /* beyond 16 bits: double-struck M */
    };
    (void)state;
    arena_init(&arena, MIB);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str once, twice;
        assert_int_equal(fold(&arena, str_of(cases[i].text), &once), ST_OK);
        assert_text(once, cases[i].folded);
        assert_int_equal(fold(&arena, once, &twice), ST_OK);
        assert_text(twice, cases[i].folded);
    }
    arena_done(&arena);
}

/* U+FDFA becomes 18 characters: more than the first try has room for. */
static void the_longest_expansion(void **state)
{
    char text[3 * 40];
    struct str folded;
    (void)state;
    for (size_t i = 0; i < sizeof text; i += 3) {
        memcpy(text + i, "\xEF\xB7\xBA", 3);
    }
    arena_init(&arena, MIB);
    assert_int_equal(fold(&arena, (struct str){ text, sizeof text }, &folded), ST_OK);
    assert_int_equal(folded.len, 40 * 33); /* 15 Arabic letters of 2 bytes and 3 spaces each */
    arena_done(&arena);
}

static void refuses(void **state)
{
    struct str folded = STR("untouched");
    char *text = calloc(256 * 1024 + 1, 1);
    (void)state;
    assert_non_null(text);
    arena_init(&arena, 4 * MIB);
    assert_int_equal(fold(&arena, STR("a\xFF"), &folded), ST_INVALID);
    assert_int_equal(fold(&arena, STR("\xED\xA0\x80"), &folded), ST_INVALID); /* a lone surrogate */
    assert_text(folded, "untouched");
    assert_int_equal(fold(&arena, (struct str){ text, 256 * 1024 }, &folded), ST_OK);
    assert_int_equal(fold(&arena, (struct str){ text, 256 * 1024 + 1 }, &folded), ST_NOMEM);
    assert_int_equal(fold(&arena, STR_NONE, &folded), ST_OK);
    assert_null(folded.ptr);
    arena_done(&arena);
    arena_init(&arena, 8);
    assert_int_equal(fold(&arena, STR("name"), &folded), ST_NOMEM);
    arena_done(&arena);
    free(text);
}

static void letters(void **state)
{
    static const struct {
        const char *text, *letters;
    } cases[] = {
        {"",                           ""                        },
        { "E-Mail",                    "email"                   },
        { " E_MAIL address 2: ",       "emailaddress2"           },
        { "Pr\xC3\xA9nom",             "prenom"                  },
        { "Pre\xCC\x81nom",            "prenom"                  },
        { "Correo electr\xC3\xB3nico", "correoelectronico"       },
        { "Stra\xC3\x9F"
          "e",                "strasse"                 },
        { "\xE5\xA7\x93\xE5\x90\x8D",  "\xE5\xA7\x93\xE5\x90\x8D"}, /* Chinese for name */
        { "\xF0\x9F\x98\x80",          ""                        }, /* a symbol is no letter */
        { "\xF0\x9D\x95\x84",          "m"                       },
    };
    (void)state;
    arena_init(&arena, MIB);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str got;
        assert_int_equal(fold_letters(&arena, str_of(cases[i].text), &got), ST_OK);
        assert_text(got, cases[i].letters);
    }
    struct str got;
    assert_int_equal(fold_letters(&arena, STR("\xFF"), &got), ST_INVALID);
    arena_done(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(folds),
    cmocka_unit_test(the_longest_expansion),
    cmocka_unit_test(refuses),
    cmocka_unit_test(letters),
};

UNIT_MAIN("base/fold")
