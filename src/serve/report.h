/* report.h: one person of a report: what the queries give (read_report.c), and the row that is made of it. */
#ifndef MUSTER_SERVE_REPORT_H
#define MUSTER_SERVE_REPORT_H

#include "derive/education.h"
#include "derive/score.h"
#include "dialect/kaspersky_texts.h"
#include "model/report_rows.h"
#include "serve/grown.h"

/* One enrollment, with what is needed of its campaign; names are in the reader's language. */
struct enrolled {
    int64_t number, level, last_accessed_at;
    bool simulation, express, tests; /* tests: the campaign has them; */
    bool recorded;                   /* it has records of certificates */
    struct str code, letter;
    struct education_enrollment education;
    struct education_attack attack;
    int64_t first, count; /* its modules */
};

struct module_label {
    struct str code;
    int64_t level;
};

/* Everything about one person; rows live in the arena of the grown lists. */
struct gathered {
    struct str id, email, first_name, last_name, full_name, short_name;
    struct str group_id, group_name, group_names; /* absent: in no group */
    struct grown enrolled;                        /* of struct enrolled, by number */
    struct score_sum score;                       /* of what they did */
    struct grown modules, labels; /* of struct education_module and module_label: of all enrollments */
};

/* How the reader wants it. */
struct report_manner {
    const struct kaspersky_language *language;
    bool localized;             /* dates */
    int64_t now, date;          /* date: score_day of now */
    struct score_sum everybody; /* on that date */
};

/* Makes the row; false without memory. Its texts live in the arena, or are those of the person. */
bool report_make(struct arena *arena, const struct report_manner *manner, struct gathered *person,
                 struct report_row *row);

/* Who is in no group is in one of three by the band of their decision score. */
enum risk_group report_risk_of(const struct score_decision *decision);
enum risk_group report_risk(const struct score_sum *person, const struct score_sum *everybody);

/* The name of a group in the language. */
struct str report_group(struct arena *arena, const struct kaspersky_language *language, struct str id,
                        struct str name, struct str names);

#endif
