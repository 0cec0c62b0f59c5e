/* derive/score: every expected number is worked out by hand in the comment beside it, from the formulas of
 * docs/scores.md. "prior" is the tenant's good share; 4 pseudo-events stand at it. */
#include "unit.h"

#include "base/when.h"
#include "derive/score.h"
#include "derive/score_parts.h"
#include "derive/score_role.h"
#include "model/record.h"

#include <math.h>

enum { TODAY = 20000 };

/* Sums whose good share is hundredths / 100. */
static struct score_sum tenant_of(int hundredths)
{
    struct score_sum sum = { .good = 0 };
    struct score_part good = { SCORE_BEHAVIOR_GOOD, hundredths * 10, TODAY, SCORE_FOREVER };
    struct score_part bad = { SCORE_BEHAVIOR_BAD, 1000 - hundredths * 10, TODAY, SCORE_FOREVER };
    score_add(&sum, &good, TODAY);
    score_add(&sum, &bad, TODAY);
    return sum;
}

static struct score_decision decide(const struct score_part *parts, size_t n, int prior, int64_t date)
{
    struct score_sum tenant = tenant_of(prior), sum = { .good = 0 };
    for (size_t i = 0; i < n; i++) {
        score_add(&sum, &parts[i], date);
    }
    return score_decide(&sum, &tenant);
}

#define TICKS(day) ((day)*WHEN_DAY + WHEN_DAY / 2)

static struct score_facts simulation(int difficulty)
{
    return (struct score_facts){ .campaign_type = CAMPAIGN_SIMULATION,
                                 .difficulty = difficulty,
                                 .result = simulation_nothing() };
}

/* ---- single acts ---- */

struct example {
    int clicked, attached, entered, captured, reported; /* days ago; -1: not at all */
    int difficulty, prior;
    int score;
};

static const struct example examples[] = {
  /* nothing: 100 * (4 * 0.5) / 4 = 50; with a tenant's share of 0.75: 100 * 3 / 4 = 75 */
    {-1,   -1, -1, -1, -1, DIFFICULTY_NONE,     50, 50},
    { -1,  -1, -1, -1, -1, DIFFICULTY_NONE,     75, 75},
 /* reported today: (2 + 1) / (4 + 1) = 0.6 */
    { -1,  -1, -1, -1, 0,  DIFFICULTY_NONE,     50, 60},
 /* clicked today: 2 / 5 = 0.4 */
    { 0,   -1, -1, -1, -1, DIFFICULTY_NONE,     50, 40},
 /* opened the attachment: 2 / 5.2 = 0.3846 */
    { 0,   0,  -1, -1, -1, DIFFICULTY_NONE,     50, 38},
 /* entered credentials: 2 / 5.5 = 0.3636 */
    { 0,   -1, 0,  -1, -1, DIFFICULTY_NONE,     50, 36},
 /* captured: 2 / 6 = 0.3333: the gravest counts, not the sum of four */
    { 0,   0,  0,  0,  -1, DIFFICULTY_NONE,     50, 33},
    { -1,  -1, -1, 0,  -1, DIFFICULTY_NONE,     50, 33},
 /* reported 90 days ago: weight 0.5: 2.5 / 4.5 = 0.5556 */
    { -1,  -1, -1, -1, 90, DIFFICULTY_NONE,     50, 56},
 /* clicked 90 days ago: 2 / 4.5 = 0.4444 */
    { 90,  -1, -1, -1, -1, DIFFICULTY_NONE,     50, 44},
 /* reported 45 days ago: 2^-0.5 = 0.70711: 2.70711 / 4.70711 = 0.57511 */
    { -1,  -1, -1, -1, 45, DIFFICULTY_NONE,     50, 58},
 /* clicked 45 days ago: 2 / 4.70711 = 0.42489 */
    { 45,  -1, -1, -1, -1, DIFFICULTY_NONE,     50, 42},
 /* clicked, and reported after that: (2 + 0.4) / (4 + 1 + 0.4) = 0.4444 */
    { 0,   -1, -1, -1, 0,  DIFFICULTY_NONE,     50, 44},
 /* captured and reported: (2 + 0.4) / (4 + 2 + 0.4) = 0.375 -> 37.5 rounds up */
    { 0,   -1, -1, 0,  0,  DIFFICULTY_NONE,     50, 38},
 /* clicked on what is easily seen: weight 1.2: 2 / 5.2 = 0.3846 */
    { 0,   -1, -1, -1, -1, DIFFICULTY_LEAST,    50, 38},
 /* clicked on what is hardly seen: weight 0.8: 2 / 4.8 = 0.4167 */
    { 0,   -1, -1, -1, -1, DIFFICULTY_VERY,     50, 42},
    { 0,   -1, -1, -1, -1, DIFFICULTY_MODERATE, 50, 40},
 /* reported what is easily seen: 2.8 / 4.8 = 0.5833; what is hardly seen: 3.2 / 5.2 = 0.6154 */
    { -1,  -1, -1, -1, 0,  DIFFICULTY_LEAST,    50, 58},
    { -1,  -1, -1, -1, 0,  DIFFICULTY_VERY,     50, 62},
 /* captured by what is easily seen: 2.4: 2 / 6.4 = 0.3125 */
    { -1,  -1, -1, 0,  -1, DIFFICULTY_LEAST,    50, 31},
 /* clicked and reported, easily seen: (2 + 0.32) / (4 + 1.2 + 0.32) = 0.4203 */
    { 0,   -1, -1, -1, 0,  DIFFICULTY_LEAST,    50, 42},
 /* clicked, in a tenant of 0.8: 3.2 / 5 = 0.64 */
    { 0,   -1, -1, -1, -1, DIFFICULTY_NONE,     80, 64},
 /* clicked 180 days ago, in a tenant of 0.8: 3.2 / 4.25 = 0.7529 */
    { 180, -1, -1, -1, -1, DIFFICULTY_NONE,     80, 75},
 /* clicked 90 days ago (no longer counts beside), captured today: 2 / 6 */
    { 90,  -1, -1, 0,  -1, DIFFICULTY_NONE,     50, 33},
 /* reported today, clicked 90 days ago: (2 + 0.4) / (4 + 0.4 + 0.5) = 0.4898 */
    { 90,  -1, -1, -1, 0,  DIFFICULTY_NONE,     50, 49},
 /* reported 90 days ago, clicked today: the report counts as one after falling, from today on:
  * (2 + 0.4) / (4 + 1 + 0.4) = 0.4444 */
    { 0,   -1, -1, -1, 90, DIFFICULTY_NONE,     50, 44},
};

