/* sample_enrollment.c: who is addressed, who reacts, who finishes and how well. Diligence (hidden, by person,
 * department and country) decides about the former, skill about the last, so that breakdowns show
 * differences that are there. */
#include "feed/sample_enrollment.h"

#include "base/must.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greatest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Some moment of the person's working hours, `from` or later: what falls on a weekend is Monday's. */
static int64_t at_work(struct sample_rng *rng, const struct sample_person *person, int64_t from)
{
    const int64_t hour = 3600 * WHEN_SECOND;
    int64_t day = (from + person->country->hours * hour) / WHEN_DAY; /* the sample lies after 1970 */
    for (;; day++) {
        int64_t weekday = (day + 4) % 7; /* 0: Sunday */
        int64_t midnight = day * WHEN_DAY - person->country->hours * hour;
        int64_t open = greatest(from, midnight + 7 * hour), close = midnight + 18 * hour;
        if (weekday != 0 && weekday != 6 && open < close) {
            return open + sample_rng_below(rng, close - open);
        }
    }
}

static bool addressed(const struct sample_campaign *campaign, const struct sample_person *person,
                      struct sample_rng *rng)
{
    const struct sample_course *course = campaign->course;
    switch (course->audience) {
    case SAMPLE_COUNTRY:
        return str_eq(person->country->code, course->country);
    case SAMPLE_DEPARTMENT:
        return person->department == course->department;
    case SAMPLE_NEWCOMERS:
        return person->hired >= campaign->start && person->hired < campaign->end;
    case SAMPLE_ALL:
        break;
    }
    return sample_rng_chance(rng, 975);
}

/* Sets the time of enrollment and the end of what can have happened; false: too late or gone already. */
static bool enroll(const struct sample_run *run, const struct sample_campaign *campaign,
                   const struct sample_person *person, struct sample_rng *rng, struct sample_enrollment *e)
{
    int64_t jitter = sample_rng_below(rng, 900 * WHEN_SECOND);
    if (campaign->state == SAMPLE_NOT_STARTED || campaign->state == SAMPLE_SCHEDULED) {
        e->enrolled = greatest(campaign->created, person->hired) + jitter;
        e->outcome = campaign->course->draft ? SAMPLE_IS_NOT_STARTED : SAMPLE_IS_SCHEDULED;
        e->planned = campaign->course->draft ? WHEN_NONE : campaign->due;
        e->latest = run->options->today;
        return person->left == WHEN_NONE && e->enrolled < e->latest;
    }
    bool late = person->hired >= campaign->start;
    e->enrolled = (late ? person->hired + WHEN_DAY + WHEN_DAY / 3 : campaign->start) + jitter;
    e->outcome = campaign->course->external ? SAMPLE_IS_NOT_STARTED : SAMPLE_IS_NO_ACTION;
    if (campaign->course->audience == SAMPLE_NEWCOMERS) {
        e->planned = e->enrolled + 30 * WHEN_DAY;
    }
    e->latest = least(run->options->today, campaign->end);
    e->latest = person->left != WHEN_NONE ? least(e->latest, person->left) : e->latest;
    return e->enrolled + 3600 * WHEN_SECOND < e->latest;
}

/* The start of the work, or nothing but perhaps a look at the invitation. */
static bool start(const struct sample_campaign *campaign, const struct sample_person *person,
                  struct sample_rng *rng, struct sample_enrollment *e)
{
    int64_t patience = 1200 - person->diligence;
    int64_t u = sample_rng_below(rng, 1000);
    int64_t share = u * u / 1000 * patience / 1000; /* of 1000: most react early, a few at the very end */
    bool reacts = sample_rng_chance(rng, 380 + person->diligence * 75 / 100);
    bool looks = sample_rng_chance(rng, 250);
    int64_t from =
        e->enrolled + (least(campaign->end, e->enrolled + 90 * WHEN_DAY) - e->enrolled) / 1000 * share;
    int64_t at = at_work(rng, person, from);
    if (!reacts || at + 60 * WHEN_SECOND >= e->latest) {
        e->outcome = looks ? SAMPLE_IS_ACKNOWLEDGED : e->outcome;
        return false;
    }
    e->started = at;
    return true;
}

