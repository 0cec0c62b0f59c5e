/* scores.h: the scores of people on a date, read from their own rows and the sums over everybody. What it
 * costs depends on what a person did, not on how many people there are. */
#ifndef MUSTER_APPLY_SCORES_H
#define MUSTER_APPLY_SCORES_H

#include "base/arena.h"
#include "base/status.h"
#include "derive/score_parts.h"
#include "model/risk_rows.h"
#include "store/db.h"

/* Where a part comes from, for explanations. Texts in the caller's arena. */
struct scored {
    struct score_part part;
    struct str source; /* the campaign's or behavior's name, else its id */
    int difficulty;    /* enum difficulty, of a simulation */
};

struct scoring {
    struct db *db;
    int64_t tenant, date;
    struct score_sum everybody;
};

/* The share of the tenant on that date (a UTC day, score_day). Within a view of the store, if it is to agree
 * with what follows. */
enum status scoring_begin(struct scoring *scoring, struct db *db, int64_t tenant, int64_t date);

/* What the scores of a person stand on beside what they did. */
struct scored_person {
    int64_t person_key, access_level; /* NONE: none */
    struct str job_role, attributes;
};

/* All scores; events and interval as well. */
struct scores {
    struct score_decision decision;
    int64_t exposure; /* of the job role */
    bool public_mailbox;
    int64_t access_level; /* the person's, else the role's; NONE: neither */
    int64_t likelihood, impact, overall;
};

/* arena: scratch, grown into. */
enum status scoring_person(const struct scoring *scoring, const struct scored_person *person,
                           struct arena *arena, struct scores *scores);

/* The same of a person's decision score alone. */
enum status scoring_decision(const struct scoring *scoring, int64_t person_key,
                             struct score_decision *decision);

/* Every part of a person's decision score, on whatever date it counts, in the arena. */
enum status scoring_parts(const struct scoring *scoring, int64_t person_key, struct arena *arena,
                          struct scored **parts, size_t *n);

/* Reported mail, for whoever reads it by queries of their own: binds what a query needs to weigh it as the
 * parameters first and first + 1; makes a part of when it was reported and its evidence (0 to 100). False: it
 * is none. */
void scoring_bind_mail(struct query *q, int first);
bool scoring_mail_part(int64_t reported_at, int64_t evidence, struct score_part *part);

/* As a row of an answer. */
struct risk_row scores_row(const struct scores *scores, int64_t id);

#endif