static void set_ago(struct score_facts *f, enum simulation_time what, int days)
{
    f->result.at[what] = days < 0 ? NONE : TICKS(TODAY - days);
}

static void worked_examples(void **state)
{
    (void)state;
    assert_true(COUNT_OF(examples) >= 20);
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        const struct example *e = &examples[i];
        struct score_facts f = simulation(e->difficulty);
        struct score_part parts[SCORE_PARTS];
        set_ago(&f, SIMULATION_CLICKED_AT, e->clicked);
        set_ago(&f, SIMULATION_ATTACHED_AT, e->attached);
        set_ago(&f, SIMULATION_ENTERED_AT, e->entered);
        set_ago(&f, SIMULATION_CAPTURED_AT, e->captured);
        set_ago(&f, SIMULATION_REPORTED_AT, e->reported);
        int n = score_parts_enrollment(&f, parts);
        int64_t got = decide(parts, (size_t)n, e->prior, TODAY).score;
        if (got != e->score) {
            fail_msg("example %zu: %d instead of %d", i, (int)got, e->score);
        }
    }
}

/* ---- training ---- */

static int64_t training_score(int phase, int due_ago, int done_ago, int64_t date)
{
    struct score_facts f = { .campaign_type = CAMPAIGN_CURRICULUM,
                             .phase = phase,
                             .enrolled_at = NONE,
                             .started_at = NONE,
                             .last_accessed_at = NONE,
                             .completed_at = done_ago < 0 ? NONE : TICKS(TODAY - done_ago),
                             .due_at = due_ago == INT32_MIN ? NONE : TICKS(TODAY - due_ago),
                             .result = simulation_nothing() };
    struct score_part parts[SCORE_PARTS];
    int n = score_parts_enrollment(&f, parts);
    return decide(parts, (size_t)n, 50, date).score;
}

