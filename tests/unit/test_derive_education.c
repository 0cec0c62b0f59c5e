/* What follows from a person's training, worked out by hand on each side of every boundary. */
#include "unit.h"

#include "base/when.h"
#include "derive/education.h"

static int64_t at(const char *text)
{
    int64_t ticks;
    assert_true(when_parse(str_of(text), &ticks));
    return ticks;
}

static const struct education_enrollment nothing = { .status = ENROLLMENT_NOT_STARTED,
                                                     .enrolled_at = NONE,
                                                     .started_at = NONE,
                                                     .completed_at = NONE,
                                                     .planned_end = NONE,
                                                     .due_at = NONE,
                                                     .seconds = NONE };
static const struct education_module untouched = {
    .started_at = NONE, .completed_at = NONE, .seconds = NONE, .certificate_at = NONE
};

/* A course of one enrollment with `all` modules of which the first `done` are completed. */
static struct education_course course_of(struct education_enrollment e, int64_t done, int64_t all)
{
    struct education_module modules[300] = { { 0 } };
    struct education_course course = { 0 };
    for (int64_t i = 0; i < all; i++) {
        modules[i] = untouched;
        modules[i].status = i < done ? PROGRESS_COMPLETED : PROGRESS_NONE;
    }
    education_add(&course, &e, modules, all);
    return course;
}

static void percent(void **state)
{
    (void)state;
    assert_int_equal(education_percent(0, 0), 0);
    assert_int_equal(education_percent(0, 7), 0);
    assert_int_equal(education_percent(2, 4), 5000);
    assert_int_equal(education_percent(7, 7), 10000);
    assert_int_equal(education_percent(1, 3), 3333);
    assert_int_equal(education_percent(2, 3), 6667);
    assert_int_equal(education_percent(29, 196), 1480); /* 14.7959...: the document's 14,80 */
    assert_int_equal(education_percent(1, 16), 625);
    assert_int_equal(education_percent(1, 20000), 1); /* 0.005 %: half up */
    assert_int_equal(education_percent(1, 20001), 0); /* just below */
    assert_int_equal(education_percent(3, 20000), 2); /* 0.015 % */
}

static void percent_over_all_enrollments_of_a_track(void **state)
{
    struct education_module three[] = { untouched, untouched, untouched }, implied;
    struct education_enrollment e = nothing;
    struct education_course course = { 0 };
    (void)state;
    three[0].status = three[1].status = PROGRESS_COMPLETED;
    three[2].status = PROGRESS_CONSUMED; /* seen is not completed */
    e.status = ENROLLMENT_IN_PROGRESS;
    education_add(&course, &e, three, 3);
    e.status = ENROLLMENT_COMPLETED;
    implied = education_implied(&e);
    education_add(&course, &e, &implied, 1);
    assert_int_equal(course.modules, 4);
    assert_int_equal(course.modules_done, 3);
    assert_int_equal(course.enrollments, 2);
}

static void implied_modules(void **state)
{
    static const struct {
        int status, progress;
    } expected[] = {
        {ENROLLMENT_NO_ACTION,     PROGRESS_NOT_STARTED},
        { ENROLLMENT_NOT_STARTED,  PROGRESS_NOT_STARTED},
        { ENROLLMENT_SCHEDULED,    PROGRESS_NOT_STARTED},
        { ENROLLMENT_ACKNOWLEDGED, PROGRESS_NOT_STARTED},
        { ENROLLMENT_IN_PROGRESS,  PROGRESS_IN_PROGRESS},
        { ENROLLMENT_PAUSED,       PROGRESS_IN_PROGRESS},
        { ENROLLMENT_ABANDONED,    PROGRESS_IN_PROGRESS},
        { ENROLLMENT_COMPLETED,    PROGRESS_COMPLETED  },
        { ENROLLMENT_FAILED,       PROGRESS_FAILED     },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct education_enrollment e = nothing;
        e.status = expected[i].status;
        e.seconds = 12;
        e.started_at = at("2022-01-01T00:00:00Z");
        struct education_module m = education_implied(&e);
        assert_int_equal(m.status, expected[i].progress);
        assert_int_equal(m.seconds, 12);
        assert_int_equal(m.started_at, e.started_at);
        assert_false(m.certificate);
    }
}

