/* cultureai.c: the CultureAI client API as tables, after the vendor's document; what the document leaves open
 * is marked OURS. This file has no code. */
#include "dialect/cultureai.h"

#include "base/must.h"
#include "derive/score.h"
#include "dialect/moment.h"
#include "dialect/table.h"
#include "model/mail_rows.h"
#include "model/record.h"
#include "model/risk_rows.h"

enum { OPTION_NEXT = 1, PAGE_MOST = 500 };

/* ---- words ---- */
WORDING(band_words, BAND_LOW, BAND_COUNT - 1, "LOW", "MED", "HIGH");
WORDING_OF(reason_words, words_mail_reason, "PHISHING", "SPAM", "OTHER");
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

#define ROW struct box_row
TABLE(box, F_TEXT("name", name, MASK_FULL_NAME, DOCUMENTED, .null = true, EXAMPLE_TEXT("Bob Smith")),
      F_TEXT("email", email, MASK_ADDRESS, DOCUMENTED, .null = true, EXAMPLE_TEXT("bob.smith@culture.ai")));
#undef ROW

#define ROW struct reporter_row
TABLE(reporter, F_INT("id", id, DOCUMENTED, .null = true, .about = "The employee's id.", EXAMPLE(46)),
      F_TEXT("name", name, MASK_FULL_NAME, DOCUMENTED, .null = true, EXAMPLE_TEXT("Targeted User")),
      F_TEXT("email", email, MASK_ADDRESS, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("targeted.user@culture.ai")));
#undef ROW

#define ROW struct email_report_row
TABLE(email_report,
      F_INT("caseId", case_id, DOCUMENTED, .about = "Reports of what appears to be the same mail share it.",
            EXAMPLE(10)),
      F_TEXT("reportType", type, MASK_PLAIN, DOCUMENTED,
             .about = "CULTUREAI where the message is here, else the source.", EXAMPLE_TEXT("CULTUREAI")),
      F_INT("reportTypeId", number, DOCUMENTED, EXAMPLE(406)),
      F_TEXT("externalReference", external_reference, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE(null)),
      F_TIME("reportedAt", reported_at, "Y-M-D h:m:s", DOCUMENTED, EXAMPLE_TEXT("2021-11-30 22:11:19")),
      F_INT("isSimulated", simulated, DOCUMENTED, EXAMPLE(0)),
      F_INT("isSharedMailbox", shared, DOCUMENTED, .null = true, EXAMPLE(0)),
      F_LIST("recipients", recipients, box, DOCUMENTED),
      F_OBJECT("sender", sender, struct box_row, box, DOCUMENTED),
      F_TEXT("subject", subject, MASK_FREE_TEXT, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("Urgent: Payroll details need updating")),
      F_INT("riskScore", risk_score, DOCUMENTED, .null = true, .about = "0 to 100, lower is better.",
            EXAMPLE(97)),
      F_INT("attachments", attachments, DOCUMENTED, .null = true, EXAMPLE(1)),
      F_OBJECT("reportedBy", reporter, struct reporter_row, reporter, DOCUMENTED),
      F_WORD("reportReason", reason, reason_words, DOCUMENTED, .null = true, EXAMPLE_TEXT("PHISHING")),
      F_TEXTS("interactions", interactions, MASK_PLAIN, DOCUMENTED, .example = "[\"CLICKED\"]"));
#undef ROW

#define ROW struct attachment_row
TABLE(attachment,
      F_TEXT("filename", name, MASK_FREE_TEXT, DOCUMENTED, .null = true, EXAMPLE_TEXT("invoice.pdf")),
      F_TEXT("contentType", type, MASK_PLAIN, DOCUMENTED, EXAMPLE_TEXT("application/pdf")),
      F_TEXT("sha512", sha512, MASK_PLAIN, DOCUMENTED, .about = "Lower-case hexadecimal digits.",
             EXAMPLE_TEXT("cf83e1")));
#undef ROW

#define ROW struct email_detail_row
TABLE(email_detail,
      F_PIECES("headers", headers, MASK_FREE_TEXT, DOCUMENTED, EXAMPLE_TEXT("Received: from ...")),
      F_TEXTS("links", links, MASK_FREE_TEXT, DOCUMENTED, .about = "As written, in order, once each.",
              .example = "[\"https://example.com/account\"]"),
      F_PIECES("body", body, MASK_FREE_TEXT, DOCUMENTED, .about = "HTML, else text.", EXAMPLE_TEXT("<html>")),
      F_LIST("attachments", attachments, attachment, DOCUMENTED),
      F_PIECES("raw", raw, MASK_FREE_TEXT, DOCUMENTED, .about = "The message byte for byte, in base64.",
               EXAMPLE_TEXT("UmVjZWl2ZWQ6IGZyb20gLi4u")));
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
TABLE(email_reports_page, PAGE_OF(email_report));
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
PARAMS(reports_params,
       P_INT("pageSize", page_size, 1, PAGE_MOST, NONE, DOCUMENTED, .outside = REFUSED_UNACCEPTABLE,
             .about = "How many rows a page has at most, 50 where only a cursor is sent. Without both the "
                      "answer is the "
                      "bare array of all rows."),
       P_TEXT("paginationCursor", cursor, false, DOCUMENTED, .about = "The nextPageCursor of a page."),
       P_TIME("fromDate", from, MOMENT_PLAIN, false, DOCUMENTED,
              .about = "Only what was reported then or later: YYYY-MM-DD or YYYY-MM-DD hh:mm:ss, UTC.",
              EXAMPLE_TEXT("2021-11-30 22:11:19")));
PARAMS(detail_params,
       P_TEXT("reportType", report_type, true, DOCUMENTED, .about = "CULTUREAI.", EXAMPLE_TEXT("CULTUREAI")),
       P_INT("reportTypeId", report, 1, 9007199254740991, NONE, DOCUMENTED, .required = true,
             .outside = REFUSED_UNACCEPTABLE, .about = "Of the list.", EXAMPLE(406)));
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
    { .method = "GET",
     .path = "/triage/reports/emails",
     .scope = SCOPE_CULTUREAI_REPORTS,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_EMAIL_REPORTS,
     .evidence = DOCUMENTED,
     .clock = true,
     .params = reports_params,
     .envelope = &email_reports_page,
     .either = true,
     .body = BODY_JSON_OR_QUERY,
     .tag = "Email reports",
     .summary = "Mail that people reported, by id",
     .id = "emailReports" },
    { .method = "GET",
     .path = "/triage/reports/emails/detail",
     .scope = SCOPE_CULTUREAI_REPORT_DETAIL,
     .budget = BUDGET_CUSTOMER,
     .answer = ANSWER_EMAIL_DETAIL,
     .evidence = DOCUMENTED,
     .params = detail_params,
     .envelope = &email_detail,
     .body = BODY_JSON_OR_QUERY,
     .tag = "Email reports",
     .summary = "What is in a reported mail",
     .id = "emailReport" },
    { .path = "/risks", .evidence = DOCUMENTED, TOLD, .id = "createEvent" },
    { .path = "/behaviours/events",                                    .evidence = OURS, TOLD, .id = "createBehaviourEvent" },
    { .method = NULL                 },
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
    .about = "Employees, their risk scores, behavioural events, and mail that they reported.",
    .api = API_CULTUREAI,
    .credentials = {.key = "Authorization", .scheme = "Basic"},
    .rate = SETTING_CULTUREAI_RATE,
    .content_type = "application/json",
    .routes = routes,
    .refusal = &refusal,
    .refusals = refusals,
};
