/* enrollment.c: people in campaigns: the row that lists read, and the counters that follow it. */
#include "derive/enrollment.h"
#include "apply/kinds.h"
#include "apply/simulation.h"
#include "base/must.h"

/* First columns of LOAD_ENROLLMENT: of the result, and of the members. */
enum { ENROLLMENT_RESULT = 12, ENROLLMENT_MEMBERS = ENROLLMENT_RESULT + SIMULATION_TIMES + 3 };

/* Where an enrollment stands: its campaign, its person, its row. */
struct place {
    int64_t campaign_key, person_key;
    struct stored stored; /* stored.key: the number */
    int phase;
    bool active, simulation;
    struct simulation_result result;
};

static enum status load(struct applier *a, struct place *place)
{
    struct query *q = db_query(a->db, Q_LOAD_ENROLLMENT);
    struct stored *stored = &place->stored;
    place->result = simulation_nothing();
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->person_key);
    query_int(q, 3, place->campaign_key);
    TRY(apply_fill(a, q, KIND_ENROLLMENT, 1, ENROLLMENT_MEMBERS, stored));
    if (stored->exists) {
        place->phase = (int)query_int_at(q, 3);
        place->active = query_int_at(q, 6) != 0;
        place->result = simulation_load(q, ENROLLMENT_RESULT);
        stored->record.body.enrollment.ids.securityjourney = stored->key;
        query_end(q);
    }
    return ST_OK;
}

static enum status count(struct applier *a, const struct place *place, int sign)
{
    const struct enrollment *e = &place->stored.record.body.enrollment;
    struct counted c = { place->campaign_key, place->stored.key, place->phase,        place->active,
                         e->engagement,       e->knowledge,      e->started_at,       e->time_spent_seconds,
                         place->result,       e->enrolled_at,    e->last_accessed_at, e->completed_at,
                         e->planned_end };
    return tally_count(&a->tally, &c, sign);
}

static enum status drop(struct applier *a, const struct place *place)
{
    TRY(count(a, place, -1));
    TRY(journeys_enrollment(&a->journeys, place->stored.key));
    return apply_run(a, Q_DROP_ENROLLMENT, place->campaign_key, place->stored.key, NONE);
}

enum status apply_drop_enrollment(struct applier *a, int64_t campaign_key, int64_t person_key)
{
    struct place place = { .campaign_key = campaign_key, .person_key = person_key };
    TRY(load(a, &place));
    if (place.stored.exists) {
        TRY(drop(a, &place));
    }
    TRY(apply_drop_events(a, campaign_key, person_key));
    return apply_drop_progress(a, campaign_key, person_key);
}

/* The number: given, or the one it has, or the next. One that somebody else has is refused. */
static enum status take_number(struct applier *a, struct place *place, struct fault *fault)
{
    struct enrollment *e = &place->stored.record.body.enrollment;
    if (e->ids.securityjourney == NONE) {
        return applier_next(a, COUNTER_ENROLLMENT, &e->ids.securityjourney);
    }
    struct query *q = db_query(a->db, Q_ENROLLMENT_BY_NUMBER);
    query_int(q, 1, a->tenant);
    query_int(q, 2, e->ids.securityjourney);
    enum status st = query_step(q);
    if (st == ST_OK) {
        bool own = query_int_at(q, 0) == place->campaign_key && query_int_at(q, 1) == place->person_key;
        query_end(q);
        return own ? ST_OK : apply_refuse(fault, "ids.securityjourney", "another enrollment has this number");
    }
    return st == ST_END ? applier_given(a, COUNTER_ENROLLMENT, e->ids.securityjourney) : st;
}

