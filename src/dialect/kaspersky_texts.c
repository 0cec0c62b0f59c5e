/* kaspersky_texts.c: the table of languages, and values spelled in them. */
/* hot path */
#include "dialect/kaspersky_texts.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "base/when.h"

#include <string.h>
#include <strings.h>

const struct kaspersky_language kaspersky_languages[KASPERSKY_LANGUAGES] = {
#define LANGUAGE(lng, english, own, names, decimal, date, low, medium, high, not_started, completed, behind, \
                 on_schedule, in_progress, ...)                                                              \
    {                                                                                                        \
        lng,                                                                                                 \
        english,                                                                                             \
        own,                                                                                                 \
        names,                                                                                               \
        decimal,                                                                                             \
        date,                                                                                                \
        {low,          medium, high },                                                                               \
        { not_started,        completed, behind, on_schedule, in_progress },                                        \
        { __VA_ARGS__}                                                                                      \
},
#include "dialect/kaspersky_texts.inc"
#undef LANGUAGE
};

const char *const kaspersky_group_ids[RISK_GROUPS] = {
    [RISK_LOW] = "6d757374657200000000000a",
    [RISK_MEDIUM] = "6d757374657200000000000b",
    [RISK_HIGH] = "6d757374657200000000000c",
};

enum risk_group kaspersky_group_of(struct str id)
{
    int group = 0;
    while (group < RISK_GROUPS && !str_eq(id, str_of(kaspersky_group_ids[group]))) {
        group++;
    }
    return (enum risk_group)group;
}

const struct kaspersky_language *kaspersky_language(struct str lng)
{
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        if (str_eq(lng, str_of(kaspersky_languages[i].lng))) {
            return &kaspersky_languages[i];
        }
    }
    return NULL;
}

/* ---- names by language ---- */

/* A text of stored JSON from behind its opening quote on; moves *at behind the closing one. What the store
 * holds has been parsed when it came, so only a broken store makes this end early. */
static struct str skip_text(struct str json, size_t *at)
{
    size_t from = *at;
    while (*at < json.len && json.ptr[*at] != '"') {
        *at += json.ptr[*at] == '\\' ? 2 : 1;
    }
    size_t end = *at < json.len ? *at : json.len;
    *at = end + 1;
    return (struct str){ json.ptr + from, end - from };
}

/* The next key and value of an object of texts, as they are written between their quotes. */
static bool next_pair(struct str json, size_t *at, struct str *key, struct str *value)
{
    struct str *part[] = { key, value };
    for (int i = 0; i < 2; i++) {
        while (*at < json.len && json.ptr[*at] != '"') {
            ++*at;
        }
        if (*at >= json.len) {
            return false;
        }
        ++*at;
        *part[i] = skip_text(json, at);
    }
    return true;
}

static bool same_tag(struct str a, struct str b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* How good a key is for the language: 0 the code itself, then its other names in their order; -1: another
 * one. */
static int rank_of(const struct kaspersky_language *language, struct str key)
{
    struct str rest = str_of(language->names), word = str_of(language->lng);
    for (int rank = 0; word.ptr != NULL; rank++) {
        if (same_tag(word, key)) {
            return rank;
        }
        word = rest.ptr != NULL ? str_cut(&rest, ' ') : STR_NONE;
    }
    return -1;
}

static int hex_of(char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* The store's own JSON (json_quote) escapes quotes, backslashes and controls, and nothing else. */
static struct str plain(struct arena *arena, struct str text)
{
    static const char from[] = "bfnrt", meant[] = "\b\f\n\r\t";
    char *to = memchr(text.ptr, '\\', text.len) != NULL ? arena_alloc(arena, text.len) : NULL;
    if (to == NULL) {
        return arena_str(arena, text);
    }
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\' && i + 1 < text.len) {
            c = text.ptr[++i];
            const char *known = memchr(from, c, sizeof from - 1);
            if (c == 'u' && i + 4 < text.len) {
                c = (char)(hex_of(text.ptr[i + 3]) * 16 + hex_of(text.ptr[i + 4]));
                i += 4;
            } else if (known != NULL) {
                c = meant[known - from];
            }
        }
        to[n++] = c;
    }
    return (struct str){ to, n };
}

struct str kaspersky_name(struct arena *arena, const struct kaspersky_language *language, struct str names,
                          struct str otherwise)
{
    struct str key, value, best = STR_NONE;
    int best_rank = -1;
    for (size_t at = 0; names.ptr != NULL && next_pair(names, &at, &key, &value);) {
        int rank = rank_of(language, key);
        if (rank >= 0 && (best_rank < 0 || rank < best_rank)) {
            best_rank = rank;
            best = value;
        }
    }
    return best_rank >= 0 ? plain(arena, best) : arena_str(arena, otherwise);
}

/* ---- numbers and times ---- */

