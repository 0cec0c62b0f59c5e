/* check_find.c: whether what a line names will be there after the batch: by the last line about it, else by
 * the store. */
#include "apply/check_walk.h"
#include "base/must.h"
#include "model/identity.h"

/* One time of the store; NONE: there is no such row. */
static enum status time_at(struct query *q, int64_t *at)
{
    enum status st = query_step(q);
    *at = st == ST_OK ? query_int_at(q, 0) : NONE;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

/* When the store's thing was last changed. */
static enum status living_at(const struct check *check, enum record_kind kind, struct str key1,
                             struct str key2, int64_t *at)
{
    static const enum query_name queries[KIND_COUNT] = {
        [KIND_ORGANIZATION] = Q_CHECK_ORGANIZATION_AT,
        [KIND_GROUP] = Q_CHECK_GROUP_AT,
        [KIND_PERSON] = Q_CHECK_PERSON_AT,
        [KIND_CAMPAIGN] = Q_CHECK_CAMPAIGN_AT,
        [KIND_MODULE] = Q_CHECK_MODULE_AT,
        [KIND_ENROLLMENT] = Q_CHECK_ENROLLMENT_KEYED_AT,
    };
    must(queries[kind] != 0);
    struct query *q = db_query(check->store, queries[kind]);
    query_int(q, 1, check->tenant);
    query_text(q, 2, key1);
    if (kind == KIND_MODULE || kind == KIND_ENROLLMENT) {
        query_text(q, 3, key2);
    }
    return time_at(q, at);
}

/* When its deletion is remembered to have been. An enrollment's is kept under the person's GUID. */
static enum status deleted_at(const struct check *check, enum record_kind kind, struct str key1,
                              struct str key2, int64_t *at)
{
    struct query *q = db_query(check->store, kind == KIND_ENROLLMENT ? Q_CHECK_ENROLLMENT_DELETED_AT
                                             : kind == KIND_MODULE   ? Q_CHECK_MODULE_DELETED_AT
                                                                     : Q_TOMBSTONE);
    query_int(q, 1, check->tenant);
    query_int(q, 2, kind);
    query_text(q, 3, key1);
    if (kind == KIND_MODULE || kind == KIND_ENROLLMENT) {
        query_text(q, 4, key2);
    }
    return time_at(q, at);
}

/* What the last line of the batch about a thing makes of it, beside what the store knows: an older line than
 * that changes nothing. */
static enum status comes_of_it(const struct check *check, enum record_kind kind, struct str key1,
                               struct str key2, bool deleted, int64_t at, bool *exists)
{
    int64_t living = NONE, buried = NONE;
    TRY(living_at(check, kind, key1, key2, &living));
    if (living == NONE && !deleted) {
        TRY(deleted_at(check, kind, key1, key2, &buried));
    }
    *exists = living != NONE ? !deleted || at < living : !deleted && (buried == NONE || at > buried);
    return ST_OK;
}

enum status check_in_batch(const struct check *check, enum record_kind kind, struct str key1, struct str key2,
                           bool *exists)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_JOB_LAST);
    query_int(q, 1, kind);
    query_text(q, 2, key1);
    query_text(q, 3, key2);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st;
    }
    bool deleted = query_int_at(q, 0) != 0;
    int64_t at = query_int_at(q, 1);
    query_end(q);
    *exists = !deleted;
    return check->empty ? ST_OK : comes_of_it(check, kind, key1, key2, deleted, at, exists);
}

/* One integer of the store by tenant and a text. */
static enum status in_store(const struct check *check, enum query_name name, struct str id, int64_t *key)
{
    struct query *q = db_query(check->store, name);
    query_int(q, 1, check->tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *key = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

enum status check_exists(const struct check *check, enum record_kind kind, enum query_name name,
                         struct str id, bool *exists)
{
    int64_t key;
    enum status st = check_in_batch(check, kind, id, STR(""), exists);
    if (st != ST_END) {
        return st;
    }
    st = in_store(check, name, id, &key);
    *exists = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

static bool is_seen(const struct seen *seen, struct str a, struct str b)
{
    struct str key = buf_text(&seen->key);
    return key.len == a.len + b.len + 1 && str_starts(key, a) && key.ptr[a.len] == 0 &&
           str_eq(str_from(key, a.len + 1), b);
}

static void see(struct seen *seen, struct str a, struct str b, bool exists)
{
    buf_reset(&seen->key);
    buf_str(&seen->key, a);
    buf_byte(&seen->key, 0);
    buf_str(&seen->key, b);
    seen->exists = exists;
}

enum status check_campaign(struct walk *w, struct str id)
{
    bool exists;
    if (is_seen(&w->campaign, id, STR(""))) {
        return ST_OK;
    }
    TRY(check_exists(w->check, KIND_CAMPAIGN, Q_CAMPAIGN_KEY, id, &exists));
    see(&w->campaign, id, STR(""), exists);
    return ST_OK;
}

enum status check_module(struct walk *w, struct str campaign_id, struct str id)
{
    bool exists = false;
    int64_t campaign_key;
    if (is_seen(&w->module, campaign_id, id)) {
        return ST_OK;
    }
    enum status st = check_in_batch(w->check, KIND_MODULE, campaign_id, id, &exists);
    if (st == ST_END) {
        st = in_store(w->check, Q_CAMPAIGN_KEY, campaign_id, &campaign_key);
        if (st == ST_OK) {
            struct query *q = db_query(w->check->store, Q_MODULE_KEY);
            query_int(q, 1, w->check->tenant);
            query_int(q, 2, campaign_key);
            query_text(q, 3, id);
            st = query_step(q);
            query_end(q);
            exists = st == ST_OK;
        }
    }
    see(&w->module, campaign_id, id, exists);
    return st == ST_END ? ST_OK : st;
}

/* The person of the store with that natural key. */
static enum status stored_person(const struct check *check, struct str key, int64_t *person_key)
{
    static const enum name_kind kinds[] = { NAME_SOURCE, NAME_OUTTHINK };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct query *q = db_query(check->store, Q_ALIAS);
        query_int(q, 1, check->tenant);
        query_int(q, 2, kinds[i]);
        query_text(q, 3, key);
        enum status st = query_step(q);
        if (st == ST_OK) {
            *person_key = query_int_at(q, 0);
            query_end(q);
        }
        if (st != ST_END) {
            return st;
        }
    }
    return ST_END;
}

static enum status stored_enrollment(struct walk *w, struct str campaign_id, struct str person)
{
    int64_t campaign_key, person_key;
    TRY(in_store(w->check, Q_CAMPAIGN_KEY, campaign_id, &campaign_key));
    TRY(stored_person(w->check, person, &person_key));
    struct query *q = db_query(w->check->store, Q_ENROLLMENT_NUMBER);
    query_int(q, 1, w->check->tenant);
    query_int(q, 2, person_key);
    query_int(q, 3, campaign_key);
    enum status st = query_step(q);
    query_end(q);
    return st;
}

enum status check_enrollment(struct walk *w, struct str campaign_id, struct str key)
{
    bool exists = false;
    if (is_seen(&w->enrollment, campaign_id, key)) {
        return ST_OK;
    }
    enum status st = check_in_batch(w->check, KIND_ENROLLMENT, campaign_id, key, &exists);
    if (st == ST_END) {
        st = stored_enrollment(w, campaign_id, key);
        exists = st == ST_OK;
    }
    see(&w->enrollment, campaign_id, key, exists);
    return st == ST_END ? ST_OK : st;
}
