/* members.c: what each kind of record carries. A new key is one line here, a column in the schema and its
 * place in the kind's two queries; a test compares the three. */
#include "model/members.h"

#include "base/must.h"

#include <string.h>

#define AT(m, T) (offsetof(ROW, m) + 0 * sizeof(char[_Generic(((ROW *)0)->m, T : 1)]))
#define NAME(k, c, m, ...)                                                                                   \
    {                                                                                                        \
        .key = k, .column = c, .type = M_NAME, .at = AT(m, struct str), __VA_ARGS__                          \
    }
#define EMAIL(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_EMAIL, .at = AT(m, struct str), __VA_ARGS__                         \
    }
#define TEXT(k, c, m, ...)                                                                                   \
    {                                                                                                        \
        .key = k, .column = c, .type = M_TEXT, .at = AT(m, struct str), __VA_ARGS__                          \
    }
#define MAP(k, c, m, ...)                                                                                    \
    {                                                                                                        \
        .key = k, .column = c, .type = M_MAP, .at = AT(m, struct str), __VA_ARGS__                           \
    }
#define TEXTS(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_TEXTS, .at = AT(m, struct str), __VA_ARGS__                         \
    }
#define BOXES(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_BOXES, .at = AT(m, struct str), __VA_ARGS__                         \
    }
#define BYTES(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_BYTES, .at = AT(m, struct str), __VA_ARGS__                         \
    }
#define COUNTRY(k, c, m, ...)                                                                                \
    {                                                                                                        \
        .key = k, .column = c, .type = M_COUNTRY, .at = AT(m, struct str), __VA_ARGS__                       \
    }
#define INT(k, c, m, l, h, ...)                                                                              \
    {                                                                                                        \
        .key = k, .column = c, .type = M_INT, .at = AT(m, int64_t), .lo = l, .hi = h, __VA_ARGS__            \
    }
#define REAL(k, c, m, h, ...)                                                                                \
    {                                                                                                        \
        .key = k, .column = c, .type = M_REAL, .at = AT(m, double), .lo = 0, .hi = h, __VA_ARGS__            \
    }
#define TIME(k, c, m, ...)                                                                                   \
    {                                                                                                        \
        .key = k, .column = c, .type = M_TIME, .at = AT(m, int64_t), __VA_ARGS__                             \
    }
#define TRUTH(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_TRUTH, .at = AT(m, int), __VA_ARGS__                                \
    }
#define WORD(k, c, m, w, ...)                                                                                \
    {                                                                                                        \
        .key = k, .column = c, .type = M_WORD, .at = AT(m, int), .words = &(w), __VA_ARGS__                  \
    }
#define UUID(k, c, m, ...)                                                                                   \
    {                                                                                                        \
        .key = k, .column = c, .type = M_UUID, .at = AT(m, struct uuid), __VA_ARGS__                         \
    }
#define KEY24(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_KEY24, .at = AT(m, struct key24), __VA_ARGS__                       \
    }
#define DATE(k, c, m, ...)                                                                                   \
    {                                                                                                        \
        .key = k, .column = c, .type = M_DATE, .at = AT(m, int64_t), __VA_ARGS__                             \
    }
#define CLOCK(k, c, m, ...)                                                                                  \
    {                                                                                                        \
        .key = k, .column = c, .type = M_CLOCK, .at = AT(m, int64_t), __VA_ARGS__                            \
    }
#define METADATA(k, c, m, ...)                                                                               \
    {                                                                                                        \
        .key = k, .column = c, .type = M_METADATA, .at = AT(m, struct str), __VA_ARGS__                      \
    }
/* number: the column that keeps the Security Journey number; an enrollment's is a key column of its table. */
#define IDS(number)                                                                                          \
    UUID("ids.outthink", "ids_outthink", ids.outthink),                                                      \
        INT("ids.securityjourney", number, ids.securityjourney, 1, MAX_NUMBER),                              \
        INT("ids.cultureai", "ids_cultureai", ids.cultureai, 1, MAX_NUMBER),                                 \
        KEY24("ids.kaspersky", "ids_kaspersky", ids.kaspersky)

/* Public numbers stay exact in every client's JSON: 2^53 - 1. */
#define MAX_NUMBER  9007199254740991
#define MAX_SECONDS 4000000000

#define ROW struct organization
static const struct member organization_members[] = {
    NAME("id", "id", id, .required = true),
    TEXT("name", "name", name),
    NAME("parentId", "parent_id", parent_id),
    { .type = M_END },
};
#undef ROW

