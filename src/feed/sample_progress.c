/* sample_progress.c: the modules of an enrollment that has begun, and the certificates for some of them.
 * Their times lie one after the other within the enrollment's, and their seconds add up to its
 * timeSpentSeconds. */
#include "base/must.h"
#include "feed/sample_enrollment.h"

enum { MODULES_MAX = 12 };

enum module_outcome { M_ABSENT, M_NOT_STARTED, M_IN_PROGRESS, M_CONSUMED, M_COMPLETED, M_FAILED };

struct module {
    enum module_outcome outcome;
    int weight; /* of its time; 0 without any */
};

/* How far each module came, in agreement with the enrollment. */
static void outcomes(const struct sample_course *course, const struct sample_enrollment *e,
                     struct sample_rng *rng, struct module *modules)
{
    bool done = e->outcome == SAMPLE_IS_COMPLETED;
    int64_t reached = sample_rng_below(rng, course->required);
    reached = done ? course->required : e->outcome == SAMPLE_IS_FAILED ? course->required - 1 : reached;
    for (int m = 0; m < course->modules; m++) {
        int64_t fate = sample_rng_below(rng, 100);
        if (m < reached || (done && fate < 45)) {
            modules[m].outcome = M_COMPLETED;
        } else if (m == reached && !done) {
            modules[m].outcome = e->outcome == SAMPLE_IS_FAILED ? M_FAILED
                                 : fate < 30                    ? M_CONSUMED
                                                                : M_IN_PROGRESS;
        } else {
            modules[m].outcome = done && fate < 60 ? M_IN_PROGRESS : fate < 80 ? M_ABSENT : M_NOT_STARTED;
        }
        modules[m].weight = modules[m].outcome > M_NOT_STARTED ? 2 + (int)sample_rng_below(rng, 5) : 0;
    }
}

/* A point within first..last, in proportion; over several days it is moved into working hours, Friday
 * afternoon standing for the weekend. Never earlier than that of a smaller share. */
static int64_t point(int64_t first, int64_t last, int64_t share, int64_t total)
{
    int64_t at = first + (last - first) / total * share;
    if (share == total || share == 0 || last - first < 2 * WHEN_DAY) {
        return share == total ? last : at;
    }
    int64_t day = at / WHEN_DAY, rest = at % WHEN_DAY, stretch = 1;
    int64_t since_friday = (day + 6) % 7; /* 0: Friday, 1: Saturday, 2: Sunday */
    if (since_friday < 3) {
        day -= since_friday;
        rest += since_friday * WHEN_DAY;
        stretch = 3;
    }
    at = day * WHEN_DAY + 7 * 3600 * WHEN_SECOND + rest / (24 * stretch) * 11;
    return at < first ? first : at > last ? last : at;
}

/* Three-valued: true, false, and null where the module has no such thing. */
static void write_flag(struct json *j, struct str key, bool applies, bool v)
{
    json_key(j, key);
    if (applies) {
        json_bool(j, v);
    } else {
        json_null(j);
    }
}

static void write_details(struct json *j, int m, enum module_outcome outcome, struct sample_rng *rng)
{
    static const struct str quizzes[] = {
        STR_NONE,           STR_INIT("notStarted"), STR_INIT("inProgress"), STR_INIT("inProgress"),
        STR_INIT("passed"), STR_INIT("failed")
    };
    bool done = outcome == M_COMPLETED;
    int64_t rating = 1 + sample_rng_below(rng, 3) + sample_rng_below(rng, 3);
    if (done && sample_rng_chance(rng, 600)) {
        sample_run_int(j, STR("rating"), rating);
    }
    write_flag(j, STR("watchedVideo"), m % 4 != 3, done || sample_rng_chance(rng, 400));
    write_flag(j, STR("readTranscript"), m % 4 != 3, sample_rng_chance(rng, 150));
    write_flag(j, STR("experimentPassed"), m % 3 == 1, done);
    json_key(j, STR("quizzes"));
    json_str(j, m % 5 == 4 ? STR_NONE : quizzes[outcome]);
    if (done && sample_rng_chance(rng, 80)) {
        sample_run_bool(j, STR("skillNoted"), true);
    }
}

