/* told.c: see told.h. The event is a record like any other; what is special is that a second one may only say
 * the same, however its JSON is ordered. */
#include "apply/told.h"

#include "apply/behavior.h"
#include "apply/seal.h"
#include "base/fold.h"
#include "base/must.h"
#include "model/members.h"

static enum status find(struct applier *a, int what, struct str value, int64_t *person_key)
{
    struct query *q = db_query(a->db, Q_ALIAS);
    query_int(q, 1, a->tenant);
    query_int(q, 2, what);
    query_text(q, 3, value);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *person_key = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static enum status refuse(enum told_fault *fault, enum told_fault what)
{
    *fault = what;
    return ST_INVALID;
}

/* Both the number and the address must lead to one person, as far as they are given. */
static enum status find_employee(struct applier *a, const struct told *told, int64_t *person_key,
                                 enum told_fault *fault)
{
    int64_t by_email;
    enum status st = ST_END;
    *person_key = NONE;
    if (told->employee != NONE) {
        st = find(a, NAME_CULTUREAI, arena_format(&a->arena, "%lld", (long long)told->employee), person_key);
    }
    if (told->email.ptr != NULL && (told->employee == NONE || st == ST_OK)) {
        struct str folded;
        TRY(fold(&a->arena, told->email, &folded));
        st = find(a, NAME_EMAIL, folded, &by_email);
        if (st == ST_OK && *person_key != NONE && *person_key != by_email) {
            return refuse(fault, TOLD_NOBODY);
        }
        *person_key = st == ST_OK ? by_email : NONE;
    }
    return st == ST_END ? refuse(fault, TOLD_NOBODY) : st;
}

static enum status same_content(struct applier *a, const struct record *r, const struct behavior_event *old,
                                bool *same)
{
    const struct behavior_event *e = &r->body.behavior_event;
    struct str sealed;
    TRY(seal_text(a->db, &a->arena, seal_of_event(&a->arena, a->tenant, e->behavior, e->reference),
                  e->metadata, &sealed));
    *same = e->date == old->date && e->time == old->time && str_eq(e->description, old->description) &&
            str_eq(sealed, old->metadata);
    return ST_OK;
}

static enum status tell_event(struct applier *a, const struct told *told, struct told_row *row,
                              enum told_fault *fault)
{
    struct record r = *told->record;
    struct behavior_event *e = &r.body.behavior_event;
    struct stored stored;
    struct fault why;
    enum applied applied;
    int64_t person_key, owner;
    bool same;
    TRY(find_employee(a, told, &person_key, fault));
    TRY(apply_load_behavior_event(a, e->behavior, e->reference, &stored, &owner));
    if (stored.exists) {
        row->id = stored.record.body.behavior_event.cultureai;
        TRY(same_content(a, &r, &stored.record.body.behavior_event, &same));
        return same && owner == person_key ? ST_OK : refuse(fault, TOLD_OTHER_CONTENT);
    }
    char guid[UUID_TEXT_LEN];
    struct card card;
    TRY(apply_person_card(a, person_key, &card));
    uuid_print(guid, &card.guid);
    e->person = (struct str){ guid, sizeof guid };
    r.given |= (uint64_t)1 << member_index(KIND_BEHAVIOR_EVENT, offsetof(struct behavior_event, person));
    enum status st = applier_record(a, &r, STR_NONE, &applied, &why);
    if (st == ST_INVALID || (st == ST_OK && applied != APPLIED_NEW)) {
        return refuse(fault, TOLD_OTHER_CONTENT); /* deleted at this very time */
    }
    TRY(st);
    TRY(apply_load_behavior_event(a, e->behavior, e->reference, &stored, &owner));
    row->id = stored.record.body.behavior_event.cultureai;
    return ST_OK;
}

static enum status tell_ingestion(struct applier *a, const struct told *told, struct told_row *row)
{
    struct record r;
    struct fault why;
    enum applied applied;
    const struct behavior_event *e = &told->record->body.behavior_event;
    record_init(&r, KIND_INGESTION);
    TRY(applier_next(a, COUNTER_INGESTION, &row->ingestion));
    r.body.ingestion =
        (struct ingestion){ row->ingestion, e->behavior, e->reference, a->batch_at, told->key_id };
    r.given = ((uint64_t)1 << kind_table(KIND_INGESTION)->count) - 1;
    return applier_record(a, &r, STR_NONE, &applied, &why);
}

/* Time never runs back for a tenant: records stand in the order in which they came. */
static enum status settle_time(struct applier *a)
{
    struct query *q = db_query(a->db, Q_TENANT_BATCH_AT);
    query_int(q, 1, a->tenant);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    int64_t last = query_int_at(q, 0);
    query_end(q);
    a->batch_at = last > a->batch_at ? last : a->batch_at;
    q = db_query(a->db, Q_TENANT_BATCH_AT_SET);
    query_int(q, 1, a->tenant);
    query_int(q, 2, a->batch_at);
    return query_run(q);
}

static enum status find_customer(struct db *db, int64_t tenant, struct uuid *customer)
{
    struct query *q = db_query(db, Q_TENANT_BY_ID);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *customer = query_uuid_at(q, 2);
        query_end(q);
    }
    return st == ST_END ? ST_NOTFOUND : st;
}

static enum status tell(struct applier *a, const struct told *told, struct told_row *row,
                        enum told_fault *fault)
{
    *row = (struct told_row){ .id = NONE };
    TRY(applier_begin(a));
    TRY(settle_time(a));
    TRY(tell_event(a, told, row, fault));
    TRY(tell_ingestion(a, told, row));
    row->status = row->id == NONE ? TOLD_PENDING : TOLD_INGESTED;
    return applier_end(a);
}

enum status told_event(struct db *db, const struct told *told, struct told_row *row, enum told_fault *fault)
{
    struct applier a;
    struct uuid customer;
    *fault = TOLD_FINE;
    TRY(find_customer(db, told->tenant, &customer));
    enum status st = applier_init(&a, db, told->tenant, &customer, told->now);
    st = st != ST_OK ? st : tell(&a, told, row, fault);
    applier_done(&a);
    return st;
}
