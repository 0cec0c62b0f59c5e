/* campaign.c: campaigns and their modules. */
#include "apply/kinds.h"
#include "apply/mail.h"
#include "apply/simulation.h"
#include "base/must.h"

enum { CAMPAIGN_MEMBERS = 4, MODULE_MEMBERS = 5 }; /* first member column of the LOAD queries */

static enum status load_campaign(struct applier *a, struct str id, struct stored *stored)
{
    struct query *q = db_query(a->db, Q_LOAD_CAMPAIGN);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    return apply_load(a, q, KIND_CAMPAIGN, 0, CAMPAIGN_MEMBERS, stored);
}

/* Its enrollments are about to go. */
static enum status touch_enrollments(struct applier *a, int64_t key)
{
    struct query *q = db_query(a->db, Q_JOURNEYS_OF_CAMPAIGN);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    query_int(q, 2, key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = journeys_enrollment(&a->journeys, query_int_at(q, 0));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status drop_campaign(struct applier *a, int64_t key)
{
    static const enum query_name parts[] = {
        Q_CAMPAIGN_DROP_PROGRESS, Q_CAMPAIGN_DROP_ATTEMPTS,    Q_CAMPAIGN_DROP_CERTIFICATES,
        Q_CAMPAIGN_DROP_COMMENTS, Q_CAMPAIGN_DROP_ENROLLMENTS, Q_CAMPAIGN_DROP_MODULES,
        Q_CAMPAIGN_DROP_TALLY,    Q_CAMPAIGN_DROP_BLOCKS,      Q_CAMPAIGN_DROP_EVENTS,
        Q_DROP_CAMPAIGN,
    };
    TRY(touch_enrollments(a, key));
    /* What was gathered for its counters is written first, so that it is dropped with the rest. */
    TRY(tally_flush(&a->tally));
    TRY(ledger_campaign(&a->tally.ledger, key, -1));
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        TRY(apply_run(a, parts[i], key, NONE, NONE));
    }
    TRY(mail_campaign_gone(a, key));
    a->campaigns_moved = true;
    return ST_OK;
}

/* Identifiers that nobody gave, and numbers moved past those that somebody did. */
static enum status complete_ids(struct applier *a, struct campaign *c)
{
    if (!c->ids.outthink.set) {
        c->ids.outthink = identity_guid(&a->customer, KIND_CAMPAIGN, c->id);
    }
    if (!c->ids.kaspersky.set) {
        c->ids.kaspersky = identity_key24(&a->customer, KIND_CAMPAIGN, c->id);
    }
    if (c->ids.securityjourney == NONE) {
        TRY(applier_next(a, COUNTER_CAMPAIGN_SECURITYJOURNEY, &c->ids.securityjourney));
    }
    if (c->ids.cultureai == NONE) {
        TRY(applier_next(a, COUNTER_CAMPAIGN_CULTUREAI, &c->ids.cultureai));
    }
    TRY(applier_given(a, COUNTER_CAMPAIGN_SECURITYJOURNEY, c->ids.securityjourney));
    return applier_given(a, COUNTER_CAMPAIGN_CULTUREAI, c->ids.cultureai);
}

static enum status organization_guid(struct applier *a, struct str id, struct uuid *guid, struct fault *fault)
{
    *guid = a->customer;
    if (id.ptr == NULL) {
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_ORGANIZATION_GUID);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    if (st == ST_END) {
        return apply_refuse(fault, "organizationId",
                            "there is no organization with this id; add an organization record");
    }
    if (st == ST_OK) {
        *guid = query_uuid_at(q, 0);
        query_end(q);
    }
    return st;
}

/* A bound query finds the campaign that has an identifier. */
static enum status is_free(struct query *q, const struct campaign *c, const char *field, struct fault *fault)
{
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    bool own = str_eq(query_text_at(q, 0), c->id);
    query_end(q);
    return own ? ST_OK : apply_refuse(fault, field, "another campaign has this identifier");
}

static enum status ids_are_free(struct applier *a, const struct campaign *c, struct fault *fault)
{
    struct query *q = db_query(a->db, Q_CAMPAIGN_BY_GUID);
    query_int(q, 1, a->tenant);
    query_uuid(q, 2, &c->ids.outthink);
    TRY(is_free(q, c, "ids.outthink", fault));
    q = db_query(a->db, Q_CAMPAIGN_BY_SECURITYJOURNEY);
    query_int(q, 1, a->tenant);
    query_int(q, 2, c->ids.securityjourney);
    TRY(is_free(q, c, "ids.securityjourney", fault));
    q = db_query(a->db, Q_CAMPAIGN_BY_CULTUREAI);
    query_int(q, 1, a->tenant);
    query_int(q, 2, c->ids.cultureai);
    return is_free(q, c, "ids.cultureai", fault);
}

static bool is_simulation(int type)
{
    return type == CAMPAIGN_SIMULATION;
}

/* Whether the record changed what lists over all campaigns show of its enrollments. */
static bool journeys_changed(const struct applier *a)
{
    static const size_t members[] = { offsetof(struct campaign, type), offsetof(struct campaign, due_at),
                                      offsetof(struct campaign, level_name) };
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (a->changed >> member_index(KIND_CAMPAIGN, members[i]) & 1) {
            return true;
        }
    }
    return false;
}

