/* education.c: see education.h. */
#include "derive/education.h"

#include "base/must.h"
#include "base/when.h"

enum { RESISTED_DAYS = 7 };

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b; /* NONE is the least */
}

static bool is_done(int status)
{
    return status == ENROLLMENT_COMPLETED;
}

bool education_paused(int status)
{
    return status == ENROLLMENT_PAUSED || status == ENROLLMENT_ABANDONED;
}

struct education_module education_implied(const struct education_enrollment *e)
{
    static const int progress[] = {
        [ENROLLMENT_NO_ACTION] = PROGRESS_NOT_STARTED,   [ENROLLMENT_NOT_STARTED] = PROGRESS_NOT_STARTED,
        [ENROLLMENT_SCHEDULED] = PROGRESS_NOT_STARTED,   [ENROLLMENT_ACKNOWLEDGED] = PROGRESS_NOT_STARTED,
        [ENROLLMENT_IN_PROGRESS] = PROGRESS_IN_PROGRESS, [ENROLLMENT_COMPLETED] = PROGRESS_COMPLETED,
        [ENROLLMENT_FAILED] = PROGRESS_FAILED,           [ENROLLMENT_PAUSED] = PROGRESS_IN_PROGRESS,
        [ENROLLMENT_ABANDONED] = PROGRESS_IN_PROGRESS,
    };
    must(e->status > ENROLLMENT_NONE && (size_t)e->status < COUNT_OF(progress));
    return (struct education_module){ .status = progress[e->status],
                                      .started_at = e->started_at,
                                      .completed_at = e->completed_at,
                                      .seconds = e->seconds,
                                      .certificate_at = NONE };
}

static bool has_begun(const struct education_module *m)
{
    return m->status > PROGRESS_NOT_STARTED;
}

/* An enrollment has begun when its status says so, or when a module of it has. */
static bool enrollment_begun(const struct education_enrollment *e, const struct education_module *modules,
                             int64_t n)
{
    if (e->status == ENROLLMENT_IN_PROGRESS || e->status == ENROLLMENT_FAILED || is_done(e->status) ||
        education_paused(e->status)) {
        return true;
    }
    for (int64_t i = 0; i < n; i++) {
        if (has_begun(&modules[i])) {
            return true;
        }
    }
    return false;
}

static void add_times(struct education_course *course, const struct education_enrollment *e)
{
    int64_t start = e->enrolled_at != NONE ? e->enrolled_at : e->started_at;
    int64_t plan = e->planned_end != NONE ? e->planned_end : e->due_at;
    if (start != NONE && (!course->has_start || start < course->start)) {
        course->start = start;
        course->has_start = true;
    }
    if (plan != NONE) {
        course->plan_end = course->has_plan ? later(course->plan_end, plan) : plan;
        course->has_plan = true;
    }
}

/* When a completed enrollment was: what it says, else the last of its modules. */
static int64_t end_of(const struct education_enrollment *e, const struct education_module *modules, int64_t n)
{
    int64_t end = e->completed_at;
    for (int64_t i = 0; e->completed_at == NONE && i < n; i++) {
        end = later(end, modules[i].completed_at);
    }
    return end;
}

void education_add(struct education_course *course, const struct education_enrollment *e,
                   const struct education_module *modules, int64_t n)
{
    course->enrollments++;
    course->begun += enrollment_begun(e, modules, n);
    course->modules += n;
    for (int64_t i = 0; i < n; i++) {
        course->modules_done += modules[i].status == PROGRESS_COMPLETED;
    }
    add_times(course, e);
    if (is_done(e->status)) {
        int64_t end = end_of(e, modules, n);
        course->completed++;
        if (end != NONE) {
            course->real_end = course->has_end ? later(course->real_end, end) : end;
            course->has_end = true;
        }
    }
}

int64_t education_percent(int64_t done, int64_t all)
{
    return all == 0 ? 0 : (2 * 10000 * done + all) / (2 * all);
}

int64_t education_plan_end(const struct education_course *course)
{
    return course->has_plan ? course->plan_end : NONE;
}

static bool all_done(const struct education_course *course)
{
    return course->enrollments > 0 && course->completed == course->enrollments;
}

int64_t education_real_end(const struct education_course *course)
{
    return all_done(course) && course->has_end ? course->real_end : NONE;
}

/* Whether less is done than of the time to the plan's end is over: done / modules < (now - start) / (end -
 * start). Ticks of some thousand years and counts of modules fit 128 bits. */
static bool lags(const struct education_course *c, int64_t now)
{
    if (!c->has_start || now <= c->start || c->plan_end <= c->start || c->modules == 0) {
        return false;
    }
    __int128 done = (__int128)c->modules_done * (c->plan_end - c->start);
    __int128 over = (__int128)(now - c->start) * c->modules;
    return done < over;
}

enum course_pace education_pace(const struct education_course *course, int64_t now)
{
    if (course->begun == 0) {
        return PACE_NOT_STARTED;
    }
    if (all_done(course)) {
        return PACE_COMPLETED;
    }
    if (!course->has_plan) {
        return PACE_IN_PROGRESS;
    }
    return now > course->plan_end || lags(course, now) ? PACE_BEHIND : PACE_ON_SCHEDULE;
}

enum education_status education_status(const struct education_course *main_course,
                                       const struct education_course *express, bool paused)
{
    int64_t enrollments = main_course->enrollments + express->enrollments;
    if (enrollments == 0) {
        return EDUCATION_NOT_ASSIGNED;
    }
    if (paused) {
        return EDUCATION_PAUSED;
    }
    if (main_course->completed + express->completed == enrollments) {
        return EDUCATION_COMPLETED;
    }
    return main_course->begun + express->begun > 0 ? EDUCATION_IN_PROGRESS : EDUCATION_NOT_STARTED;
}

bool education_certificate(const struct education_module *module, bool express, bool recorded)
{
    return module->certificate || (!express && !recorded && module->status == PROGRESS_COMPLETED);
}

int64_t education_course_status(const struct education_module *module, bool certificate)
{
    return certificate ? 1 : has_begun(module) ? 2 : 0;
}

int64_t education_express_status(const struct education_module *module, bool tests)
{
    return tests && (module->quiz_passed || module->skill_noted || module->status == PROGRESS_COMPLETED);
}

int64_t education_finished(const struct education_module *module)
{
    return module->completed_at != NONE ? module->completed_at
           : module->certificate        ? module->certificate_at
                                        : NONE;
}

bool education_arrived(const struct education_attack *attack)
{
    return attack->sent_at != NONE && attack->bounced_at == NONE;
}

int education_result(const struct education_attack *attack, int64_t now)
{
    if (attack->clicked_at != NONE || attack->captured_at != NONE) {
        return 2;
    }
    return attack->reported_at != NONE || now - RESISTED_DAYS * WHEN_DAY > attack->sent_at;
}
