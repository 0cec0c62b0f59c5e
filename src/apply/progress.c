/* progress.c: what a person did inside a campaign: module by module, with its certificate, and attempt by
 * attempt. */
#include "apply/kinds.h"
#include "base/must.h"

enum {
    PROGRESS_MEMBERS = 5,
    CERTIFICATE_MEMBERS = 5,
    ATTEMPT_MEMBERS = 4
}; /* first member columns of the LOAD queries */

/* The keys of a row under an enrollment; last: module_key or the attempt's number. */
struct place {
    int64_t campaign_key, person_key, last;
    int64_t number; /* the enrollment's; NONE: not asked for */
    struct stored stored;
};

static enum status load(struct applier *a, enum record_kind kind, enum query_name query, int members,
                        struct place *place)
{
    struct query *q = db_query(a->db, query);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->campaign_key);
    query_int(q, 3, place->person_key);
    query_int(q, 4, place->last);
    return apply_load(a, q, kind, -1, members, &place->stored);
}

/* Progress and attempts belong to an enrollment. */
static enum status find_enrollment(struct applier *a, const struct record *r, struct str campaign_id,
                                   struct str person, struct place *place, struct fault *fault)
{
    TRY(apply_missing(r, apply_find_campaign(a, campaign_id, &place->campaign_key, fault),
                      &place->campaign_key));
    TRY(apply_missing(r, apply_find_person(a, person, &place->person_key, fault), &place->person_key));
    place->number = NONE;
    if (r->deleted) {
        return ST_OK; /* what is gone with its enrollment may still be named as deleted */
    }
    struct query *q = db_query(a->db, Q_ENROLLMENT_NUMBER);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->person_key);
    query_int(q, 3, place->campaign_key);
    enum status st = query_step(q);
    place->number = st == ST_OK ? query_int_at(q, 0) : NONE;
    query_end(q);
    return st == ST_END
               ? apply_refuse(fault, "person",
                              "this person is not enrolled in the campaign; add an enrollment record")
               : st;
}

static enum status save(struct applier *a, enum query_name query, const struct place *place, bool keyed)
{
    struct query *q = db_query(a->db, query);
    int at = 1;
    query_int(q, at++, a->tenant);
    query_int(q, at++, place->campaign_key);
    query_int(q, at++, place->person_key);
    if (keyed) {
        query_int(q, at++, place->last);
    }
    query_int(q, at++, a->seq);
    query_int(q, at++, place->stored.record.updated_at);
    record_bind(q, at, &place->stored.record);
    return query_run(q);
}

/* What a deletion is remembered by: campaign, last key and the person's GUID. */
static struct str tombstone_of(struct applier *a, struct str campaign_id, struct str last, struct str guid)
{
    return arena_format(&a->arena, STR_FMT "\x1f" STR_FMT "\x1f" STR_FMT, STR_ARG(campaign_id), STR_ARG(last),
                        STR_ARG(guid));
}

/* line: the record as its deletion is remembered. */
static enum status remove_row(struct applier *a, const struct record *r, const struct record *line,
                              const struct place *place, enum query_name query, struct str tombstone)
{
    TRY(apply_bury(a, line, tombstone, apply_time(a, r)));
    return place->stored.exists ? apply_run(a, query, place->campaign_key, place->person_key, place->last)
                                : ST_OK;
}

/* What belongs to a module of an enrollment: progress and certificates. */
struct about {
    struct str campaign_id, module_id, person;
    enum query_name load, save, drop;
    int members;
};

static struct about about_of(const struct record *r)
{
    const struct progress *p = &r->body.progress;
    const struct certificate *c = &r->body.certificate;
    return r->kind == KIND_PROGRESS
               ? (struct about){ p->campaign_id,  p->module_id,    p->person,       Q_LOAD_PROGRESS,
                                 Q_SAVE_PROGRESS, Q_DROP_PROGRESS, PROGRESS_MEMBERS }
               : (struct about){ c->campaign_id,     c->module_id,       c->person,
                                 Q_LOAD_CERTIFICATE, Q_SAVE_CERTIFICATE, Q_DROP_CERTIFICATE,
                                 CERTIFICATE_MEMBERS };
}