/* Which statuses are begun, done, paused: the table of statuses. */
static void status_of_the_whole(void **state)
{
    static const struct {
        int status;
        enum education_status alone;
        enum course_pace pace;
    } expected[] = {
        {ENROLLMENT_NO_ACTION,     EDUCATION_NOT_STARTED, PACE_NOT_STARTED},
        { ENROLLMENT_NOT_STARTED,  EDUCATION_NOT_STARTED, PACE_NOT_STARTED},
        { ENROLLMENT_SCHEDULED,    EDUCATION_NOT_STARTED, PACE_NOT_STARTED},
        { ENROLLMENT_ACKNOWLEDGED, EDUCATION_NOT_STARTED, PACE_NOT_STARTED},
        { ENROLLMENT_IN_PROGRESS,  EDUCATION_IN_PROGRESS, PACE_IN_PROGRESS},
        { ENROLLMENT_PAUSED,       EDUCATION_PAUSED,      PACE_IN_PROGRESS},
        { ENROLLMENT_ABANDONED,    EDUCATION_PAUSED,      PACE_IN_PROGRESS},
        { ENROLLMENT_COMPLETED,    EDUCATION_COMPLETED,   PACE_COMPLETED  },
        { ENROLLMENT_FAILED,       EDUCATION_IN_PROGRESS, PACE_IN_PROGRESS},
    };
    const struct education_course none = { 0 };
    (void)state;
    assert_int_equal(education_status(&none, &none, false), EDUCATION_NOT_ASSIGNED);
    assert_int_equal(education_pace(&none, 0), PACE_NOT_STARTED);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct education_enrollment e = nothing;
        e.status = expected[i].status;
        struct education_course course = course_of(e, 0, 2);
        bool paused = education_paused(e.status);
        assert_int_equal(education_status(&course, &none, paused), expected[i].alone);
        assert_int_equal(education_status(&none, &course, paused), expected[i].alone);
        assert_int_equal(education_pace(&course, at("2022-01-01T00:00:00Z")), expected[i].pace);
    }
}

static void status_of_both_tracks(void **state)
{
    struct education_enrollment e = nothing;
    struct education_course waiting = course_of(e, 0, 1);
    e.status = ENROLLMENT_COMPLETED;
    struct education_course done = course_of(e, 1, 1);
    (void)state;
    assert_int_equal(education_status(&done, &done, false), EDUCATION_COMPLETED);
    assert_int_equal(education_status(&done, &waiting, false), EDUCATION_IN_PROGRESS);
    assert_int_equal(education_status(&done, &waiting, true), EDUCATION_PAUSED);
    assert_int_equal(education_status(&waiting, &waiting, false), EDUCATION_NOT_STARTED);
}

/* A module that was begun is a beginning, whatever the enrollment says. */
static void begun_by_a_module(void **state)
{
    struct education_course course = course_of(nothing, 1, 4);
    struct education_course none = { 0 };
    (void)state;
    assert_int_equal(education_status(&course, &none, false), EDUCATION_IN_PROGRESS);
    assert_int_equal(education_pace(&course, 0), PACE_IN_PROGRESS);
}

static void planned_ends(void **state)
{
    struct education_enrollment e = nothing;
    struct education_course course = course_of(e, 0, 1);
    (void)state;
    assert_true(education_plan_end(&course) == NONE);
    e.due_at = at("2022-08-08T00:00:00Z");
    course = course_of(e, 0, 1);
    assert_true(education_plan_end(&course) == at("2022-08-08T00:00:00Z"));
    e.planned_end = at("2022-07-07T00:00:00Z"); /* a plan of the person's own stands above the campaign's */
    course = course_of(e, 0, 1);
    assert_true(education_plan_end(&course) == at("2022-07-07T00:00:00Z"));
    e.planned_end = at("2022-09-09T00:00:00Z");
    education_add(&course, &e, NULL, 0);
    e.planned_end = at("2022-08-09T00:00:00Z");
    education_add(&course, &e, NULL, 0);
    assert_true(education_plan_end(&course) == at("2022-09-09T00:00:00Z"));
}

