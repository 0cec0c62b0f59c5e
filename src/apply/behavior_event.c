/* behavior_event.c: events of behaviors. An event has a public number as soon as its behavior is set up and
 * enabled; until then it waits, and counts for nobody. */
#include "apply/behavior.h"
#include "apply/seal.h"
#include "base/must.h"

enum { EVENT_MEMBERS = 3 }; /* first member column of LOAD_BEHAVIOR_EVENT */

struct place {
    struct stored stored;
    int64_t person_key;
};

enum status apply_load_behavior_event(struct applier *a, struct str behavior, int64_t reference,
                                      struct stored *stored, int64_t *person_key)
{
    struct query *q = db_query(a->db, Q_LOAD_BEHAVIOR_EVENT);
    *person_key = NONE;
    query_int(q, 1, a->tenant);
    query_text(q, 2, behavior);
    query_int(q, 3, reference);
    TRY(apply_fill(a, q, KIND_BEHAVIOR_EVENT, -1, EVENT_MEMBERS, stored));
    if (stored->exists) {
        *person_key = query_int_at(q, 0);
        query_end(q);
    }
    return ST_OK;
}

#define GIVES(r, member) record_gives((r), offsetof(struct behavior_event, member))

static enum status find_person(struct applier *a, const struct record *r, struct place *place, bool *moved,
                               struct fault *fault)
{
    int64_t old = place->person_key;
    if (r->body.behavior_event.person.ptr != NULL) {
        TRY(apply_find_person(a, r->body.behavior_event.person, &place->person_key, fault));
    }
    *moved = place->person_key != old;
    return place->person_key == NONE ? apply_refuse(fault, "person", "a behavior event needs its person")
                                     : ST_OK;
}

/* The event as it counts, into the sums or out of them. */
static enum status count(struct applier *a, struct str behavior, int64_t number, int64_t date, int sign)
{
    struct score_part part;
    if (number == NONE) {
        return ST_OK;
    }
    enum status st = apply_behavior_part(a, behavior, &part);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    part.day = date;
    return ledger_part(&a->tally.ledger, &part, sign);
}

/* A number that was given must be nobody else's; without one the next, if the behavior is set up. */
static enum status take_number(struct applier *a, struct behavior_event *e, struct fault *fault)
{
    struct score_part part;
    if (e->cultureai == NONE) {
        enum status st = apply_behavior_part(a, e->behavior, &part);
        return st == ST_OK    ? applier_next(a, COUNTER_BEHAVIOR_EVENT, &e->cultureai)
               : st == ST_END ? ST_OK
                              : st;
    }
    struct query *q = db_query(a->db, Q_BEHAVIOR_EVENT_BY_CULTUREAI);
    query_int(q, 1, a->tenant);
    query_int(q, 2, e->cultureai);
    enum status st = query_step(q);
    bool own = st == ST_OK && str_eq(query_text_at(q, 0), e->behavior) && query_int_at(q, 1) == e->reference;
    query_end(q);
    if (st == ST_OK && !own) {
        return apply_refuse(fault, "ids.cultureai", "another behavior event has this number");
    }
    return st == ST_OK || st == ST_END ? applier_given(a, COUNTER_BEHAVIOR_EVENT, e->cultureai) : st;
}

static enum status save(struct applier *a, struct place *place, const struct behavior_event *before,
                        struct fault *fault)
{
    struct behavior_event *e = &place->stored.record.body.behavior_event;
    if (e->date == NONE) {
        return apply_refuse(fault, "date", "a behavior event needs its date");
    }
    TRY(take_number(a, e, fault));
    if (before != NULL) {
        TRY(count(a, before->behavior, before->cultureai, before->date, -1));
    }
    TRY(count(a, e->behavior, e->cultureai, e->date, 1));
    struct query *q = db_query(a->db, Q_SAVE_BEHAVIOR_EVENT);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->person_key);
    query_int(q, 3, a->seq);
    query_int(q, 4, place->stored.record.updated_at);
    record_bind(q, 5, &place->stored.record);
    return query_run(q);
}

static enum status drop(struct applier *a, const struct record *r, const struct place *place,
                        struct str tombstone)
{
    const struct behavior_event *e = &r->body.behavior_event,
                                *old = &place->stored.record.body.behavior_event;
    struct record line;
    record_init(&line, KIND_BEHAVIOR_EVENT);
    line.body.behavior_event.behavior = e->behavior;
    line.body.behavior_event.reference = e->reference;
    line.body.behavior_event.cultureai = place->stored.exists ? old->cultureai : e->cultureai;
    TRY(applier_given(a, COUNTER_BEHAVIOR_EVENT, line.body.behavior_event.cultureai));
    TRY(apply_bury(a, &line, tombstone, apply_time(a, r)));
    if (!place->stored.exists) {
        return ST_OK;
    }
    TRY(count(a, old->behavior, old->cultureai, old->date, -1));
    struct query *q = db_query(a->db, Q_DROP_BEHAVIOR_EVENT);
    query_int(q, 1, a->tenant);
    query_text(q, 2, e->behavior);
    query_int(q, 3, e->reference);
    return query_run(q);
}

static enum status write(struct applier *a, const struct record *r, struct place *place,
                         enum applied *applied, struct fault *fault)
{
    struct behavior_event before = place->stored.record.body.behavior_event;
    bool existed = place->stored.exists, moved;
    TRY(find_person(a, r, place, &moved, fault));
    *applied = apply_merge(a, r, &place->stored);
    if (*applied == APPLIED_UNCHANGED && moved) {
        *applied = APPLIED_CHANGED;
        place->stored.record.updated_at = apply_time(a, r);
        a->wrote = true;
    }
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED
               ? save(a, place, existed ? &before : NULL, fault)
               : ST_OK;
}

enum status apply_behavior_event(struct applier *a, const struct record *given, enum applied *applied,
                                 struct fault *fault)
{
    struct record r = *given;
    struct behavior_event *e = &r.body.behavior_event;
    struct str key =
        arena_format(&a->arena, STR_FMT "\x1f%lld", STR_ARG(e->behavior), (long long)e->reference);
    struct place place = { .person_key = NONE };
    enum gate gate;
    TRY(seal_text(a->db, &a->arena, seal_of_event(&a->arena, a->tenant, e->behavior, e->reference),
                  e->metadata, &e->metadata));
    TRY(apply_load_behavior_event(a, e->behavior, e->reference, &place.stored, &place.person_key));
    TRY(apply_gate(a, &r, &place.stored, key, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return drop(a, &r, &place, key);
    }
    return write(a, &r, &place, applied, fault);
}

enum status apply_drop_behavior_events(struct applier *a, int64_t person_key)
{
    struct query *q = db_query(a->db, Q_PERSON_BEHAVIOR_EVENTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = count(a, query_text_at(q, 0), query_int_at(q, 3), query_int_at(q, 2), -1);
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    return apply_run(a, Q_PERSON_DROP_BEHAVIOR_EVENTS, person_key, NONE, NONE);
}
