/* feed_country.c: the names are ICU's (CLDR), so that there is no list to maintain but the one of other usual
 * names below. */
#include "feed/feed_country.h"

#include "base/fold.h"
#include "base/limits.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

static const char *const languages[] = { "en", "de", "fr", "es", "it", "pt", "nl", "pl" };

/* Usual names that CLDR's main list does not have. */
static const struct {
    const char *name, *code;
} others[] = {
    {"UK",                              "GB"},
    { "Great Britain",                  "GB"},
    { "England",                        "GB"},
    { "Großbritannien",                "GB"},
    { "Grande-Bretagne",                "GB"},
    { "Gran Bretaña",                  "GB"},
    { "Gran Bretagna",                  "GB"},
    { "Groot-Brittannië",              "GB"},
    { "Wielka Brytania",                "GB"},
    { "United States of America",       "US"},
    { "U.S.A.",                         "US"},
    { "Vereinigte Staaten von Amerika", "US"},
    { "Estados Unidos de América",     "US"},
    { "Stati Uniti d'America",          "US"},
    { "Czech Republic",                 "CZ"},
    { "Tschechische Republik",          "CZ"},
    { "Russian Federation",             "RU"},
    { "Republic of Ireland",            "IE"},
    { "The Netherlands",                "NL"},
    { "Holland",                        "NL"},
    { "Turkey",                         "TR"},
    { "Republic of Korea",              "KR"},
    { "Macedonia",                      "MK"},
    { "Hong Kong",                      "HK"},
    { "Macau",                          "MO"},
    { "Palestine",                      "PS"},
    { "Viet Nam",                       "VN"},
};

struct entry {
    struct str letters;
    char code[2];
};

struct feed_countries {
    struct arena *arena;
    struct entry *entries; /* sorted by letters */
    size_t count;
};

/* scratch: folding takes much more memory than its result. */
static void add(struct feed_countries *all, struct arena *scratch, struct str name, const char *code)
{
    struct entry *e = &all->entries[all->count];
    struct str letters;
    arena_reset(scratch);
    if (fold_letters(scratch, name, &letters) == ST_OK && letters.len) {
        e->letters = arena_str(all->arena, letters);
        memcpy(e->code, code, 2);
        all->count++;
    }
}

static void add_country(struct feed_countries *all, struct arena *scratch, const char *code)
{
    char locale[8] = "und_";
    memcpy(locale + 4, code, 2);
    add(all, scratch, str_of(uloc_getISO3Country(locale)), code);
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        UErrorCode error = U_ZERO_ERROR;
        UChar wide[128];
        char name[384];
        int32_t n = uloc_getDisplayCountry(locale, languages[i], wide, COUNT_OF(wide), &error), len = 0;
        u_strToUTF8(name, sizeof name, &len, wide, n, &error);
        if (U_SUCCESS(error) && error != U_USING_DEFAULT_WARNING) {
            add(all, scratch, (struct str){ name, (size_t)len }, code);
        }
    }
}

static int order(const void *a, const void *b)
{
    return str_cmp(((const struct entry *)a)->letters, ((const struct entry *)b)->letters);
}

struct feed_countries *feed_countries_new(struct arena *arena)
{
    const char *const *codes = uloc_getISOCountries();
    size_t n = 0;
    while (codes[n] != NULL) {
        n++;
    }
    struct feed_countries *all = arena_new(arena, struct feed_countries);
    struct entry *entries =
        arena_array(arena, struct entry, n * (COUNT_OF(languages) + 1) + COUNT_OF(others));
    if (all == NULL || entries == NULL) {
        return NULL;
    }
    struct arena scratch;
    arena_init(&scratch, MIB);
    *all = (struct feed_countries){ .arena = arena, .entries = entries };
    for (size_t i = 0; i < n; i++) {
        add_country(all, &scratch, codes[i]);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        add(all, &scratch, str_of(others[i].name), others[i].code);
    }
    arena_done(&scratch);
    if (arena->failed) {
        return NULL;
    }
    qsort(entries, all->count, sizeof *entries, order);
    return all;
}

size_t feed_countries_ambiguous(const struct feed_countries *countries)
{
    size_t n = 0;
    for (size_t i = 1; i < countries->count; i++) {
        const struct entry *a = &countries->entries[i - 1], *b = &countries->entries[i];
        n += str_eq(a->letters, b->letters) && memcmp(a->code, b->code, 2) != 0;
    }
    return n;
}

struct str feed_country_code(const struct feed_countries *countries, struct str name)
{
    struct arena scratch;
    struct entry wanted;
    const struct entry *found = NULL;
    arena_init(&scratch, MIB);
    if (fold_letters(&scratch, name, &wanted.letters) == ST_OK) {
        found = bsearch(&wanted, countries->entries, countries->count, sizeof wanted, order);
    }
    arena_done(&scratch);
    return found ? (struct str){ found->code, 2 } : STR_NONE;
}
