/* verify.c: what is looked for beside the derived data (audit.h): the engine's own check, what points
 * nowhere, numbers given twice, and deletions that should have held. */
#include "apply/verify.h"

#include "apply/verify_tell.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"

#include <stdio.h>
#include <string.h>

/* Rows of a query that should have none; columns: what its columns are, by name. */
static const struct lost {
    enum query_name query;
    const char *sentence;
    const char *columns[4];
} losts[] = {
    {Q_CHECK_LOST_ORGANIZATIONS,    "an organization's parent is missing",         { "GUID" }                                },
    { Q_CHECK_LOST_PEOPLE,          "a person's organization or group is missing", { "GUID" }                                },
    { Q_CHECK_LOST_CAMPAIGNS,       "a campaign's organization is missing",        { "GUID" }                                },
    { Q_CHECK_LOST_MODULES,         "a module's campaign is missing",              { "GUID", "campaign" }                    },
    { Q_CHECK_LOST_ENROLLMENTS,
     "an enrollment's campaign or person is missing",                              { "number", "campaign", "person" }        },
    { Q_CHECK_TWICE_ENROLLMENTS,    "enrollments share a number",                  { "number", "enrollments" }               },
    { Q_CHECK_LOST_PROGRESS,
     "a progress has no enrollment or no module",                                  { "campaign", "person", "module" }        },
    { Q_CHECK_LOST_ATTEMPTS,        "an attempt has no enrollment",                { "campaign", "person", "number" }        },
    { Q_CHECK_LOST_CERTIFICATES,
     "a certificate has no enrollment or no module",                               { "campaign", "person", "module" }        },
    { Q_CHECK_LOST_EVENTS,          "a simulation event has no enrollment",        { "campaign", "person", "type" }          },
    { Q_CHECK_LOST_BEHAVIOR_EVENTS,
     "a behavior event's person is missing",                                       { "number", "reference", "person" }       },
    { Q_CHECK_LOST_MAIL_DECISIONS,
     "a decision's mail is missing, or in another case",                           { "number", "whole case" }                },
    { Q_CHECK_LOST_MAIL_EDGES,
     "a trace of a reported mail is left, or in another case",                     { "number", "kind" }                      },
    { Q_CHECK_LOST_COMMENTS,
     "a comment's campaign, person or module is missing",                          { "GUID", "campaign", "person", "module" }},
};

static void tell_lost(struct verify *v, const struct lost *lost, struct query *q)
{
    char keys[200] = "";
    size_t n = 0;
    for (int i = 0; i < query_columns(q) && n < sizeof keys; i++) {
        const char *comma = i ? ", " : "", *label = lost->columns[i];
        struct uuid uuid = query_uuid_at(q, i);
        char text[UUID_TEXT_LEN + 1] = "none";
        if (label[0] == 'G' && uuid.set) {
            uuid_print(text, &uuid);
            text[UUID_TEXT_LEN] = 0;
        } else if (!query_is_null(q, i)) {
            snprintf(text, sizeof text, "%lld", (long long)query_int_at(q, i));
        }
        n += (size_t)snprintf(keys + n, sizeof keys - n, "%s%s %s", comma, label, text);
    }
    verify_say(v, "%s (%s)", lost->sentence, keys);
}

static enum status check_lost(struct verify *v)
{
    for (size_t i = 0; i < COUNT_OF(losts); i++) {
        struct query *q = db_query(v->audit.db, losts[i].query);
        enum status st;
        query_int(q, 1, v->audit.tenant);
        while ((st = query_step(q)) == ST_OK) {
            tell_lost(v, &losts[i], q);
        }
        if (st != ST_END) {
            return st;
        }
    }
    return ST_OK;
}

/* ---- tombstones ---- */

/* When the living thing that a tombstone's key means was last changed; NONE: there is none. The parts of the
 * key are joined by a byte that no name can hold: campaign, then module, number, or an event's type and time,
 * then the person's GUID. */