/* Works to the end, unless time runs out or the will does. */
static bool finish(const struct sample_campaign *campaign, const struct sample_person *person,
                   struct sample_rng *rng, struct sample_enrollment *e)
{
    const struct sample_course *course = campaign->course;
    bool will = sample_rng_chance(rng, 720 + person->diligence * 27 / 100);
    int64_t parts = course->modules ? course->modules : 1;
    int64_t slack = sample_rng_below(rng, 500) * (1100 - person->diligence) / 1000; /* of 1000 */
    int64_t fate = sample_rng_below(rng, 100);
    e->seconds = greatest(25, sample_rng_spread(rng, course->minutes * 60 * parts, 20));
    int64_t done = e->started + e->seconds * WHEN_SECOND + sample_rng_below(rng, e->seconds * WHEN_SECOND);
    if (course->modules) {
        done = at_work(rng, person, done + course->days * WHEN_DAY / 1000 * least(slack, 300));
    }
    if (will && done < e->latest) {
        e->completed = done;
        /* A few come back later to look something up. */
        int64_t later = done + sample_rng_below(rng, 20 * WHEN_DAY);
        e->accessed = fate < 20 && later < e->latest ? later : done;
        return true;
    }
    int64_t until = least(done, e->latest) - e->started;
    e->seconds = least(e->seconds * (50 + sample_rng_below(rng, 900)) / 1000 + 10, until / WHEN_SECOND);
    e->accessed = e->started + greatest(sample_rng_below(rng, until), e->seconds * WHEN_SECOND);
    e->accessed -= e->accessed % (WHEN_SECOND / 1000); /* the clock of the player has milliseconds */
    e->accessed = greatest(e->accessed, e->started + e->seconds * WHEN_SECOND);
    e->outcome = fate < (will ? 75 : 35)   ? SAMPLE_IS_IN_PROGRESS
                 : fate < (will ? 95 : 60) ? SAMPLE_IS_PAUSED
                                           : SAMPLE_IS_ABANDONED;
    return false;
}

int sample_enrollment_score(const struct sample_run *run, const struct sample_campaign *campaign,
                            const struct sample_person *person, int k, bool passed)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_ATTEMPT, campaign->index * 16 + k, person->index);
    int pass = campaign->course->pass;
    int over = campaign->course->points - pass;
    return passed ? pass + (int)sample_rng_below(&rng, over + 1)
                  : (int)greatest(sample_rng_below(&rng, pass), sample_rng_below(&rng, pass));
}

/* The test at the end: as many attempts as it takes, or as there are. */
static void take_test(const struct sample_run *run, const struct sample_campaign *campaign,
                      const struct sample_person *person, struct sample_rng *rng, struct sample_enrollment *e)
{
    bool passed = false;
    while (!passed && e->attempts < campaign->course->attempts) {
        passed = sample_rng_chance(rng, 230 + person->skill * 6 / 10 + 50 * e->attempts);
        e->attempts++;
    }
    e->knowledge = sample_enrollment_score(run, campaign, person, e->attempts, passed);
    if (!passed) {
        e->outcome = SAMPLE_IS_FAILED;
        e->accessed = e->completed;
        e->completed = WHEN_NONE;
    }
}

static int best_of_two(struct sample_rng *rng, int of)
{
    return sample_rng_chance(rng, 150)
               ? -1
               : (int)greatest(sample_rng_below(rng, of + 1), sample_rng_below(rng, of + 1));
}

static void rate(const struct sample_campaign *campaign, const struct sample_person *person,
                 struct sample_rng *rng, struct sample_enrollment *e)
{
    const struct sample_course *course = campaign->course;
    bool done = e->outcome == SAMPLE_IS_COMPLETED || e->outcome == SAMPLE_IS_FAILED;
    int64_t right = course->points * (330 + person->skill * 6 / 10 + sample_rng_below(rng, 280)) / 1000;
    bool engaged = done || sample_rng_chance(rng, 500);
    if (done && course->pass == 0) {
        e->knowledge = (int)least(right, course->points);
    }
    if (course->external) {
        return; /* another system gave the training: it reports the result and no more */
    }
    if (engaged) {
        e->engagement = 30 + person->diligence * 45 / 1000 + (int)sample_rng_below(rng, 26);
    }
    if (done) {
        e->productivity = best_of_two(rng, 5);
        e->intention = best_of_two(rng, 4);
        e->efficacy = best_of_two(rng, 5);
    }
}

bool sample_enrollment_of(const struct sample_run *run, const struct sample_campaign *campaign,
                          const struct sample_person *person, struct sample_enrollment *enrollment)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_ENROLLMENT, campaign->index, person->index);
    struct sample_enrollment e = { .started = WHEN_NONE,
                                   .accessed = WHEN_NONE,
                                   .completed = WHEN_NONE,
                                   .planned = WHEN_NONE,
                                   .seconds = -1,
                                   .engagement = -1,
                                   .knowledge = -1,
                                   .productivity = -1,
                                   .intention = -1,
                                   .efficacy = -1 };
    if (!addressed(campaign, person, &rng) || !enroll(run, campaign, person, &rng, &e)) {
        return false;
    }
    bool runs = campaign->state == SAMPLE_IN_PROGRESS || campaign->state == SAMPLE_COMPLETED;
    if (runs && start(campaign, person, &rng, &e)) {
        if (finish(campaign, person, &rng, &e)) {
            e.outcome = SAMPLE_IS_COMPLETED;
            if (campaign->course->pass) {
                take_test(run, campaign, person, &rng, &e);
            }
        }
        rate(campaign, person, &rng, &e);
    }
    *enrollment = e;
    return true;
}

