/* outthink.c: the OutThink Analytics API as tables, after the vendor's document; what the document leaves
 * open is marked OURS, what public descriptions of the API show beyond it OBSERVED. This file has no code. */
#include "dialect/outthink.h"

#include "base/must.h"
#include "dialect/table.h"

#define LOCAL_TIME "Y-M-DTh:m:sF"  /* campaigns, training and comments carry no zone */
#define ZONED_TIME "Y-M-DTh:m:sFZ" /* attack simulations do */

/* ---- words ---- */
WORDING(person_words, false, true, "inactive", "active");
WORDING_OF(type_words, words_campaign_type, "instant", "curriculum", "attackSimulation");
WORDING_OF(campaign_words, words_campaign_status, "notStarted", "scheduled", "inProgress", "completed");
WORDING_OF(delivery_words, words_delivery, "headless", "externalLMS");
WORDING(training_words, PHASE_NO_ACTION, PHASE_COUNT - 1, "noAction", "notStarted", "scheduled",
        "acknowledged", "inProgress", "completed", "failed");
WORDING(simulation_words, SIMULATION_NO_ACTION, SIMULATION_PHASES - 1, "noAction", "reported", "clicked",
        "credentialsCaptured");
WORDING_OF(module_words, words_progress_status, "notStarted", "inProgress", "inProgress", "completed",
           "failed");

