/* behavior.c: behaviors and job roles. Setting a behavior up gives its waiting events their numbers, in the
 * order in which they came. Whenever a behavior changes, all of its events weigh something else from then on.
 */
#include "apply/behavior.h"

#include "base/fold.h"
#include "base/must.h"

enum {
    ROLE_MEMBERS = 3,
    BEHAVIOR_MEMBERS = 2,
    INGESTION_MEMBERS = 2
}; /* first member columns of the LOAD queries */

static enum status run_text(struct applier *a, enum query_name name, struct str key)
{
    struct query *q = db_query(a->db, name);
    query_int(q, 1, a->tenant);
    query_text(q, 2, key);
    return query_run(q);
}

/* ---- job roles ---- */

static enum status save_role(struct applier *a, const struct stored *stored, struct str folded)
{
    struct query *q = db_query(a->db, Q_SAVE_JOB_ROLE);
    query_int(q, 1, a->tenant);
    query_text(q, 2, folded);
    query_int(q, 3, a->seq);
    query_int(q, 4, stored->record.updated_at);
    record_bind(q, 5, &stored->record);
    return query_run(q);
}

enum status apply_job_role(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault)
{
    struct stored stored;
    struct str folded;
    enum gate gate;
    (void)fault;
    TRY(fold(&a->arena, r->body.job_role.name, &folded));
    struct query *q = db_query(a->db, Q_LOAD_JOB_ROLE);
    query_int(q, 1, a->tenant);
    query_text(q, 2, folded);
    TRY(apply_load(a, q, KIND_JOB_ROLE, -1, ROLE_MEMBERS, &stored));
    TRY(apply_gate(a, r, &stored, folded, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        struct record line;
        record_init(&line, KIND_JOB_ROLE);
        line.body.job_role.name = r->body.job_role.name;
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        TRY(apply_bury(a, &line, folded, apply_time(a, r)));
        return run_text(a, Q_DROP_JOB_ROLE, folded);
    }
    *applied = apply_merge(a, r, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save_role(a, &stored, folded) : ST_OK;
}

/* ---- behaviors ---- */

enum status apply_behavior_part(struct applier *a, struct str behavior, struct score_part *part)
{
    struct query *q = db_query(a->db, Q_BEHAVIOR_COUNTED);
    query_int(q, 1, a->tenant);
    query_text(q, 2, behavior);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *part = score_parts_behavior(query_is_null(q, 0) ? 0 : (int)query_int_at(q, 0),
                                     score_parts_weight(query_real_at(q, 1)), 0);
        query_end(q);
    }
    return st;
}

/* All events of a behavior as it stands, into the sums or out of them. */
static enum status count_events(struct applier *a, struct str behavior, int sign)
{
    struct score_part part;
    enum status st = apply_behavior_part(a, behavior, &part), step = ST_END;
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    struct query *q = db_query(a->db, Q_BEHAVIOR_DAYS);
    query_int(q, 1, a->tenant);
    query_text(q, 2, behavior);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        part.day = query_int_at(q, 0);
        st = ledger_part(&a->tally.ledger, &part, sign * query_int_at(q, 1));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status give_number(struct applier *a, struct str behavior, int64_t reference)
{
    int64_t number;
    TRY(applier_next(a, COUNTER_BEHAVIOR_EVENT, &number));
    struct query *q = db_query(a->db, Q_BEHAVIOR_EVENT_NUMBER);
    query_int(q, 1, a->tenant);
    query_text(q, 2, behavior);
    query_int(q, 3, reference);
    query_int(q, 4, number);
    query_int(q, 5, a->seq);
    return query_run(q);
}

static enum status process_waiting(struct applier *a, struct str behavior)
{
    for (;;) {
        struct query *q = db_query(a->db, Q_BEHAVIOR_FIRST_WAITING);
        query_int(q, 1, a->tenant);
        query_text(q, 2, behavior);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        int64_t reference = query_int_at(q, 0);
        query_end(q);
        TRY(give_number(a, behavior, reference));
    }
}

static enum status save_behavior(struct applier *a, const struct stored *stored)
{
    const struct behavior *b = &stored->record.body.behavior;
    struct query *q = db_query(a->db, Q_SAVE_BEHAVIOR);
    TRY(count_events(a, b->reference, -1));
    query_int(q, 1, a->tenant);
    query_int(q, 2, a->seq);
    query_int(q, 3, stored->record.updated_at);
    record_bind(q, 4, &stored->record);
    TRY(query_run(q));
    TRY(b->enabled != 0 ? process_waiting(a, b->reference) : ST_OK);
    return count_events(a, b->reference, 1);
}

enum status apply_behavior(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault)
{
    struct str reference = r->body.behavior.reference;
    struct stored stored;
    enum gate gate;
    (void)fault;
    struct query *q = db_query(a->db, Q_LOAD_BEHAVIOR);
    query_int(q, 1, a->tenant);
    query_text(q, 2, reference);
    TRY(apply_load(a, q, KIND_BEHAVIOR, -1, BEHAVIOR_MEMBERS, &stored));
    TRY(apply_gate(a, r, &stored, reference, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        struct record line;
        record_init(&line, KIND_BEHAVIOR);
        line.body.behavior.reference = reference;
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        TRY(apply_bury(a, &line, reference, apply_time(a, r)));
        TRY(count_events(a, reference, -1));
        return run_text(a, Q_DROP_BEHAVIOR, reference);
    }
    *applied = apply_merge(a, r, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save_behavior(a, &stored) : ST_OK;
}

/* ---- ingestions ---- */

enum status apply_ingestion(struct applier *a, const struct record *r, enum applied *applied,
                            struct fault *fault)
{
    int64_t number = r->body.ingestion.number;
    struct str tombstone = arena_format(&a->arena, "%lld", (long long)number);
    struct stored stored;
    enum gate gate;
    (void)fault;
    struct query *q = db_query(a->db, Q_LOAD_INGESTION);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    TRY(apply_load(a, q, KIND_INGESTION, -1, INGESTION_MEMBERS, &stored));
    TRY(apply_gate(a, r, &stored, tombstone, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    TRY(applier_given(a, COUNTER_INGESTION, number));
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        struct record line;
        record_init(&line, KIND_INGESTION);
        line.body.ingestion.number = number;
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        TRY(apply_bury(a, &line, tombstone, apply_time(a, r)));
        return apply_run(a, Q_DROP_INGESTION, number, NONE, NONE);
    }
    *applied = apply_merge(a, r, &stored);
    if (*applied != APPLIED_NEW && *applied != APPLIED_CHANGED) {
        return ST_OK;
    }
    q = db_query(a->db, Q_SAVE_INGESTION);
    query_int(q, 1, a->tenant);
    query_int(q, 2, a->seq);
    query_int(q, 3, stored.record.updated_at);
    record_bind(q, 4, &stored.record);
    return query_run(q);
}