static enum status write_row(struct applier *a, const struct place *place, const struct card *card)
{
    struct query *q = db_query(a->db, Q_SAVE_ENROLLMENT);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    query_int(q, 3, place->stored.key);
    query_int(q, 4, place->person_key);
    query_int(q, 5, place->phase);
    query_uuid(q, 6, &card->guid);
    query_text(q, 7, card->source);
    query_int(q, 8, card->active);
    query_text(q, 9, card->department);
    query_text(q, 10, card->country);
    query_text(q, 11, card->business_unit);
    query_text(q, 12, card->job_role);
    query_text(q, 13, card->manager_email);
    simulation_bind(q, 14, &place->result);
    query_int(q, 14 + SIMULATION_TIMES + 1, a->seq);
    query_int(q, 14 + SIMULATION_TIMES + 2, place->stored.record.updated_at);
    record_bind(q, 14 + SIMULATION_TIMES + 3, &place->stored.record);
    return query_run(q);
}

/* What lists filter by: in simulations what happened, in training how far the person is. */
static enum status find_phase(struct applier *a, struct place *place)
{
    struct query *q = db_query(a->db, Q_CAMPAIGN_TYPE);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    place->simulation = query_int_at(q, 0) == CAMPAIGN_SIMULATION;
    place->phase = place->simulation
                       ? (int)simulation_phase_of(&place->result)
                       : (int)enrollment_phase(enrollment_status(&place->stored.record.body.enrollment));
    query_end(q);
    return ST_OK;
}

static enum status save(struct applier *a, struct place *place, const struct place *before,
                        struct fault *fault)
{
    struct enrollment *e = &place->stored.record.body.enrollment;
    struct card card;
    TRY(take_number(a, place, fault));
    TRY(apply_person_card(a, place->person_key, &card));
    if (before->stored.exists) {
        TRY(count(a, before, -1));
        if (before->stored.key != e->ids.securityjourney) {
            TRY(apply_run(a, Q_DROP_ENROLLMENT, before->campaign_key, before->stored.key, NONE));
            TRY(journeys_enrollment(&a->journeys, before->stored.key));
        }
    }
    place->stored.key = e->ids.securityjourney;
    TRY(find_phase(a, place));
    place->active = card.active;
    TRY(count(a, place, 1));
    TRY(place->simulation ? ST_OK : journeys_enrollment(&a->journeys, place->stored.key));
    return write_row(a, place, &card);
}

static enum status bury(struct applier *a, const struct record *r, const struct place *place, struct str guid,
                        struct str tombstone)
{
    struct record line;
    record_init(&line, KIND_ENROLLMENT);
    line.body.enrollment.campaign_id = r->body.enrollment.campaign_id;
    line.body.enrollment.person = guid;
    line.body.enrollment.ids.securityjourney =
        place->stored.exists ? place->stored.key : r->body.enrollment.ids.securityjourney;
    TRY(applier_given(a, COUNTER_ENROLLMENT, line.body.enrollment.ids.securityjourney));
    return apply_bury(a, &line, tombstone, apply_time(a, r));
}

