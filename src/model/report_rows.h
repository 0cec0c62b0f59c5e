/* report_rows.h: rows of reports about a person's whole training and of groups (Kaspersky's API). Texts are
 * already in the reader's language. "Not there" is as in record.h. */
#ifndef MUSTER_MODEL_REPORT_ROWS_H
#define MUSTER_MODEL_REPORT_ROWS_H

#include "model/rows.h"

/* A module in a course. */
struct course_row {
    struct str code;
    int64_t level, status;
    struct str started_at, finished_at;
};

/* A simulated attack. */
struct attack_row {
    struct str code;
    int64_t level;
    struct str started_at, letter;
    int64_t result;
    struct str followed_at;
};

/* One person. */
struct report_row {
    struct str id, email, short_name, full_name, group;
    int64_t seconds;
    struct str main_pace, express_pace, status, main_percent, express_percent;
    struct str main_plan, express_plan, main_end, express_end;
    struct list main_courses, express_courses; /* of struct course_row */
    struct str last_active;
    int64_t certificates;
    struct list attacks; /* of struct attack_row */
};

struct group_row {
    struct str id, name;
    bool started;
};

/* A person who was put into another group. Without one before: id and name are not there. */
struct moved_row {
    struct str user;
    struct group_row current, previous;
};

#endif
