/* record.h: the record stream's kinds as structs (people.h, training.h, simulation.h, behavior.h). What a
 * kind carries, its spelling, types, bounds, store columns and privacy are rows of its member table
 * (members.c); reading, printing, packing, comparing and storing a record all walk that table (record_*.c),
 * so these cannot disagree.
 *
 * "Not there": a str without ptr, an integer or time INT64_MIN, a share or number below 0, a truth -1,
 * a word 0, an identifier not set. */
#ifndef MUSTER_MODEL_RECORD_H
#define MUSTER_MODEL_RECORD_H

#include "model/behavior.h"
#include "model/mail.h"
#include "model/people.h"
#include "model/simulation.h"
#include "model/training.h"
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
    KIND_CERTIFICATE,
    KIND_COMMENT,
    KIND_SIMULATION_EVENT,
    KIND_JOB_ROLE,
    KIND_BEHAVIOR,
    KIND_BEHAVIOR_EVENT,
    KIND_INGESTION,
    KIND_REPORTED_MAIL,
    KIND_MAIL_DECISION,
    KIND_COUNT
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
        struct certificate certificate;
        struct comment comment;
        struct simulation_event simulation_event;
        struct job_role job_role;
        struct behavior behavior;
        struct behavior_event behavior_event;
        struct ingestion ingestion;
        struct reported_mail reported_mail;
        struct mail_decision mail_decision;
    } body;
};

#endif
