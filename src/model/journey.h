/* journey.h: rows of lists that go over all campaigns: a person's way through training. "Not there" is as in
 * record.h. */
#ifndef MUSTER_MODEL_JOURNEY_H
#define MUSTER_MODEL_JOURNEY_H

#include "base/str.h"

#include <stdint.h>

/* Whom a row is about. */
struct learner_row {
    struct str email, first_name, last_name;
    int64_t number; /* ids.securityjourney */
};

/* What they did of so many modules. */
struct passed_row {
    int64_t passed, total, percent; /* percent: rounded down; 0 of 0 is 0 */
    struct str slash, words;        /* "3/20", "3 of 20" */
};

/* An enrollment in training. */
struct journey_row {
    struct learner_row who;
    int64_t number;
    struct str campaign, path, level; /* path: the campaign's name where it has none */
    int status;                       /* enum enrollment_status, as stored or decided */
    int assignment;                   /* enum assignment_status */
    int64_t created_at, engaged_at, updated_at, completed_at, due_at;
    struct passed_row all, required;
};

enum assignment_status {
    ASSIGNMENT_NOT_STARTED = 1,
    ASSIGNMENT_IN_PROGRESS,
    ASSIGNMENT_COMPLETED,
    ASSIGNMENT_OVERDUE, /* not completed, and its day is over */
};

/* One level of a person: all their enrollments in it. The worst of their statuses is the greatest. */
enum level_status {
    LEVEL_PASSED = 1,
    LEVEL_IN_PROGRESS,
    LEVEL_PAUSED,
    LEVEL_ABANDONED,
    LEVEL_NOT_STARTED,
    LEVEL_FAILED,
};
struct level_row {
    struct learner_row who;
    struct str level;
    int status;
    int64_t paths, passed_paths, updated_at;
    struct passed_row required, all;
};

struct user_row {
    struct learner_row who;
    int64_t points;
    struct str country; /* its English name */
    struct str ad_id, initial, phone_number, title, company, job_role, team, department_number,
        employee_number, manager_name, managers_employee_number, business_unit, employee_secondary_number,
        business_unit_description;
    int security_champion; /* 0, 1, -1: not said */
};

struct lesson_row {
    struct learner_row who;
    struct str module;
    int status;                                            /* enum progress_status, never none */
    int watched_video, read_transcript, experiment_passed; /* 0, 1, -1: does not apply */
    int quizzes;                                           /* enum quizzes; 0: does not apply */
    int64_t updated_at;
};

#endif
