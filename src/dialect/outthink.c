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
TABLE(campaign, F_UUID("id", id, DOCUMENTED, EXAMPLE_TEXT("e7c0adab-d2ea-4f32-930c-0726c16524fc")),
      F_TEXT("name", name, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("TEST")),
      F_WORD("type", type, type_words, DOCUMENTED,
             .about = "What kind of campaign it is; attackSimulation is answered under /attackSimulations, "
                      "the others under /trainingCampaigns.",
             EXAMPLE_TEXT("instant")),
      F_WORD("status", status, campaign_words, DOCUMENTED,
             .about = "As recorded, else as startedAt and endedAt say.", EXAMPLE_TEXT("completed")),
      F_INT("engagedUsers", engaged_users, DOCUMENTED,
            .about = "People who have begun or, in a simulation, acted.", EXAMPLE(0)),
      F_TIME("startedAt", started_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-02-24T00:00:00")),
      F_TIME("endedAt", ended_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-03-03T00:00:00")),
      F_UUID("targetOrgId", organization, DOCUMENTED,
             .about =
                 "The organization it is for; the root, which has the customer's id, unless one is recorded.",
             EXAMPLE_TEXT("838af527-dddd-41e4-9a51-0075aa62f76f")),
      F_WORD("deliveryMethod", delivery, delivery_words, DOCUMENTED, EXAMPLE_TEXT("headless")),
      F_TIME("createdAt", created_at, LOCAL_TIME, DOCUMENTED, .about = "UTC.",
             EXAMPLE_TEXT("2023-02-24T08:33:53.7242228")),
      F_BOOL("passFailEnabled", pass_fail, DOCUMENTED, EXAMPLE(false)),
      F_REAL("passFailScore", pass_fail_score, DOCUMENTED, .null = true,
             .about = "Null unless passFailEnabled.", EXAMPLE(null)),
      F_INT("passFailAttempts", pass_fail_attempts, DOCUMENTED, .null = true,
            .about = "Null unless passFailEnabled.", EXAMPLE(null)));
#undef ROW

#define ROW struct organization_row
TABLE(organization, F_UUID("id", id, OURS), F_TEXT("name", name, MASK_PLAIN, OURS, .null = true),
      F_UUID("parentId", parent, OURS, .null = true, .about = "Null at the root."),
      F_INT("users", users, OURS, .about = "Direct members."));
#undef ROW

#define ROW struct summary_row
TABLE(training_summary, F_UUID("id", id, DOCUMENTED, EXAMPLE_TEXT("c250a670-be89-42d5-a593-676de0aff226")),
      F_TEXT("name", name, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("My Awareness Training")),
      F_INT("activeUsers", active_users, DOCUMENTED, .about = "Enrolled people who are active.", EXAMPLE(3)),
      F_INT("totalUsers", total_users, DOCUMENTED, .about = "Enrolled people.", EXAMPLE(3)),
      F_REAL("avgEngagement", avg_engagement, DOCUMENTED,
             .about = "Over those who have a score; 0 over nobody.", EXAMPLE(0.62)),
      F_REAL("avgKnowledge", avg_knowledge, DOCUMENTED,
             .about = "Over those who have a score; 0 over nobody.", EXAMPLE(0.9583333333333333)),
      F_INT("avgTimeSpent", avg_seconds, DOCUMENTED, .about = "Whole seconds, over those who have begun.",
            EXAMPLE(2205)),
      F_INT("activeNoAction", active_no_action, DOCUMENTED,
            .about = "With noAction, notStarted or scheduled.", EXAMPLE(0)),
      F_INT("activeAcknowledged", active[PHASE_ACKNOWLEDGED], DOCUMENTED, EXAMPLE(0)),
      F_INT("activeInProgress", active[PHASE_IN_PROGRESS], DOCUMENTED, EXAMPLE(1)),
      F_INT("activeCompleted", active[PHASE_COMPLETED], DOCUMENTED, EXAMPLE(2)),
      F_INT("activeFailed", active[PHASE_FAILED], DOCUMENTED, EXAMPLE(0)),
      F_INT("totalNoAction", total_no_action, DOCUMENTED, .about = "With noAction, notStarted or scheduled.",
            EXAMPLE(0)),
      F_INT("totalAcknowledged", total[PHASE_ACKNOWLEDGED], DOCUMENTED, EXAMPLE(0)),
      F_INT("totalInProgress", total[PHASE_IN_PROGRESS], DOCUMENTED, EXAMPLE(1)),
      F_INT("totalCompleted", total[PHASE_COMPLETED], DOCUMENTED, EXAMPLE(2)),
      F_INT("totalFailed", total[PHASE_FAILED], DOCUMENTED, EXAMPLE(0)));
TABLE(
    simulation_summary, F_UUID("id", id, DOCUMENTED, EXAMPLE_TEXT("c250a670-be89-42d5-a593-676de0aff226")),
    F_TEXT("name", name, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("My Phishing Training")),
    F_REAL("resiliencyRate", resiliency, DOCUMENTED,
           .about = "Of those who reported or fell, the share that reported and did not fall; 0 over nobody.",
           EXAMPLE(0.42)),
    F_INT("activeUsers", active_users, DOCUMENTED, .about = "Enrolled people who are active.", EXAMPLE(3)),
    F_INT("totalUsers", total_users, DOCUMENTED, .about = "Enrolled people.", EXAMPLE(3)),
    F_INT("activeOpened", active_opened, DOCUMENTED, EXAMPLE(0)),
    F_INT("activeClicked", active_clicked, DOCUMENTED, EXAMPLE(1)),
    F_INT("activeReported", active_reported, DOCUMENTED, EXAMPLE(2)),
    F_INT("activeCredCaptured", active_captured, DOCUMENTED, EXAMPLE(0)),
    F_INT("totalOpened", opened, DOCUMENTED,
          .about = "People with at least one such act of their own; what a scanner did does not count.",
          EXAMPLE(0)),
    F_INT("totalClicked", clicked, DOCUMENTED, EXAMPLE(1)),
    F_INT("totalReported", reported, DOCUMENTED, EXAMPLE(2)),
    F_INT("totalCredCaptured", captured, DOCUMENTED, EXAMPLE(0)));
#undef ROW

#define ROW struct module_row
TABLE(module, F_UUID("moduleId", id, DOCUMENTED, EXAMPLE_TEXT("00000000-0000-0000-0000-000000000000")),
      F_TEXT("moduleName", name, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("-")),
      F_WORD("moduleStatus", status, module_words, DOCUMENTED, EXAMPLE_TEXT("completed")),
      F_TIME("completedAt", completed_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-02-27T09:54:30.4861238")),
      F_INT("timeSpentSeconds", seconds, DOCUMENTED, EXAMPLE(1342)),
      F_REAL("rating", rating, DOCUMENTED, .null = true, EXAMPLE(null)),
      F_UUID("commentId", comment, DOCUMENTED, .null = true,
             .about = "The person's latest comment on the module: a FeedbackId.", EXAMPLE(null)));
#undef ROW

#define ROW struct attempt_row
TABLE(attempt, F_INT("attempt", number, OURS, .about = "From 1."), F_REAL("score", score, OURS, .null = true),
      F_TRUTH("passed", passed, OURS, .null = true),
      F_TIME("attemptedAt", at, LOCAL_TIME, OURS, .null = true, .about = "UTC."));
#undef ROW

#define ROW struct enrollment_row
#define ENROLLED_PERSON                                                                                      \
    F_UUID("userId", person, DOCUMENTED, EXAMPLE_TEXT("62d50101-09bb-4d35-b446-1afbf0098f56")),              \
        F_TEXT("userSourceIdentifier", source, MASK_ADDRESS, DOCUMENTED, .null = true,                       \
               .about = "The source system's identifier, else the address.",                                 \
               EXAMPLE_TEXT("maverick@topgun.com")),                                                         \
        F_FLAG("status", active, person_words, DOCUMENTED, EXAMPLE_TEXT("active")),                          \
        F_TEXT("department", department, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("Pilots")),      \
        F_TEXT("country", country, MASK_PLAIN, DOCUMENTED, .null = true, EXAMPLE_TEXT("ES"))
#define TRAINED_PERSON                                                                                       \
    ENROLLED_PERSON, F_WORD("trainingStatus", phase, training_words, DOCUMENTED, EXAMPLE_TEXT("completed")), \
        F_REAL("engagementScore", engagement, DOCUMENTED, .null = true,                                      \
               .about = "0 to 1; null without data.", EXAMPLE(0.54)),                                        \
        F_REAL("knowledgeScore", knowledge, DOCUMENTED, .null = true, .about = "0 to 1; null without data.", \
               EXAMPLE(0.9166666666666666)),                                                                 \
        F_REAL("productivityScore", productivity, DOCUMENTED, .null = true,                                  \
               .about = "0 to 1; null without data.", EXAMPLE(0.8)),                                         \
        F_REAL("intentionToComplyScore", intention_to_comply, DOCUMENTED, .null = true,                      \
               .about = "0 to 1; null without data.", EXAMPLE(0.75)),                                        \
        F_REAL("selfEfficacyScore", self_efficacy, DOCUMENTED, .null = true,                                 \
               .about = "0 to 1; null without data.", EXAMPLE(0.8))
TABLE(training_user, TRAINED_PERSON);
TABLE(training_user_detail, F_LIST("modules", modules, module, DOCUMENTED),
      F_LIST("attempts", attempts, attempt, DOCUMENTED, .example = "[]"),
      F_TIME("enrolledAt", enrolled_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-02-27T09:23:31.1129908")),
      F_TIME("startedAt", started_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-02-27T09:23:31.1129908")),
      F_TIME("lastAccessedAt", last_accessed_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-02-27T10:31:48.551")),
      F_TIME("completedAt", completed_at, LOCAL_TIME, DOCUMENTED, .null = true, .about = "UTC.",
             EXAMPLE_TEXT("2023-03-11T08:02:44.1008698")),
      TRAINED_PERSON);
#define SIMULATED_PERSON                                                                                     \
    ENROLLED_PERSON,                                                                                         \
        F_WORD("simulationStatus", phase, simulation_words, DOCUMENTED,                                      \
               .about =                                                                                      \
                   "The gravest of what the person did: credentialsCaptured, clicked, reported, noAction.",  \
               EXAMPLE_TEXT("clicked"))
TABLE(simulation_user, SIMULATED_PERSON);
TABLE(simulation_user_detail, SIMULATED_PERSON,
      F_TIME("emailSentAt", sent_at, ZONED_TIME, DOCUMENTED, .null = true,
             EXAMPLE_TEXT("2023-02-27T09:23:31.1129908Z")),
      F_BOOL("opened", opened, DOCUMENTED, EXAMPLE(true)),
      F_TIME("openedAt", opened_at, ZONED_TIME, DOCUMENTED, .null = true, .about = "When first.",
             EXAMPLE_TEXT("2023-02-27T09:23:31.1129908Z")),
      F_BOOL("clicked", clicked, DOCUMENTED,
             .about = "Entered data, opened an attachment or replied counts too.", EXAMPLE(true)),
      F_TIME("clickedAt", clicked_at, ZONED_TIME, DOCUMENTED, .null = true, .about = "When first.",
             EXAMPLE_TEXT("2023-02-27T09:23:31.1129908Z")),
      F_BOOL("credentialsEntered", entered, DOCUMENTED, EXAMPLE(false)),
      F_TIME("credentialsEnteredAt", entered_at, ZONED_TIME, DOCUMENTED, .null = true, .about = "When first.",
             EXAMPLE(null)),
      F_BOOL("credentialsCaptured", captured, DOCUMENTED, EXAMPLE(false)),
      F_TIME("credentialsCapturedAt", captured_at, ZONED_TIME, DOCUMENTED, .null = true,
             .about = "When first.", EXAMPLE(null)),
      F_BOOL("reported", reported, DOCUMENTED, EXAMPLE(false)),
      F_TIME("reportedAt", reported_at, ZONED_TIME, DOCUMENTED, .null = true, .about = "When first.",
             EXAMPLE(null)),
      F_INT("landingPageDurationSeconds", landing_seconds, DOCUMENTED, .null = true,
            .about = "The longest stay.", EXAMPLE(42)));
#define BULK_PERSON                                                                                          \
    F_KEY("ManagerSourceIdentifier", manager, MASK_ADDRESS, DOCUMENTED, .null = true),                       \
        F_FLAG("Status", active, person_words, DOCUMENTED),                                                  \
        F_TEXT("Department", department, MASK_PLAIN, DOCUMENTED, .null = true),                              \
        F_TEXT("BusinessUnit", business_unit, MASK_PLAIN, DOCUMENTED, .null = true),                         \
        F_TEXT("Country", country, MASK_PLAIN, DOCUMENTED, .null = true),                                    \
        F_TEXT("JobRole", job_role, MASK_PLAIN, DOCUMENTED, .null = true),                                   \
        F_KEY("UserSourceIdentifier", source, MASK_ADDRESS, DOCUMENTED, .null = true),                       \
        F_UUID("UserId", person, DOCUMENTED)
TABLE(simulation_bulk, F_TIME("EmailSentAt", sent_at, ZONED_TIME, DOCUMENTED, .null = true),
      F_BOOL("Opened", opened, DOCUMENTED),
      F_TIME("OpenedAt", opened_at, ZONED_TIME, DOCUMENTED, .null = true),
      F_BOOL("Clicked", clicked, DOCUMENTED),
      F_TIME("ClickedAt", clicked_at, ZONED_TIME, DOCUMENTED, .null = true),
      F_BOOL("CredentialsEntered", entered, DOCUMENTED),
      F_TIME("CredentialsEnteredAt", entered_at, ZONED_TIME, DOCUMENTED, .null = true),
      F_BOOL("CredentialsCaptured", captured, DOCUMENTED),
      F_TIME("CredentialsCapturedAt", captured_at, ZONED_TIME, DOCUMENTED, .null = true),
      F_BOOL("Reported", reported, DOCUMENTED),
      F_TIME("ReportedAt", reported_at, ZONED_TIME, DOCUMENTED, .null = true),
      F_INT("LandingPageDurationSeconds", landing_seconds, DOCUMENTED, .null = true),
      F_WORD("SimulationStatus", phase, simulation_words, DOCUMENTED), BULK_PERSON);
TABLE(training_bulk, F_WORD("TrainingStatus", phase, training_words, DOCUMENTED),
      F_TIME("EnrolledAt", enrolled_at, LOCAL_TIME, DOCUMENTED, .null = true),
      F_TIME("StartedAt", started_at, LOCAL_TIME, DOCUMENTED, .null = true),
      F_TIME("LastAccessedAt", last_accessed_at, LOCAL_TIME, DOCUMENTED, .null = true),
      F_TIME("CompletedAt", completed_at, LOCAL_TIME, DOCUMENTED, .null = true),
      F_INT("TimeTaken", seconds, DOCUMENTED, .null = true, .about = "Seconds."),
      F_TEXT("DashboardUrl", dashboard, MASK_PLAIN, DOCUMENTED,
             .about = "Where people look at the campaign."),
      F_UUID("CampaignId", campaign, DOCUMENTED),
      F_REAL("EngagementScore", engagement, DOCUMENTED, .null = true),
      F_REAL("KnowledgeScore", knowledge, DOCUMENTED, .null = true),
      F_REAL("ProductivityScore", productivity, DOCUMENTED, .null = true),
      F_REAL("IntentionToComplyScore", intention_to_comply, DOCUMENTED, .null = true),
      F_REAL("SelfEfficacyScore", self_efficacy, DOCUMENTED, .null = true), BULK_PERSON);
#undef ROW

#define ROW struct comment_row
TABLE(comment, F_UUID("FeedbackId", id, DOCUMENTED),
      F_UUID("ModuleId", module, DOCUMENTED, .null = true,
             .about = "Empty where the comment is about the campaign."),
      F_UUID("CampaignId", campaign, DOCUMENTED),
      F_TEXT("Comment", text, MASK_FREE_TEXT, DOCUMENTED, .null = true),
      F_TEXT("TranslatedComment", translated, MASK_FREE_TEXT, DOCUMENTED, .null = true,
             .about = "In English."),
      F_TEXT("LanguageCode", language, MASK_PLAIN, DOCUMENTED, .null = true, .about = "ISO 639-1."),
      F_TEXT("Sentiment", sentiment, MASK_PLAIN, DOCUMENTED, .null = true,
             .about = "Positive, Neutral, Negative or Mixed."),
      F_TIME("ProcessedAt", processed_at, LOCAL_TIME, DOCUMENTED, .null = true),
      F_KEY("UserSourceIdentifier", source, MASK_ADDRESS, DOCUMENTED, .null = true),
      F_UUID("UserId", person, DOCUMENTED, .null = true));
#undef ROW

#define ROW struct page
#define PAGE_OF(t, ev)                                                                                       \
    F_INT("total", total, ev, .about = "Rows there are.", EXAMPLE(999)),                                     \
        F_INT("skip", skip, ev, .about = "As it was used.", EXAMPLE(0)),                                     \
        F_INT("take", take, ev, .about = "As it was used.", EXAMPLE(1)), F_LIST("values", rows, t, ev)
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
TABLE(refusal, F_TEXT("code", code, MASK_PLAIN, DOCUMENTED, .about = "Which error it is; programs go by it."),
      F_TEXT("field", field, MASK_PLAIN, DOCUMENTED, .null = true,
             .about = "The parameter or header that caused it."),
      F_TEXT("reason", reason, MASK_PLAIN, DOCUMENTED, .about = "For people; it may change."));
#undef ROW

/* ---- parameters ---- */
#define PAGING                                                                                               \
    P_INT("skip", skip, 0, INT64_MAX, 0, DOCUMENTED,                                                         \
          .about = "How many rows to leave out at the beginning."),                                          \
        P_INT("take", take, 1, 100, 10, DOCUMENTED, .about = "How many rows to answer at most.")
#define CAMPAIGN                                                                                             \
    P_UUID("trainingCampaignId", IN_PATH, campaign, true, DOCUMENTED,                                        \
           .about = "The id of a campaign of training.",                                                     \
           EXAMPLE_TEXT("c250a670-be89-42d5-a593-676de0aff226"))
#define SIMULATION                                                                                           \
    P_UUID("attackSimulationId", IN_PATH, campaign, true, DOCUMENTED,                                        \
           .about = "The id of an attack simulation.", EXAMPLE_TEXT("c250a670-be89-42d5-a593-676de0aff226"))
#define USER                                                                                                 \
    P_UUID("userId", IN_PATH, user, true, DOCUMENTED, .about = "The userId of a list.",                      \
           EXAMPLE_TEXT("62d50101-09bb-4d35-b446-1afbf0098f56"))
#define PARAMS(name, ...) static const struct param name[] = { __VA_ARGS__, { .shape = SHAPE_END } }

static const struct param no_params[] = { { .shape = SHAPE_END } };
PARAMS(campaigns_params, PAGING,
       P_UUID("targetOrgId", IN_QUERY, organization, false, DOCUMENTED,
              .about = "Only campaigns for exactly this organization."),
       P_WORD("status", campaign_status, campaign_words, CAMPAIGN_STATUS_NONE, DOCUMENTED,
              .about = "Only campaigns with this status."));
PARAMS(organizations_params, PAGING,
       P_UUID("parentId", IN_QUERY, parent, false, OBSERVED,
              .about = "Only organizations directly below this one."));
PARAMS(training_params, CAMPAIGN);
PARAMS(training_users_params, CAMPAIGN, PAGING,
       P_WORD("trainingStatus", phase, training_words, -1, DOCUMENTED,
              .about = "Only people with this trainingStatus."));
PARAMS(training_user_params, CAMPAIGN, USER);
PARAMS(simulation_params, SIMULATION);
PARAMS(simulation_users_params, SIMULATION, PAGING,
       P_WORD("simulationStatus", phase, simulation_words, -1, DOCUMENTED,
              .about = "Only people with this simulationStatus."));
PARAMS(simulation_user_params, SIMULATION, USER);

/* ---- routes ---- */
#define GET(p, s, a, pm, env, ev, ...)                                                                       \
    {                                                                                                        \
        .method = "GET", .path = p, .scope = s, .budget = BUDGET_CUSTOMER, .answer = a, .params = pm,        \
        .envelope = &(env), .evidence = ev, __VA_ARGS__                                                      \
    }
static const struct route routes[] = {
    GET("/base", SCOPE_ANY_KEY, ANSWER_NOTHING, no_params, nothing, OBSERVED, .tag = "Connection",
        .id = "testConnection", .summary = "Whether a key works",
        .about = "An empty object for every key that is good."),
    GET("/campaigns", SCOPE_CAMPAIGNS, ANSWER_CAMPAIGNS, campaigns_params, campaigns_page, DOCUMENTED,
        .clock = true, .tag = "Campaigns", .id = "listCampaigns",
        .summary = "Campaigns of training and attack simulations"),
    GET("/organizations", SCOPE_ORGANIZATIONS, ANSWER_ORGANIZATIONS, organizations_params, organizations_page,
        OBSERVED, .tag = "Organizations", .id = "listOrganizations", .summary = "Organizations"),
    GET("/trainingCampaigns/{trainingCampaignId}", SCOPE_TRAINING, ANSWER_TRAINING_SUMMARY, training_params,
        training_summary, DOCUMENTED, .tag = "Training campaigns", .id = "getTrainingCampaign",
        .summary = "A training campaign in numbers"),
    GET("/trainingCampaigns/{trainingCampaignId}/users", SCOPE_TRAINING, ANSWER_TRAINING_USERS,
        training_users_params, training_users_page, DOCUMENTED, .tag = "Training campaigns",
        .id = "listTrainingCampaignUsers", .summary = "People enrolled in a training campaign"),
    GET("/trainingCampaigns/{trainingCampaignId}/users/bulk", SCOPE_TRAINING, ANSWER_TRAINING_BULK,
        training_params, training_bulk_file, DOCUMENTED, .file = "users", .tag = "Training campaigns",
        .id = "getTrainingCampaignUsersFile",
        .summary = "A file of all people enrolled in a training campaign",
        .about = "With outthink.bulk_delay set, only of campaigns that began as long ago."),
    GET("/trainingCampaigns/{trainingCampaignId}/feedbackComments", SCOPE_TRAINING, ANSWER_TRAINING_COMMENTS,
        training_params, comments_file, DOCUMENTED, .file = "comments", .tag = "Training campaigns",
        .id = "getTrainingCampaignCommentsFile", .summary = "A file of all comments on a training campaign",
        .about = "With outthink.bulk_delay set, only of campaigns that began as long ago."),
    GET("/trainingCampaigns/{trainingCampaignId}/users/{userId}", SCOPE_TRAINING, ANSWER_TRAINING_USER,
        training_user_params, training_user_detail, DOCUMENTED, .tag = "Training campaigns",
        .id = "getTrainingCampaignUser", .summary = "One person in a training campaign"),
    GET("/attackSimulations/{attackSimulationId}", SCOPE_SIMULATIONS, ANSWER_SIMULATION_SUMMARY,
        simulation_params, simulation_summary, DOCUMENTED, .tag = "Attack simulations",
        .id = "getAttackSimulation", .summary = "An attack simulation in numbers"),
    GET("/attackSimulations/{attackSimulationId}/users", SCOPE_SIMULATIONS, ANSWER_SIMULATION_USERS,
        simulation_users_params, simulation_users_page, DOCUMENTED, .tag = "Attack simulations",
        .id = "listAttackSimulationUsers", .summary = "People who were sent an attack simulation"),
    GET("/attackSimulations/{attackSimulationId}/users/bulk", SCOPE_SIMULATIONS, ANSWER_SIMULATION_BULK,
        simulation_params, simulation_bulk_file, DOCUMENTED, .file = "users", .tag = "Attack simulations",
        .id = "getAttackSimulationUsersFile", .summary = "A file of all people of an attack simulation",
        .about = "With outthink.bulk_delay set, only of campaigns that began as long ago."),
    GET("/attackSimulations/{attackSimulationId}/feedbackComments", SCOPE_SIMULATIONS,
        ANSWER_SIMULATION_COMMENTS, simulation_params, comments_file, DOCUMENTED, .file = "comments",
        .tag = "Attack simulations", .id = "getAttackSimulationCommentsFile",
        .summary = "A file of all comments on an attack simulation",
        .about = "With outthink.bulk_delay set, only of campaigns that began as long ago."),
    GET("/attackSimulations/{attackSimulationId}/users/{userId}", SCOPE_SIMULATIONS, ANSWER_SIMULATION_USER,
        simulation_user_params, simulation_user_detail, DOCUMENTED, .tag = "Attack simulations",
        .id = "getAttackSimulationUser", .summary = "One person in an attack simulation"),
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
    .title = "OutThink Analytics API",
    .about = "What people did in training campaigns and attack simulations. Names of parameters, words of "
             "paths and "
             "values of enumerations match without regard to case. GUIDs are accepted with hyphens, without, "
             "and in "
             "braces or parentheses.",
    .correlation = DOCUMENTED,
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
