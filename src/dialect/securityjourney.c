/* securityjourney.c: the Security Journey API, version 2, as tables, after the vendor's document; what the
 * document leaves open is marked OURS. This file has no code. */
#include "dialect/securityjourney.h"

#include "base/must.h"
#include "dialect/moment.h"
#include "dialect/table.h"
#include "model/journey.h"

#define TO_THE_SECOND "Y/M/D h:m:s" /* enrollments; UTC, as everything here */
#define TO_THE_MINUTE "Y/M/D h:m"   /* assignments and attempts */

/* ---- words ---- */
WORDING_OF(enrollment_words, words_enrollment_status, "not_started", "not_started", "not_started",
           "not_started", "in_progress", "passed", "failed", "paused", "abandoned");
WORDING(level_words, LEVEL_PASSED, LEVEL_FAILED, "passed", "in_progress", "paused", "abandoned",
        "not_started", "failed");
WORDING(assignment_words, ASSIGNMENT_NOT_STARTED, ASSIGNMENT_OVERDUE, "not_started", "in_progress",
        "completed", "overdue");
WORDING_OF(lesson_words, words_progress_status, "not_started", "in_progress", "consumed", "passed", "failed");
WORDING(watched_words, -1, 1, "N/A", "not watched", "watched");
WORDING(read_words, -1, 1, "N/A", "not read", "read");
WORDING(passed_words, -1, 1, "N/A", "not passed", "passed");
WORDING(quizzes_words, QUIZZES_NONE, QUIZZES_FAILED, "N/A", "not_started", "in_progress", "passed", "failed");

/* ---- fields ---- */
#define EMAIL                                                                                                \
    F_TEXT("email", who.email, MASK_ADDRESS, DOCUMENTED, .null = true,                                       \
           .about = "As it is recorded; join by it without regard to case.", EXAMPLE_TEXT("test2@test.com"))
#define NAMES                                                                                                \
    F_TEXT("first_name", who.first_name, MASK_FIRST_NAME, DOCUMENTED, .null = true,                          \
           EXAMPLE_TEXT("Anonymous")),                                                                       \
        F_TEXT("last_name", who.last_name, MASK_LAST_NAME, DOCUMENTED, .null = true, EXAMPLE_TEXT("User"))

#define ROW struct journey_row
TABLE(enrollment, EMAIL, NAMES,
      F_INT("id", number, DOCUMENTED, .about = "The enrollment's number.", EXAMPLE(1197)),
      F_TEXT("role_name", path, MASK_PLAIN, DOCUMENTED, .null = true,
             .about = "The path; the campaign's name where it has none.",
             EXAMPLE_TEXT("Security Apprentice")),
      F_WORD("status", status, enrollment_words, DOCUMENTED, EXAMPLE_TEXT("paused")),
      F_TIME("last_engagement", engaged_at, TO_THE_SECOND, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("2022/02/01 17:14:06")),
      F_TEXT("progress", all.slash, MASK_PLAIN, DOCUMENTED, EXAMPLE_TEXT("0/20")),
      F_TEXT("level_name", level, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("White Belt")),
      F_TIME("created_at", created_at, TO_THE_SECOND, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("2022/02/01 17:14:06")),
      F_TIME("updated_at", updated_at, TO_THE_SECOND, DOCUMENTED,
             .about = "The latest change of the enrollment or of its progress.",
             EXAMPLE_TEXT("2022/02/01 17:14:06")),
      F_TIME("completed_at", completed_at, TO_THE_SECOND, DOCUMENTED, .null = true, EXAMPLE(null)),
      F_INT("required_total", required.total, DOCUMENTED, EXAMPLE(17)),
      F_INT("required_passed", required.passed, DOCUMENTED, EXAMPLE(0)),
      F_INT("required_progress_percent", required.percent, DOCUMENTED, .about = "Rounded down.", EXAMPLE(0)),
      F_INT_TEXT("total_lessons", all.total, DOCUMENTED, EXAMPLE_TEXT("20")),
      F_INT("total_passed_lessons", all.passed, DOCUMENTED, EXAMPLE(0)),
      F_INT_TEXT("passed_lessons", all.passed, DOCUMENTED, EXAMPLE_TEXT("0")),
      F_INT("progress_percent", all.percent, DOCUMENTED, .about = "Rounded down.", EXAMPLE(0)),
      F_TEXT("total", all.slash, MASK_PLAIN, DOCUMENTED, EXAMPLE_TEXT("0/20")),
      F_TEXT("required", required.slash, MASK_PLAIN, DOCUMENTED, EXAMPLE_TEXT("0/17")));
