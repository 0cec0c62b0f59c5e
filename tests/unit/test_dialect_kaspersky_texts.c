/* The 27 languages: codes as the document lists them, no language without a text, none that borrows the
 * English one; texts that the vendor's pages show; numbers and dates. */
#include "unit.h"

#include "base/limits.h"
#include "base/when.h"
#include "dialect/kaspersky_texts.h"

#include <stdio.h>
#include <strings.h>

enum { TEXTS = RISK_GROUPS + PACE_COUNT + EDUCATION_STATUSES };

/* All texts of a language in one row. */
static const char *const *texts_of(const struct kaspersky_language *l)
{
    static const char *texts[TEXTS];
    int n = 0;
    for (int i = 0; i < RISK_GROUPS; i++) {
        texts[n++] = l->groups[i];
    }
    for (int i = 0; i < PACE_COUNT; i++) {
        texts[n++] = l->paces[i];
    }
    for (int i = 0; i < EDUCATION_STATUSES; i++) {
        texts[n++] = l->statuses[i];
    }
    return texts;
}

static const struct kaspersky_language *language(const char *lng)
{
    const struct kaspersky_language *l = kaspersky_language(str_of(lng));
    assert_non_null(l);
    return l;
}

/* In the order of the document's table. */
static void codes(void **state)
{
    static const char *const lngs[] = { "en", "bs", "ca", "cs", "da", "de", "el", "es", "mx",
                                        "fr", "hr", "it", "kk", "hu", "nl", "pl", "br", "pt",
                                        "ro", "ru", "sk", "sr", "sv", "tr", "ar", "ja", "zh" };
    (void)state;
    assert_int_equal(COUNT_OF(lngs), KASPERSKY_LANGUAGES);
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        char upper[3] = { (char)(lngs[i][0] - 32), (char)(lngs[i][1] - 32), 0 };
        assert_string_equal(kaspersky_languages[i].lng, lngs[i]);
        assert_ptr_equal(kaspersky_language(str_of(lngs[i])), &kaspersky_languages[i]);
        assert_null(kaspersky_language(str_of(upper)));
    }
    assert_null(kaspersky_language(STR("")));
    assert_null(kaspersky_language(STR("xx")));
    assert_null(kaspersky_language(STR("d")));
    assert_null(kaspersky_language(STR("deu")));
    assert_null(kaspersky_language(STR("es-MX")));
    assert_null(kaspersky_language(STR_NONE));
}

/* Letters that only one of the scripts has: the n-th character's block, by the first byte of its UTF-8. */
static bool has_lead(const char *text, unsigned char low, unsigned char high)
{
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c >= low && (unsigned char)*c <= high) {
            return true;
        }
    }
    return false;
}

static void nothing_is_missing(void **state)
{
    const char *const *row = texts_of(language("en"));
    const char *english[TEXTS];
    (void)state;
    memcpy(english, row, sizeof english);
    for (int i = 1; i < KASPERSKY_LANGUAGES; i++) {
        const struct kaspersky_language *l = &kaspersky_languages[i];
        const char *const *texts = texts_of(l);
        for (int k = 0; k < TEXTS; k++) {
            if (texts[k] == NULL || texts[k][0] == 0) {
                fail_msg("%s has no text for \"%s\"", l->lng, english[k]);
            }
            if (strcasecmp(texts[k], english[k]) == 0) {
                fail_msg("%s repeats the English \"%s\"", l->lng, english[k]);
            }
            if (texts[k][0] == ' ' || texts[k][strlen(texts[k]) - 1] == ' ') {
                fail_msg("%s: a space at the end of \"%s\"", l->lng, texts[k]);
            }
        }
    }
}

/* Two meanings never share a text within one list, or a reader could not tell them apart. */
static void no_text_stands_twice(void **state)
{
    (void)state;
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        const struct kaspersky_language *l = &kaspersky_languages[i];
        static const int from[] = { 0, RISK_GROUPS, RISK_GROUPS + PACE_COUNT, TEXTS };
        const char *const *texts = texts_of(l);
        for (size_t list = 0; list < 3; list++) {
            for (int a = from[list]; a < from[list + 1]; a++) {
                for (int b = a + 1; b < from[list + 1]; b++) {
                    assert_string_not_equal(texts[a], texts[b]);
                }
            }
        }
    }
}