/* ---- fields ---- */
#define ROW struct campaign_row
TABLE(campaign, F_UUID("id", id, DOCUMENTED), F_TEXT("name", name, MASK_PLAIN, DOCUMENTED),
      F_WORD("type", type, type_words, DOCUMENTED), F_WORD("status", status, campaign_words, DOCUMENTED),
      F_INT("engagedUsers", engaged_users, DOCUMENTED),
      F_TIME("startedAt", started_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("endedAt", ended_at, LOCAL_TIME, DOCUMENTED), F_UUID("targetOrgId", organization, DOCUMENTED),
      F_WORD("deliveryMethod", delivery, delivery_words, DOCUMENTED),
      F_TIME("createdAt", created_at, LOCAL_TIME, DOCUMENTED),
      F_BOOL("passFailEnabled", pass_fail, DOCUMENTED), F_REAL("passFailScore", pass_fail_score, DOCUMENTED),
      F_INT("passFailAttempts", pass_fail_attempts, DOCUMENTED));
#undef ROW

#define ROW struct organization_row
TABLE(organization, F_UUID("id", id, OURS), F_TEXT("name", name, MASK_PLAIN, OURS),
      F_UUID("parentId", parent, OURS), F_INT("users", users, OURS));
#undef ROW

#define ROW struct summary_row
TABLE(training_summary, F_UUID("id", id, DOCUMENTED), F_TEXT("name", name, MASK_PLAIN, DOCUMENTED),
      F_INT("activeUsers", active_users, DOCUMENTED), F_INT("totalUsers", total_users, DOCUMENTED),
      F_REAL("avgEngagement", avg_engagement, DOCUMENTED), F_REAL("avgKnowledge", avg_knowledge, DOCUMENTED),
      F_INT("avgTimeSpent", avg_seconds, DOCUMENTED), F_INT("activeNoAction", active_no_action, DOCUMENTED),
      F_INT("activeAcknowledged", active[PHASE_ACKNOWLEDGED], DOCUMENTED),
      F_INT("activeInProgress", active[PHASE_IN_PROGRESS], DOCUMENTED),
      F_INT("activeCompleted", active[PHASE_COMPLETED], DOCUMENTED),
      F_INT("activeFailed", active[PHASE_FAILED], DOCUMENTED),
      F_INT("totalNoAction", total_no_action, DOCUMENTED),
      F_INT("totalAcknowledged", total[PHASE_ACKNOWLEDGED], DOCUMENTED),
      F_INT("totalInProgress", total[PHASE_IN_PROGRESS], DOCUMENTED),
      F_INT("totalCompleted", total[PHASE_COMPLETED], DOCUMENTED),
      F_INT("totalFailed", total[PHASE_FAILED], DOCUMENTED));
TABLE(simulation_summary, F_UUID("id", id, DOCUMENTED), F_TEXT("name", name, MASK_PLAIN, DOCUMENTED),
      F_REAL("resiliencyRate", resiliency, DOCUMENTED), F_INT("activeUsers", active_users, DOCUMENTED),
      F_INT("totalUsers", total_users, DOCUMENTED), F_INT("activeOpened", active_opened, DOCUMENTED),
      F_INT("activeClicked", active_clicked, DOCUMENTED),
      F_INT("activeReported", active_reported, DOCUMENTED),
      F_INT("activeCredCaptured", active_captured, DOCUMENTED), F_INT("totalOpened", opened, DOCUMENTED),
      F_INT("totalClicked", clicked, DOCUMENTED), F_INT("totalReported", reported, DOCUMENTED),
      F_INT("totalCredCaptured", captured, DOCUMENTED));
#undef ROW

#define ROW struct module_row
TABLE(module, F_UUID("moduleId", id, DOCUMENTED), F_TEXT("moduleName", name, MASK_PLAIN, DOCUMENTED),
      F_WORD("moduleStatus", status, module_words, DOCUMENTED),
      F_TIME("completedAt", completed_at, LOCAL_TIME, DOCUMENTED),
      F_INT("timeSpentSeconds", seconds, DOCUMENTED), F_REAL("rating", rating, DOCUMENTED),
      F_UUID("commentId", comment, DOCUMENTED));
#undef ROW

#define ROW struct attempt_row
TABLE(attempt, F_INT("attempt", number, OURS), F_REAL("score", score, OURS), F_TRUTH("passed", passed, OURS),
      F_TIME("attemptedAt", at, LOCAL_TIME, OURS));
#undef ROW

#define ROW struct enrollment_row
#define ENROLLED_PERSON                                                                                      \
    F_UUID("userId", person, DOCUMENTED), F_TEXT("userSourceIdentifier", source, MASK_ADDRESS, DOCUMENTED),  \
        F_FLAG("status", active, person_words, DOCUMENTED),                                                  \
        F_TEXT("department", department, MASK_PLAIN, DOCUMENTED),                                            \
        F_TEXT("country", country, MASK_PLAIN, DOCUMENTED)
#define TRAINED_PERSON                                                                                       \
    ENROLLED_PERSON, F_WORD("trainingStatus", phase, training_words, DOCUMENTED),                            \
        F_REAL("engagementScore", engagement, DOCUMENTED), F_REAL("knowledgeScore", knowledge, DOCUMENTED),  \
        F_REAL("productivityScore", productivity, DOCUMENTED),                                               \
        F_REAL("intentionToComplyScore", intention_to_comply, DOCUMENTED),                                   \
        F_REAL("selfEfficacyScore", self_efficacy, DOCUMENTED)
TABLE(training_user, TRAINED_PERSON);
TABLE(training_user_detail, F_LIST("modules", modules, module, DOCUMENTED),
      F_LIST("attempts", attempts, attempt, DOCUMENTED),
      F_TIME("enrolledAt", enrolled_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("startedAt", started_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("lastAccessedAt", last_accessed_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("completedAt", completed_at, LOCAL_TIME, DOCUMENTED), TRAINED_PERSON);
#define SIMULATED_PERSON ENROLLED_PERSON, F_WORD("simulationStatus", phase, simulation_words, DOCUMENTED)
TABLE(simulation_user, SIMULATED_PERSON);
TABLE(simulation_user_detail, SIMULATED_PERSON, F_TIME("emailSentAt", sent_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("opened", opened, DOCUMENTED), F_TIME("openedAt", opened_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("clicked", clicked, DOCUMENTED), F_TIME("clickedAt", clicked_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("credentialsEntered", entered, DOCUMENTED),
      F_TIME("credentialsEnteredAt", entered_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("credentialsCaptured", captured, DOCUMENTED),
      F_TIME("credentialsCapturedAt", captured_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("reported", reported, DOCUMENTED), F_TIME("reportedAt", reported_at, ZONED_TIME, DOCUMENTED),
      F_INT("landingPageDurationSeconds", landing_seconds, DOCUMENTED));
#define BULK_PERSON                                                                                          \
    F_KEY("ManagerSourceIdentifier", manager, MASK_ADDRESS, DOCUMENTED),                                     \
        F_FLAG("Status", active, person_words, DOCUMENTED),                                                  \
        F_TEXT("Department", department, MASK_PLAIN, DOCUMENTED),                                            \
        F_TEXT("BusinessUnit", business_unit, MASK_PLAIN, DOCUMENTED),                                       \
        F_TEXT("Country", country, MASK_PLAIN, DOCUMENTED),                                                  \
        F_TEXT("JobRole", job_role, MASK_PLAIN, DOCUMENTED),                                                 \
        F_KEY("UserSourceIdentifier", source, MASK_ADDRESS, DOCUMENTED),                                     \
        F_UUID("UserId", person, DOCUMENTED)
TABLE(simulation_bulk, F_TIME("EmailSentAt", sent_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("Opened", opened, DOCUMENTED), F_TIME("OpenedAt", opened_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("Clicked", clicked, DOCUMENTED), F_TIME("ClickedAt", clicked_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("CredentialsEntered", entered, DOCUMENTED),
      F_TIME("CredentialsEnteredAt", entered_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("CredentialsCaptured", captured, DOCUMENTED),
      F_TIME("CredentialsCapturedAt", captured_at, ZONED_TIME, DOCUMENTED),
      F_BOOL("Reported", reported, DOCUMENTED), F_TIME("ReportedAt", reported_at, ZONED_TIME, DOCUMENTED),
      F_INT("LandingPageDurationSeconds", landing_seconds, DOCUMENTED),
      F_WORD("SimulationStatus", phase, simulation_words, DOCUMENTED), BULK_PERSON);
TABLE(training_bulk, F_WORD("TrainingStatus", phase, training_words, DOCUMENTED),
      F_TIME("EnrolledAt", enrolled_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("StartedAt", started_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("LastAccessedAt", last_accessed_at, LOCAL_TIME, DOCUMENTED),
      F_TIME("CompletedAt", completed_at, LOCAL_TIME, DOCUMENTED), F_INT("TimeTaken", seconds, DOCUMENTED),
      F_TEXT("DashboardUrl", dashboard, MASK_PLAIN, DOCUMENTED), F_UUID("CampaignId", campaign, DOCUMENTED),
      F_REAL("EngagementScore", engagement, DOCUMENTED), F_REAL("KnowledgeScore", knowledge, DOCUMENTED),
      F_REAL("ProductivityScore", productivity, DOCUMENTED),
      F_REAL("IntentionToComplyScore", intention_to_comply, DOCUMENTED),
      F_REAL("SelfEfficacyScore", self_efficacy, DOCUMENTED), BULK_PERSON);
#undef ROW

#define ROW struct comment_row
TABLE(comment, F_UUID("FeedbackId", id, DOCUMENTED), F_UUID("ModuleId", module, DOCUMENTED),
      F_UUID("CampaignId", campaign, DOCUMENTED), F_TEXT("Comment", text, MASK_FREE_TEXT, DOCUMENTED),
      F_TEXT("TranslatedComment", translated, MASK_FREE_TEXT, DOCUMENTED),
      F_TEXT("LanguageCode", language, MASK_PLAIN, DOCUMENTED),
      F_TEXT("Sentiment", sentiment, MASK_PLAIN, DOCUMENTED),
      F_TIME("ProcessedAt", processed_at, LOCAL_TIME, DOCUMENTED),
      F_KEY("UserSourceIdentifier", source, MASK_ADDRESS, DOCUMENTED), F_UUID("UserId", person, DOCUMENTED));
#undef ROW

#define ROW struct page
#define PAGE_OF(t, ev)                                                                                       \
    F_INT("total", total, ev), F_INT("skip", skip, ev), F_INT("take", take, ev), F_LIST("values", rows, t, ev)
TABLE(campaigns_page, PAGE_OF(campaign, DOCUMENTED));
TABLE(organizations_page, PAGE_OF(organization, OURS));
TABLE(training_users_page, PAGE_OF(training_user, DOCUMENTED));
TABLE(simulation_users_page, PAGE_OF(simulation_user, DOCUMENTED));
TABLE(training_bulk_file, F_LIST("rows", rows, training_bulk, DOCUMENTED));
TABLE(simulation_bulk_file, F_LIST("rows", rows, simulation_bulk, DOCUMENTED));
TABLE(comments_file, F_LIST("rows", rows, comment, DOCUMENTED));
static const struct table nothing = { sizeof(ROW), (const struct field[]){ { .shape = SHAPE_END } } };
#undef ROW

#define ROW struct refusal
TABLE(refusal, F_TEXT("code", code, MASK_PLAIN, DOCUMENTED), F_TEXT("field", field, MASK_PLAIN, DOCUMENTED),
      F_TEXT("reason", reason, MASK_PLAIN, DOCUMENTED));
#undef ROW

/* ---- parameters ---- */
#define PAGING            P_INT("skip", skip, 0, INT64_MAX, 0, DOCUMENTED), P_INT("take", take, 1, 100, 10, DOCUMENTED)
#define CAMPAIGN          P_UUID("trainingCampaignId", IN_PATH, campaign, true, DOCUMENTED)
#define SIMULATION        P_UUID("attackSimulationId", IN_PATH, campaign, true, DOCUMENTED)
#define USER              P_UUID("userId", IN_PATH, user, true, DOCUMENTED)
#define PARAMS(name, ...) static const struct param name[] = { __VA_ARGS__, { .shape = SHAPE_END } }

static const struct param no_params[] = { { .shape = SHAPE_END } };
PARAMS(campaigns_params, PAGING, P_UUID("targetOrgId", IN_QUERY, organization, false, DOCUMENTED),
       P_WORD("status", campaign_status, campaign_words, CAMPAIGN_STATUS_NONE, DOCUMENTED));
PARAMS(organizations_params, PAGING, P_UUID("parentId", IN_QUERY, parent, false, OBSERVED));
PARAMS(training_params, CAMPAIGN);
PARAMS(training_users_params, CAMPAIGN, PAGING,
       P_WORD("trainingStatus", phase, training_words, -1, DOCUMENTED));
PARAMS(training_user_params, CAMPAIGN, USER);
PARAMS(simulation_params, SIMULATION);
PARAMS(simulation_users_params, SIMULATION, PAGING,
       P_WORD("simulationStatus", phase, simulation_words, -1, DOCUMENTED));
PARAMS(simulation_user_params, SIMULATION, USER);

/* ---- routes ---- */
#define GET(p, s, a, pm, env, ev, ...)                                                                       \
    {                                                                                                        \
        .method = "GET", .path = p, .scope = s, .budget = BUDGET_CUSTOMER, .answer = a, .params = pm,        \
        .envelope = &(env), .evidence = ev, __VA_ARGS__                                                      \
    }
static const struct route routes[] = {
    GET("/base", SCOPE_ANY_KEY, ANSWER_NOTHING, no_params, nothing, OBSERVED),
    GET("/campaigns", SCOPE_CAMPAIGNS, ANSWER_CAMPAIGNS, campaigns_params, campaigns_page, DOCUMENTED,
        .clock = true),
    GET("/organizations", SCOPE_ORGANIZATIONS, ANSWER_ORGANIZATIONS, organizations_params, organizations_page,
        OBSERVED),
    GET("/trainingCampaigns/{trainingCampaignId}", SCOPE_TRAINING, ANSWER_TRAINING_SUMMARY, training_params,
        training_summary, DOCUMENTED),
    GET("/trainingCampaigns/{trainingCampaignId}/users", SCOPE_TRAINING, ANSWER_TRAINING_USERS,
        training_users_params, training_users_page, DOCUMENTED),
    GET("/trainingCampaigns/{trainingCampaignId}/users/bulk", SCOPE_TRAINING, ANSWER_TRAINING_BULK,
        training_params, training_bulk_file, DOCUMENTED, .file = "users"),
    GET("/trainingCampaigns/{trainingCampaignId}/feedbackComments", SCOPE_TRAINING, ANSWER_TRAINING_COMMENTS,
        training_params, comments_file, DOCUMENTED, .file = "comments"),
    GET("/trainingCampaigns/{trainingCampaignId}/users/{userId}", SCOPE_TRAINING, ANSWER_TRAINING_USER,
        training_user_params, training_user_detail, DOCUMENTED),
    GET("/attackSimulations/{attackSimulationId}", SCOPE_SIMULATIONS, ANSWER_SIMULATION_SUMMARY,
        simulation_params, simulation_summary, DOCUMENTED),
    GET("/attackSimulations/{attackSimulationId}/users", SCOPE_SIMULATIONS, ANSWER_SIMULATION_USERS,
        simulation_users_params, simulation_users_page, DOCUMENTED),
    GET("/attackSimulations/{attackSimulationId}/users/bulk", SCOPE_SIMULATIONS, ANSWER_SIMULATION_BULK,
        simulation_params, simulation_bulk_file, DOCUMENTED, .file = "users"),
    GET("/attackSimulations/{attackSimulationId}/feedbackComments", SCOPE_SIMULATIONS,
        ANSWER_SIMULATION_COMMENTS, simulation_params, comments_file, DOCUMENTED, .file = "comments"),
    GET("/attackSimulations/{attackSimulationId}/users/{userId}", SCOPE_SIMULATIONS, ANSWER_SIMULATION_USER,
        simulation_user_params, simulation_user_detail, DOCUMENTED),
    { .method = NULL },
};

/* ---- refusals ---- */
#define CUSTOMER_HEADER "OT-Customer-Id"
#define KEY_HEADER      "Authorization"
static const struct refusal_words refusals[REFUSED_COUNT] = {
    [REFUSED_NO_CUSTOMER] = {400,  "missing_customer_id_header",   CUSTOMER_HEADER, DOCUMENTED},
    [REFUSED_BAD_CUSTOMER] = { 400, "invalid_customer_id_header",   CUSTOMER_HEADER, DOCUMENTED},
    [REFUSED_NO_KEY] = { 400, "missing_authorization_header", KEY_HEADER,      DOCUMENTED},
    [REFUSED_BAD_KEY] = { 400, "invalid_authorization_header", KEY_HEADER,      DOCUMENTED},
    [REFUSED_SCOPE] = { 400, "invalid_authorization_header", KEY_HEADER,      DOCUMENTED},
    [REFUSED_RATE] = { 429, "rate_limit_exceeded",          CUSTOMER_HEADER, DOCUMENTED},
    [REFUSED_STRANGER] = { 429, "rate_limit_exceeded",          KEY_HEADER,      OURS      },
    [REFUSED_ROUTE] = { 404, "not_found",                    "path",          OURS      },
    [REFUSED_METHOD] = { 405, "method_not_allowed",           NULL,            OURS      },
    [REFUSED_MISSING] = { 400, "missing_parameter",            NULL,            DOCUMENTED},
    [REFUSED_INVALID] = { 400, "invalid_parameter",            NULL,            DOCUMENTED},
    [REFUSED_UNKNOWN] = { 404, "not_found",                    NULL,            DOCUMENTED},
    [REFUSED_NOT_READY] = { 404, "file_not_available",           NULL,            OURS      },
    [REFUSED_TOO_LARGE] = { 413, "payload_too_large",            NULL,            OURS      },
    [REFUSED_INTERNAL] = { 500, "internal_error",               NULL,            DOCUMENTED},
};

const struct dialect dialect_outthink = {
    .name = "outthink",
    .base = "/analytics/v1",
    .api = API_OUTTHINK,
    .any_case = true,
    .credentials = {.customer = CUSTOMER_HEADER, .key = KEY_HEADER, .scheme = "Bearer"},
    .rate = SETTING_OUTTHINK_RATE,
    .content_type = "application/json; charset=utf-8",
    .routes = routes,
    .refusal = &refusal,
    .refusals = refusals,
};