enum status apply_enrollment(struct applier *a, const struct record *r, enum applied *applied,
                             struct fault *fault)
{
    struct place place = { .phase = 0 };
    enum gate gate;
    const struct enrollment *e = &r->body.enrollment;
    struct str guid = STR(""), tombstone = STR("");
    TRY(apply_missing(r, apply_find_campaign(a, e->campaign_id, &place.campaign_key, fault),
                      &place.campaign_key));
    TRY(apply_missing(r, apply_find_person(a, e->person, &place.person_key, fault), &place.person_key));
    TRY(load(a, &place));
    if (r->deleted || (!place.stored.exists && apply_remembers(a, KIND_ENROLLMENT))) {
        guid = apply_reference_guid(a, e->person, place.person_key);
        tombstone = arena_format(&a->arena, STR_FMT "\x1f" STR_FMT, STR_ARG(e->campaign_id), STR_ARG(guid));
    }
    if (guid.ptr == NULL) {
        *applied = APPLIED_UNCHANGED;
        return ST_OK;
    }
    TRY(apply_gate(a, r, &place.stored, tombstone, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        TRY(bury(a, r, &place, guid, tombstone));
        return place.stored.exists ? apply_drop_enrollment(a, place.campaign_key, place.person_key) : ST_OK;
    }
    struct place before = place;
    *applied = apply_merge(a, r, &place.stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save(a, &place, &before, fault) : ST_OK;
}

/* ---- simulations ---- */

/* A made enrollment says nothing, so any record about it is to win: its time is the oldest, as the root
 * organization's; unless an earlier one was deleted. */
enum status apply_enroll(struct applier *a, struct str campaign_id, int64_t campaign_key, int64_t person_key,
                         int64_t at, bool *enrolled, struct fault *fault)
{
    struct place place = { .campaign_key = campaign_key, .person_key = person_key };
    int64_t number, buried;
    struct query *q = db_query(a->db, Q_ENROLLMENT_NUMBER);
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    query_int(q, 3, campaign_key);
    enum status st = query_step(q);
    number = st == ST_OK ? query_int_at(q, 0) : NONE;
    query_end(q);
    *enrolled = number != NONE;
    if (st != ST_END) {
        return st;
    }
    struct str tombstone = STR("");
    if (apply_remembers(a, KIND_ENROLLMENT)) {
        struct str guid = apply_person_guid(a, person_key);
        tombstone = arena_format(&a->arena, STR_FMT "\x1f" STR_FMT, STR_ARG(campaign_id), STR_ARG(guid));
    }
    TRY(apply_buried_at(a, KIND_ENROLLMENT, tombstone, &buried));
    if (buried != NONE && buried >= at) {
        return ST_OK;
    }
    TRY(load(a, &place));
    struct place before = place;
    record_init(&place.stored.record, KIND_ENROLLMENT);
    place.stored.record.body.enrollment.campaign_id = campaign_id;
    place.stored.record.updated_at = buried == NONE ? 0 : at;
    if (buried != NONE) {
        TRY(apply_unbury(a, KIND_ENROLLMENT, tombstone));
    }
    *enrolled = true;
    return save(a, &place, &before, fault);
}

static enum status write_result(struct applier *a, const struct place *place)
{
    struct query *q = db_query(a->db, Q_ENROLLMENT_RESULT);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    query_int(q, 3, place->stored.key);
    query_int(q, 4, place->phase);
    simulation_bind(q, 5, &place->result);
    query_int(q, 5 + SIMULATION_TIMES + 1, a->seq);
    return query_run(q);
}

/* Counts the enrollment as it now is instead of as it was. */
static enum status move(struct applier *a, struct place *place, const struct place *before)
{
    TRY(find_phase(a, place));
    if (place->phase == before->phase && simulation_same(&place->result, &before->result)) {
        return ST_OK;
    }
    a->touched.results += !simulation_same(&place->result, &before->result);
    TRY(count(a, before, -1));
    TRY(count(a, place, 1));
    return write_result(a, place);
}

enum status apply_result(struct applier *a, int64_t campaign_key, int64_t person_key,
                         const struct simulation_result *result)
{
    struct place place = { .campaign_key = campaign_key, .person_key = person_key };
    TRY(load(a, &place));
    if (!place.stored.exists) {
        return ST_OK;
    }
    struct place before = place;
    place.result = *result;
    return move(a, &place, &before);
}

enum status apply_phases(struct applier *a, int64_t campaign_key)
{
    struct place place = { .campaign_key = campaign_key };
    for (int64_t number = NONE + 1;;) {
        struct query *q = db_query(a->db, Q_CAMPAIGN_NEXT_PERSON);
        query_int(q, 1, a->tenant);
        query_int(q, 2, campaign_key);
        query_int(q, 3, number);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        number = query_int_at(q, 0);
        place.person_key = query_int_at(q, 1);
        query_end(q);
        TRY(load(a, &place));
        struct place before = place;
        TRY(move(a, &place, &before));
    }
}
