/* rows.h: the neutral rows that queries fill and dialect tables print. "Not there" is as in record.h. */
#ifndef MUSTER_MODEL_ROWS_H
#define MUSTER_MODEL_ROWS_H

#include "base/str.h"
#include "base/uuid.h"
#include "model/phase.h"
#include "model/words.h"

#include <stdbool.h>
#include <stdint.h>

/* A list: in memory (at, n rows of size bytes), or pulled: next() gives rows until NULL. */
struct list {
    const void *at;
    int64_t n;
    size_t size;
    const void *(*next)(struct list *list);
    void *source; /* next's own */
    bool failed;  /* next() gave NULL because it could not go on: the answer must not look complete */
};

/* Texts in memory; numbers the same. */
struct texts {
    const struct str *at;
    int64_t n;
};
struct ints {
    const int64_t *at;
    int64_t n;
};

struct organization_row {
    struct uuid id, parent;
    struct str name;
    int64_t users;
};

struct campaign_row {
    struct uuid id, organization;
    struct str name;
    int type, status, delivery; /* model/words.h; status is already decided for the request's time */
    int64_t engaged_users, started_at, ended_at, created_at;
    bool pass_fail;
    double pass_fail_score;     /* none unless pass_fail */
    int64_t pass_fail_attempts; /* none unless pass_fail */
};

/* One campaign's counters. */
struct summary_row {
    struct uuid id;
    struct str name;
    int64_t active_users, total_users, avg_seconds;
    double avg_engagement, avg_knowledge;      /* 0 over nobody */
    int64_t active_no_action, total_no_action; /* the phases before a person did anything */
    int64_t active[PHASE_COUNT], total[PHASE_COUNT];
    /* simulations: how many people did what */
    int64_t opened, clicked, reported, captured, active_opened, active_clicked, active_reported,
        active_captured;
    double resiliency; /* of those who reported or fell, who reported and did not fall; 0 over nobody */
};

struct module_row {
    struct uuid id, comment;
    struct str name;
    int status; /* enum progress_status, never none */
    int64_t completed_at, seconds;
    double rating;
};

struct attempt_row {
    int64_t number, at;
    double score;
    int passed;
};

/* One person in one campaign. */
struct enrollment_row {
    struct uuid person, campaign;
    struct str source, department, country, business_unit, job_role;
    struct str
        manager; /* their sourceIdentifier as shown, else their e-mail as this person's record has it */
    struct str dashboard; /* where people look at the campaign */
    bool active;
    int phase;  /* enum phase; in a simulation enum simulation_phase */
    int status; /* enum enrollment_status as stored or decided */
    double engagement, knowledge, productivity, intention_to_comply, self_efficacy;
    int64_t number, enrolled_at, started_at, last_accessed_at, completed_at, seconds;
    struct list modules, attempts; /* filled for one person's detail only */
    /* simulations: whether, and when first */
    bool opened, clicked, entered, captured, reported;
    int64_t sent_at, opened_at, clicked_at, entered_at, captured_at, reported_at, landing_seconds;
};

struct comment_row {
    struct uuid id, module, campaign, person;
    struct str text, translated, language, sentiment, source;
    int64_t processed_at;
};

struct page {
    struct list rows;
    int64_t total, skip, take;
    struct str
        next; /* where the next page begins; absent on the last, and in lists that know no such thing */
};

/* A refusal, in words of any API: an error body is a field table over it. */
struct refusal {
    int status;
    struct str code, field, reason;
};

#endif
