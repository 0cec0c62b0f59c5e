/* education.h: what follows from a person's training and simulations for reports in the manner of
 * Kaspersky's: percentages, categories, planned and real ends, certificates, results of attacks. Pure
 * functions of what is stored and of a time; docs/decisions/0044-kaspersky.md tells the rules. Times are
 * ticks, NONE where there is none.
 */
#ifndef MUSTER_DERIVE_EDUCATION_H
#define MUSTER_DERIVE_EDUCATION_H

#include "model/record.h"

enum risk_group { RISK_LOW, RISK_MEDIUM, RISK_HIGH, RISK_GROUPS };

/* How a course goes. */
enum course_pace {
    PACE_NOT_STARTED,
    PACE_COMPLETED,
    PACE_BEHIND,
    PACE_ON_SCHEDULE,
    PACE_IN_PROGRESS,
    PACE_COUNT
};

/* How a person's training goes as a whole. */
enum education_status {
    EDUCATION_NOT_ASSIGNED,
    EDUCATION_PAUSED,
    EDUCATION_COMPLETED,
    EDUCATION_IN_PROGRESS,
    EDUCATION_NOT_STARTED,
    EDUCATION_STATUSES
};

/* One enrollment in a training campaign. */
struct education_enrollment {
    int status; /* enum enrollment_status, never none (enrollment_status) */
    int64_t enrolled_at, started_at, completed_at, planned_end, due_at;
    int64_t seconds; /* NONE: none known */
};

/* One module of it; a campaign without modules has one, whose progress is the enrollment's
 * (education_implied). */
struct education_module {
    int status; /* enum progress_status; none: there is no progress */
    int64_t started_at, completed_at, seconds;
    bool quiz_passed, skill_noted;
    bool certificate; /* there is a record of one, */
    int64_t certificate_at;
};

/* What is gathered of one track. Zero it, then add enrollments with their modules. */
struct education_course {
    int64_t enrollments, begun, completed; /* enrollments; begun: in any way, paused and completed too */
    int64_t modules, modules_done;
    int64_t start, plan_end, real_end; /* with has_*: earliest begin, latest end */
    bool has_start, has_plan, has_end;
};

/* The one module of a campaign that has none. */
struct education_module education_implied(const struct education_enrollment *enrollment);

/* Adds an enrollment with its n modules. */
void education_add(struct education_course *course, const struct education_enrollment *enrollment,
                   const struct education_module *modules, int64_t n);

/* Hundredths of a percent, half up: 5000 is 50 %. Of nothing 0. */
int64_t education_percent(int64_t done, int64_t all);

/* The latest planned end; when the last enrollment of the track was completed, once all are. NONE. */
int64_t education_plan_end(const struct education_course *course);
int64_t education_real_end(const struct education_course *course);

enum course_pace education_pace(const struct education_course *course, int64_t now);

/* paused: one enrollment of either track is. */
enum education_status education_status(const struct education_course *main_course,
                                       const struct education_course *express, bool paused);

/* Whether an enrollment with this status is paused. */
bool education_paused(int status);

/* Whether the module brought a certificate: a record, or that it was completed, in a main course whose
 * campaign has no records of certificates at all (recorded). */
bool education_certificate(const struct education_module *module, bool express, bool recorded);

/* 0 assigned, 1 completed, 2 in progress. Express courses know only the first two; tests: the campaign has
 * them. */
int64_t education_course_status(const struct education_module *module, bool certificate);
int64_t education_express_status(const struct education_module *module, bool tests);

/* When the module was completed, else when its certificate was given. NONE. */
int64_t education_finished(const struct education_module *module);

/* A simulated mail to one person. */
struct education_attack {
    int64_t sent_at, bounced_at, clicked_at, captured_at, reported_at;
};

/* Whether it arrived, and so is shown at all. */
bool education_arrived(const struct education_attack *attack);

/* 0: waiting, 1: resisted (reported, or nothing happened for over 7 days), 2: fell for it, at whatever time.
 */
int education_result(const struct education_attack *attack, int64_t now);

#endif