enum status sample_enrollment_each(struct sample_run *run, bool (*wants)(const struct sample_course *course),
                                   sample_enrollment_visit *visit)
{
    enum status st = ST_OK;
    for (int64_t c = 0; c < run->options->campaigns && st == ST_OK; c++) {
        struct sample_campaign campaign = sample_campaign_of(run, c);
        for (int64_t i = 0; i < run->options->people && st == ST_OK && wants(campaign.course); i++) {
            struct sample_person person = sample_person_of(run, i);
            struct sample_enrollment enrollment;
            if (sample_enrollment_of(run, &campaign, &person, &enrollment)) {
                st = visit(run, &campaign, &person, &enrollment);
            }
        }
    }
    return st;
}

void sample_enrollment_key(const struct sample_run *run, struct json *j,
                           const struct sample_campaign *campaign, const struct sample_person *person)
{
    struct sample_text reference = sample_person_reference(run, person, campaign->index);
    sample_run_str(j, STR("campaignId"), sample_text_str(&campaign->id));
    sample_run_str(j, STR("person"), sample_text_str(&reference));
}

static void write_scores(struct json *j, const struct sample_course *course,
                         const struct sample_enrollment *e)
{
    json_key(j, STR("scores"));
    json_open(j, '{');
    sample_run_ratio(j, STR("engagement"), e->engagement, 100);
    sample_run_ratio(j, STR("knowledge"), e->knowledge, course->points);
    sample_run_ratio(j, STR("productivity"), e->productivity, 5);
    sample_run_ratio(j, STR("intentionToComply"), e->intention, 4);
    sample_run_ratio(j, STR("selfEfficacy"), e->efficacy, 5);
    json_close(j, '}');
}

static enum status write_one(struct sample_run *run, const struct sample_campaign *campaign,
                             const struct sample_person *person, const struct sample_enrollment *e)
{
    static const struct str words[] = {
        STR_INIT("noAction"),     STR_INIT("notStarted"), STR_INIT("scheduled"),
        STR_INIT("acknowledged"), STR_INIT("inProgress"), STR_INIT("completed"),
        STR_INIT("failed"),       STR_INIT("paused"),     STR_INIT("abandoned"),
    };
    struct json *j = sample_run_begin(run, STR("enrollment"));
    sample_enrollment_key(run, j, campaign, person);
    sample_run_str(j, STR("status"), words[e->outcome]);
    sample_run_time(j, STR("enrolledAt"), e->enrolled);
    sample_run_time(j, STR("startedAt"), e->started);
    sample_run_time(j, STR("lastAccessedAt"), e->accessed);
    sample_run_time(j, STR("completedAt"), e->completed);
    sample_run_time(j, STR("plannedEnd"), e->planned);
    if (e->started != WHEN_NONE) {
        sample_run_int(j, STR("timeSpentSeconds"), e->seconds);
        write_scores(j, campaign->course, e);
    }
    return sample_run_end(run);
}

static bool any_course(const struct sample_course *course)
{
    return course != NULL;
}

enum status sample_enrollment_write(struct sample_run *run)
{
    return sample_enrollment_each(run, any_course, write_one);
}

static enum status write_attempts(struct sample_run *run, const struct sample_campaign *campaign,
                                  const struct sample_person *person, const struct sample_enrollment *e)
{
    enum status st = ST_OK;
    int64_t end = e->completed != WHEN_NONE ? e->completed : e->accessed;
    for (int k = 1; k <= e->attempts && st == ST_OK; k++) {
        bool passed = e->outcome == SAMPLE_IS_COMPLETED && k == e->attempts;
        int score = sample_enrollment_score(run, campaign, person, k, passed);
        struct json *j = sample_run_begin(run, STR("attempt"));
        sample_enrollment_key(run, j, campaign, person);
        sample_run_int(j, STR("number"), k);
        sample_run_ratio(j, STR("score"), score, campaign->course->points);
        sample_run_bool(j, STR("passed"), passed);
        sample_run_time(j, STR("at"), end - (end - e->started) / (2 * e->attempts) * (e->attempts - k));
        st = sample_run_end(run);
    }
    return st;
}

static bool has_test(const struct sample_course *course)
{
    return course->pass > 0;
}

enum status sample_attempt_write(struct sample_run *run)
{
    return sample_enrollment_each(run, has_test, write_attempts);
}