static void training_counts_when_completed_or_overdue(void **state)
{
    enum { NEVER = INT32_MIN };
    (void)state;
    /* completed today: (2 + 0.5) / 4.5 = 0.5556 */
    assert_int_equal(training_score(PHASE_COMPLETED, NEVER, 0, TODAY), 56);
    /* completed 90 days ago: 2.25 / 4.25 = 0.5294 */
    assert_int_equal(training_score(PHASE_COMPLETED, NEVER, 90, TODAY), 53);
    /* the day before it was completed it does not count */
    assert_int_equal(training_score(PHASE_COMPLETED, NEVER, 90, TODAY - 91), 50);
    /* due yesterday: overdue since today: 2 / 4.3 = 0.4651 */
    assert_int_equal(training_score(PHASE_IN_PROGRESS, 1, -1, TODAY), 47);
    /* due today: not yet */
    assert_int_equal(training_score(PHASE_IN_PROGRESS, 0, -1, TODAY), 50);
    /* overdue for 90 days: 2 / 4.15 = 0.4819 */
    assert_int_equal(training_score(PHASE_NO_ACTION, 91, -1, TODAY), 48);
    assert_int_equal(training_score(PHASE_FAILED, 91, -1, TODAY), 48);
    /* completed late: from then on only the completion counts; the day before it was overdue by 3 days:
     * 0.3 * 2^(-3 / 90) = 0.29315: 2 / 4.29315 = 0.4659 */
    assert_int_equal(training_score(PHASE_COMPLETED, 5, 0, TODAY), 56);
    assert_int_equal(training_score(PHASE_COMPLETED, 5, 0, TODAY - 1), 47);
    /* a simulation's enrollment is no training */
    struct score_facts f = simulation(DIFFICULTY_NONE);
    struct score_part parts[SCORE_PARTS];
    f.due_at = TICKS(TODAY - 10);
    assert_int_equal(score_parts_enrollment(&f, parts), 0);
}

static void completed_without_a_date_takes_the_latest_known(void **state)
{
    struct score_facts f = { .campaign_type = CAMPAIGN_INSTANT,
                             .phase = PHASE_COMPLETED,
                             .enrolled_at = TICKS(10),
                             .started_at = TICKS(20),
                             .last_accessed_at = TICKS(30),
                             .completed_at = NONE,
                             .due_at = NONE };
    struct score_part parts[SCORE_PARTS];
    (void)state;
    assert_int_equal(score_parts_enrollment(&f, parts), 1);
    assert_int_equal(parts[0].day, 30);
    f.last_accessed_at = f.started_at = f.enrolled_at = NONE;
    assert_int_equal(score_parts_enrollment(&f, parts), 0);
}

/* ---- behaviors, and several events ---- */

static void behaviors_weigh_what_they_are_given(void **state)
{
    (void)state;
    struct score_part good = score_parts_behavior(DIRECTION_POSITIVE, score_parts_weight(2.5), TODAY);
    struct score_part bad = score_parts_behavior(DIRECTION_NEGATIVE, score_parts_weight(2.5), TODAY);
    struct score_part plain = score_parts_behavior(DIRECTION_NONE, score_parts_weight(-1), TODAY);
    /* (2 + 2.5) / 6.5 = 0.6923; 2 / 6.5 = 0.3077; without a weight 1, without a direction bad: 2 / 5 */
    assert_int_equal(decide(&good, 1, 50, TODAY).score, 69);
    assert_int_equal(decide(&bad, 1, 50, TODAY).score, 31);
    assert_int_equal(decide(&plain, 1, 50, TODAY).score, 40);
    assert_int_equal(score_parts_weight(0.0005), 1);
    assert_int_equal(score_parts_weight(0.0004), 0);
}

static void several_events(void **state)
{
    struct score_part ten[10], mixed[3];
    (void)state;
    for (int i = 0; i < 10; i++) {
        ten[i] = (struct score_part){ SCORE_REPORTED, 1000, TODAY, SCORE_FOREVER };
    }
    /* (2 + 10) / 14 = 0.8571 */
    struct score_decision d = decide(ten, 10, 50, TODAY);
    assert_int_equal(d.score, 86);
    assert_int_equal(d.events, 10);
    assert_false(d.provisional);
    assert_true(decide(ten, 2, 50, TODAY).provisional);
    assert_false(decide(ten, 3, 50, TODAY).provisional);
    /* a report today, a click and a completion 90 days ago, in a tenant of 0.6:
     * (2.4 + 1 + 0.25) / (4 + 1.25 + 0.5) = 3.65 / 5.75 = 0.6348 */
    mixed[0] = ten[0];
    mixed[1] = (struct score_part){ SCORE_CLICKED, 1000, TODAY - 90, SCORE_FOREVER };
    mixed[2] = (struct score_part){ SCORE_COMPLETED, 500, TODAY - 90, SCORE_FOREVER };
    assert_int_equal(decide(mixed, 3, 60, TODAY).score, 63);
}