TABLE(assignment,
      F_TEXT("assignment_name", campaign, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("Test Name")),
      EMAIL, NAMES, F_TIME("due_date", due_at, TO_THE_MINUTE, DOCUMENTED, EXAMPLE_TEXT("2021/06/30 04:00")),
      F_INT("passed", all.passed, DOCUMENTED, EXAMPLE(0)), F_INT("total", all.total, DOCUMENTED, EXAMPLE(39)),
      F_WORD("status", assignment, assignment_words, DOCUMENTED, EXAMPLE_TEXT("overdue")),
      F_TEXT("progress", all.words, MASK_PLAIN, DOCUMENTED, EXAMPLE_TEXT("0 of 39")));
#undef ROW

#define ROW struct level_row
TABLE(level, F_TEXT("email", who.email, MASK_ADDRESS, OURS, .null = true),
      F_TEXT("first_name", who.first_name, MASK_FIRST_NAME, OURS, .null = true),
      F_TEXT("last_name", who.last_name, MASK_LAST_NAME, OURS, .null = true),
      F_TEXT("level_name", level, MASK_PLAIN, OURS, .null = true),
      F_WORD("status", status, level_words, OURS, .about = "The worst of the person's enrollments in it."),
      F_INT("enrolled_paths", paths, OURS), F_INT("passed_paths", passed_paths, OURS),
      F_INT("required_total", required.total, OURS), F_INT("required_passed", required.passed, OURS),
      F_INT("progress_percent", all.percent, OURS, .about = "Rounded down, over all lessons."),
      F_TIME("updated_at", updated_at, TO_THE_SECOND, OURS));
#undef ROW

#define ROW                     struct user_row
#define OPTIONAL(k, m, mask, n) F_TEXT(k, m, mask, DOCUMENTED, .null = true, .option = n)
TABLE(user, EMAIL, NAMES, F_INT("total_points", points, DOCUMENTED, EXAMPLE(53)),
      F_TEXT("country", country, MASK_PLAIN, DOCUMENTED, .null = true, .about = "Its English name.",
             EXAMPLE_TEXT("Italy")),
      OPTIONAL("ad_id", ad_id, MASK_FREE_TEXT, FILLED_AD_ID),
      OPTIONAL("initial", initial, MASK_FREE_TEXT, FILLED_INITIAL),
      OPTIONAL("phone_number", phone_number, MASK_FREE_TEXT, FILLED_PHONE_NUMBER),
      OPTIONAL("title", title, MASK_PLAIN, FILLED_TITLE),
      OPTIONAL("company", company, MASK_PLAIN, FILLED_COMPANY),
      OPTIONAL("job_role", job_role, MASK_PLAIN, FILLED_JOB_ROLE),
      OPTIONAL("team", team, MASK_PLAIN, FILLED_TEAM),
      F_TRUTH("security_champion", security_champion, DOCUMENTED, .null = true,
              .option = FILLED_SECURITY_CHAMPION),
      OPTIONAL("department_number", department_number, MASK_PLAIN, FILLED_DEPARTMENT_NUMBER),
      OPTIONAL("employee_number", employee_number, MASK_FREE_TEXT, FILLED_EMPLOYEE_NUMBER),
      OPTIONAL("managers_name", manager_name, MASK_FREE_TEXT, FILLED_MANAGER_NAME),
      OPTIONAL("managers_employee_number", managers_employee_number, MASK_FREE_TEXT,
               FILLED_MANAGERS_EMPLOYEE_NUMBER),
      OPTIONAL("business_unit", business_unit, MASK_PLAIN, FILLED_BUSINESS_UNIT),
      OPTIONAL("employee_secondary_number", employee_secondary_number, MASK_FREE_TEXT,
               FILLED_EMPLOYEE_SECONDARY_NUMBER),
      OPTIONAL("business_unit_description", business_unit_description, MASK_PLAIN,
               FILLED_BUSINESS_UNIT_DESCRIPTION));