/* Whether what people did in it counts otherwise in their scores. */
static bool weighs_otherwise(const struct campaign *c, const struct campaign *before)
{
    return c->type != before->type || c->difficulty != before->difficulty || c->due_at != before->due_at;
}

static enum status save_campaign(struct applier *a, struct stored *stored, const struct campaign *before,
                                 struct fault *fault)
{
    struct campaign *c = &stored->record.body.campaign;
    struct uuid organization;
    TRY(organization_guid(a, c->organization_id, &organization, fault));
    if (c->type == CAMPAIGN_TYPE_NONE) {
        c->type = CAMPAIGN_INSTANT;
    }
    if (c->created_at == NONE) {
        c->created_at = c->started_at != NONE ? c->started_at : stored->record.updated_at;
    }
    TRY(complete_ids(a, c));
    TRY(ids_are_free(a, c, fault));
    if (!stored->exists) {
        TRY(applier_next(a, COUNTER_CAMPAIGN_KEY, &stored->key));
    }
    struct query *q = db_query(a->db, Q_SAVE_CAMPAIGN);
    query_int(q, 1, a->tenant);
    query_int(q, 2, stored->key);
    query_uuid(q, 3, &organization);
    query_int(q, 4, a->seq);
    query_int(q, 5, stored->record.updated_at);
    record_bind(q, 6, &stored->record);
    a->campaigns_moved = true;
    bool weighs = stored->exists && weighs_otherwise(c, before);
    TRY(weighs ? ledger_campaign(&a->tally.ledger, stored->key, -1) : ST_OK);
    TRY(query_run(q));
    if (weighs) {
        ledger_forget(&a->tally.ledger);
        TRY(ledger_campaign(&a->tally.ledger, stored->key, 1));
    }
    TRY(stored->exists && journeys_changed(a) ? journeys_campaign(&a->journeys, stored->key) : ST_OK);
    return stored->exists && is_simulation(c->type) != is_simulation(before->type)
               ? apply_phases(a, stored->key)
               : ST_OK;
}

/* What every campaign has cannot be erased: without a type it is an instant one, and it was created once. */
static struct record as_stored(const struct record *r)
{
    struct record said = *r;
    if (said.body.campaign.type == CAMPAIGN_TYPE_NONE) {
        said.body.campaign.type = CAMPAIGN_INSTANT;
    }
    if (said.body.campaign.created_at == NONE) {
        said.given &= ~((uint64_t)1 << member_index(KIND_CAMPAIGN, offsetof(struct campaign, created_at)));
    }
    return said;
}

