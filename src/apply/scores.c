/* scores.c: see scores.h. */
#include "apply/scores.h"

#include "apply/mail.h"
#include "apply/tally.h"
#include "base/fold.h"
#include "base/jsonin.h"
#include "base/must.h"
#include "base/when.h"
#include "derive/score_role.h"
#include "mail/findings.h"
#include "model/record.h"

#include <string.h>

/* Columns of SCORE_PERSON_ENROLLMENTS and SCORE_PERSON_BEHAVIORS. */
enum { ENROLLMENT_RESULT = 9, ENROLLMENT_NAME = ENROLLMENT_RESULT + SIMULATION_TIMES + 1 };

enum status scoring_begin(struct scoring *s, struct db *db, int64_t tenant, int64_t date)
{
    *s = (struct scoring){ .db = db, .tenant = tenant, .date = date };
    struct query *q = db_query(db, Q_SCORE_DAYS);
    enum status st;
    query_int(q, 1, tenant);
    query_int(q, 2, date);
    while ((st = query_step(q)) == ST_OK) {
        int64_t age = date - query_int_at(q, 0);
        s->everybody.good += score_aged(query_int_at(q, 1), age);
        s->everybody.bad += score_aged(query_int_at(q, 2), age);
    }
    return st == ST_END ? ST_OK : st;
}

/* What is done with each part; name: column of the query that names its source. */
typedef enum status part_found(void *to, const struct score_part *part, const struct query *q, int name,
                               int difficulty);

static int64_t word_at(const struct query *q, int at)
{
    return query_is_null(q, at) ? 0 : query_int_at(q, at);
}