static enum status write_one(struct sample_run *run, const struct sample_campaign *campaign,
                             const struct sample_person *person, const struct sample_enrollment *e)
{
    static const struct str words[] = { STR_NONE,
                                        STR_INIT("notStarted"),
                                        STR_INIT("inProgress"),
                                        STR_INIT("consumed"),
                                        STR_INIT("completed"),
                                        STR_INIT("failed") };
    struct module modules[MODULES_MAX] = {
        {M_ABSENT, 0}
    };
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PROGRESS, campaign->index, person->index);
    int64_t total = 0, before = 0;
    if (e->started == WHEN_NONE) {
        return ST_OK;
    }
    must(campaign->course->modules <= MODULES_MAX);
    outcomes(campaign->course, e, &rng, modules);
    for (int m = 0; m < campaign->course->modules; m++) {
        total += modules[m].weight;
    }
    int64_t last = e->completed != WHEN_NONE ? e->completed : e->accessed;
    enum status st = ST_OK;
    for (int m = 0; m < campaign->course->modules && st == ST_OK; m++) {
        enum module_outcome outcome = modules[m].outcome;
        if (outcome == M_ABSENT) {
            continue;
        }
        int64_t after = before + modules[m].weight;
        struct sample_text id = sample_campaign_module(run, campaign, m);
        struct json *j = sample_run_begin(run, STR("progress"));
        sample_enrollment_key(run, j, campaign, person);
        sample_run_str(j, STR("moduleId"), sample_text_str(&id));
        sample_run_str(j, STR("status"), words[outcome]);
        if (outcome != M_NOT_STARTED) {
            sample_run_time(j, STR("startedAt"), point(e->started, last, before, total));
            sample_run_time(j, STR("completedAt"),
                            outcome == M_COMPLETED ? point(e->started, last, after, total) : WHEN_NONE);
            sample_run_int(j, STR("timeSpentSeconds"),
                           e->seconds * after / total - e->seconds * before / total);
            write_details(j, m, outcome, &rng);
        }
        before = after;
        st = sample_run_end(run);
    }
    return st;
}

static bool has_modules(const struct sample_course *course)
{
    return course->modules > 0;
}

enum status sample_progress_write(struct sample_run *run)
{
    return sample_enrollment_each(run, has_modules, write_one);
}

/* ---- certificates ---- */

/* Every second course has records of them; in the others who completed a module has one by that. */
static bool is_certified(const struct sample_course *course)
{
    return course->modules > 0 && course->curriculum && course->level % 2 == 1;
}

static enum status write_certificates(struct sample_run *run, const struct sample_campaign *campaign,
                                      const struct sample_person *person, const struct sample_enrollment *e)
{
    struct module modules[MODULES_MAX] = {
        {M_ABSENT, 0}
    };
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_PROGRESS, campaign->index, person->index);
    int64_t total = 0, after = 0;
    if (e->started == WHEN_NONE) {
        return ST_OK;
    }
    outcomes(campaign->course, e, &rng, modules);
    for (int m = 0; m < campaign->course->modules; m++) {
        total += modules[m].weight;
    }
    int64_t last = e->completed != WHEN_NONE ? e->completed : e->accessed;
    enum status st = ST_OK;
    for (int m = 0; m < campaign->course->modules && st == ST_OK; m++) {
        after += modules[m].outcome == M_ABSENT ? 0 : modules[m].weight;
        if (modules[m].outcome != M_COMPLETED || (person->index + m) % 16 == 0) {
            continue; /* one in sixteen has not been given yet */
        }
        struct sample_text id = sample_campaign_module(run, campaign, m);
        struct json *j = sample_run_begin(run, STR("certificate"));
        sample_enrollment_key(run, j, campaign, person);
        sample_run_str(j, STR("moduleId"), sample_text_str(&id));
        sample_run_time(j, STR("at"), point(e->started, last, after, total));
        st = sample_run_end(run);
    }
    return st;
}

enum status sample_certificate_write(struct sample_run *run)
{
    return sample_enrollment_each(run, is_certified, write_certificates);
}