#define ROW struct group
static const struct member group_members[] = {
    NAME("id", "id", id, .required = true),       TEXT("name", "name", name), MAP("names", "names", names),
    TRUTH("isStarted", "is_started", is_started), { .type = M_END },
};
#undef ROW

#define ROW struct person
static const struct member person_members[] = {
    IDS("ids_securityjourney"),
    NAME("sourceIdentifier", "source_identifier", source_identifier, .privacy = IDENTITY),
    EMAIL("email", "email", email, .privacy = IDENTITY),
    TEXTS("aliases", "aliases", aliases, .privacy = IDENTITY),
    TEXT("firstName", "first_name", first_name, .privacy = IDENTITY),
    TEXT("lastName", "last_name", last_name, .privacy = IDENTITY),
    TEXT("fullName", "full_name", full_name, .privacy = IDENTITY),
    TEXT("shortName", "short_name", short_name, .privacy = IDENTITY),
    WORD("status", "status", status, words_person_status),
    NAME("organizationId", "organization_id", organization_id),
    NAME("groupId", "group_id", group_id),
    TEXT("department", "department", department),
    COUNTRY("country", "country", country),
    TEXT("businessUnit", "business_unit", business_unit),
    TEXT("jobRole", "job_role", job_role),
    TEXT("title", "title", title),
    TEXT("company", "company", company),
    TEXT("team", "team", team),
    EMAIL("managerEmail", "manager_email", manager_email, .privacy = IDENTITY),
    TEXT("managerName", "manager_name", manager_name, .privacy = IDENTITY),
    TEXT("locale", "locale", locale),
    TRUTH("securityChampion", "security_champion", security_champion),
    INT("points", "points", points, 0, MAX_NUMBER, .privacy = BEHAVIOR),
    INT("accessLevel", "access_level", access_level, 0, 4),
    TEXT("adId", "ad_id", ad_id, .privacy = IDENTITY),
    TEXT("initial", "initial", initial, .privacy = IDENTITY),
    TEXT("phoneNumber", "phone_number", phone_number, .privacy = IDENTITY),
    TEXT("departmentNumber", "department_number", department_number),
    TEXT("employeeNumber", "employee_number", employee_number, .privacy = IDENTITY),
    TEXT("managersEmployeeNumber", "managers_employee_number", managers_employee_number, .privacy = IDENTITY),
    TEXT("employeeSecondaryNumber", "employee_secondary_number", employee_secondary_number,
         .privacy = IDENTITY),
    TEXT("businessUnitDescription", "business_unit_description", business_unit_description),
    MAP("attributes", "attributes", attributes, .privacy = IDENTITY),
    { .type = M_END },
};
#undef ROW

#define ROW struct campaign
static const struct member campaign_members[] = {
    NAME("id", "id", id, .required = true),
    IDS("ids_securityjourney"),
    TEXT("name", "name", name),
    WORD("type", "type", type, words_campaign_type),
    WORD("status", "status", status, words_campaign_status),
    NAME("organizationId", "organization_id", organization_id),
    WORD("deliveryMethod", "delivery_method", delivery_method, words_delivery),
    TIME("startedAt", "started_at", started_at),
    TIME("endedAt", "ended_at", ended_at),
    TIME("createdAt", "created_at", created_at),
    TIME("dueAt", "due_at", due_at),
    TRUTH("passFail.enabled", "pass_fail_enabled", pass_fail_enabled),
    REAL("passFail.score", "pass_fail_score", pass_fail_score, 100),
    INT("passFail.attempts", "pass_fail_attempts", pass_fail_attempts, 0, 1000000),
    TEXT("path", "path", path),
    TEXT("levelName", "level_name", level_name),
    INT("level", "level", level, 1, 4),
    WORD("track", "track", track, words_track),
    WORD("difficulty", "difficulty", difficulty, words_difficulty),
    TEXT("subject", "subject", subject),
    MAP("names", "names", names),
    MAP("subjects", "subjects", subjects),
    { .type = M_END },
};
#undef ROW

#define ROW struct module
static const struct member module_members[] = {
    NAME("campaignId", NULL, campaign_id, .reference = true, .required = true),
    NAME("id", "id", id, .required = true),
    TEXT("name", "name", name),
    INT("position", "position", position, 0, 1000000),
    TRUTH("required", "required", required),
    INT("level", "level", level, 1, 4),
    MAP("names", "names", names),
    { .type = M_END },
};
#undef ROW

