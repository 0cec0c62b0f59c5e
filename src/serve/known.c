/* known.c: see known.h. The store is asked on the first use after every commit, so that what is known is
 * never older than the store. */
#include "serve/known.h"

#include "base/must.h"
#include "dialect/access.h"
#include "model/record.h"

#include <string.h>

enum status known_refresh(struct serve_loop *loop)
{
    struct query *q = db_query(loop->db, Q_DATA_VERSION);
    TRY(query_step(q));
    int64_t version = query_int_at(q, 0);
    query_end(q);
    if (version != loop->data_version) {
        loop->data_version = version;
        memset(loop->keys, 0, sizeof loop->keys);
        memset(loop->customers, 0, sizeof loop->customers);
    }
    return ST_OK;
}

enum status known_customer(struct serve_loop *loop, const struct uuid *id, int64_t *tenant)
{
    struct known_customer *known = &loop->customers[id->b[15] % KNOWN_KEYS];
    if (!known->set || !uuid_eq(&known->id, id)) {
        struct query *q = db_query(loop->db, Q_TENANT_BY_CUSTOMER);
        query_uuid(q, 1, id);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_NOTFOUND : st;
        }
        *known = (struct known_customer){ .set = true, .id = *id, .tenant = query_int_at(q, 0) };
        query_end(q);
    }
    *tenant = known->tenant;
    return ST_OK;
}

/* Name and change number of the key's tenant. */
static enum status add_tenant(struct serve_loop *loop, struct arena *arena, struct key_facts *facts)
{
    struct query *q = db_query(loop->db, Q_TENANT_BY_ID);
    query_int(q, 1, facts->tenant);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    facts->tenant_name = arena_str(arena, query_text_at(q, 1));
    facts->seq = query_int_at(q, 3);
    query_end(q);
    return ST_OK;
}

static enum status look_up(struct serve_loop *loop, struct arena *arena, const unsigned char *hash,
                           struct key_facts *facts)
{
    struct query *q = db_query(loop->db, Q_KEY_BY_HASH);
    query_blob(q, 1, (struct str){ (const char *)hash, TOKEN_HASH_LEN });
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    struct key_facts found = { .tenant = query_int_at(q, 0),
                               .key_id = arena_str(arena, query_text_at(q, 1)),
                               .apis = (unsigned)query_int_at(q, 2),
                               .cidrs = arena_str(arena, query_text_at(q, 4)),
                               .pseudonymous = query_int_at(q, 5) == 1,
                               .expires_at = query_int_at(q, 6),
                               .revoked_at = query_int_at(q, 7),
                               .csv_escape = (int)query_int_at(q, 9) };
    must(access_scopes(query_text_at(q, 3), &found.scopes, NULL) == ST_OK);
    query_end(q);
    TRY(add_tenant(loop, arena, &found));
    *facts = found;
    return arena->failed ? ST_NOMEM : ST_OK;
}

static struct str keep(struct known_key *known, size_t *used, struct str text)
{
    if (text.ptr == NULL) {
        return text;
    }
    char *at = known->text + *used;
    memcpy(at, text.ptr, text.len);
    *used += text.len;
    return (struct str){ at, text.len };
}

static void remember(struct known_key *known, const unsigned char *hash, const struct key_facts *facts)
{
    size_t used = 0;
    if (facts->tenant_name.len + facts->key_id.len + facts->cidrs.len > sizeof known->text) {
        return;
    }
    known->set = true;
    memcpy(known->hash, hash, TOKEN_HASH_LEN);
    known->facts = *facts;
    known->facts.tenant_name = keep(known, &used, facts->tenant_name);
    known->facts.key_id = keep(known, &used, facts->key_id);
    known->facts.cidrs = keep(known, &used, facts->cidrs);
}

enum status known_key(struct serve_loop *loop, struct arena *arena, const unsigned char hash[TOKEN_HASH_LEN],
                      const struct key_facts **facts)
{
    struct known_key *known = &loop->keys[hash[0] % KNOWN_KEYS];
    if (known->set && token_hash_equal(known->hash, hash)) {
        *facts = &known->facts;
        return ST_OK;
    }
    struct key_facts *found = arena_new(arena, struct key_facts);
    if (found == NULL) {
        return ST_NOMEM;
    }
    TRY(look_up(loop, arena, hash, found));
    remember(known, hash, found);
    *facts = found;
    return ST_OK;
}