static void real_ends(void **state)
{
    struct education_module module = untouched;
    struct education_enrollment e = nothing;
    struct education_course course = { 0 };
    (void)state;
    e.status = ENROLLMENT_COMPLETED;
    e.completed_at = at("2022-05-01T00:00:00Z");
    education_add(&course, &e, NULL, 0);
    assert_true(education_real_end(&course) == at("2022-05-01T00:00:00Z"));
    e.completed_at = NONE; /* then its last module says when */
    module.status = PROGRESS_COMPLETED;
    module.completed_at = at("2022-06-01T00:00:00Z");
    education_add(&course, &e, &module, 1);
    assert_true(education_real_end(&course) == at("2022-06-01T00:00:00Z"));
    e.status = ENROLLMENT_IN_PROGRESS;
    education_add(&course, &e, &module, 1);
    assert_true(education_real_end(&course) == NONE);
    course = course_of(nothing, 0, 0);
    assert_true(education_real_end(&course) == NONE);
    e = nothing;
    e.status = ENROLLMENT_COMPLETED; /* nobody knows when */
    course = course_of(e, 0, 1);
    assert_true(education_real_end(&course) == NONE);
}

/* From March 1 to March 11: ten days. */
static struct education_course ten_days(int64_t done, int64_t all)
{
    struct education_enrollment e = nothing;
    e.status = ENROLLMENT_IN_PROGRESS;
    e.enrolled_at = at("2022-03-01T00:00:00Z");
    e.planned_end = at("2022-03-11T00:00:00Z");
    return course_of(e, done, all);
}

static void paces(void **state)
{
    struct education_course half = ten_days(2, 4), none = ten_days(0, 4), all = ten_days(4, 4);
    int64_t middle = at("2022-03-06T00:00:00Z"), end = at("2022-03-11T00:00:00Z");
    (void)state;
    assert_int_equal(education_pace(&half, middle), PACE_ON_SCHEDULE); /* half done, half over */
    assert_int_equal(education_pace(&half, middle + 1), PACE_BEHIND);
    assert_int_equal(education_pace(&none, at("2022-03-01T00:00:00Z")), PACE_ON_SCHEDULE);
    assert_int_equal(education_pace(&none, at("2022-03-01T00:00:00Z") + 1), PACE_BEHIND);
    assert_int_equal(education_pace(&none, at("2022-02-01T00:00:00Z")), PACE_ON_SCHEDULE);
    assert_int_equal(education_pace(&all, end), PACE_ON_SCHEDULE); /* modules done, the enrollment not */
    assert_int_equal(education_pace(&all, end + 1), PACE_BEHIND);
}

static void paces_without_all_dates(void **state)
{
    struct education_enrollment e = nothing;
    (void)state;
    e.status = ENROLLMENT_IN_PROGRESS;
    e.planned_end = at("2022-03-11T00:00:00Z");
    struct education_course course = course_of(e, 0, 4); /* nobody knows since when */
    assert_int_equal(education_pace(&course, e.planned_end), PACE_ON_SCHEDULE);
    assert_int_equal(education_pace(&course, e.planned_end + 1), PACE_BEHIND);
    e.started_at = at("2022-03-01T00:00:00Z");
    course = course_of(e, 0, 4);
    assert_int_equal(education_pace(&course, at("2022-03-02T00:00:00Z")), PACE_BEHIND);
    e.status = ENROLLMENT_COMPLETED; /* late is completed too */
    course = course_of(e, 0, 4);
    assert_int_equal(education_pace(&course, at("2023-01-01T00:00:00Z")), PACE_COMPLETED);
    e.status = ENROLLMENT_NOT_STARTED; /* and what was never begun is not started */
    course = course_of(e, 0, 4);
    assert_int_equal(education_pace(&course, at("2023-01-01T00:00:00Z")), PACE_NOT_STARTED);
}

/* The longest time and many modules: no overflow. */
static void far_ends(void **state)
{
    struct education_course course = { .enrollments = 1,
                                       .begun = 1,
                                       .modules = 1000000000,
                                       .modules_done = 999999999,
                                       .has_start = true,
                                       .has_plan = true,
                                       .start = at("0001-01-01T00:00:00Z"),
                                       .plan_end = at("9999-12-31T00:00:00Z") };
    (void)state;
    assert_int_equal(education_pace(&course, at("9999-12-30T00:00:00Z")), PACE_ON_SCHEDULE);
    course.modules_done = 999999000;
    assert_int_equal(education_pace(&course, at("9999-12-30T00:00:00Z")), PACE_BEHIND);
}

