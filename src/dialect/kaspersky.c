/* kaspersky.c: the Kaspersky Automated Security Awareness Platform's Open API as tables, after the vendor's
 * document; what the document leaves open is marked OURS, what newer descriptions and integrations show
 * beyond it OBSERVED. This file has no code. Its languages: kaspersky_texts.inc. */
#include "dialect/kaspersky.h"

#include "base/limits.h"
#include "base/must.h"
#include "dialect/kaspersky_texts.h"
#include "dialect/table.h"
#include "model/report_rows.h"

static const char *const lngs[] = {
#define LANGUAGE(lng, ...) lng,
#include "dialect/kaspersky_texts.inc"
#undef LANGUAGE
};
static const struct wording languages = { lngs, KASPERSKY_LANGUAGES, 0, KASPERSKY_LANGUAGES - 1, NULL };
_Static_assert(COUNT_OF(lngs) == KASPERSKY_LANGUAGES, "every language has its texts");

/* ---- fields ---- */
#define ROW struct course_row
TABLE(course,
      F_TEXT("code", code, MASK_PLAIN, DOCUMENTED, .null = true, .about = "The module's name.",
             .example = "\"Kennwort\""),
      F_INT("level", level, DOCUMENTED, .null = true,
            .about = "1 beginner, 2 basic, 3 intermediate, 4 advanced."),
      F_INT("status", status, DOCUMENTED,
            .about = "0 assigned, 1 completed, 2 in progress; express courses know only 0 and 1."),
      F_TEXT("startedAt", started_at, MASK_PLAIN, DOCUMENTED,
             .about = "YYYY-MM-DDThh:mm:ss in UTC; empty where it has not been started."),
      F_TEXT("finishedAt", finished_at, MASK_PLAIN, DOCUMENTED, .null = true));
#undef ROW

#define ROW struct attack_row
TABLE(attack, F_TEXT("code", code, MASK_PLAIN, DOCUMENTED, .null = true, .about = "The campaign's name."),
      F_INT("level", level, DOCUMENTED, .null = true),
      F_TEXT("startedAt", started_at, MASK_PLAIN, DOCUMENTED, .about = "When the mail was sent."),
      F_TEXT("phishingAttackLetter", letter, MASK_PLAIN, DOCUMENTED, .null = true,
             .about = "The title of the mail.", .example = "\"Hallo!\""),
      F_INT_TEXT("phishingAttackResult", result, DOCUMENTED, .about = "0 waiting, 1 resisted, 2 fell for it.",
                 .example = "\"0\""),
      F_TEXT("followPhishingLinkAt", followed_at, MASK_PLAIN, DOCUMENTED, .null = true,
             .about = "The first click, where the result is 2."));
#undef ROW

#define ROW                struct report_row
#define F_DAY(k, m, ...)   F_TEXT(k, m, MASK_PLAIN, DOCUMENTED, .example = "\"2022-08-08\"", __VA_ARGS__)
#define F_LABEL(k, m, ...) F_TEXT(k, m, MASK_PLAIN, DOCUMENTED, __VA_ARGS__)
TABLE(report, F_TEXT("id", id, MASK_PLAIN, OBSERVED, .about = "24 hexadecimal digits."),
      F_TEXT("email", email, MASK_ADDRESS, DOCUMENTED, .null = true),
      F_TEXT("shortName", short_name, MASK_FIRST_NAME, DOCUMENTED, .null = true, .example = "\"Jack\""),
      F_TEXT("fullName", full_name, MASK_FULL_NAME, DOCUMENTED, .null = true, .example = "\"Jack Rock\""),
      F_LABEL("group", group, .null = true, .example = "\"Geringes Risiko\""),
      FIELD("educationTime", SHAPE_LENGTH, .at = AT(seconds, int64_t), .evidence = DOCUMENTED,
            .about = "Seconds; the setting kaspersky.education_time also knows hh:mm:ss and a number.",
            .example = "\"840\""),
      F_LABEL("mainEducationProgress", main_pace, .example = "\"In Verzug\""),
      F_LABEL("expressEducationProgress", express_pace, .example = "\"L\xc3\xa4uft\""),
      F_LABEL("educationStatus", status, .example = "\"nicht gestartet\""),
      F_LABEL("mainEducationProgressPercent", main_percent, .example = "\"50,00\""),
      F_LABEL("expressEducationProgressPercent", express_percent, .example = "\"14,80\""),
      F_DAY("mainEducationEndPlan", main_plan,
            .about = "0001-01-01 where there is none, as in the next three."),
      F_DAY("expressEducationEndPlan", express_plan), F_DAY("realMainEducationEnd", main_end),
      F_DAY("realExpressEducationEnd", express_end),
      F_LIST("educationMainCourses", main_courses, course, DOCUMENTED),
      F_LIST("educationExpressCourses", express_courses, course, DOCUMENTED),
      F_DAY("dateLastActive", last_active), F_INT("certificatesReceived", certificates, DOCUMENTED),
      F_LIST("phishingAttacks", attacks, attack, DOCUMENTED));