#undef ROW

#define ROW struct lesson_row
TABLE(attempt,
      F_TEXT("module_name", module, MASK_PLAIN, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("Awareness: Data Security")),
      EMAIL, F_INT_TEXT("user_id", who.number, DOCUMENTED, EXAMPLE_TEXT("27")), NAMES,
      F_WORD("status", status, lesson_words, DOCUMENTED, EXAMPLE_TEXT("consumed")),
      F_WORD("watched_video?", watched_video, watched_words, DOCUMENTED, EXAMPLE_TEXT("not watched")),
      F_WORD("read_transcript?", read_transcript, read_words, DOCUMENTED, EXAMPLE_TEXT("not read")),
      F_WORD("experiment_passed?", experiment_passed, passed_words, DOCUMENTED, EXAMPLE_TEXT("N/A")),
      F_WORD("quizzes", quizzes, quizzes_words, DOCUMENTED, EXAMPLE_TEXT("in_progress")),
      F_TIME("last_updated", updated_at, TO_THE_MINUTE, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("2022/03/07 17:28")));
#undef ROW

#define ROW struct page
TABLE(enrollments, F_LIST("path_enrollments", rows, enrollment, DOCUMENTED));
TABLE(summary, F_LIST("summary", rows, level, OURS));
TABLE(users, F_LIST("users", rows, user, DOCUMENTED));
TABLE(assignments, F_LIST("assignments", rows, assignment, DOCUMENTED));
TABLE(attempts, F_LIST("attempts", rows, attempt, DOCUMENTED));
#undef ROW

#define ROW struct refusal
TABLE(refusal, F_TEXT("error", reason, MASK_PLAIN, OURS, .about = "For people; it may change."));
#undef ROW

/* ---- parameters ---- */
#define PAGING                                                                                               \
    P_INT("limit", limit, 0, INT64_MAX, 1000, DOCUMENTED, .outside = REFUSED_INVALID,                        \
          .about = "How many rows to answer at most."),                                                      \
        P_INT("offset", offset, 0, INT64_MAX, 0, DOCUMENTED, .outside = REFUSED_INVALID,                     \
              .about = "How many rows to leave out at the beginning.")
#define UPDATED                                                                                              \
    P_TIME("updated_before", updated_before, MOMENT_ISO | MOMENT_SLASHES, false, DOCUMENTED,                 \
           .about = "Only rows whose updated_at is earlier.", EXAMPLE_TEXT("2022/02/01 17:14:06")),          \
        P_TIME("updated_after", updated_after, MOMENT_ISO | MOMENT_SLASHES, false, DOCUMENTED,               \
               .about = "Only rows whose updated_at is this or later.",                                      \
               EXAMPLE_TEXT("2022-02-01T17:14:06Z"))
#define PARAMS(name, ...) static const struct param name[] = { __VA_ARGS__, { .shape = SHAPE_END } }
PARAMS(paging_params, PAGING);
PARAMS(updated_params, PAGING, UPDATED);

