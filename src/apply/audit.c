/* audit.c: the walks over single derived columns: organizations, campaigns, made GUIDs, counters. */
#include "apply/audit.h"

#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"

enum status audit_init(struct audit *a, struct db *db, int64_t tenant, audit_differs *differs, void *to)
{
    *a = (struct audit){ .db = db, .tenant = tenant, .differs = differs, .to = to };
    buf_init(&a->networks, 2 * LIMIT_NETWORKS);
    arena_init(&a->arena, LIMIT_EVENTS);
    struct query *q = db_query(db, Q_TENANT_BY_ID);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    if (st == ST_OK) {
        a->customer = query_uuid_at(q, 2);
        query_end(q);
    }
    TRY(st == ST_END ? ST_NOTFOUND : st);
    return touched_lists(db, tenant, &a->networks, &a->lists);
}

void audit_done(struct audit *a)
{
    arena_done(&a->arena);
    buf_done(&a->networks);
}

enum status audit_number(struct audit *a, enum derived what, const int64_t keys[3], const char *column,
                         int64_t stored, int64_t expected)
{
    if (stored == expected) {
        return ST_OK;
    }
    struct difference d = {
        .what = what,
        .keys = {keys[0], keys[1], keys[2]},
        .column = column,
        .count = 1,
        .stored = &stored,
        .expected = &expected
    };
    return a->differs(a->to, &d);
}

enum status audit_text(struct audit *a, enum derived what, const int64_t keys[3], const char *column,
                       struct str stored, struct str expected)
{
    if (str_eq(stored, expected)) {
        return ST_OK;
    }
    struct difference d = {
        .what = what,
        .keys = {keys[0], keys[1], keys[2]},
        .column = column,
        .stored_text = stored,
        .expected_text = expected
    };
    return a->differs(a->to, &d);
}

static enum status check_guid(struct audit *a, enum derived what, const int64_t keys[3], struct str stored,
                              const struct uuid *expected)
{
    return audit_text(a, what, keys, "guid", stored,
                      (struct str){ (const char *)expected->b, sizeof expected->b });
}

static enum status check_organization(struct audit *a, struct query *q)
{
    const int64_t keys[3] = { query_int_at(q, 0) };
    struct uuid guid = identity_guid(&a->customer, KIND_ORGANIZATION, query_text_at(q, 2));
    TRY(check_guid(a, DERIVED_ORGANIZATION, keys, query_blob_at(q, 1), &guid));
    return audit_number(a, DERIVED_USERS, keys, "users", query_int_at(q, 3), query_int_at(q, 4));
}

/* Campaigns come in the order of the list: the place is the count of those before. */
static enum status check_campaign(struct audit *a, struct query *q, int64_t place)
{
    const int64_t keys[3] = { query_int_at(q, 0) };
    TRY(audit_number(a, DERIVED_RANK, keys, "rank", query_int_at(q, 1), place));
    if (!query_is_null(q, 3) && query_is_null(q, 4)) {
        return ST_OK; /* its organization is missing: that is told as such */
    }
    struct uuid guid = query_is_null(q, 3) ? a->customer : query_uuid_at(q, 4);
    return check_guid(a, DERIVED_OWNER, keys, query_blob_at(q, 2), &guid);
}

static enum status check_module(struct audit *a, struct query *q)
{
    const int64_t keys[3] = { query_int_at(q, 0), query_int_at(q, 1) };
    struct uuid guid = identity_module_guid(&a->customer, query_text_at(q, 3), query_text_at(q, 4));
    return check_guid(a, DERIVED_MODULE, keys, query_blob_at(q, 2), &guid);
}

static enum status check_comment(struct audit *a, struct query *q)
{
    const int64_t keys[3] = { query_int_at(q, 0) };
    struct uuid guid = identity_guid(&a->customer, KIND_COMMENT, query_text_at(q, 2));
    return check_guid(a, DERIVED_COMMENT, keys, query_blob_at(q, 1), &guid);
}