/* Every text is in its language's script; Serbian in Latin letters. */
static void scripts(void **state)
{
    static const struct {
        const char *lng;
        unsigned char low, high;
    } scripts[] = {
        {"el",  0xce, 0xcf},
        { "ru", 0xd0, 0xd1},
        { "kk", 0xd0, 0xd3},
        { "ar", 0xd8, 0xd9},
        { "ja", 0xe3, 0xe9},
        { "zh", 0xe4, 0xe9}
    };
    (void)state;
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        const struct kaspersky_language *l = &kaspersky_languages[i];
        const char *const *texts = texts_of(l);
        bool latin = true;
        for (size_t s = 0; s < COUNT_OF(scripts); s++) {
            if (strcmp(l->lng, scripts[s].lng) == 0) {
                latin = false;
                for (int k = 0; k < TEXTS; k++) {
                    assert_true(has_lead(texts[k], scripts[s].low, scripts[s].high));
                }
            }
        }
        for (int k = 0; latin && k < TEXTS; k++) {
            assert_false(has_lead(texts[k], 0xce, 0xd9) || has_lead(texts[k], 0xe3, 0xe9));
        }
    }
    /* Traditional, not simplified: 風險, not 风险. */
    assert_contains(language("zh")->groups[RISK_LOW], "\xe9\xa2\xa8\xe9\x9a\xaa");
    assert_contains(language("kk")->groups[RISK_LOW], "\xd3\x99"); /* a letter that Russian does not have */
}

/* What the document's example, and the English edition of it, print. */
static void texts_of_the_vendor(void **state)
{
    const struct kaspersky_language *de = language("de"), *en = language("en");
    (void)state;
    assert_string_equal(de->groups[RISK_LOW], "Geringes Risiko");
    assert_string_equal(de->paces[PACE_BEHIND], "In Verzug");
    assert_string_equal(de->paces[PACE_IN_PROGRESS], "L\xc3\xa4uft");
    assert_string_equal(de->statuses[EDUCATION_NOT_STARTED], "nicht gestartet");
    assert_string_equal(en->groups[RISK_LOW], "Low Risk");
    assert_string_equal(en->paces[PACE_BEHIND], "Behind schedule");
    assert_string_equal(en->paces[PACE_IN_PROGRESS], "In progress");
    assert_string_equal(en->statuses[EDUCATION_NOT_STARTED], "not started");
}

/* Five languages write a point, the other 22 a comma; the document's 50,00 and 14,80. */
static void percentages(void **state)
{
    struct arena arena;
    int points = 0;
    (void)state;
    arena_init(&arena, MIB);
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        const struct kaspersky_language *l = &kaspersky_languages[i];
        bool point = strstr("en mx zh ja ar", l->lng) != NULL;
        points += point;
        assert_text(kaspersky_percent(&arena, l, 1480), point ? "14.80" : "14,80");
    }
    assert_int_equal(points, 5);
    assert_text(kaspersky_percent(&arena, language("de"), 5000), "50,00");
    assert_text(kaspersky_percent(&arena, language("de"), 0), "0,00");
    assert_text(kaspersky_percent(&arena, language("de"), 5), "0,05");
    assert_text(kaspersky_percent(&arena, language("de"), 10000), "100,00");
    arena_done(&arena);
}

