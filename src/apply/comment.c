/* comment.c: feedback comments. What a vendor gave with one (translation, language, sentiment) is never
 * overwritten by anything but another record. */
#include "apply/kinds.h"
#include "base/must.h"

enum { COMMENT_MEMBERS = 7 }; /* first member column of LOAD_COMMENT */

struct place {
    struct stored stored;
    int64_t campaign_key, module_key, person_key;
};

static enum status load(struct applier *a, struct str id, struct place *place)
{
    struct query *q = db_query(a->db, Q_LOAD_COMMENT);
    *place = (struct place){
        .stored.updated_at = NONE, .campaign_key = NONE, .module_key = NONE, .person_key = NONE
    };
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    TRY(apply_fill(a, q, KIND_COMMENT, 0, COMMENT_MEMBERS, &place->stored));
    if (place->stored.exists) {
        place->campaign_key = query_int_at(q, 2);
        place->module_key = query_int_at(q, 3);
        place->person_key = query_int_at(q, 4);
        query_end(q);
    }
    return ST_OK;
}

#define GIVES(r, member) record_gives((r), offsetof(struct comment, member))

/* What the record names; a reference that it does not give stays, one that is null goes. *moved: any changed.
 */
static enum status find_references(struct applier *a, const struct record *r, struct place *place,
                                   bool *moved, struct fault *fault)
{
    const struct comment *c = &r->body.comment;
    struct place old = *place;
    if (GIVES(r, campaign_id)) {
        place->campaign_key = NONE;
        if (c->campaign_id.ptr) {
            TRY(apply_find_campaign(a, c->campaign_id, &place->campaign_key, fault));
        }
    }
    if (place->campaign_key != old.campaign_key) {
        place->module_key = NONE; /* a module belongs to its campaign */
    }
    if (GIVES(r, module_id)) {
        place->module_key = NONE;
        if (c->module_id.ptr && place->campaign_key == NONE) {
            return apply_refuse(fault, "campaignId", "a comment on a module needs its campaignId");
        }
        if (c->module_id.ptr) {
            TRY(apply_find_module(a, place->campaign_key, c->module_id, &place->module_key, fault));
        }
    }
    if (GIVES(r, person)) {
        place->person_key = NONE;
        if (c->person.ptr) {
            TRY(apply_find_person(a, c->person, &place->person_key, fault));
        }
    }
    *moved = old.campaign_key != place->campaign_key || old.module_key != place->module_key ||
             old.person_key != place->person_key;
    return ST_OK;
}

static enum status save(struct applier *a, struct place *place)
{
    struct uuid guid = identity_guid(&a->customer, KIND_COMMENT, place->stored.record.body.comment.id);
    if (!place->stored.exists) {
        TRY(applier_next(a, COUNTER_COMMENT_KEY, &place->stored.key));
    }
    struct query *q = db_query(a->db, Q_SAVE_COMMENT);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->stored.key);
    query_uuid(q, 3, &guid);
    query_int(q, 4, place->campaign_key);
    query_int(q, 5, place->module_key);
    query_int(q, 6, place->person_key);
    query_int(q, 7, a->seq);
    query_int(q, 8, place->stored.record.updated_at);
    record_bind(q, 9, &place->stored.record);
    return query_run(q);
}

enum status apply_comment(struct applier *a, const struct record *r, enum applied *applied,
                          struct fault *fault)
{
    struct str id = r->body.comment.id;
    struct place place;
    bool moved = false;
    enum gate gate;
    TRY(load(a, id, &place));
    TRY(apply_gate(a, r, &place.stored, id, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        struct record line;
        record_init(&line, KIND_COMMENT);
        line.body.comment.id = id;
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        TRY(apply_bury(a, &line, id, apply_time(a, r)));
        return gate == GATE_DELETE ? apply_run(a, Q_DROP_COMMENT, place.stored.key, NONE, NONE) : ST_OK;
    }
    TRY(find_references(a, r, &place, &moved, fault));
    *applied = apply_merge(a, r, &place.stored);
    if (*applied == APPLIED_UNCHANGED && moved) {
        *applied = APPLIED_CHANGED;
        place.stored.record.updated_at = apply_time(a, r);
        a->wrote = true;
    }
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save(a, &place) : ST_OK;
}
