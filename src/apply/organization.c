/* organization.c: organizations and groups: what people and campaigns belong to. */
#include "apply/kinds.h"
#include "base/must.h"

/* The columns of the two tables: inner ones, then seq, updated_at and the members. */
static enum status load(struct applier *a, const struct record *r, enum query_name query, int members,
                        struct str id, struct stored *stored)
{
    struct query *q = db_query(a->db, query);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    return apply_load(a, q, r->kind, 0, members, stored);
}

static enum status bury(struct applier *a, const struct record *r, struct str id)
{
    struct record line;
    record_init(&line, r->kind);
    if (r->kind == KIND_ORGANIZATION) {
        line.body.organization.id = id;
    } else {
        line.body.group.id = id;
    }
    return apply_bury(a, &line, id, apply_time(a, r));
}

static enum status drop_organization(struct applier *a, const struct stored *stored)
{
    struct str id = stored->record.body.organization.id;
    TRY(apply_run(a, Q_ORGANIZATION_LEAVE, stored->key, NONE, NONE));
    struct query *q = db_query(a->db, Q_ORGANIZATION_CHILDREN);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    TRY(query_run(q));
    q = db_query(a->db, Q_ORGANIZATION_CAMPAIGNS);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    query_uuid(q, 3, &a->customer);
    TRY(query_run(q));
    return apply_run(a, Q_DROP_ORGANIZATION, stored->key, NONE, NONE);
}

static enum status save_organization(struct applier *a, struct stored *stored)
{
    const struct organization *o = &stored->record.body.organization;
    struct uuid guid = identity_guid(&a->customer, KIND_ORGANIZATION, o->id);
    if (!stored->exists) {
        TRY(applier_next(a, COUNTER_ORGANIZATION_KEY, &stored->key));
    }
    struct query *q = db_query(a->db, Q_SAVE_ORGANIZATION);
    query_int(q, 1, a->tenant);
    query_int(q, 2, stored->key);
    query_uuid(q, 3, &guid);
    query_int(q, 4, a->seq);
    query_int(q, 5, stored->record.updated_at);
    record_bind(q, 6, &stored->record);
    return query_run(q);
}

enum status apply_organization(struct applier *a, const struct record *r, enum applied *applied,
                               struct fault *fault)
{
    struct str id = r->body.organization.id;
    struct stored stored;
    struct uuid guid;
    enum gate gate;
    /* The root organization's id is the customer id, however it is spelled. */
    if (uuid_parse(id, &guid) && uuid_eq(&guid, &a->customer) && r->deleted) {
        return apply_refuse(fault, "id", "the root organization cannot be deleted");
    }
    TRY(load(a, r, Q_LOAD_ORGANIZATION, 4, id, &stored));
    TRY(apply_gate(a, r, &stored, id, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE) {
        TRY(drop_organization(a, &stored));
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return bury(a, r, id);
    }
    *applied = apply_merge(a, r, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save_organization(a, &stored) : ST_OK;
}

static enum status save_group(struct applier *a, struct stored *stored)
{
    if (!stored->exists) {
        TRY(applier_next(a, COUNTER_GROUP_KEY, &stored->key));
    }
    struct query *q = db_query(a->db, Q_SAVE_GROUP);
    query_int(q, 1, a->tenant);
    query_int(q, 2, stored->key);
    query_int(q, 3, a->seq);
    query_int(q, 4, stored->record.updated_at);
    record_bind(q, 5, &stored->record);
    return query_run(q);
}

static enum status drop_group(struct applier *a, const struct stored *stored)
{
    struct query *q = db_query(a->db, Q_GROUP_LEAVE);
    query_int(q, 1, a->tenant);
    query_text(q, 2, stored->record.body.group.id);
    TRY(query_run(q));
    return apply_run(a, Q_DROP_GROUP, stored->key, NONE, NONE);
}

enum status apply_group(struct applier *a, const struct record *r, enum applied *applied, struct fault *fault)
{
    struct str id = r->body.group.id;
    struct stored stored;
    enum gate gate;
    (void)fault;
    TRY(load(a, r, Q_LOAD_GROUP, 3, id, &stored));
    TRY(apply_gate(a, r, &stored, id, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE) {
        TRY(drop_group(a, &stored));
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return bury(a, r, id);
    }
    *applied = apply_merge(a, r, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save_group(a, &stored) : ST_OK;
}
