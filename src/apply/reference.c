/* reference.c: what records name: campaigns, modules, people. */
#include "apply/kinds.h"
#include "base/must.h"

/* One integer found by the tenant and a bound query. */
static enum status first_int(struct query *q, int64_t *value)
{
    enum status st = query_step(q);
    if (st == ST_OK) {
        *value = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

enum status apply_find_campaign(struct applier *a, struct str id, int64_t *campaign_key, struct fault *fault)
{
    /* Records come sorted by campaign: nearly all name the one before. */
    if (a->campaign_key != NONE && str_eq(buf_text(&a->campaign), id)) {
        *campaign_key = a->campaign_key;
        return ST_OK;
    }
    struct query *q = db_query(a->db, Q_CAMPAIGN_KEY);
    query_int(q, 1, a->tenant);
    query_text(q, 2, id);
    enum status st = first_int(q, campaign_key);
    if (st == ST_OK) {
        buf_reset(&a->campaign);
        buf_str(&a->campaign, id);
        a->campaign_key = a->campaign.failed ? NONE : *campaign_key;
    }
    return st == ST_END
               ? apply_refuse(fault, "campaignId", "there is no campaign with this id; add a campaign record")
               : st;
}

enum status apply_find_module(struct applier *a, int64_t campaign_key, struct str id, int64_t *module_key,
                              struct fault *fault)
{
    struct query *q = db_query(a->db, Q_MODULE_KEY);
    query_int(q, 1, a->tenant);
    query_int(q, 2, campaign_key);
    query_text(q, 3, id);
    enum status st = first_int(q, module_key);
    return st == ST_END ? apply_refuse(fault, "moduleId",
                                       "the campaign has no module with this id; add a module record")
                        : st;
}

enum status apply_find_person(struct applier *a, struct str reference, int64_t *person_key,
                              struct fault *fault)
{
    struct name names[REFERENCE_NAMES];
    int n = identity_reference(&a->arena, reference, names);
    for (int i = 0; i < n && !a->arena.failed; i++) {
        struct query *q = db_query(a->db, Q_ALIAS);
        query_int(q, 1, a->tenant);
        query_int(q, 2, names[i].what);
        query_text(q, 3, names[i].value);
        enum status st = first_int(q, person_key);
        if (st != ST_END) {
            return st;
        }
    }
    return a->arena.failed
               ? ST_NOMEM
               : apply_refuse(fault, "person",
                              "nobody has this id, sourceIdentifier or e-mail; add a person record");
}

struct str apply_person_guid(struct applier *a, int64_t person_key)
{
    struct card card;
    char text[UUID_TEXT_LEN];
    if (apply_person_card(a, person_key, &card) != ST_OK) {
        return STR("?");
    }
    uuid_print(text, &card.guid);
    return arena_str(&a->arena, (struct str){ text, sizeof text });
}

enum status apply_missing(const struct record *r, enum status found, int64_t *key)
{
    if (found == ST_INVALID && r->deleted) {
        *key = NONE;
        return ST_OK;
    }
    return found;
}

struct str apply_reference_guid(struct applier *a, struct str reference, int64_t person_key)
{
    struct uuid uuid;
    char text[UUID_TEXT_LEN];
    if (person_key != NONE) {
        return apply_person_guid(a, person_key);
    }
    if (!uuid_parse(reference, &uuid)) {
        return STR_NONE;
    }
    uuid_print(text, &uuid);
    return arena_str(&a->arena, (struct str){ text, sizeof text });
}

enum status apply_person_card(struct applier *a, int64_t person_key, struct card *card)
{
    struct query *q = db_query(a->db, Q_PERSON_CARD);
    query_int(q, 1, a->tenant);
    query_int(q, 2, person_key);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    struct str source = query_text_at(q, 1);
    *card = (struct card){
        .guid = query_uuid_at(q, 0),
        .source = arena_str(&a->arena, source.ptr ? source : query_text_at(q, 2)),
        .active = query_is_null(q, 3) || query_int_at(q, 3) == PERSON_ACTIVE,
        .department = arena_str(&a->arena, query_text_at(q, 4)),
        .country = arena_str(&a->arena, query_text_at(q, 5)),
        .business_unit = arena_str(&a->arena, query_text_at(q, 6)),
        .job_role = arena_str(&a->arena, query_text_at(q, 7)),
        .manager_email = arena_str(&a->arena, query_text_at(q, 8)),
    };
    query_end(q);
    return a->arena.failed ? ST_NOMEM : ST_OK;
}