static enum status walk(struct audit *a, enum query_name name)
{
    struct query *q = db_query(a->db, name);
    int64_t place = 0;
    enum status st = ST_OK, step;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        switch (name) {
        case Q_CHECK_ORGANIZATIONS:
            st = check_organization(a, q);
            break;
        case Q_CHECK_CAMPAIGNS:
            st = check_campaign(a, q, place++);
            break;
        case Q_CHECK_MODULES:
            st = check_module(a, q);
            break;
        case Q_CHECK_COMMENTS:
            st = check_comment(a, q);
            break;
        default:
            must(!"a walk without a check");
        }
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status one_int(struct query *q, int64_t otherwise, int64_t *value)
{
    enum status st = query_step(q);
    *value = st == ST_OK && !query_is_null(q, 0) ? query_int_at(q, 0) : otherwise;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

static enum status check_counters(struct audit *a)
{
    static const enum query_name most_of[COUNTER_END] = {
        [COUNTER_PERSON_KEY] = Q_CHECK_MAX_PERSON_KEY,
        [COUNTER_PERSON_SECURITYJOURNEY] = Q_CHECK_MAX_PERSON_SECURITYJOURNEY,
        [COUNTER_PERSON_CULTUREAI] = Q_CHECK_MAX_PERSON_CULTUREAI,
        [COUNTER_ORGANIZATION_KEY] = Q_CHECK_MAX_ORGANIZATION_KEY,
        [COUNTER_GROUP_KEY] = Q_CHECK_MAX_GROUP_KEY,
        [COUNTER_CAMPAIGN_KEY] = Q_CHECK_MAX_CAMPAIGN_KEY,
        [COUNTER_CAMPAIGN_SECURITYJOURNEY] = Q_CHECK_MAX_CAMPAIGN_SECURITYJOURNEY,
        [COUNTER_CAMPAIGN_CULTUREAI] = Q_CHECK_MAX_CAMPAIGN_CULTUREAI,
        [COUNTER_MODULE_KEY] = Q_CHECK_MAX_MODULE_KEY,
        [COUNTER_ENROLLMENT] = Q_CHECK_MAX_ENROLLMENT,
        [COUNTER_COMMENT_KEY] = Q_CHECK_MAX_COMMENT_KEY,
        [COUNTER_IMPORT] = Q_CHECK_MAX_IMPORT,
        [COUNTER_BEHAVIOR_EVENT] = Q_CHECK_MAX_BEHAVIOR_EVENT,
        [COUNTER_INGESTION] = Q_CHECK_MAX_INGESTION,
        [COUNTER_MAIL] = Q_CHECK_MAX_MAIL,
    };
    for (int i = 1; i < COUNTER_END; i++) {
        const int64_t keys[3] = { i };
        int64_t most, next;
        struct query *q = db_query(a->db, most_of[i]);
        query_int(q, 1, a->tenant);
        TRY(one_int(q, 0, &most));
        q = db_query(a->db, Q_COUNTER);
        query_int(q, 1, a->tenant);
        query_int(q, 2, i);
        TRY(one_int(q, 1, &next));
        if (next <= most) {
            TRY(audit_number(a, DERIVED_COUNTER, keys, "next", next, most + 1));
        }
    }
    return ST_OK;
}

enum status audit_all(struct audit *a)
{
    TRY(audit_people(a));
    TRY(walk(a, Q_CHECK_ORGANIZATIONS));
    TRY(walk(a, Q_CHECK_CAMPAIGNS));
    TRY(walk(a, Q_CHECK_MODULES));
    TRY(walk(a, Q_CHECK_COMMENTS));
    TRY(audit_shown(a));
    TRY(audit_events(a));
    TRY(audit_enrollments(a));
    TRY(audit_journeys(a));
    TRY(audit_scores(a));
    TRY(audit_census(a));
    TRY(audit_mails(a));
    return check_counters(a);
}