static enum status walk_enrollments(const struct scoring *s, int64_t person_key, part_found *found, void *to)
{
    struct query *q = db_query(s->db, Q_SCORE_PERSON_ENROLLMENTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, s->tenant);
    query_int(q, 2, person_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        struct score_part parts[SCORE_PARTS];
        int64_t planned = query_int_at(q, 7);
        const struct score_facts facts = { .campaign_type = (int)query_int_at(q, 0),
                                           .difficulty = (int)word_at(q, 1),
                                           .phase = (int)query_int_at(q, 2),
                                           .enrolled_at = query_int_at(q, 3),
                                           .started_at = query_int_at(q, 4),
                                           .last_accessed_at = query_int_at(q, 5),
                                           .completed_at = query_int_at(q, 6),
                                           .due_at = planned == NONE ? query_int_at(q, 8) : planned,
                                           .result = simulation_load(q, ENROLLMENT_RESULT) };
        int n = score_parts_enrollment(&facts, parts);
        for (int i = 0; st == ST_OK && i < n; i++) {
            st = found(to, &parts[i], q, ENROLLMENT_NAME, facts.difficulty);
        }
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status walk_behaviors(const struct scoring *s, int64_t person_key, part_found *found, void *to)
{
    struct query *q = db_query(s->db, Q_SCORE_PERSON_BEHAVIORS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, s->tenant);
    query_int(q, 2, person_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        const struct score_part part =
            score_parts_behavior((int)word_at(q, 0), score_parts_weight(query_real_at(q, 1)),
                                 query_int_at(q, 2));
        st = found(to, &part, q, 3, DIFFICULTY_NONE);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

void scoring_bind_mail(struct query *q, int first)
{
    query_int(q, first, MAIL_DAYS * WHEN_DAY);
    query_int(q, first + 1, finding_points(FINDING_FIRST_SENDER));
}

/* Real phishing: decided malicious, or undecided with a score of at least 50. */
bool scoring_mail_part(int64_t reported_at, int64_t evidence, struct score_part *part)
{
    enum { REAL = 50 };
    *part = (struct score_part){ .what = SCORE_REPORTED_REAL,
                                 .weight = SCORE_UNIT,
                                 .day = score_day(reported_at),
                                 .until = SCORE_FOREVER };
    return evidence >= REAL;
}

/* Called with the evidence (0 to 100) of each mail that they reported and that is no simulation. */
static struct query *ask_mails(const struct scoring *s, int64_t person_key)
{
    struct query *q = db_query(s->db, Q_SCORE_PERSON_MAILS);
    query_int(q, 1, s->tenant);
    query_int(q, 2, person_key);
    scoring_bind_mail(q, 3);
    return q;
}

static enum status walk_mails(const struct scoring *s, int64_t person_key, part_found *found, void *to)
{
    struct query *q = ask_mails(s, person_key);
    struct score_part part;
    enum status st = ST_OK, step = ST_END;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        if (scoring_mail_part(query_int_at(q, 0), query_int_at(q, 1), &part)) {
            st = found(to, &part, q, 2, DIFFICULTY_NONE);
        }
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* The sum of their risks, half after 90 days. */
static enum status add_risks(const struct scoring *s, int64_t person_key, double *risks)
{
    struct query *q = ask_mails(s, person_key);
    unsigned __int128 sum = 0;
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        int64_t age = s->date - score_day(query_int_at(q, 0));
        sum += age < 0 ? 0 : score_aged(query_int_at(q, 1) * SCORE_UNIT / 100, age);
    }
    *risks = (double)sum / SCORE_UNIT / (double)((uint64_t)1 << 62);
    return st == ST_END ? ST_OK : st;
}

static enum status walk(const struct scoring *s, int64_t person_key, part_found *found, void *to)
{
    TRY(walk_enrollments(s, person_key, found, to));
    TRY(walk_behaviors(s, person_key, found, to));
    return walk_mails(s, person_key, found, to);
}

struct adding {
    const struct scoring *scoring;
    struct score_sum sum;
};

static enum status add(void *to, const struct score_part *part, const struct query *q, int name,
                       int difficulty)
{
    struct adding *adding = to;
    (void)q;
    (void)name;
    (void)difficulty;
    score_add(&adding->sum, part, adding->scoring->date);
    return ST_OK;
}

enum status scoring_decision(const struct scoring *s, int64_t person_key, struct score_decision *decision)
{
    struct adding adding = { .scoring = s };
    TRY(walk(s, person_key, add, &adding));
    *decision = score_decide(&adding.sum, &s->everybody);
    return ST_OK;
}

struct keeping {
    struct arena *arena;
    struct scored *at;
    size_t n, room;
};

static enum status keep(void *to, const struct score_part *part, const struct query *q, int name,
                        int difficulty)
{
    struct keeping *k = to;
    if (k->n == k->room) {
        size_t room = k->room ? 2 * k->room : 16;
        struct scored *more = arena_array(k->arena, struct scored, room);
        if (more == NULL) {
            return ST_NOMEM;
        }
        if (k->n > 0) {
            memcpy(more, k->at, k->n * sizeof *more);
        }
        k->at = more;
        k->room = room;
    }
    k->at[k->n++] = (struct scored){ *part, arena_str(k->arena, query_text_at(q, name)), difficulty };
    return k->arena->failed ? ST_NOMEM : ST_OK;
}

enum status scoring_parts(const struct scoring *s, int64_t person_key, struct arena *arena,
                          struct scored **parts, size_t *n)
{
    struct keeping keeping = { .arena = arena };
    TRY(walk(s, person_key, keep, &keeping));
    *parts = keeping.at;
    *n = keeping.n;
    return ST_OK;
}

/* ---- beside what they did ---- */

/* What the admin said of the role, else what its words say. */
static enum status read_role(const struct scoring *s, struct str role, struct arena *arena,
                             struct scores *scores)
{
    struct str folded;
    TRY(fold(arena, role, &folded));
    scores->exposure = score_role_exposure(folded);
    if (role.ptr == NULL) {
        return ST_OK;
    }
    struct query *q = db_query(s->db, Q_SCORE_ROLE);
    query_int(q, 1, s->tenant);
    query_text(q, 2, folded);
    enum status st = query_step(q);
    if (st == ST_OK) {
        scores->exposure = query_is_null(q, 0) ? scores->exposure : query_int_at(q, 0);
        scores->access_level = query_int_at(q, 1);
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

static bool is_public(struct str attributes)
{
    static const struct str key = STR_INIT("publicMailbox");
    struct jsonin *root;
    struct str text = STR_NONE;
    if (attributes.ptr == NULL || memmem(attributes.ptr, attributes.len, key.ptr, key.len) == NULL ||
        jsonin_parse(attributes, &root, NULL) != ST_OK) {
        return false;
    }
    bool yes = jsonin_text(jsonin_get(root, key), &text) && str_eq(text, STR("true"));
    jsonin_free(root);
    return yes;
}

enum status scoring_person(const struct scoring *s, const struct scored_person *person, struct arena *arena,
                           struct scores *scores)
{
    *scores = (struct scores){ .access_level = NONE };
    TRY(scoring_decision(s, person->person_key, &scores->decision));
    TRY(read_role(s, person->job_role, arena, scores));
    scores->public_mailbox = is_public(person->attributes);
    double risks;
    TRY(add_risks(s, person->person_key, &risks));
    scores->likelihood = score_likelihood(risks, scores->exposure, scores->public_mailbox);
    scores->impact = score_impact(person->access_level, scores->access_level);
    if (person->access_level != NONE) {
        scores->access_level = person->access_level;
    }
    scores->overall =
        score_overall(scores->decision.score, scores->likelihood, scores->impact, &score_weights_default);
    return ST_OK;
}

struct risk_row scores_row(const struct scores *s, int64_t id)
{
    return (struct risk_row){ .id = id,
                              .decision = s->decision.score,
                              .overall = s->overall,
                              .likelihood = s->likelihood,
                              .impact = s->impact,
                              .decision_band = (int)score_decision_band(s->decision.score),
                              .overall_band = (int)score_risk_band(s->overall),
                              .likelihood_band = (int)score_risk_band(s->likelihood),
                              .impact_band = (int)score_risk_band(s->impact) };
}
