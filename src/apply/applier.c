/* applier.c: the frame around applying records: sequence, counters, and what every kind does alike. */
#include "apply/applier.h"

#include "apply/behavior.h"
#include "apply/erased.h"
#include "apply/kinds.h"
#include "apply/mail.h"
#include "apply/simulation.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/members.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status applier_init(struct applier *a, struct db *db, int64_t tenant, const struct uuid *customer,
                         int64_t batch_at)
{
    *a = (struct applier){ .db = db, .tenant = tenant, .customer = *customer, .batch_at = batch_at };
    arena_init(&a->arena, LIMIT_ARENA_MAIL);
    buf_init(&a->last.group, LIMIT_RECORD);
    buf_init(&a->begun.group, LIMIT_RECORD);
    buf_init(&a->campaign, LIMIT_RECORD);
    touched_init(&a->touched);
    journeys_init(&a->journeys, db, tenant);
    return tally_init(&a->tally, db, tenant);
}

void applier_done(struct applier *a)
{
    tally_done(&a->tally);
    touched_done(&a->touched);
    journeys_done(&a->journeys);
    arena_done(&a->arena);
    buf_done(&a->last.group);
    buf_done(&a->begun.group);
    buf_done(&a->campaign);
}

static void copy_grouped(struct grouped *to, const struct grouped *from)
{
    buf_reset(&to->group);
    buf_str(&to->group, buf_text(&from->group));
    to->person = from->person;
}

/* Others wrote since the last transaction: whom the last record was about may be gone. */
static enum status forget_the_gone(struct applier *a)
{
    struct card card;
    if (a->last.group.len == 0) {
        return ST_OK;
    }
    arena_reset(&a->arena);
    enum status st = apply_person_card(a, a->last.person, &card);
    if (st == ST_CORRUPT) {
        buf_reset(&a->last.group);
        return ST_OK;
    }
    return st;
}

enum status applier_begin(struct applier *a)
{
    struct query *q = db_query(a->db, Q_TENANT_BY_ID);
    query_int(q, 1, a->tenant);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    a->seq = query_int_at(q, 3) + 1;
    query_end(q);
    a->wrote = a->campaigns_moved = false;
    memset(a->next, 0, sizeof a->next);
    memset(a->graves, 0, sizeof a->graves);
    a->campaign_key = NONE;
    tally_reset(&a->tally);
    journeys_reset(&a->journeys);
    TRY(touched_begin(&a->touched, a->db, a->tenant));
    TRY(erased_any(a->db, a->tenant, &a->erased));
    TRY(forget_the_gone(a));
    copy_grouped(&a->begun, &a->last);
    return ST_OK;
}

void applier_part(struct applier *a)
{
    a->part.wrote = a->wrote;
    memcpy(a->part.next, a->next, sizeof a->next);
}

void applier_part_undone(struct applier *a)
{
    a->wrote = a->part.wrote;
    memcpy(a->next, a->part.next, sizeof a->next);
}

void applier_undone(struct applier *a)
{
    copy_grouped(&a->last, &a->begun);
}

static enum status read_counter(struct applier *a, enum counter counter)
{
    if (a->next[counter] != 0) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_COUNTER);
    query_int(q, 1, a->tenant);
    query_int(q, 2, counter);
    enum status st = query_step(q);
    a->next[counter] = st == ST_OK ? query_int_at(q, 0) : 1;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

static enum status write_counter(struct applier *a, enum counter counter)
{
    struct query *q = db_query(a->db, Q_COUNTER_SET);
    query_int(q, 1, a->tenant);
    query_int(q, 2, counter);
    query_int(q, 3, a->next[counter]);
    return query_run(q);
}

enum status applier_next(struct applier *a, enum counter counter, int64_t *number)
{
    TRY(read_counter(a, counter));
    *number = a->next[counter]++;
    return ST_OK;
}

enum status applier_given(struct applier *a, enum counter counter, int64_t number)
{
    TRY(read_counter(a, counter));
    if (number != NONE && number >= a->next[counter]) {
        a->next[counter] = number + 1;
    }
    return ST_OK;
}