#define ROW struct enrollment
static const struct member enrollment_members[] = {
    NAME("campaignId", NULL, campaign_id, .reference = true, .required = true),
    NAME("person", NULL, person, .reference = true, .required = true, .privacy = IDENTITY),
    IDS(NULL),
    WORD("status", "status", status, words_enrollment_status, .privacy = BEHAVIOR),
    TIME("enrolledAt", "enrolled_at", enrolled_at, .privacy = BEHAVIOR),
    TIME("startedAt", "started_at", started_at, .privacy = BEHAVIOR),
    TIME("lastAccessedAt", "last_accessed_at", last_accessed_at, .privacy = BEHAVIOR),
    TIME("completedAt", "completed_at", completed_at, .privacy = BEHAVIOR),
    TIME("plannedEnd", "planned_end", planned_end),
    INT("timeSpentSeconds", "time_spent_seconds", time_spent_seconds, 0, MAX_SECONDS, .privacy = BEHAVIOR),
    REAL("scores.engagement", "engagement", engagement, 1, .privacy = BEHAVIOR),
    REAL("scores.knowledge", "knowledge", knowledge, 1, .privacy = BEHAVIOR),
    REAL("scores.productivity", "productivity", productivity, 1, .privacy = BEHAVIOR),
    REAL("scores.intentionToComply", "intention_to_comply", intention_to_comply, 1, .privacy = BEHAVIOR),
    REAL("scores.selfEfficacy", "self_efficacy", self_efficacy, 1, .privacy = BEHAVIOR),
    { .type = M_END },
};
#undef ROW

#define ROW struct progress
static const struct member progress_members[] = {
    NAME("campaignId", NULL, campaign_id, .reference = true, .required = true),
    NAME("moduleId", NULL, module_id, .reference = true, .required = true),
    NAME("person", NULL, person, .reference = true, .required = true, .privacy = IDENTITY),
    WORD("status", "status", status, words_progress_status, .privacy = BEHAVIOR),
    TIME("startedAt", "started_at", started_at, .privacy = BEHAVIOR),
    TIME("completedAt", "completed_at", completed_at, .privacy = BEHAVIOR),
    INT("timeSpentSeconds", "time_spent_seconds", time_spent_seconds, 0, MAX_SECONDS, .privacy = BEHAVIOR),
    REAL("rating", "rating", rating, 100, .privacy = BEHAVIOR),
    TRUTH("watchedVideo", "watched_video", watched_video, .privacy = BEHAVIOR),
    TRUTH("readTranscript", "read_transcript", read_transcript, .privacy = BEHAVIOR),
    TRUTH("experimentPassed", "experiment_passed", experiment_passed, .privacy = BEHAVIOR),
    WORD("quizzes", "quizzes", quizzes, words_quizzes, .privacy = BEHAVIOR),
    TRUTH("skillNoted", "skill_noted", skill_noted, .privacy = BEHAVIOR),
    { .type = M_END },
};
#undef ROW

#define ROW struct attempt
static const struct member attempt_members[] = {
    NAME("campaignId", NULL, campaign_id, .reference = true, .required = true),
    NAME("person", NULL, person, .reference = true, .required = true, .privacy = IDENTITY),
    INT("number", "number", number, 1, 1000000, .required = true),
    REAL("score", "score", score, 100, .privacy = BEHAVIOR),
    TRUTH("passed", "passed", passed, .privacy = BEHAVIOR),
    TIME("at", "at", at, .privacy = BEHAVIOR),
    { .type = M_END },
};
#undef ROW

#define ROW struct certificate
static const struct member certificate_members[] = {
    NAME("campaignId", NULL, campaign_id, .reference = true, .required = true),
    NAME("moduleId", NULL, module_id, .reference = true, .required = true),
    NAME("person", NULL, person, .reference = true, .required = true, .privacy = IDENTITY),
    TIME("at", "at", at, .privacy = BEHAVIOR),
    { .type = M_END },
};
#undef ROW

#define ROW struct comment
static const struct member comment_members[] = {
    NAME("id", "id", id, .required = true),
    NAME("campaignId", NULL, campaign_id, .reference = true),
    NAME("moduleId", NULL, module_id, .reference = true),
    NAME("person", NULL, person, .reference = true, .privacy = IDENTITY),
    TEXT("text", "text", text, .privacy = FREE_TEXT),
    TIME("createdAt", "created_at", created_at),
    TEXT("translatedText", "translated_text", translated_text, .privacy = FREE_TEXT),
    TEXT("language", "language", language),
    TEXT("sentiment", "sentiment", sentiment, .privacy = BEHAVIOR),
    TIME("processedAt", "processed_at", processed_at),
    { .type = M_END },
};
#undef ROW

