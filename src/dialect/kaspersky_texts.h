/* kaspersky_texts.h: the 27 languages of the Kaspersky API: its texts, signs and date forms
 * (kaspersky_texts.inc is the table), and how values are spelled in them. */
#ifndef MUSTER_DIALECT_KASPERSKY_TEXTS_H
#define MUSTER_DIALECT_KASPERSKY_TEXTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "derive/education.h"

enum { KASPERSKY_LANGUAGES = 27 };

struct kaspersky_language {
    const char *lng, *english, *own; /* its code; what it is called in English and by itself */
    const char *names;          /* keys of a record's names that are this language, with spaces between */
    const char *decimal, *date; /* decimal sign; pattern of a date (when_print) */
    const char *groups[RISK_GROUPS], *paces[PACE_COUNT], *statuses[EDUCATION_STATUSES];
};

extern const struct kaspersky_language kaspersky_languages[KASPERSKY_LANGUAGES];

/* The language with exactly this code; NULL: there is none. */
const struct kaspersky_language *kaspersky_language(struct str lng);

/* Of a record's names (a JSON object of texts, or absent) the one in the language, in the arena; where it has
 * none, `otherwise`. */
struct str kaspersky_name(struct arena *arena, const struct kaspersky_language *language, struct str names,
                          struct str otherwise);

/* Hundredths of a percent with two decimals: 1480 is "14,80" in German. */
struct str kaspersky_percent(struct arena *arena, const struct kaspersky_language *language,
                             int64_t hundredths);

/* A date, and a time without a zone. localized: the date in the language's form, else YYYY-MM-DD. No time:
 * the date is that of the year 1, as the vendor's; the time is absent. */
struct str kaspersky_date(struct arena *arena, const struct kaspersky_language *language, bool localized,
                          int64_t ticks);
struct str kaspersky_time(struct arena *arena, const struct kaspersky_language *language, bool localized,
                          int64_t ticks);

/* The identifiers of the three built-in groups, by enum risk_group, and the group that has this one
 * (RISK_GROUPS: it is none of them). */
extern const char *const kaspersky_group_ids[RISK_GROUPS];
enum risk_group kaspersky_group_of(struct str id);

/* docs/kaspersky-texts.md: every text side by side. */
void kaspersky_texts_print(struct buf *out);

#endif