/* The record as its deletion is remembered. */
static void module_line(const struct record *r, const struct about *about, struct str guid,
                        struct record *line)
{
    record_init(line, r->kind);
    if (r->kind == KIND_PROGRESS) {
        line->body.progress.campaign_id = about->campaign_id;
        line->body.progress.module_id = about->module_id;
        line->body.progress.person = guid;
    } else {
        line->body.certificate.campaign_id = about->campaign_id;
        line->body.certificate.module_id = about->module_id;
        line->body.certificate.person = guid;
    }
}

/* Progress changed: what follows from it for the enrollment. */
static enum status touch(struct applier *a, const struct record *r, const struct place *place)
{
    int64_t number = place->number;
    if (r->kind != KIND_PROGRESS) {
        return ST_OK;
    }
    if (number == NONE) {
        struct query *q = db_query(a->db, Q_ENROLLMENT_NUMBER);
        query_int(q, 1, a->tenant);
        query_int(q, 2, place->person_key);
        query_int(q, 3, place->campaign_key);
        enum status st = query_step(q);
        number = st == ST_OK ? query_int_at(q, 0) : NONE;
        query_end(q);
        TRY(st == ST_END ? ST_OK : st);
    }
    return number == NONE ? ST_OK : journeys_enrollment(&a->journeys, number);
}

static enum status apply_to_module(struct applier *a, const struct record *r, enum applied *applied,
                                   struct fault *fault)
{
    struct about about = about_of(r);
    struct place place;
    enum gate gate;
    struct str guid = STR(""), tombstone = STR("");
    TRY(find_enrollment(a, r, about.campaign_id, about.person, &place, fault));
    TRY(apply_missing(r, apply_find_module(a, place.campaign_key, about.module_id, &place.last, fault),
                      &place.last));
    TRY(load(a, r->kind, about.load, about.members, &place));
    if (r->deleted || (!place.stored.exists && apply_remembers(a, r->kind))) {
        guid = apply_reference_guid(a, about.person, place.person_key);
        tombstone = tombstone_of(a, about.campaign_id, about.module_id, guid);
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
        struct record line;
        module_line(r, &about, guid, &line);
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        TRY(place.stored.exists ? touch(a, r, &place) : ST_OK);
        return remove_row(a, r, &line, &place, about.drop, tombstone);
    }
    *applied = apply_merge(a, r, &place.stored);
    if (*applied != APPLIED_NEW && *applied != APPLIED_CHANGED) {
        return ST_OK;
    }
    TRY(touch(a, r, &place));
    return save(a, about.save, &place, true);
}

enum status apply_progress(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault)
{
    return apply_to_module(a, r, applied, fault);
}

enum status apply_certificate(struct applier *a, const struct record *r, enum applied *applied,
                              struct fault *fault)
{
    return apply_to_module(a, r, applied, fault);
}

enum status apply_attempt(struct applier *a, const struct record *r, enum applied *applied,
                          struct fault *fault)
{
    const struct attempt *t = &r->body.attempt;
    struct place place;
    enum gate gate;
    struct str guid = STR(""), tombstone = STR("");
    TRY(find_enrollment(a, r, t->campaign_id, t->person, &place, fault));
    place.last = t->number;
    TRY(load(a, KIND_ATTEMPT, Q_LOAD_ATTEMPT, ATTEMPT_MEMBERS, &place));
    if (r->deleted || (!place.stored.exists && apply_remembers(a, KIND_ATTEMPT))) {
        struct str number = arena_format(&a->arena, "%lld", (long long)t->number);
        guid = apply_reference_guid(a, t->person, place.person_key);
        tombstone = tombstone_of(a, t->campaign_id, number, guid);
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
        struct record line;
        record_init(&line, KIND_ATTEMPT);
        line.body.attempt.campaign_id = t->campaign_id;
        line.body.attempt.number = t->number;
        line.body.attempt.person = guid;
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return remove_row(a, r, &line, &place, Q_DROP_ATTEMPT, tombstone);
    }
    *applied = apply_merge(a, r, &place.stored);
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save(a, Q_SAVE_ATTEMPT, &place, false)
                                                                  : ST_OK;
}

enum status apply_drop_progress(struct applier *a, int64_t campaign_key, int64_t person_key)
{
    TRY(apply_run(a, Q_ENROLLMENT_DROP_PROGRESS, campaign_key, person_key, NONE));
    TRY(apply_run(a, Q_ENROLLMENT_DROP_CERTIFICATES, campaign_key, person_key, NONE));
    return apply_run(a, Q_ENROLLMENT_DROP_ATTEMPTS, campaign_key, person_key, NONE);
}