#undef ROW

#define ROW struct group_row
TABLE(group, F_TEXT("id", id, MASK_PLAIN, OBSERVED), F_TEXT("name", name, MASK_PLAIN, OBSERVED, .null = true),
      F_BOOL("isStarted", started, OBSERVED));
#undef ROW

#define GROUP_FIELDS                                                                                         \
    F_TEXT("id", id, MASK_PLAIN, OBSERVED), F_TEXT("name", name, MASK_PLAIN, OBSERVED, .null = true)
#define ROW struct group_row
TABLE(group_name, GROUP_FIELDS);
#undef ROW

#define ROW struct moved_row
TABLE(moved, F_TEXT("userId", user, MASK_PLAIN, OBSERVED),
      F_OBJECT("currentGroup", current, struct group_row, group_name, OBSERVED),
      F_OBJECT("previousGroup", previous, struct group_row, group_name, OBSERVED));
#undef ROW

#define ROW struct page
TABLE(reports, F_LIST("users", rows, report, DOCUMENTED));
TABLE(groups, F_LIST("groups", rows, group, OBSERVED));
#undef ROW

#define ROW struct refusal
TABLE(refusal, F_TEXT("code", code, MASK_PLAIN, DOCUMENTED), F_TEXT("message", reason, MASK_PLAIN, OURS));
#undef ROW

/* ---- parameters ---- */
static const struct param no_params[] = { { .shape = SHAPE_END } };
static const struct param report_params[] = {
    P_WORD("lng", language, languages, 0, DOCUMENTED, .required = true,
           .about = "The language of the report, in lower case.", .example = "\"de\""),
    P_TEXTS("email", texts, LIMIT_REPORT_ADDRESSES, DOCUMENTED,
            .about = "Only these people, in this order: addresses in lower case. All of them must be known."),
    P_INT("page", page, 1, INT64_MAX, 0, OBSERVED, .outside = REFUSED_INVALID,
          .about = "A page of people, the first is 1; without it everybody.", .example = "1"),
    { .shape = SHAPE_END },
};

#define P_CHANGE(n, m, ...) P_TEXT(n, m, false, OBSERVED, __VA_ARGS__)
static const struct param user_params[] = {
    {.name = "userid",
     .where = IN_PATH,
     .shape = SHAPE_TEXT,
     .at = ARG(user_id, struct str),
     .required = true,
     .evidence = OBSERVED,
     .about = "The person's id, 24 hexadecimal digits in lower case." },
    P_CHANGE("groupId", group_id, .about = "The group to move them to."),
    P_CHANGE("fullName", full_name),
    P_CHANGE("shortName", short_name),
    P_CHANGE("email", email, .about = "In lower case; nobody else's."),
    { .shape = SHAPE_END},
};

