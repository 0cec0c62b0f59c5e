/* simulation.c: what happened to simulated mails: one record an event. What follows from them is worked out
 * when the transaction ends (touched.c). */
#include "apply/simulation.h"
#include "apply/mail.h"
#include "base/must.h"

enum { EVENT_MEMBERS = 6 }; /* first member column of LOAD_SIMULATION_EVENT */

struct place {
    int64_t campaign_key, person_key, rule, burst;
    int type;
    int64_t at;
    struct stored stored;
};

static enum status load(struct applier *a, struct place *place)
{
    struct query *q = db_query(a->db, Q_LOAD_SIMULATION_EVENT);
    struct stored *stored = &place->stored;
    *stored = (struct stored){ .updated_at = NONE };
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    query_int(q, 3, place->person_key);
    query_int(q, 4, place->type);
    query_int(q, 5, place->at);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    stored->exists = true;
    place->rule = query_int_at(q, 2);
    place->burst = query_int_at(q, 3);
    stored->updated_at = query_int_at(q, EVENT_MEMBERS - 1);
    record_init(&stored->record, KIND_SIMULATION_EVENT);
    record_load(q, EVENT_MEMBERS, &a->arena, &stored->record);
    query_end(q);
    return a->arena.failed ? ST_NOMEM : ST_OK;
}

static enum status touch(struct applier *a, const struct place *place, struct str ip)
{
    return touched_event(&a->touched, place->campaign_key, place->person_key, place->at,
                         judge_is_act(place->type) ? ip : STR_NONE);
}

static enum status save(struct applier *a, const struct place *place, struct str ip_before)
{
    struct query *q = db_query(a->db, Q_SAVE_SIMULATION_EVENT);
    struct str ip = place->stored.record.body.simulation_event.ip;
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    query_int(q, 3, place->person_key);
    query_int(q, 4, place->rule);
    query_int(q, 5, ip.ptr != NULL && place->burst);
    query_int(q, 6, a->seq);
    query_int(q, 7, place->stored.record.updated_at);
    record_bind(q, 8, &place->stored.record);
    TRY(query_run(q));
    TRY(touch(a, place, ip));
    return ip_before.ptr != NULL && !str_eq(ip, ip_before) ? touch(a, place, ip_before) : ST_OK;
}

/* What a deletion is remembered by. */
static struct str tombstone_of(struct applier *a, const struct simulation_event *e, struct str guid)
{
    return arena_format(&a->arena, STR_FMT "\x1f%d\x1f%lld\x1f" STR_FMT, STR_ARG(e->campaign_id), e->type,
                        (long long)e->at, STR_ARG(guid));
}

static enum status drop(struct applier *a, const struct record *r, const struct place *place, struct str guid,
                        struct str tombstone)
{
    struct record line;
    record_init(&line, KIND_SIMULATION_EVENT);
    line.body.simulation_event.campaign_id = r->body.simulation_event.campaign_id;
    line.body.simulation_event.person = guid;
    line.body.simulation_event.type = place->type;
    line.body.simulation_event.at = place->at;
    TRY(apply_bury(a, &line, tombstone, apply_time(a, r)));
    if (!place->stored.exists) {
        return ST_OK;
    }
    TRY(touch(a, place, place->stored.record.body.simulation_event.ip));
    struct query *q = db_query(a->db, Q_DROP_EVENT);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    query_int(q, 3, place->person_key);
    query_int(q, 4, place->type);
    query_int(q, 5, place->at);
    TRY(query_run(q));
    struct str token = place->stored.record.body.simulation_event.token;
    return token.ptr ? mail_token_came(a, token) : ST_OK;
}

static enum status touch_events(struct applier *a, int64_t campaign_key, int64_t person_key, bool *any)
{
    struct judged_event *events;
    size_t n;
    struct arena *arena = &a->touched.arena; /* made for many events */
    arena_reset(arena);
    TRY(touched_events(a->db, a->tenant, campaign_key, person_key, arena, &events, &n));
    for (size_t i = 0; i < n; i++) {
        struct str ip = judge_is_act(events[i].type) ? events[i].ip : STR_NONE;
        TRY(touched_event(&a->touched, campaign_key, person_key, events[i].at, ip));
    }
    *any = n > 0;
    return ST_OK;
}

enum status apply_touch_events(struct applier *a, int64_t campaign_key, int64_t person_key)
{
    bool any;
    return touch_events(a, campaign_key, person_key, &any);
}

enum status apply_drop_events(struct applier *a, int64_t campaign_key, int64_t person_key)
{
    bool any;
    TRY(touch_events(a, campaign_key, person_key, &any));
    return any ? apply_run(a, Q_DROP_EVENTS, campaign_key, person_key, NONE) : ST_OK;
}

/* Writes the event, and enrolls its person first. */
static enum status write(struct applier *a, const struct record *r, struct place *place,
                         enum applied *applied, struct fault *fault)
{
    bool enrolled;
    TRY(apply_enroll(a, r->body.simulation_event.campaign_id, place->campaign_key, place->person_key,
                     apply_time(a, r), &enrolled, fault));
    *applied = APPLIED_IGNORED;
    if (!enrolled) {
        return ST_OK;
    }
    struct str ip = place->stored.exists ? place->stored.record.body.simulation_event.ip : STR_NONE;
    *applied = apply_merge(a, r, &place->stored);
    if (*applied != APPLIED_NEW && *applied != APPLIED_CHANGED) {
        return ST_OK;
    }
    struct str token = place->stored.record.body.simulation_event.token;
    TRY(save(a, place, ip));
    return token.ptr ? mail_token_came(a, token) : ST_OK;
}

enum status apply_simulation_event(struct applier *a, const struct record *r, enum applied *applied,
                                   struct fault *fault)
{
    const struct simulation_event *e = &r->body.simulation_event;
    struct place place = { .type = e->type, .at = e->at };
    struct str guid = STR(""), tombstone = STR("");
    enum gate gate;
    TRY(apply_missing(r, apply_find_campaign(a, e->campaign_id, &place.campaign_key, fault),
                      &place.campaign_key));
    TRY(apply_missing(r, apply_find_person(a, e->person, &place.person_key, fault), &place.person_key));
    TRY(load(a, &place));
    if (r->deleted || (!place.stored.exists && apply_remembers(a, KIND_SIMULATION_EVENT))) {
        guid = apply_reference_guid(a, e->person, place.person_key);
        tombstone = tombstone_of(a, e, guid);
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
        return drop(a, r, &place, guid, tombstone);
    }
    return write(a, r, &place, applied, fault);
}