/* The last two digits of a number. */
static size_t put_two(char *to, int64_t number)
{
    to[0] = (char)('0' + number / 10 % 10);
    to[1] = (char)('0' + number % 10);
    return 2;
}

struct str kaspersky_percent(struct arena *arena, const struct kaspersky_language *language,
                             int64_t hundredths)
{
    char text[NUM_INT_MAX + 4];
    size_t n = num_int(text, hundredths / 100);
    text[n++] = language->decimal[0];
    n += put_two(text + n, hundredths);
    return arena_str(arena, (struct str){ text, n });
}

static struct str print(struct arena *arena, const char *date, const char *time, int64_t ticks)
{
    char pattern[WHEN_TEXT_MAX], text[WHEN_TEXT_MAX];
    size_t date_len = strlen(date), time_len = strlen(time);
    must(date_len + time_len < sizeof pattern);
    memcpy(pattern, date, date_len);
    memcpy(pattern + date_len, time, time_len + 1);
    return arena_str(arena, (struct str){ text, when_print(text, ticks, pattern) });
}

struct str kaspersky_date(struct arena *arena, const struct kaspersky_language *language, bool localized,
                          int64_t ticks)
{
    static const struct civil first = { .year = 1, .month = 1, .day = 1 };
    if (ticks == NONE) {
        must(when_of_civil(&first, &ticks));
    }
    return print(arena, localized ? language->date : "Y-M-D", "", ticks);
}

struct str kaspersky_time(struct arena *arena, const struct kaspersky_language *language, bool localized,
                          int64_t ticks)
{
    return ticks == NONE ? STR_NONE : print(arena, localized ? language->date : "Y-M-D", "Th:m:s", ticks);
}

/* ---- the page ---- */

static void cell(struct buf *out, const char *text)
{
    buf_str(out, str_of(text));
    buf_lit(out, " | ");
}

static void head(struct buf *out, const char *title, const char *const *labels, int n)
{
    buf_lit(out, "\n## ");
    buf_str(out, str_of(title));
    buf_lit(out, "\n\n| lng | language | ");
    for (int i = 0; i < n; i++) {
        cell(out, labels[i]);
    }
    out->len--; /* no space at the end of a line */
    buf_lit(out, "\n|---|---|");
    for (int i = 0; i < n; i++) {
        buf_lit(out, "---|");
    }
    buf_byte(out, '\n');
}

/* One table: a language a row; a column is a text at an offset of the row. */
static void table(struct buf *out, const char *title, size_t at, int n)
{
    const char *labels[PACE_COUNT + EDUCATION_STATUSES];
    must((size_t)n <= COUNT_OF(labels));
    memcpy(labels, (const char *)&kaspersky_languages[0] + at, (size_t)n * sizeof *labels);
    head(out, title, labels, n);
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        const struct kaspersky_language *l = &kaspersky_languages[i];
        buf_lit(out, "| ");
        cell(out, l->lng);
        cell(out, l->own);
        memcpy(labels, (const char *)l + at, (size_t)n * sizeof *labels);
        for (int k = 0; k < n; k++) {
            cell(out, labels[k]);
        }
        out->len--; /* no space at the end of a line */
        buf_byte(out, '\n');
    }
}

/* A table of what is not a translation. */
static void forms(struct buf *out)
{
    static const char *const labels[] = { "in English", "names in records", "1234.5 %", "8 August 2022" };
    struct arena arena;
    arena_init(&arena, MIB);
    head(out, "Languages, numbers and dates", labels, COUNT_OF(labels));
    for (int i = 0; i < KASPERSKY_LANGUAGES; i++) {
        const struct kaspersky_language *l = &kaspersky_languages[i];
        int64_t day;
        must(when_parse(STR("2022-08-08"), &day));
        buf_lit(out, "| ");
        cell(out, l->lng);
        cell(out, l->own);
        cell(out, l->english);
        cell(out, l->names);
        buf_str(out, kaspersky_percent(&arena, l, 123450));
        buf_lit(out, " | ");
        buf_str(out, kaspersky_date(&arena, l, true, day));
        buf_lit(out, " |\n");
    }
    arena_done(&arena);
}

void kaspersky_texts_print(struct buf *out)
{
    buf_lit(
        out,
        "# The Kaspersky API's texts\n\n"
        "Every text that the Kaspersky API shows in the reader's language, as `muster texts` prints them. "
        "The place to\nchange them is `src/dialect/kaspersky_texts.inc`; this page is then printed anew.\n");
    table(out, "Built-in groups", offsetof(struct kaspersky_language, groups), RISK_GROUPS);
    table(out, "Progress of a course", offsetof(struct kaspersky_language, paces), PACE_COUNT);
    table(out, "Status of the training", offsetof(struct kaspersky_language, statuses), EDUCATION_STATUSES);
    forms(out);
}