/* ---- routes ---- */
static const struct route routes[] = {
    {.method = "POST",
     .path = "/report",
     .scope = SCOPE_KASPERSKY_REPORT,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_KASPERSKY_REPORT,
     .evidence = DOCUMENTED,
     .clock = true,
     .params = report_params,
     .envelope = &reports,
     .stream = true,
     .array = true,
     .body = BODY_JSON,
     .tag = "Reports",
     .summary = "How everybody's training goes",
     .about = "A JSON array of people, ordered by id; with email in the order asked for.",
     .refuses = (uint64_t)1 << REFUSED_UNKNOWN,
     .id = "report" },
    { .method = "GET",
     .path = "/groups",
     .scope = SCOPE_KASPERSKY_GROUPS,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_KASPERSKY_GROUPS,
     .evidence = OBSERVED,
     .params = no_params,
     .envelope = &groups,
     .array = true,
     .tag = "Groups",
     .summary = "The groups that people can be put into",
     .id = "groups" },
    { .method = "PATCH",
     .path = "/user/{userid}",
     .scope = SCOPE_KASPERSKY_USER,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_KASPERSKY_MOVE,
     .evidence = OBSERVED,
     .params = user_params,
     .envelope = &moved,
     .body = BODY_JSON,
     .refuses = (uint64_t)1 << REFUSED_REFERENCE | (uint64_t)1 << REFUSED_TAKEN,
     .tag = "Users",
     .summary = "Moves a person to another group, or changes their names or address",
     .about = "What is not given stays as it is. Asked again with the same values it changes nothing.",
     .id = "changeUser" },
    { .method = NULL                    },
};

/* ---- refusals ---- */
/* status, code, evidence, the document's words */
#define SAID(status, code, ev, words)                                                                        \
    {                                                                                                        \
        status, code, NULL, ev, words ": {reason}"                                                           \
    }
#define UNAUTHORIZED        SAID(401, "common-unauthorized", DOCUMENTED, "common-unauthorized")
#define BAD_REQUEST(status) SAID(status, "common-validation", DOCUMENTED, "bad request")
#define TOO_MANY            SAID(429, "too-many-requests", OBSERVED, "too-many-requests")
#define NOT_FOUND           SAID(404, "not-found", OURS, "not found")
static const struct refusal_words refusals[REFUSED_COUNT] = {
    [REFUSED_NO_KEY] = UNAUTHORIZED,
    [REFUSED_BAD_KEY] = UNAUTHORIZED,
    [REFUSED_SCOPE] = UNAUTHORIZED,
    [REFUSED_RATE] = TOO_MANY,
    [REFUSED_STRANGER] = TOO_MANY,
    [REFUSED_ROUTE] = NOT_FOUND,
    [REFUSED_METHOD] = SAID(405, "method-not-allowed", OURS, "method not allowed"),
    [REFUSED_MISSING] = BAD_REQUEST(400),
    [REFUSED_INVALID] = BAD_REQUEST(400),
    [REFUSED_UNKNOWN] = SAID(404, "user-not-found", DOCUMENTED, "user not found"),
    [REFUSED_REFERENCE] = SAID(404, "group-does-not-exists", OBSERVED, "group not found"),
    [REFUSED_TAKEN] = SAID(409, "user-email-already-exists-in-company", OBSERVED, "email already exists"),
    [REFUSED_NOT_READY] = NOT_FOUND,
    [REFUSED_TOO_LARGE] = BAD_REQUEST(413),
    [REFUSED_INTERNAL] = SAID(500, "internal-server-error", DOCUMENTED, "internal-server-error"),
};

static const struct aging aging = { SETTING_KASPERSKY_TOKEN_MONTHS, SETTING_KASPERSKY_UNUSED_MONTHS };

const struct dialect dialect_kaspersky = {
    .name = "kaspersky",
    .base = "/openapi/v1",
    .title = "Kaspersky Automated Security Awareness Platform Open API",
    .about = "How everybody's training goes, in 27 languages.",
    .api = API_KASPERSKY,
    .credentials = {.key = "Authorization", .scheme = "Bearer", .bare = true},
    .aging = &aging,
    .rate = SETTING_KASPERSKY_RATE,
    .content_type = "application/json; charset=utf-8",
    .routes = routes,
    .refusal = &refusal,
    .refusals = refusals,
};