static void certificates(void **state)
{
    struct education_module m = untouched;
    (void)state;
    assert_false(education_certificate(&m, false, false));
    m.status = PROGRESS_CONSUMED;
    assert_false(education_certificate(&m, false, false));
    m.status = PROGRESS_COMPLETED;
    assert_true(education_certificate(&m, false, false));
    assert_false(education_certificate(&m, false, true)); /* its campaign records them: this one has none */
    assert_false(education_certificate(&m, true, false)); /* express courses imply none */
    m.certificate = true;
    assert_true(education_certificate(&m, false, true));
    assert_true(education_certificate(&m, true, true));
    m.status = PROGRESS_NONE;
    assert_true(education_certificate(&m, false, true));
}

static void course_statuses(void **state)
{
    struct education_module m = untouched;
    (void)state;
    assert_int_equal(education_course_status(&m, false), 0);
    m.status = PROGRESS_NOT_STARTED;
    assert_int_equal(education_course_status(&m, false), 0);
    for (int status = PROGRESS_IN_PROGRESS; status <= PROGRESS_FAILED; status++) {
        m.status = status;
        assert_int_equal(education_course_status(&m, false), 2);
        assert_int_equal(education_course_status(&m, true), 1);
    }
}

static void express_statuses(void **state)
{
    struct education_module m = untouched;
    (void)state;
    assert_int_equal(education_express_status(&m, true), 0);
    m.quiz_passed = true;
    assert_int_equal(education_express_status(&m, true), 1);
    assert_int_equal(education_express_status(&m, false), 0);
    m.quiz_passed = false;
    m.skill_noted = true;
    assert_int_equal(education_express_status(&m, true), 1);
    assert_int_equal(education_express_status(&m, false), 0);
    m.skill_noted = false;
    m.status = PROGRESS_COMPLETED;
    assert_int_equal(education_express_status(&m, true), 1);
    assert_int_equal(education_express_status(&m, false), 0);
    m.status = PROGRESS_CONSUMED;
    assert_int_equal(education_express_status(&m, true), 0);
}

static void finished(void **state)
{
    struct education_module m = untouched;
    (void)state;
    assert_true(education_finished(&m) == NONE);
    m.certificate = true;
    m.certificate_at = 7;
    assert_true(education_finished(&m) == 7);
    m.completed_at = 5;
    assert_true(education_finished(&m) == 5);
}

static const struct education_attack unsent = { NONE, NONE, NONE, NONE, NONE };

static void attacks(void **state)
{
    int64_t sent = at("2022-09-09T18:00:00Z"), week = sent + 7 * WHEN_DAY;
    struct education_attack a = unsent;
    (void)state;
    assert_false(education_arrived(&a));
    a.sent_at = sent;
    assert_true(education_arrived(&a));
    assert_int_equal(education_result(&a, sent), 0);
    assert_int_equal(education_result(&a, week), 0); /* seven days, not over seven days */
    assert_int_equal(education_result(&a, week + 1), 1);
    a.reported_at = sent + 1;
    assert_int_equal(education_result(&a, sent + 2), 1);
    a.clicked_at = week * 2; /* at whatever time, reported or not */
    assert_int_equal(education_result(&a, sent + 2), 2);
    a.clicked_at = NONE;
    a.captured_at = sent + 3;
    assert_int_equal(education_result(&a, sent + 2), 2);
    a.bounced_at = sent;
    assert_false(education_arrived(&a));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(percent),
    cmocka_unit_test(percent_over_all_enrollments_of_a_track),
    cmocka_unit_test(implied_modules),
    cmocka_unit_test(status_of_the_whole),
    cmocka_unit_test(status_of_both_tracks),
    cmocka_unit_test(begun_by_a_module),
    cmocka_unit_test(planned_ends),
    cmocka_unit_test(real_ends),
    cmocka_unit_test(paces),
    cmocka_unit_test(paces_without_all_dates),
    cmocka_unit_test(far_ends),
    cmocka_unit_test(certificates),
    cmocka_unit_test(course_statuses),
    cmocka_unit_test(express_statuses),
    cmocka_unit_test(finished),
    cmocka_unit_test(attacks),
};

UNIT_MAIN("derive_education")
