/* cultureai.c: the CultureAI client API as tables, after the vendor's document; what the document leaves open
 * is marked OURS. This file has no code. */
#include "dialect/cultureai.h"

#include "base/must.h"
#include "derive/score.h"
#include "dialect/table.h"
#include "model/record.h"
#include "model/risk_rows.h"

enum { OPTION_NEXT = 1, PAGE_MOST = 500 };

/* ---- words ---- */
WORDING(band_words, BAND_LOW, BAND_COUNT - 1, "LOW", "MED", "HIGH");
WORDING(told_words, TOLD_PENDING, TOLD_INGESTED, "PENDING_BEHAVIOUR_SETUP", "INGESTED");

/* ---- fields ---- */
#define ROW struct me_row
TABLE(me,
      F_TEXT("apiKey", key, MASK_PLAIN, DOCUMENTED, .about = "The key as it was sent.",
             EXAMPLE_TEXT("API_KEY")),
      F_TEXT("client", client, MASK_PLAIN, DOCUMENTED, .about = "The customer's name.",
             EXAMPLE_TEXT("Culture AI")));
#undef ROW

#define ROW struct employee_row
TABLE(employee, F_INT("id", id, DOCUMENTED, EXAMPLE(523163)),
      F_TEXT("name", name, MASK_FULL_NAME, DOCUMENTED, .null = true, EXAMPLE_TEXT("Test Account")),
      F_TEXT("email", email, MASK_ADDRESS, DOCUMENTED, .null = true, EXAMPLE_TEXT("test@culture.ai")));
#undef ROW

#define ROW                      struct risk_row
#define BAND(k, m, about_it, ex) F_WORD(k, m, band_words, DOCUMENTED, .about = about_it, EXAMPLE_TEXT(ex))
TABLE(risk, F_INT("employeeId", id, DOCUMENTED, EXAMPLE(523163)),
      F_INT("securityDecisionScore", decision, DOCUMENTED, .about = "0 to 100, higher is better.",
            EXAMPLE(100)),
      BAND("securityDecisionScoreThreshold", decision_band, "LOW is good.", "LOW"),
      F_INT("overallRiskScore", overall, DOCUMENTED, .about = "0 to 100, lower is better.", EXAMPLE(19)),
      BAND("overallRiskScoreThreshold", overall_band, "LOW is good.", "LOW"),
      F_INT("likelihoodRiskScore", likelihood, DOCUMENTED, .about = "0 to 100, lower is better.",
            EXAMPLE(77)),
      BAND("likelihoodRiskScoreThreshold", likelihood_band, "LOW is good.", "HIGH"),
      F_INT("liklihoodRiskScore", likelihood, DOCUMENTED, .about = "The same, as the example spells it.",
            EXAMPLE(77)),
      BAND("liklihoodRiskScoreThreshold", likelihood_band, "The same, as the example spells it.", "HIGH"),
      F_INT("impactRiskScore", impact, DOCUMENTED, .about = "0 to 100, lower is better.", EXAMPLE(0)),
      BAND("impactRiskScoreThreshold", impact_band, "LOW is good.", "LOW"));
#undef ROW

#define ROW struct told_row
TABLE(told,
      F_INT("id", id, DOCUMENTED, .null = true, .about = "Null as long as the event waits for its behaviour.",
            EXAMPLE(5313640)),
      F_INT("ingestionId", ingestion, DOCUMENTED, .about = "Of this request.", EXAMPLE(17)),
      F_WORD("status", status, told_words, DOCUMENTED, EXAMPLE_TEXT("INGESTED")));
#undef ROW

#define ROW struct page
#define PAGE_OF(t)                                                                                           \
    F_LIST("data", rows, t, DOCUMENTED),                                                                     \
        F_INT("total", total, DOCUMENTED, .about = "Rows there were at the first page.", EXAMPLE(52)),       \
        F_TEXT("nextPageCursor", next, MASK_PLAIN, DOCUMENTED, .option = OPTION_NEXT,                        \
               .about = "The paginationCursor of the next page; absent on the last.",                        \
               EXAMPLE_TEXT("eyJzdGFydCI6NSwibWF4SWQiOjE4MTQ3MX0="))
TABLE(employees_page, PAGE_OF(employee));
TABLE(risks_page, PAGE_OF(risk));
#undef ROW

#define ROW struct refusal
TABLE(refusal, F_TEXT("error", reason, MASK_PLAIN, DOCUMENTED));
#undef ROW

/* ---- parameters ---- */
static const struct param no_params[] = { { .shape = SHAPE_END } };
#define PARAMS(name, ...) static const struct param name[] = { __VA_ARGS__, { .shape = SHAPE_END } }
#define PAGING                                                                                               \
    P_INT("pageSize", page_size, 1, PAGE_MOST, 50, DOCUMENTED, .outside = REFUSED_UNACCEPTABLE,              \
          .about = "How many rows a page has at most."),                                                     \
        P_TEXT("paginationCursor", cursor, false, DOCUMENTED, .about = "The nextPageCursor of a page.")
PARAMS(employees_params, PAGING);
PARAMS(risks_params, PAGING,
       P_INTS("ids", ids, PAGE_MOST, DOCUMENTED,
              .about = "Only these employees; unknown ones are left out."));
