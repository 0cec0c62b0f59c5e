/* score.h: the scores of a person as pure functions of what is known about them and a date (a whole UTC day):
 * no clock, no state. docs/scores.md tells the formulas and what they do not say.
 *
 * A part is one thing that counts, with its weight in thousandths. What is good and bad is summed in whole
 * numbers, so a sum does not depend on the order in which its parts come, and taking a part away restores it.
 */
#ifndef MUSTER_DERIVE_SCORE_H
#define MUSTER_DERIVE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCORE_VERSION = 1,    /* of the formulas; another one whenever a number here changes */
    SCORE_UNIT = 1000,    /* weights are thousandths */
    SCORE_HALF_LIFE = 90, /* days after which a part counts half */
    SCORE_PRIOR = 4,      /* pseudo-events at the tenant's own good share */
    SCORE_SURE = 3,       /* with fewer events a decision score is provisional */
    SCORE_STRONGEST = 5,
    SCORE_WEIGHT_MAX = 10 /* of a behavior */
};

#define SCORE_FOREVER INT64_MAX

enum score_what {
    SCORE_REPORTED,      /* a simulated mail, without falling for it */
    SCORE_REPORTED_FELL, /* a simulated mail, though they fell for it too */
    SCORE_REPORTED_REAL, /* real phishing */
    SCORE_COMPLETED,     /* a training campaign */
    SCORE_BEHAVIOR_GOOD,
    SCORE_CLICKED, /* from here on bad */
    SCORE_ATTACHMENT,
    SCORE_ENTERED,
    SCORE_CAPTURED,
    SCORE_OVERDUE,
    SCORE_BEHAVIOR_BAD,
    SCORE_WHATS
};

/* It counts on dates from day on and before until; its age is counted from day. */
struct score_part {
    enum score_what what;
    int64_t weight;
    int64_t day, until; /* days since 1970-01-01 */
};

bool score_is_good(enum score_what what);

/* The UTC day of a time in ticks. */
int64_t score_day(int64_t ticks);

/* Whether the part counts on that date. */
bool score_counts(const struct score_part *part, int64_t date);

/* Sums of aged weights in units of 2^-62 thousandths. */
struct score_sum {
    unsigned __int128 good, bad;
    int64_t events;
};

/* A weight after some days (0 or more). */
unsigned __int128 score_aged(int64_t weight, int64_t days);

/* Adds the part as it counts on that date, if it does; and n of them at once. */
void score_add(struct score_sum *sum, const struct score_part *part, int64_t date);

enum score_band { BAND_LOW, BAND_MEDIUM, BAND_HIGH, BAND_COUNT };

struct score_decision {
    int64_t score; /* 0..100, higher is better */
    int64_t events;
    bool provisional;
    double prior;     /* the tenant's good share; 0.5 without events */
    double good, bad; /* sums of weights */
    double low, high; /* Wilson 95 % around the score, 0..100 */
};

/* tenant: the sum over all of its people. */
struct score_decision score_decide(const struct score_sum *person, const struct score_sum *tenant);

/* By how many points the score (before rounding) would differ without a part that counts on the date. */
double score_effect(const struct score_decision *decision, const struct score_part *part, int64_t date);

/* The indexes of the parts that move the score most, at most SCORE_STRONGEST, strongest first; equal ones:
 * the younger, then the one that stands first. Returns how many. */
int score_strongest(const struct score_decision *decision, const struct score_part *parts, size_t n,
                    int64_t date, size_t strongest[SCORE_STRONGEST]);

/* The interval of a share of n, in 0..1: successes may be a fraction. n > 0. */
void score_wilson(double successes, double n, double *low, double *high);

/* mails: risk of the real suspicious mails a person received or reported, aged and summed. */
int64_t score_likelihood(double mails, int64_t exposure, bool public_mailbox);

/* accessLevel of the person, else of the job role; NONE (INT64_MIN): not known. */
int64_t score_impact(int64_t person_level, int64_t role_level);

struct score_weights {
    int64_t decision, likelihood, impact; /* thousandths; together 1000 */
};
extern const struct score_weights score_weights_default;

/* The weighted mean of the three, as whole numbers: the shown parts add up to the shown total. */
int64_t score_overall(int64_t decision, int64_t likelihood, int64_t impact,
                      const struct score_weights *weights);

enum score_band score_risk_band(int64_t risk);
enum score_band score_decision_band(int64_t decision); /* low: low risk */

#endif