static void interval_by_hand(void **state)
{
    struct score_decision d = decide(NULL, 0, 50, TODAY);
    (void)state;
    /* share 0.5 of n = 4; z = 1.96, zz = 3.8415; scale = 1 + 3.8415 / 4 = 1.96036;
     * middle = (0.5 + 3.8415 / 8) / 1.96036 = 0.5; half = 1.95996 / 1.96036 * sqrt(0.25 / 4 + 3.8415 / 64)
     * = 0.99980 * sqrt(0.0625 + 0.06002) = 0.34996 */
    assert_true(fabs(d.low - 15.004) < 0.01 && fabs(d.high - 84.996) < 0.01);
    /* nobody's interval leaves 0..100 */
    struct score_sum all_good = { .good = 1, .events = 1 }, nobody = all_good;
    d = score_decide(&nobody, &all_good);
    assert_int_equal(d.score, 100);
    assert_true(d.high <= 100 && d.low > 40 && d.low < 60);
}

static void a_part_counts_from_its_day_until_its_end(void **state)
{
    struct score_facts f = simulation(DIFFICULTY_NONE);
    struct score_part parts[SCORE_PARTS];
    (void)state;
    set_ago(&f, SIMULATION_REPORTED_AT, 4);
    set_ago(&f, SIMULATION_CLICKED_AT, 3);
    set_ago(&f, SIMULATION_CAPTURED_AT, 1);
    size_t n = (size_t)score_parts_enrollment(&f, parts);
    /* 4 days ago only the report: 3 / 5. A day later the click too: (2 + 0.4) / 5.4. On the day of the
     * capture that instead of the click; the 0.4 is 2 days old: 0.4 * 2^(-2 / 90) = 0.39389: 2.39389
     * / 6.39389 = 0.3744 */
    assert_int_equal(decide(parts, n, 50, TODAY - 5).score, 50);
    assert_int_equal(decide(parts, n, 50, TODAY - 4).score, 60);
    assert_int_equal(decide(parts, n, 50, TODAY - 3).score, 44);
    assert_int_equal(decide(parts, n, 50, TODAY - 1).score, 37);
    assert_int_equal(decide(parts, n, 50, TODAY - 1).events, 2);
}

static void days_are_whole_and_utc(void **state)
{
    (void)state;
    assert_int_equal(score_day(0), 0);
    assert_int_equal(score_day(WHEN_DAY - 1), 0);
    assert_int_equal(score_day(WHEN_DAY), 1);
    assert_int_equal(score_day(-1), -1);
    assert_int_equal(score_day(-WHEN_DAY), -1);
    assert_int_equal(score_day(-WHEN_DAY - 1), -2);
}

static void ageing_is_a_power_of_two(void **state)
{
    (void)state;
    for (int d = 0; d < 1000; d++) {
        double got = ldexp((double)score_aged(1000, d), -62) / 1000;
        assert_true(fabs(got - pow(2, -d / 90.0)) < 1e-15);
        assert_true(score_aged(1000, d + 90) == score_aged(1000, d) >> 1);
        assert_true(score_aged(1000, d + 1) < score_aged(1000, d));
    }
    assert_true(score_aged(10000, 90 * 128) == 0);
}

/* ---- properties ---- */

static uint64_t random_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static struct score_part random_part(uint64_t *seed)
{
    return (struct score_part){ (enum score_what)(random_next(seed) % SCORE_WHATS),
                                (int64_t)(random_next(seed) % 3000),
                                TODAY - (int64_t)(random_next(seed) % 400), SCORE_FOREVER };
}

static void more_good_never_lowers_and_more_bad_never_raises(void **state)
{
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct score_part parts[12];
        size_t n = random_next(&seed) % 11;
        int prior = (int)(random_next(&seed) % 101);
        for (size_t i = 0; i <= n; i++) {
            parts[i] = random_part(&seed);
        }
        int64_t before = decide(parts, n, prior, TODAY).score,
                after = decide(parts, n + 1, prior, TODAY).score;
        if (score_is_good(parts[n].what) ? after < before : after > before) {
            fail_msg("round %d: %d became %d", round, (int)before, (int)after);
        }
        assert_in_range(after, 0, 100);
    }
}