/* ---- routes ---- */
#define GET(p, s, a, pm, env, ev, ...)                                                                       \
    {                                                                                                        \
        .method = "GET", .path = p, .scope = s, .budget = BUDGET_CUSTOMER, .answer = a, .params = pm,        \
        .envelope = &(env), .evidence = ev, .stream = true, .body = BODY_FORM, __VA_ARGS__                   \
    }
static const struct route routes[] = {
    GET("/enrollments", SCOPE_TRAINING, ANSWER_JOURNEYS, updated_params, enrollments, DOCUMENTED,
        .tag = "Reports", .id = "listEnrollments", .summary = "All enrollments, one a person and path"),
    GET("/enrollments/summary", SCOPE_TRAINING, ANSWER_LEVELS, updated_params, summary, DOCUMENTED,
        .tag = "Reports", .id = "listLevels",
        .summary = "The progress of all users, one row a person and level",
        .about = "The vendor documents the path and nothing else: parameters and answer are ours."),
    GET("/users", SCOPE_USERS, ANSWER_LEARNERS, paging_params, users, DOCUMENTED, .tag = "Reports",
        .id = "listUsers", .summary = "All users",
        .about = "A field that may be left out is in every row if any user has a value in it, else in none."),
    GET("/assignments", SCOPE_TRAINING, ANSWER_ASSIGNMENTS, paging_params, assignments, DOCUMENTED,
        .clock = true, .tag = "Reports", .id = "listAssignments",
        .summary = "All assignments: enrollments that are due at a time"),
    GET("/lesson_attempts", SCOPE_TRAINING, ANSWER_LESSONS, paging_params, attempts, DOCUMENTED,
        .tag = "Reports", .id = "listLessonAttempts", .summary = "What everybody did in each lesson"),
    { .method = NULL },
};

/* ---- refusals; the codes are not shown ---- */
static const struct refusal_words refusals[REFUSED_COUNT] = {
    [REFUSED_NO_KEY] = {401,  "unauthorized",   NULL,    OURS               },
    [REFUSED_BAD_KEY] = { 401, "unauthorized",   NULL,    OURS               },
    [REFUSED_PLAIN] = { 403, "https_required", NULL,    OURS,                "HTTPS required" },
    [REFUSED_SCOPE] = { 403,   "forbidden",                NULL,          OURS         },
    [REFUSED_RATE] = { 429,   "too_many_requests",                NULL,  OURS},
    [REFUSED_STRANGER] = { 429,   "too_many_requests",                NULL,  OURS         },
    [REFUSED_ROUTE] = { 404,   "not_found",                NULL,          OURS },
    [REFUSED_METHOD] = { 405,   "method_not_allowed",                NULL, OURS},
    [REFUSED_MISSING] = { 400,   "bad_request",                NULL,        OURS        },
    [REFUSED_INVALID] = { 400,   "bad_request",                NULL,        OURS},
    [REFUSED_UNKNOWN] = { 404,   "not_found",                NULL,          OURS          },
    [REFUSED_NOT_READY] = { 404,   "not_found",                NULL,          OURS},
    [REFUSED_TOO_LARGE] = { 413,   "too_large",                NULL,          OURS          },
    [REFUSED_INTERNAL] = { 500,   "internal_error",                NULL,     OURS},
};

const struct dialect dialect_securityjourney = {
    .name = "securityjourney",
    .title = "Security Journey API v2",
    .about =
        "Reports of all users, their enrollments, assignments and lessons. Parameters may stand in the query "
        "or in a form body, whatever the Content-Type says. Times are UTC.",
    .correlation = OURS,
    .base = "/api/v2",
    .api = API_SECURITYJOURNEY,
    .credentials = { .key = "ApiKey" },
    .rate = SETTING_SECURITYJOURNEY_RATE,
    .plain = SETTING_SECURITYJOURNEY_ALLOW_HTTP,
    .content_type = "application/json",
    .routes = routes,
    .refusal = &refusal,
    .refusals = refusals,
};
