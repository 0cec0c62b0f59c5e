/* mail_decision.c: what analysts decided about reported mail: one decision a mail, and one about its case.
 * Which counts is decided when it is read: the mail's own, else the latest of its case. */
#include "apply/mail.h"
#include "base/must.h"

enum { DECISION_MEMBERS = 4 }; /* first member column of LOAD_MAIL_DECISION */

static enum status load(struct applier *a, int64_t number, int whole_case, struct stored *stored)
{
    struct query *q = db_query(a->db, Q_LOAD_MAIL_DECISION);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    query_int(q, 3, whole_case);
    return apply_load(a, q, KIND_MAIL_DECISION, 0, DECISION_MEMBERS, stored);
}

static enum status save(struct applier *a, int64_t number, const struct stored *stored)
{
    struct query *q = db_query(a->db, Q_MAIL_ID);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    TRY(query_step(q));
    int64_t case_id = query_int_at(q, 1);
    query_end(q);
    q = db_query(a->db, Q_SAVE_MAIL_DECISION);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    query_int(q, 3, case_id);
    query_int(q, 4, a->seq);
    query_int(q, 5, stored->record.updated_at);
    record_bind(q, 6, &stored->record);
    return query_run(q);
}

static enum status bury(struct applier *a, const struct record *r, struct str tombstone, int64_t number,
                        bool exists)
{
    struct record line;
    const struct mail_decision *d = &r->body.mail_decision;
    record_init(&line, KIND_MAIL_DECISION);
    struct mail_decision *to = &line.body.mail_decision;
    to->source = d->source;
    to->external_reference = d->external_reference;
    to->sha256 = d->sha256;
    to->whole_case = d->whole_case;
    TRY(apply_bury(a, &line, tombstone, apply_time(a, r)));
    return exists ? apply_run(a, Q_DROP_MAIL_DECISION, number, d->whole_case, NONE) : ST_OK;
}

enum status apply_mail_decision(struct applier *a, const struct record *given, enum applied *applied,
                                struct fault *fault)
{
    struct record copy = *given;
    struct mail_decision *d = &copy.body.mail_decision;
    struct stored stored = { .updated_at = NONE };
    int64_t number = NONE;
    enum gate gate;
    d->whole_case = d->whole_case > 0;
    copy.given |= (uint64_t)1 << member_index(KIND_MAIL_DECISION, offsetof(struct mail_decision, whole_case));
    struct str key = mail_key(&a->arena, d->source, d->external_reference, d->sha256);
    must(key.ptr != NULL);
    enum status st = mail_find(a, key, &number);
    if (st == ST_END && !given->deleted) {
        return apply_refuse(fault, d->external_reference.ptr ? "externalReference" : "sha256",
                            "there is no such reported mail");
    }
    TRY(st == ST_END ? ST_OK : st);
    if (number != NONE) {
        TRY(load(a, number, d->whole_case, &stored));
    }
    struct str tombstone =
        arena_format(&a->arena, STR_FMT "\x1f%s", STR_ARG(key), d->whole_case ? "case" : "mail");
    TRY(apply_gate(a, &copy, &stored, tombstone, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return bury(a, &copy, tombstone, number, stored.exists);
    }
    if (d->at == NONE && !stored.exists) {
        d->at = apply_time(a, &copy);
        copy.given |= (uint64_t)1 << member_index(KIND_MAIL_DECISION, offsetof(struct mail_decision, at));
    }
    *applied = apply_merge(a, &copy, &stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save(a, number, &stored) : ST_OK;
}