static void the_order_of_events_does_not_matter(void **state)
{
    uint64_t seed = 2;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct score_part parts[20];
        struct score_sum one = { .good = 0 }, other = { .good = 0 };
        for (int i = 0; i < 20; i++) {
            parts[i] = random_part(&seed);
            score_add(&one, &parts[i], TODAY);
        }
        for (int i = 19; i >= 0; i--) {
            score_add(&other, &parts[i], TODAY);
        }
        assert_true(one.good == other.good && one.bad == other.bad && one.events == other.events);
    }
}

static void a_scanners_click_changes_nothing(void **state)
{
    struct judged_event events[] = {
        {.type = EVENT_SENT,      .at = TICKS(TODAY - 1), .landing_seconds = NONE, .rule = RULE_PERSON},
        { .type = EVENT_CLICKED,
         .at = TICKS(TODAY - 1) + 3 * WHEN_SECOND,
         .landing_seconds = NONE,
         .rule = RULE_PERSON                                                                          },
        { .type = EVENT_REPORTED, .at = TICKS(TODAY),     .landing_seconds = NONE, .rule = RULE_PERSON},
    };
    struct score_facts f = simulation(DIFFICULTY_NONE);
    struct score_part parts[SCORE_PARTS];
    (void)state;
    events[1].rule = RULE_TOO_FAST;
    f.result = simulation_result_of(events, COUNT_OF(events));
    assert_int_equal(decide(parts, (size_t)score_parts_enrollment(&f, parts), 50, TODAY).score, 60);
    /* the same click of a person, two days old then: 2.4 / (4.4 + 2^(-1 / 90)) = 0.4451 */
    events[1].rule = RULE_PERSON;
    f.result = simulation_result_of(events, COUNT_OF(events));
    assert_int_equal(decide(parts, (size_t)score_parts_enrollment(&f, parts), 50, TODAY).score, 45);
}

static void later_events_do_not_change_the_past(void **state)
{
    uint64_t seed = 3;
    static const enum simulation_time times[] = { SIMULATION_CLICKED_AT, SIMULATION_ATTACHED_AT,
                                                  SIMULATION_ENTERED_AT, SIMULATION_CAPTURED_AT,
                                                  SIMULATION_REPORTED_AT };
    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct score_facts f = simulation((int)(random_next(&seed) % 4)), known = f;
        int64_t date = TODAY - (int64_t)(random_next(&seed) % 10);
        for (size_t i = 0; i < COUNT_OF(times); i++) {
            int ago = (int)(random_next(&seed) % 12) - 1;
            set_ago(&f, times[i], ago);
            set_ago(&known, times[i], ago >= 0 && TODAY - ago <= date ? ago : -1);
        }
        struct score_part all[SCORE_PARTS], then[SCORE_PARTS];
        size_t n = (size_t)score_parts_enrollment(&f, all), m = (size_t)score_parts_enrollment(&known, then);
        struct score_decision x = decide(all, n, 50, date), y = decide(then, m, 50, date);
        assert_int_equal(x.score, y.score);
        assert_int_equal(x.events, y.events);
        assert_true(x.good == y.good && x.bad == y.bad);
    }
}

/* ---- explaining ---- */

static void effects_are_differences(void **state)
{
    struct score_part parts[7];
    size_t strongest[SCORE_STRONGEST];
    (void)state;
    parts[0] = (struct score_part){ SCORE_REPORTED, 1000, TODAY, SCORE_FOREVER };
    struct score_decision d = decide(parts, 1, 50, TODAY);
    /* 60 with it, 50 without */
    assert_true(fabs(score_effect(&d, &parts[0], TODAY) - 10) < 1e-9);
    for (int i = 1; i < 7; i++) {
        parts[i] = (struct score_part){ SCORE_CLICKED, 100 * i, TODAY - (i == 2), SCORE_FOREVER };
    }
    parts[3].weight = 100; /* as strong as 1 */
    parts[6].until = TODAY;
    d = decide(parts, 7, 50, TODAY);
    assert_int_equal(d.events, 6);
    /* 0: 1.0 good against 1.3 bad; 5: 0.5, 4: 0.4, 2: 0.2 a day ago, then 1 and 3 alike */
    assert_int_equal(score_strongest(&d, parts, 7, TODAY, strongest), 5);
    static const size_t expected[] = { 0, 5, 4, 2, 1 };
    assert_memory_equal(strongest, expected, sizeof expected);
    assert_int_equal(score_strongest(&d, parts, 1, TODAY, strongest), 1);
}

/* ---- the other scores ---- */