static void dates(void **state)
{
    static const struct {
        const char *lng, *date;
    } forms[] = {
        {"en",  "08/09/2022" },
        { "de", "09.08.2022" },
        { "hr", "09.08.2022."},
        { "hu", "2022.08.09."},
        { "nl", "09-08-2022" },
        { "sv", "2022-08-09" },
        { "fr", "09/08/2022" },
        { "ja", "2022/08/09" }
    };
    struct arena arena;
    int64_t at;
    (void)state;
    arena_init(&arena, MIB);
    assert_true(when_parse(STR("2022-08-09T18:00:00.5Z"), &at));
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const struct kaspersky_language *l = language(forms[i].lng);
        char time[64];
        snprintf(time, sizeof time, "%sT18:00:00", forms[i].date);
        assert_text(kaspersky_date(&arena, l, true, at), forms[i].date);
        assert_text(kaspersky_time(&arena, l, true, at), time);
        assert_text(kaspersky_date(&arena, l, false, at), "2022-08-09");
        assert_text(kaspersky_time(&arena, l, false, at), "2022-08-09T18:00:00");
        assert_text(kaspersky_date(&arena, l, false, NONE), "0001-01-01");
        assert_null(kaspersky_time(&arena, l, true, NONE).ptr);
    }
    assert_text(kaspersky_date(&arena, language("de"), true, NONE), "01.01.0001");
    arena_done(&arena);
}

static void names(void **state)
{
    static const struct str password =
        STR_INIT("{\"de\":\"Kennwort\",\"en\":\"Password\",\"es\":\"Contrase\xc3\xb1"
                 "a\",\"es-MX\":\"Clave\",\"pt-br\":\"Senha\","
                 "\"sr-Latn\":\"Lozinka\",\"sv\":\"\\\"L\xc3\xb6sen\\\" \\\\ "
                 "\\u000a\\n\",\"zh-TW\":\"\xe5\xaf\x86\xe7\xa2\xbc\"}");
    static const struct {
        const char *lng, *name;
    } expected[] = {
        {"de",  "Kennwort"                },
        { "es", "Contrase\xc3\xb1"
                "a"        },
        { "mx", "Clave"                   },
        { "br", "Senha"                   },
        { "pt", "default"                 },
        { "sr", "Lozinka"                 },
        { "zh", "\xe5\xaf\x86\xe7\xa2\xbc"},
        { "sv", "\"L\xc3\xb6sen\" \\ \n\n"},
        { "fr", "default"                 },
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_text(kaspersky_name(&arena, language(expected[i].lng), password, STR("default")),
                    expected[i].name);
    }
    assert_text(kaspersky_name(&arena, language("mx"), STR("{\"es\":\"Clave\"}"), STR("default")), "Clave");
    assert_text(kaspersky_name(&arena, language("mx"), STR("{\"MX\":\"mine\",\"es\":\"Clave\"}"),
                               STR("default")),
                "mine");
    assert_text(kaspersky_name(&arena, language("de"), STR_NONE, STR("default")), "default");
    assert_text(kaspersky_name(&arena, language("de"), STR("{}"), STR("default")), "default");
    assert_null(kaspersky_name(&arena, language("de"), STR("{}"), STR_NONE).ptr);
    arena_done(&arena);
}

/* A value is not taken for a key. */
static void names_by_key_only(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    assert_text(kaspersky_name(&arena, language("de"), STR("{\"en\":\"de\",\"fr\":\"x\"}"), STR("default")),
                "default");
    arena_done(&arena);
}

static void groups(void **state)
{
    (void)state;
    for (int i = 0; i < RISK_GROUPS; i++) {
        struct str id = str_of(kaspersky_group_ids[i]);
        assert_int_equal(id.len, 24);
        assert_int_equal(strspn(id.ptr, "0123456789abcdef"), 24);
        assert_int_equal(kaspersky_group_of(id), i);
    }
    assert_int_equal(kaspersky_group_of(STR("6d757374657200000000000d")), RISK_GROUPS);
    assert_int_equal(kaspersky_group_of(STR_NONE), RISK_GROUPS);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(codes),
    cmocka_unit_test(nothing_is_missing),
    cmocka_unit_test(no_text_stands_twice),
    cmocka_unit_test(scripts),
    cmocka_unit_test(texts_of_the_vendor),
    cmocka_unit_test(percentages),
    cmocka_unit_test(dates),
    cmocka_unit_test(names),
    cmocka_unit_test(names_by_key_only),
    cmocka_unit_test(groups),
};

UNIT_MAIN("dialect_kaspersky_texts")