#define ROW struct simulation_event
static const struct member simulation_event_members[] = {
    NAME("campaignId", NULL, campaign_id, .reference = true, .required = true),
    NAME("person", NULL, person, .reference = true, .required = true, .privacy = IDENTITY),
    WORD("type", "type", type, words_event_type, .required = true, .privacy = BEHAVIOR),
    TIME("at", "at", at, .required = true, .privacy = BEHAVIOR),
    NAME("ip", "ip", ip, .privacy = IDENTITY),
    TEXT("userAgent", "user_agent", user_agent, .privacy = IDENTITY),
    INT("landingSeconds", "landing_seconds", landing_seconds, 0, MAX_SECONDS, .privacy = BEHAVIOR),
    NAME("token", "token", token, .privacy = IDENTITY),
    WORD("counted", "counted", counted, words_event_counted),
    { .type = M_END },
};
#undef ROW

#define ROW struct job_role
static const struct member job_role_members[] = {
    NAME("name", "name", name, .required = true),
    INT("exposure", "exposure", exposure, 0, 3),
    INT("accessLevel", "access_level", access_level, 0, 4),
    { .type = M_END },
};
#undef ROW

#define ROW             struct reported_mail
#define MADE(c, m, ...) TEXT(c, c, m, .made = true, __VA_ARGS__)
static const struct member reported_mail_members[] = {
    NAME("source", "source", source),
    NAME("externalReference", "external_reference", external_reference),
    NAME("sha256", "sha256", sha256),
    INT("ids.cultureai", NULL, number, 1, MAX_NUMBER),
    TEXT("reporter.name", "reporter_name", reporter_name, .privacy = IDENTITY),
    NAME("reporter.email", "reporter_email", reporter_email, .privacy = IDENTITY),
    TIME("reportedAt", "reported_at", reported_at, .privacy = BEHAVIOR),
    WORD("reason", "reason", reason, words_mail_reason, .privacy = BEHAVIOR),
    TEXTS("interactions", "interactions", interactions, .privacy = BEHAVIOR),
    TRUTH("isSharedMailbox", "is_shared_mailbox", is_shared_mailbox),
    TEXT("sender.name", "sender_name", sender_name, .privacy = IDENTITY),
    NAME("sender.email", "sender_email", sender_email, .privacy = IDENTITY),
    BOXES("recipients", "recipients", recipients, .privacy = IDENTITY),
    TEXT("subject", "subject", subject, .privacy = FREE_TEXT),
    INT("riskScore", "risk_score", risk_score, 0, 100),
    INT("attachmentCount", "attachment_count", attachment_count, 0, 1000000),
    NAME("caseKey", "case_key", case_key),
    MADE("note", note),
    MADE("sender_domain", sender_domain),
    MADE("subject_key", subject_key),
    MADE("hosts", hosts),
    MADE("domains", domains),
    MADE("tokens", tokens, .privacy = IDENTITY),
    MADE("signature", signature),
    MADE("findings", findings, .privacy = FREE_TEXT),
    TRUTH("is_html", "is_html", is_html, .made = true),
    TRUTH("headers_lost", "headers_lost", headers_lost, .made = true),
    MADE("attachments", attachments, .privacy = FREE_TEXT),
    MADE("links", links, .privacy = FREE_TEXT),
    MADE("headers", headers, .privacy = FREE_TEXT),
    MADE("body", body, .privacy = FREE_TEXT),
    BYTES("raw", "raw", raw, .privacy = FREE_TEXT),
    { .type = M_END },
};
#undef ROW

#define ROW struct behavior
static const struct member behavior_members[] = {
    NAME("reference", "reference", reference, .required = true),
    TEXT("name", "name", name),
    WORD("direction", "direction", direction, words_direction),
    REAL("weight", "weight", weight, 10),
    WORD("severity", "severity", severity, words_severity),
    TRUTH("enabled", "enabled", enabled),
    { .type = M_END },
};
#undef ROW

#define ROW struct behavior_event
static const struct member behavior_event_members[] = {
    NAME("behavior", "behavior", behavior, .required = true),
    INT("reference", "reference", reference, 0, MAX_NUMBER, .required = true),
    INT("ids.cultureai", "ids_cultureai", cultureai, 1, MAX_NUMBER),
    NAME("person", NULL, person, .reference = true, .privacy = IDENTITY),
    TEXT("description", "description", description, .privacy = FREE_TEXT),
    DATE("date", "date", date, .privacy = BEHAVIOR),
    CLOCK("time", "time", time, .privacy = BEHAVIOR),
    METADATA("metadata", "metadata", metadata, .privacy = FREE_TEXT),
    { .type = M_END },
};
#undef ROW