static void likelihood_by_hand(void **state)
{
    (void)state;
    /* 1 - 2^(-E / 3): 0, 0.2063, 0.3700, 0.5, 0.6031 */
    assert_int_equal(score_likelihood(0, 0, false), 0);
    assert_int_equal(score_likelihood(0, 1, false), 21);
    assert_int_equal(score_likelihood(0, 2, false), 37);
    assert_int_equal(score_likelihood(0, 2, true), 50);
    assert_int_equal(score_likelihood(0, 3, true), 60);
    /* a mail of risk 90 today: E = 2.9: 1 - 2^(-0.96667) = 0.4883 */
    assert_int_equal(score_likelihood(0.9, 2, false), 49);
}

static void impact_is_a_quarter_a_level(void **state)
{
    (void)state;
    assert_int_equal(score_impact(0, 4), 0);
    assert_int_equal(score_impact(4, NONE), 100);
    assert_int_equal(score_impact(NONE, 3), 75);
    assert_int_equal(score_impact(NONE, NONE), 25);
}

static void overall_is_a_weighted_mean(void **state)
{
    const struct score_weights *w = &score_weights_default;
    static const struct score_weights other = { 800, 100, 100 };
    (void)state;
    /* the document's example prints 50; 0.5 * 0 + 0.25 * 77 + 0.25 * 0 = 19.25 */
    assert_int_equal(score_overall(100, 77, 0, w), 19);
    assert_int_equal(score_overall(0, 100, 100, w), 100);
    assert_int_equal(score_overall(50, 0, 25, w), 31);       /* 25 + 6.25 = 31.25 */
    assert_int_equal(score_overall(50, 50, 25, w), 44);      /* 25 + 12.5 + 6.25 = 43.75 */
    assert_int_equal(score_overall(49, 0, 0, w), 26);        /* 25.5 rounds up */
    assert_int_equal(score_overall(50, 50, 25, &other), 48); /* 40 + 5 + 2.5 = 47.5 */
}

static void bands(void **state)
{
    (void)state;
    assert_int_equal(score_risk_band(33), BAND_LOW);
    assert_int_equal(score_risk_band(34), BAND_MEDIUM);
    assert_int_equal(score_risk_band(66), BAND_MEDIUM);
    assert_int_equal(score_risk_band(67), BAND_HIGH);
    assert_int_equal(score_decision_band(67), BAND_LOW);
    assert_int_equal(score_decision_band(66), BAND_MEDIUM);
    assert_int_equal(score_decision_band(34), BAND_MEDIUM);
    assert_int_equal(score_decision_band(33), BAND_HIGH);
}

static void roles_that_are_exposed_from_the_start(void **state)
{
    (void)state;
    assert_int_equal(score_role_exposure(STR("chief financial officer")), 2);
    assert_int_equal(score_role_exposure(STR("hr manager")), 2);
    assert_int_equal(score_role_exposure(STR("senior payroll clerk")), 2);
    assert_int_equal(score_role_exposure(STR("system administrator")), 2);
    assert_int_equal(score_role_exposure(STR("vice-president, sales")), 2);
    assert_int_equal(score_role_exposure(STR("chromatographer")), 0); /* holds "hr" */
    assert_int_equal(score_role_exposure(STR("engineer")), 0);
    assert_int_equal(score_role_exposure(STR_NONE), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(worked_examples),
    cmocka_unit_test(training_counts_when_completed_or_overdue),
    cmocka_unit_test(completed_without_a_date_takes_the_latest_known),
    cmocka_unit_test(behaviors_weigh_what_they_are_given),
    cmocka_unit_test(several_events),
    cmocka_unit_test(interval_by_hand),
    cmocka_unit_test(a_part_counts_from_its_day_until_its_end),
    cmocka_unit_test(days_are_whole_and_utc),
    cmocka_unit_test(ageing_is_a_power_of_two),
    cmocka_unit_test(more_good_never_lowers_and_more_bad_never_raises),
    cmocka_unit_test(the_order_of_events_does_not_matter),
    cmocka_unit_test(a_scanners_click_changes_nothing),
    cmocka_unit_test(later_events_do_not_change_the_past),
    cmocka_unit_test(effects_are_differences),
    cmocka_unit_test(likelihood_by_hand),
    cmocka_unit_test(impact_is_a_quarter_a_level),
    cmocka_unit_test(overall_is_a_weighted_mean),
    cmocka_unit_test(bands),
    cmocka_unit_test(roles_that_are_exposed_from_the_start),
};

UNIT_MAIN("derive/score")