PARAMS(event_params,
       P_TEXT("behaviour.reference", behavior, true, DOCUMENTED,
              .about = "Which behaviour the event is one of.", EXAMPLE_TEXT("LEAVING_DESKTOP_UNLOCKED")),
       P_INT("event.employee.id", employee, 0, INT64_MAX, NONE, DOCUMENTED, .outside = REFUSED_UNACCEPTABLE,
             .about = "The employee's id; this or the email.", EXAMPLE(523163)),
       P_TEXT("event.employee.email", email, false, DOCUMENTED,
              .about = "The employee's address, in any case.", EXAMPLE_TEXT("robby.rogers@culture.ai")),
       P_TEXT("event.description", description, false, DOCUMENTED),
       P_INT("event.reference", reference, 0, 9007199254740991, NONE, DOCUMENTED, .required = true,
             .outside = REFUSED_UNACCEPTABLE, .about = "Unique within the behaviour.", EXAMPLE(5000)),
       P_TEXT("event.date", date, true, DOCUMENTED, .about = "YYYY-MM-DD.", EXAMPLE_TEXT("2024-02-22")),
       P_TEXT("event.time", time, false, DOCUMENTED, .about = "hh:mm:ss.", EXAMPLE_TEXT("09:58:32")),
       P_JSON("event.metadata", json, false, DOCUMENTED,
              .about = "A list of {key, value, important}: texts, and whether it describes the event."));

/* ---- routes ---- */
#define TOLD                                                                                                 \
    .method = "POST", .scope = SCOPE_CULTUREAI_EVENTS, .budget = BUDGET_CUSTOMER,                            \
    .answer = ANSWER_BEHAVIOR_EVENT, .params = event_params, .envelope = &told, .body = BODY_JSON,           \
    .tag = "Behaviours", .summary = "Tell of a behavioural event",                                           \
    .about = "Answered when it is durable. The same event told again with the same content counts once; "    \
             "with other content it is refused."
static const struct route routes[] = {
    {.method = "GET",
     .path = "/me",
     .scope = SCOPE_ANY_KEY,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_ME,
     .evidence = DOCUMENTED,
     .params = no_params,
     .envelope = &me,
     .untagged = true,
     .tag = "Connection",
     .summary = "Who asks, with which key",
     .id = "me" },
    { .method = "GET",
     .path = "/employees",
     .scope = SCOPE_CULTUREAI_EMPLOYEES,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_EMPLOYEES,
     .evidence = DOCUMENTED,
     .clock = true,
     .params = employees_params,
     .envelope = &employees_page,
     .body = BODY_JSON_OR_QUERY,
     .tag = "People",
     .summary = "The employees, by id",
     .id = "employees" },
    { .method = "GET",
     .path = "/risks",
     .scope = SCOPE_CULTUREAI_RISKS,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_RISKS,
     .evidence = DOCUMENTED,
     .clock = true,
     .params = risks_params,
     .envelope = &risks_page,
     .body = BODY_JSON_OR_QUERY,
     .tag = "People",
     .summary = "The employees' scores, by id",
     .id = "risks" },
    { .path = "/risks",                   .evidence = DOCUMENTED, TOLD, .id = "createEvent" },
    { .path = "/behaviours/events",                      .evidence = OURS, TOLD, .id = "createBehaviourEvent" },
    { .method = NULL},
};

/* ---- refusals ---- */
#define SAID(code, ev, text) code, "error", NULL, ev, text
static const struct refusal_words refusals[REFUSED_COUNT] = {
    [REFUSED_NO_KEY] = { SAID(401, DOCUMENTED, "No authentication provided") },
    [REFUSED_BAD_KEY] = { SAID(401, DOCUMENTED, "Invalid authentication") },
    [REFUSED_RANGE] = { SAID(401, DOCUMENTED, "Authentication out of bounds") },
    [REFUSED_SCOPE] = { SAID(403, DOCUMENTED, "Invalid authentication level") },
    [REFUSED_RATE] = { SAID(429, OURS, "Too many requests") },
    [REFUSED_STRANGER] = { SAID(429, OURS, "Too many requests") },
    [REFUSED_ROUTE] = { SAID(404, DOCUMENTED, "Not found") },
    [REFUSED_METHOD] = { SAID(405, DOCUMENTED, "Method not allowed") },
    [REFUSED_MISSING] = { SAID(400, DOCUMENTED, "Invalid {field}") },
    [REFUSED_INVALID] = { SAID(400, DOCUMENTED, "Invalid {field}") },
    [REFUSED_UNACCEPTABLE] = { SAID(422, DOCUMENTED, "Invalid {field}") },
    [REFUSED_BODY] = { SAID(400, DOCUMENTED, "Invalid request body") },
    [REFUSED_UNKNOWN] = { SAID(404, DOCUMENTED, "Not found") },
    [REFUSED_NOT_READY] = { SAID(404, OURS, "Not found") },
    [REFUSED_TOO_LARGE] = { SAID(413, OURS, "Request too large") },
    [REFUSED_INTERNAL] = { SAID(500, DOCUMENTED, "Service communication error") },
};

const struct dialect dialect_cultureai = {
    .name = "cultureai",
    .base = "/v1",
    .title = "CultureAI client API",
    .about = "Employees, their risk scores, and behavioural events.",
    .api = API_CULTUREAI,
    .credentials = {.key = "Authorization", .scheme = "Basic"},
    .rate = SETTING_CULTUREAI_RATE,
    .content_type = "application/json",
    .routes = routes,
    .refusal = &refusal,
    .refusals = refusals,
};