#define ROW struct ingestion
static const struct member ingestion_members[] = {
    INT("number", "number", number, 1, MAX_NUMBER, .required = true),
    NAME("behavior", "behavior", behavior),
    INT("reference", "reference", reference, 0, MAX_NUMBER),
    TIME("at", "at", at),
    NAME("keyId", "key_id", key_id),
    { .type = M_END },
};
#undef ROW

#define ROW struct mail_decision
static const struct member mail_decision_members[] = {
    NAME("source", NULL, source, .reference = true),
    NAME("externalReference", NULL, external_reference, .reference = true),
    NAME("sha256", NULL, sha256, .reference = true),
    TRUTH("wholeCase", "whole_case", whole_case),
    WORD("verdict", "verdict", verdict, words_mail_verdict),
    TEXT("by", "decided_by", by, .privacy = IDENTITY),
    TIME("at", "at", at),
    TEXT("note", "note", note, .privacy = FREE_TEXT),
    { .type = M_END },
};
#undef ROW

#define KIND(text, type)                                                                                     \
    {                                                                                                        \
#text, sizeof(struct type), type##_members, (int)COUNT_OF(type##_members) - 1                        \
    }

static const struct kind_table tables[KIND_COUNT] = {
    [KIND_ORGANIZATION] = KIND(organization, organization),
    [KIND_GROUP] = KIND(group, group),
    [KIND_PERSON] = KIND(person, person),
    [KIND_CAMPAIGN] = KIND(campaign, campaign),
    [KIND_MODULE] = KIND(module, module),
    [KIND_ENROLLMENT] = KIND(enrollment, enrollment),
    [KIND_PROGRESS] = KIND(progress, progress),
    [KIND_ATTEMPT] = KIND(attempt, attempt),
    [KIND_CERTIFICATE] = KIND(certificate, certificate),
    [KIND_COMMENT] = KIND(comment, comment),
    [KIND_SIMULATION_EVENT] = KIND(simulationEvent, simulation_event),
    [KIND_JOB_ROLE] = KIND(jobRole, job_role),
    [KIND_BEHAVIOR] = KIND(behavior, behavior),
    [KIND_BEHAVIOR_EVENT] = KIND(behaviorEvent, behavior_event),
    [KIND_INGESTION] = KIND(ingestion, ingestion),
    [KIND_REPORTED_MAIL] = KIND(reportedMail, reported_mail),
    [KIND_MAIL_DECISION] = KIND(mailDecision, mail_decision),
};

const struct kind_table *kind_table(enum record_kind kind)
{
    must(kind > KIND_NONE && kind < KIND_COUNT);
    return &tables[kind];
}

enum record_kind kind_of(struct str name)
{
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        if (str_eq(name, str_of(tables[kind].name))) {
            return (enum record_kind)kind;
        }
    }
    return KIND_NONE;
}

int member_index(enum record_kind kind, size_t at)
{
    const struct kind_table *table = kind_table(kind);
    int i = 0;
    while (i < table->count && table->members[i].at != at) {
        i++;
    }
    must(i < table->count);
    return i;
}

bool record_gives(const struct record *record, size_t at)
{
    return (record->given >> member_index(record->kind, at) & 1) != 0;
}

static void member_clear(const struct member *m, char *body)
{
    void *at = body + m->at;
    switch (m->type) {
    case M_INT:
    case M_TIME:
    case M_DATE:
    case M_CLOCK:
        *(int64_t *)at = NONE;
        break;
    case M_REAL:
        *(double *)at = -1;
        break;
    case M_TRUTH:
        *(int *)at = -1;
        break;
    default: /* absent text, word 0, identifier not set: all zero */
        break;
    }
}

void record_init(struct record *record, enum record_kind kind)
{
    const struct kind_table *table = kind_table(kind);
    memset(record, 0, sizeof *record);
    record->kind = kind;
    record->updated_at = NONE;
    for (const struct member *m = table->members; m->type != M_END; m++) {
        member_clear(m, (char *)&record->body);
    }
}

bool member_there(const struct member *m, const void *at)
{
    switch (m->type) {
    case M_INT:
    case M_TIME:
    case M_DATE:
    case M_CLOCK:
        return *(const int64_t *)at != NONE;
    case M_REAL:
        return *(const double *)at >= 0;
    case M_TRUTH:
        return *(const int *)at >= 0;
    case M_WORD:
        return *(const int *)at != 0;
    case M_UUID:
        return ((const struct uuid *)at)->set;
    case M_KEY24:
        return ((const struct key24 *)at)->set;
    default:
        return ((const struct str *)at)->ptr != NULL;
    }
}