/* Its numbers are remembered with it: a store that is filled from an export must not give them again. */
static enum status bury_campaign(struct applier *a, const struct record *r, const struct campaign *c)
{
    struct record line;
    record_init(&line, KIND_CAMPAIGN);
    line.body.campaign.id = c->id;
    line.body.campaign.ids = c->ids;
    TRY(applier_given(a, COUNTER_CAMPAIGN_SECURITYJOURNEY, c->ids.securityjourney));
    TRY(applier_given(a, COUNTER_CAMPAIGN_CULTUREAI, c->ids.cultureai));
    return apply_bury(a, &line, c->id, apply_time(a, r));
}

enum status apply_campaign(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault)
{
    struct str id = r->body.campaign.id;
    struct stored stored;
    enum gate gate;
    TRY(load_campaign(a, id, &stored));
    TRY(apply_gate(a, r, &stored, id, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE) {
        TRY(drop_campaign(a, stored.key));
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return bury_campaign(a, r, stored.exists ? &stored.record.body.campaign : &r->body.campaign);
    }
    const struct campaign before = stored.record.body.campaign;
    struct record said = as_stored(r);
    *applied = apply_merge(a, &said, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save_campaign(a, &stored, &before, fault)
                                                                  : ST_OK;
}

static enum status load_module(struct applier *a, int64_t campaign_key, struct str id, struct stored *stored)
{
    struct query *q = db_query(a->db, Q_LOAD_MODULE);
    query_int(q, 1, a->tenant);
    query_int(q, 2, campaign_key);
    query_text(q, 3, id);
    return apply_load(a, q, KIND_MODULE, 1, MODULE_MEMBERS, stored);
}

static enum status save_module(struct applier *a, int64_t campaign_key, const struct record *r,
                               struct stored *stored)
{
    struct uuid guid = identity_module_guid(&a->customer, r->body.module.campaign_id, r->body.module.id);
    if (!stored->exists) {
        TRY(applier_next(a, COUNTER_MODULE_KEY, &stored->key));
    }
    struct query *q = db_query(a->db, Q_SAVE_MODULE);
    query_int(q, 1, a->tenant);
    query_int(q, 2, campaign_key);
    query_int(q, 3, stored->key);
    query_uuid(q, 4, &guid);
    query_int(q, 5, a->seq);
    query_int(q, 6, stored->record.updated_at);
    record_bind(q, 7, &stored->record);
    TRY(journeys_campaign(&a->journeys, campaign_key));
    return query_run(q);
}

static enum status drop_module(struct applier *a, int64_t campaign_key, int64_t module_key)
{
    TRY(apply_run(a, Q_MODULE_DROP_PROGRESS, campaign_key, module_key, NONE));
    TRY(apply_run(a, Q_MODULE_DROP_CERTIFICATES, campaign_key, module_key, NONE));
    TRY(apply_run(a, Q_MODULE_LEAVE_COMMENTS, campaign_key, module_key, NONE));
    TRY(journeys_campaign(&a->journeys, campaign_key));
    return apply_run(a, Q_DROP_MODULE, campaign_key, module_key, NONE);
}

static enum status bury_module(struct applier *a, const struct record *r, struct str tombstone)
{
    struct record line;
    record_init(&line, KIND_MODULE);
    line.body.module.campaign_id = r->body.module.campaign_id;
    line.body.module.id = r->body.module.id;
    return apply_bury(a, &line, tombstone, apply_time(a, r));
}

enum status apply_module(struct applier *a, const struct record *r, enum applied *applied,
                         struct fault *fault)
{
    const struct module *m = &r->body.module;
    struct str tombstone =
        arena_format(&a->arena, STR_FMT "\x1f" STR_FMT, STR_ARG(m->campaign_id), STR_ARG(m->id));
    struct stored stored;
    int64_t campaign_key;
    enum gate gate;
    TRY(apply_missing(r, apply_find_campaign(a, m->campaign_id, &campaign_key, fault), &campaign_key));
    TRY(load_module(a, campaign_key, m->id, &stored));
    TRY(apply_gate(a, r, &stored, tombstone, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE) {
        TRY(drop_module(a, campaign_key, stored.key));
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return bury_module(a, r, tombstone);
    }
    *applied = apply_merge(a, r, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save_module(a, campaign_key, r, &stored)
                                                                  : ST_OK;
}