enum status applier_end(struct applier *a)
{
    TRY(touched_flush(a));
    TRY(journeys_flush(&a->journeys));
    TRY(tally_flush(&a->tally));
    for (int i = 1; i < COUNTER_END; i++) {
        if (a->next[i] != 0) {
            TRY(write_counter(a, (enum counter)i));
        }
    }
    if (a->campaigns_moved) {
        TRY(apply_run(a, Q_CAMPAIGN_RANKS, NONE, NONE, NONE));
    }
    return a->wrote ? apply_run(a, Q_TENANT_BUMP, NONE, NONE, NONE) : ST_OK;
}

static enum status apply(struct applier *a, const struct record *r, struct str group, enum applied *applied,
                         struct fault *fault)
{
    switch (r->kind) {
    case KIND_ORGANIZATION:
        return apply_organization(a, r, applied, fault);
    case KIND_GROUP:
        return apply_group(a, r, applied, fault);
    case KIND_PERSON:
        return apply_person(a, r, group, applied, fault);
    case KIND_CAMPAIGN:
        return apply_campaign(a, r, applied, fault);
    case KIND_MODULE:
        return apply_module(a, r, applied, fault);
    case KIND_ENROLLMENT:
        return apply_enrollment(a, r, applied, fault);
    case KIND_PROGRESS:
        return apply_progress(a, r, applied, fault);
    case KIND_ATTEMPT:
        return apply_attempt(a, r, applied, fault);
    case KIND_CERTIFICATE:
        return apply_certificate(a, r, applied, fault);
    case KIND_COMMENT:
        return apply_comment(a, r, applied, fault);
    case KIND_SIMULATION_EVENT:
        return apply_simulation_event(a, r, applied, fault);
    case KIND_JOB_ROLE:
        return apply_job_role(a, r, applied, fault);
    case KIND_BEHAVIOR:
        return apply_behavior(a, r, applied, fault);
    case KIND_BEHAVIOR_EVENT:
        return apply_behavior_event(a, r, applied, fault);
    case KIND_INGESTION:
        return apply_ingestion(a, r, applied, fault);
    case KIND_REPORTED_MAIL:
        return apply_reported_mail(a, r, applied, fault);
    case KIND_MAIL_DECISION:
        return apply_mail_decision(a, r, applied, fault);
    case KIND_NONE:
    case KIND_COUNT:
        break;
    }
    must(!"a kind without an applier");
    return ST_CORRUPT;
}

enum status applier_record(struct applier *a, const struct record *r, struct str group, enum applied *applied,
                           struct fault *fault)
{
    arena_reset(&a->arena);
    a->changed = 0;
    if (r->kind == KIND_CAMPAIGN) {
        a->campaign_key = NONE;
    }
    fault->field[0] = fault->why.text[0] = 0;
    TRY(apply(a, r, group, applied, fault));
    /* Only now: what was refused must not be settled. */
    TRY(journeys_full(&a->journeys) ? journeys_flush(&a->journeys) : ST_OK);
    return touched_full(&a->touched) ? touched_flush(a) : ST_OK;
}

enum status apply_refuse(struct fault *fault, const char *field, const char *format, ...)
{
    va_list args;
    snprintf(fault->field, sizeof fault->field, "%s", field);
    va_start(args, format);
    vsnprintf(fault->why.text, sizeof fault->why.text, format, args);
    va_end(args);
    return ST_INVALID;
}

enum status apply_fill(struct applier *a, struct query *q, enum record_kind kind, int key_at, int members,
                       struct stored *stored)
{
    *stored = (struct stored){ .updated_at = NONE };
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    stored->exists = true;
    stored->key = key_at < 0 ? 0 : query_int_at(q, key_at);
    stored->updated_at = query_int_at(q, members - 1);
    record_init(&stored->record, kind);
    record_load(q, members, &a->arena, &stored->record);
    if (a->arena.failed) {
        query_end(q);
        return ST_NOMEM;
    }
    return ST_OK;
}

enum status apply_load(struct applier *a, struct query *q, enum record_kind kind, int key_at, int members,
                       struct stored *stored)
{
    TRY(apply_fill(a, q, kind, key_at, members, stored));
    if (stored->exists) {
        query_end(q);
    }
    return ST_OK;
}

int64_t apply_time(const struct applier *a, const struct record *r)
{
    return r->updated_at == NONE ? a->batch_at : r->updated_at;
}

