/* admin_behavior.c: setting up, changing and disabling a behavior: a record, applied here and now. */
#include "apply/applier.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/record_io.h"
#include "serve/asked.h"

static enum status count_waiting(struct asked *a, int64_t tenant, struct str reference, int64_t *count)
{
    struct query *q = db_query(a->db, Q_BEHAVIOR_WAITING);
    query_int(q, 1, tenant);
    query_text(q, 2, reference);
    TRY(query_step(q));
    *count = query_int_at(q, 0);
    query_end(q);
    return ST_OK;
}

static enum status is_known(struct asked *a, int64_t tenant, struct str reference)
{
    struct query *q = db_query(a->db, Q_CHECK_BEHAVIOR_AT);
    query_int(q, 1, tenant);
    query_text(q, 2, reference);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_END ? why_not(a->why, ST_NOTFOUND,
                                  "there is no behavior " STR_FMT "; `muster behavior list` shows them",
                                  STR_ARG(reference))
                        : st;
}

static enum status apply(struct asked *a, int64_t tenant, const struct uuid *customer,
                         const struct record *record)
{
    struct applier applier;
    struct fault fault = { .field = "" };
    enum applied applied = APPLIED_UNCHANGED;
    enum status st = applier_init(&applier, a->db, tenant, customer, world_now(a->world));
    st = st != ST_OK ? st : applier_begin(&applier);
    st = st != ST_OK ? st : applier_record(&applier, record, STR_NONE, &applied, &fault);
    st = st != ST_OK ? st : applier_end(&applier);
    applier_done(&applier);
    if (st == ST_OK && applied == APPLIED_IGNORED) {
        return why_not(a->why, ST_CONFLICT, "what is stored has a later time than now; see to the clock");
    }
    return st == ST_INVALID ? why_not(a->why, st, "%s", fault.why.text) : st;
}

static enum status set(struct asked *a, struct arena *arena)
{
    struct record record;
    struct fault fault;
    struct uuid customer;
    int64_t tenant, before, after;
    bool known = false;
    TRY(asked_tenant(a, asked_text(a, STR("tenant")), &tenant, &customer));
    enum status st = record_read(asked_text(a, STR("record")), arena, &record, &fault);
    if (st == ST_INVALID || (st == ST_OK && record.kind != KIND_BEHAVIOR)) {
        return why_not(a->why, ST_INVALID, "%s", st == ST_OK ? "this is no behavior" : fault.why.text);
    }
    TRY(st);
    struct str reference = record.body.behavior.reference;
    jsonin_bool(jsonin_get(a->request, STR("known")), &known);
    TRY(known ? is_known(a, tenant, reference) : ST_OK);
    TRY(count_waiting(a, tenant, reference, &before));
    TRY(apply(a, tenant, &customer, &record));
    TRY(count_waiting(a, tenant, reference, &after));
    asked_tell(a, STR("reference"), reference);
    json_key(&a->answer, STR("processed"));
    json_int(&a->answer, before - after);
    return ST_OK;
}

enum status admin_behavior_set(struct asked *a)
{
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA);
    enum status st = set(a, &arena);
    arena_done(&arena);
    return st;
}
