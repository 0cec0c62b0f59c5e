/* record.h: the record stream's kinds as structs. What a kind carries, its spelling, types, bounds, store
 * columns and privacy are rows of its member table (members.c); reading, printing, packing, comparing and
 * storing a record all walk that table (record_*.c), so these cannot disagree.
 *
 * "Not there": a str without ptr, an integer or time INT64_MIN, a share or number below 0, a truth -1,
 * a word 0, an identifier not set. */
#ifndef MUSTER_MODEL_RECORD_H
#define MUSTER_MODEL_RECORD_H

#include "base/str.h"
#include "base/uuid.h"
#include "model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define NONE INT64_MIN

/* In the order in which a batch is applied: what is named comes before what names it. */
enum record_kind {
    KIND_NONE,
    KIND_ORGANIZATION,
    KIND_GROUP,
    KIND_PERSON,
    KIND_CAMPAIGN,
    KIND_MODULE,
    KIND_ENROLLMENT,
    KIND_PROGRESS,
    KIND_ATTEMPT,
    KIND_COMMENT,
    KIND_SIMULATION_EVENT,
    KIND_COUNT
};

/* 24 hexadecimal digits, as bytes. */
struct key24 {
    uint8_t b[12];
    bool set;
};

/* One thing's name in each API's own shape. */
struct ids {
    struct uuid outthink;
    int64_t securityjourney, cultureai;
    struct key24 kaspersky;
};

struct organization {
    struct str id, name, parent_id;
};

struct group {
    struct str id, name, names;
    int is_started;
};

struct person {
    struct ids ids;
    struct str source_identifier, email, aliases; /* aliases: a JSON array of texts */
    struct str first_name, last_name, full_name, short_name;
    int status;
    struct str organization_id, group_id, department, country, business_unit, job_role, title, company, team;
    struct str manager_email, manager_name, locale;
    int security_champion;
    int64_t points, access_level;
    struct str ad_id, initial, phone_number, department_number, employee_number, managers_employee_number;
    struct str employee_secondary_number, business_unit_description;
    struct str attributes; /* a JSON object of texts, keys sorted */
};

struct campaign {
    struct str id;
    struct ids ids;
    struct str name;
    int type, status;
    struct str organization_id;
    int delivery_method;
    int64_t started_at, ended_at, created_at, due_at;
    int pass_fail_enabled;
    double pass_fail_score;
    int64_t pass_fail_attempts;
    struct str path, level_name;
    int64_t level;
    int track, difficulty;
    struct str subject, names, subjects; /* names, subjects: JSON objects, language -> text */
};

struct module {
    struct str campaign_id, id, name;
    int64_t position;
    int required;
    int64_t level;
    struct str names;
};

struct enrollment {
    struct str campaign_id, person;
    struct ids ids;
    int status;
    int64_t enrolled_at, started_at, last_accessed_at, completed_at, planned_end, time_spent_seconds;
    double engagement, knowledge, productivity, intention_to_comply, self_efficacy; /* 0..1 */
};

struct progress {
    struct str campaign_id, module_id, person;
    int status;
    int64_t started_at, completed_at, time_spent_seconds;
    double rating;
    int watched_video, read_transcript, experiment_passed, quizzes, skill_noted;
};

struct attempt {
    struct str campaign_id, person;
    int64_t number;
    double score;
    int passed;
    int64_t at;
};

struct comment {
    struct str id, campaign_id, module_id, person, text;
    int64_t created_at;
    struct str translated_text, language, sentiment;
    int64_t processed_at;
};

struct simulation_event {
    struct str campaign_id, person;
    int type; /* enum event_type */
    int64_t at;
    struct str ip, user_agent;
    int64_t landing_seconds;
    struct str token;
    int counted; /* enum event_counted */
};

/* A record: what a line says. Bit i of given: member i of the kind's table stands in the line (null too). */
struct record {
    enum record_kind kind;
    bool deleted;
    int64_t updated_at; /* NONE: the batch's time */
    uint64_t given;
    union record_body {
        struct organization organization;
        struct group group;
        struct person person;
        struct campaign campaign;
        struct module module;
        struct enrollment enrollment;
        struct progress progress;
        struct attempt attempt;
        struct comment comment;
        struct simulation_event simulation_event;
    } body;
};

#endif