bool apply_remembers(struct applier *a, enum record_kind kind)
{
    if (a->graves[kind] == GRAVES_UNKNOWN) {
        struct query *q = db_query(a->db, Q_TOMBSTONE_ANY);
        query_int(q, 1, a->tenant);
        query_int(q, 2, kind);
        /* A failure says itself again when a deletion is looked up. */
        a->graves[kind] = query_step(q) == ST_END ? GRAVES_NONE : GRAVES_SOME;
        query_end(q);
    }
    return a->graves[kind] == GRAVES_SOME;
}

enum status apply_buried_at(struct applier *a, enum record_kind kind, struct str key, int64_t *at)
{
    *at = NONE;
    if (!apply_remembers(a, kind)) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_TOMBSTONE);
    query_int(q, 1, a->tenant);
    query_int(q, 2, kind);
    query_text(q, 3, key);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *at = query_int_at(q, 0);
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

enum status apply_gate(struct applier *a, const struct record *r, const struct stored *stored,
                       struct str tombstone, enum gate *gate)
{
    int64_t at = apply_time(a, r), buried;
    *gate = GATE_IGNORE;
    if (stored->exists) {
        if (at >= stored->updated_at) {
            *gate = r->deleted ? GATE_DELETE : GATE_WRITE;
        }
        return ST_OK;
    }
    TRY(apply_buried_at(a, r->kind, tombstone, &buried));
    if (r->deleted && buried != NONE && (at == buried || r->updated_at == NONE)) {
        *gate = GATE_GONE;
        return ST_OK;
    }
    /* A deletion wins over an equal time. */
    if (buried == NONE || at > buried) {
        *gate = r->deleted ? GATE_ABSENT : GATE_WRITE;
        if (buried != NONE && !r->deleted) {
            return apply_unbury(a, r->kind, tombstone);
        }
    }
    return ST_OK;
}

bool apply_stops(enum gate gate, enum applied *applied)
{
    if (gate == GATE_IGNORE) {
        *applied = APPLIED_IGNORED;
    } else if (gate == GATE_GONE) {
        *applied = APPLIED_UNCHANGED;
    }
    return gate == GATE_IGNORE || gate == GATE_GONE;
}

enum status apply_bury(struct applier *a, const struct record *line, struct str tombstone, int64_t at)
{
    struct record copy = *line;
    struct buf text;
    copy.deleted = true;
    copy.updated_at = at;
    buf_init(&text, 4 * LIMIT_RECORD);
    record_print(&text, &copy);
    struct query *q = db_query(a->db, Q_TOMBSTONE_SET);
    query_int(q, 1, a->tenant);
    query_int(q, 2, line->kind);
    query_text(q, 3, tombstone);
    query_int(q, 4, at);
    query_text(q, 5, buf_text(&text));
    enum status st = text.failed ? ST_NOMEM : query_run(q);
    buf_done(&text);
    a->graves[line->kind] = GRAVES_SOME;
    a->wrote = true;
    return st;
}

enum status apply_unbury(struct applier *a, enum record_kind kind, struct str tombstone)
{
    struct query *q = db_query(a->db, Q_TOMBSTONE_DROP);
    query_int(q, 1, a->tenant);
    query_int(q, 2, kind);
    query_text(q, 3, tombstone);
    return query_run(q);
}

enum applied apply_merge(struct applier *a, const struct record *r, struct stored *stored)
{
    bool fresh = !stored->exists;
    a->before.kind = KIND_NONE;
    if (!fresh) {
        a->before = stored->record;
    }
    if (fresh) {
        record_init(&stored->record, r->kind);
    }
    a->changed = record_merge(&stored->record, r);
    /* A record that gives its time and says nothing new still moves the time: an older one must not win
     * later. */
    bool moves = r->updated_at != NONE && r->updated_at > stored->updated_at;
    if (!fresh && a->changed == 0 && !moves) {
        return APPLIED_UNCHANGED;
    }
    stored->record.updated_at = apply_time(a, r);
    a->after = stored->record;
    a->wrote = true;
    return fresh ? APPLIED_NEW : APPLIED_CHANGED;
}

enum status apply_run(struct applier *a, enum query_name name, int64_t x, int64_t y, int64_t z)
{
    const int64_t more[] = { x, y, z };
    struct query *q = db_query(a->db, name);
    query_int(q, 1, a->tenant);
    for (size_t i = 0; i < COUNT_OF(more) && more[i] != NONE; i++) {
        query_int(q, (int)i + 2, more[i]);
    }
    return query_run(q);
}