static enum status living_at(struct verify *v, enum record_kind kind, struct str key, int64_t *at)
{
    static const enum query_name queries[KIND_COUNT] = {
        [KIND_ORGANIZATION] = Q_CHECK_ORGANIZATION_AT,
        [KIND_GROUP] = Q_CHECK_GROUP_AT,
        [KIND_PERSON] = Q_CHECK_PERSON_AT,
        [KIND_CAMPAIGN] = Q_CHECK_CAMPAIGN_AT,
        [KIND_MODULE] = Q_CHECK_MODULE_AT,
        [KIND_ENROLLMENT] = Q_CHECK_ENROLLMENT_AT,
        [KIND_PROGRESS] = Q_CHECK_PROGRESS_AT,
        [KIND_ATTEMPT] = Q_CHECK_ATTEMPT_AT,
        [KIND_CERTIFICATE] = Q_CHECK_CERTIFICATE_AT,
        [KIND_COMMENT] = Q_CHECK_COMMENT_AT,
        [KIND_SIMULATION_EVENT] = Q_CHECK_EVENT_AT,
        [KIND_JOB_ROLE] = Q_CHECK_JOB_ROLE_AT,
        [KIND_BEHAVIOR] = Q_CHECK_BEHAVIOR_AT,
        [KIND_BEHAVIOR_EVENT] = Q_CHECK_BEHAVIOR_EVENT_AT,
        [KIND_INGESTION] = Q_CHECK_INGESTION_AT,
        [KIND_REPORTED_MAIL] = Q_CHECK_MAIL_AT,
        [KIND_MAIL_DECISION] = Q_CHECK_MAIL_DECISION_AT,
    };
    struct query *q = db_query(v->audit.db, queries[kind]);
    struct str rest = key;
    query_int(q, 1, v->audit.tenant);
    if (kind == KIND_REPORTED_MAIL || kind == KIND_MAIL_DECISION) {
        /* A mail's key may have two parts itself. */
        const char *last = kind == KIND_MAIL_DECISION ? memrchr(key.ptr, 0x1f, key.len) : NULL;
        rest = last ? str_from(key, (size_t)(last - key.ptr) + 1) : STR_NONE;
        query_text(q, 2, last ? (struct str){ key.ptr, (size_t)(last - key.ptr) } : key);
    } else {
        query_text(q, 2, str_cut(&rest, 0x1f));
    }
    if (kind == KIND_PROGRESS || kind == KIND_ATTEMPT || kind == KIND_CERTIFICATE) {
        struct str middle = str_cut(&rest, 0x1f);
        int64_t number;
        query_text(q, 3, rest);
        if (kind != KIND_ATTEMPT) {
            query_text(q, 4, middle);
        } else if (str_int(middle, &number)) {
            query_int(q, 4, number);
        }
    } else if (kind == KIND_SIMULATION_EVENT) {
        int64_t type, when;
        struct str word = str_cut(&rest, 0x1f), moment = str_cut(&rest, 0x1f);
        query_text(q, 3, rest);
        if (str_int(word, &type) && str_int(moment, &when)) {
            query_int(q, 4, type);
            query_int(q, 5, when);
        }
    } else if (kind == KIND_MODULE || kind == KIND_ENROLLMENT || kind == KIND_BEHAVIOR_EVENT) {
        query_text(q, 3, rest);
    } else if (kind == KIND_MAIL_DECISION) {
        query_int(q, 3, str_eq(rest, STR("case")));
    }
    enum status st = query_step(q);
    *at = st == ST_OK ? query_int_at(q, 0) : NONE;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

/* The public numbers of what was deleted must not be given again. */
static enum status check_number(struct verify *v, const char *kind, enum counter counter, int64_t number)
{
    if (number == NONE) {
        return ST_OK;
    }
    struct query *q = db_query(v->audit.db, Q_COUNTER);
    query_int(q, 1, v->audit.tenant);
    query_int(q, 2, counter);
    enum status st = query_step(q);
    int64_t next = st == ST_OK ? query_int_at(q, 0) : 1;
    query_end(q);
    if (next <= number) {
        verify_say(v, "a deleted %s had number %lld, but the next to be given is %lld", kind,
                   (long long)number, (long long)next);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status check_numbers(struct verify *v, const struct record *r)
{
    const char *kind = kind_table(r->kind)->name;
    switch (r->kind) {
    case KIND_PERSON:
        TRY(check_number(v, kind, COUNTER_PERSON_SECURITYJOURNEY, r->body.person.ids.securityjourney));
        return check_number(v, kind, COUNTER_PERSON_CULTUREAI, r->body.person.ids.cultureai);
    case KIND_CAMPAIGN:
        TRY(check_number(v, kind, COUNTER_CAMPAIGN_SECURITYJOURNEY, r->body.campaign.ids.securityjourney));
        return check_number(v, kind, COUNTER_CAMPAIGN_CULTUREAI, r->body.campaign.ids.cultureai);
    case KIND_ENROLLMENT:
        return check_number(v, kind, COUNTER_ENROLLMENT, r->body.enrollment.ids.securityjourney);
    case KIND_BEHAVIOR_EVENT:
        return check_number(v, kind, COUNTER_BEHAVIOR_EVENT, r->body.behavior_event.cultureai);
    case KIND_INGESTION:
        return check_number(v, kind, COUNTER_INGESTION, r->body.ingestion.number);
    case KIND_REPORTED_MAIL:
        return check_number(v, kind, COUNTER_MAIL, r->body.reported_mail.number);
    default:
        return ST_OK;
    }
}

static enum status check_tombstone(struct verify *v, struct query *q)
{
    int64_t kind = query_int_at(q, 0), living;
    struct record record;
    struct fault fault;
    arena_reset(&v->audit.arena);
    enum status st = record_read(query_text_at(q, 3), &v->audit.arena, &record, &fault);
    if (st == ST_NOMEM) {
        return st;
    }
    if (st != ST_OK || kind != record.kind || !record.deleted || record.updated_at != query_int_at(q, 2)) {
        verify_say(v, "a deletion that is remembered (kind %lld) cannot be read back", (long long)kind);
        return ST_OK;
    }
    TRY(check_numbers(v, &record));
    TRY(living_at(v, record.kind, query_text_at(q, 1), &living));
    if (living != NONE && living <= record.updated_at) {
        verify_say(v, "a %s is there although it was deleted later than it was last changed",
                   kind_table(record.kind)->name);
    }
    return ST_OK;
}

static enum status check_tombstones(struct verify *v)
{
    struct query *q = db_query(v->audit.db, Q_CHECK_TOMBSTONES);
    enum status st = ST_OK, step;
    query_int(q, 1, v->audit.tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = check_tombstone(v, q);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* ---- the whole ---- */

static enum status check_tenant(struct verify *v, struct db *db, int64_t tenant)
{
    enum status st = audit_init(&v->audit, db, tenant, verify_difference, v);
    st = st != ST_OK ? st : audit_all(&v->audit);
    st = st != ST_OK ? st : check_lost(v);
    st = st != ST_OK ? st : check_tombstones(v);
    audit_done(&v->audit);
    return st;
}

static enum status check_engine(struct verify *v, struct db *db)
{
    struct query *q = db_query(db, Q_CHECK_ENGINE);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        struct str said = query_text_at(q, 0);
        if (!str_eq(said, STR("ok"))) {
            verify_say(v, "the database file is damaged: " STR_FMT, STR_ARG(said));
        }
    }
    return st == ST_END ? ST_OK : st;
}

static enum status check_all(struct verify *v, struct db *db)
{
    struct query *q = db_query(db, Q_TENANT_LIST);
    enum status st = ST_OK, step;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        v->tenant = query_text_at(q, 1);
        st = check_tenant(v, db, query_int_at(q, 0));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* tenant NONE: all. */
static enum status verify(struct verify *v, struct db *db, int64_t tenant, struct why *why)
{
    enum status st = db_begin(db);
    st = st != ST_OK ? st : check_engine(v, db);
    st = st != ST_OK ? st : tenant == NONE ? check_all(v, db) : check_tenant(v, db, tenant);
    if (st != ST_OK) {
        why_not(why, st,
                st == ST_NOTFOUND ? "there is no such tenant" : "the check could not be finished: %s (%s)",
                db_error(db), status_name(st));
    }
    db_rollback(db);
    return st;
}

enum status verify_tenant(struct db *db, int64_t tenant, verify_finding *tell, void *to, int64_t *findings,
                          struct why *why)
{
    struct verify v = { .tell = tell, .to = to };
    TRY(verify(&v, db, tenant, why));
    *findings = v.findings;
    return ST_OK;
}

enum status verify_store(struct db *db, verify_finding *tell, void *to, int64_t *findings, struct why *why)
{
    struct verify v = { .tell = tell, .to = to };
    TRY(verify(&v, db, NONE, why));
    *findings = v.findings;
    return ST_OK;
}
