/* known.c: see known.h. The store is asked on the first use after every commit, so that what is known is
 * never older than the store. */
#include "serve/known.h"

#include "base/must.h"
#include "dialect/access.h"
#include "model/record.h"
#include "serve/scoped.h"

#include <string.h>

static enum status find_decoy(struct serve_loop *loop)
{
    struct query *q = db_query(loop->db, Q_TOKEN_ANY);
    enum status st = query_step(q);
    memset(loop->decoy, 0, sizeof loop->decoy);
    if (st == ST_OK) {
        struct str hash = query_blob_at(q, 0);
        memcpy(loop->decoy, hash.ptr, hash.len < sizeof loop->decoy ? hash.len : sizeof loop->decoy);
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

enum status known_refresh(struct serve_loop *loop, const struct live *live)
{
    struct query *q = db_query(loop->db, Q_DATA_VERSION);
    TRY(query_step(q));
    int64_t version = query_int_at(q, 0);
    query_end(q);
    if (version != loop->data_version || live != loop->live) {
        TRY(find_decoy(loop));
        loop->data_version = version;
        loop->live = live;
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

enum status known_look_up(struct serve_loop *loop, struct arena *arena,
                          const unsigned char hash[TOKEN_HASH_LEN], struct key_facts *facts)
{
    struct query *q = db_query(loop->db, Q_KEY_BY_HASH);
    query_blob(q, 1, (struct str){ (const char *)hash, TOKEN_HASH_LEN });
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    *facts = (struct key_facts){ .tenant = query_int_at(q, 0),
                                 .key_id = arena_str(arena, query_text_at(q, 1)),
                                 .number = query_int_at(q, 2),
                                 .created_at = query_int_at(q, 3),
                                 .ends_at = query_int_at(q, 4),
                                 .last_used_at = query_int_at(q, 5),
                                 .apis = (unsigned)query_int_at(q, 6),
                                 .cidrs = arena_str(arena, query_text_at(q, 8)),
                                 .pseudonymous = query_int_at(q, 9) == 1,
                                 .expires_at = query_int_at(q, 10),
                                 .revoked_at = query_int_at(q, 11),
                                 .tenant_name = arena_str(arena, query_text_at(q, 12)),
                                 .seq = query_int_at(q, 13) };
    must(access_scopes(query_text_at(q, 7), &facts->scopes, NULL) == ST_OK);
    query_end(q);
    return arena->failed ? ST_NOMEM : ST_OK;
}

enum status known_even_out(struct serve_loop *loop, struct arena *arena, const struct key_facts *found)
{
    static const unsigned char nobody[TOKEN_HASH_LEN];
    struct key_facts other;
    return known_look_up(loop, arena, found->tenant == NONE ? loop->decoy : nobody, &other);
}

enum status known_complete(struct serve *serve, struct serve_loop *loop, struct arena *arena,
                           struct key_facts *facts)
{
    struct setting_value values[SETTING_COUNT];
    TRY(scoped_values(loop->db, loop->live->settings, serve->config.faithful, arena, facts->tenant,
                      facts->key_id, values));
    for (int i = 0; i < SETTING_COUNT; i++) {
        facts->settings[i] = values[i].number;
    }
    facts->use = uses_find(serve->uses, facts->tenant, facts->key_id, facts->number);
    return facts->use == NULL ? ST_NOMEM : ST_OK;
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

void known_keep(struct serve_loop *loop, const unsigned char hash[TOKEN_HASH_LEN],
                const struct key_facts *facts)
{
    struct known_key *known = &loop->keys[hash[0] % KNOWN_KEYS];
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

const struct key_facts *known_key(const struct serve_loop *loop, const unsigned char hash[TOKEN_HASH_LEN])
{
    const struct known_key *known = &loop->keys[hash[0] % KNOWN_KEYS];
    return known->set && token_hash_equal(known->hash, hash) ? &known->facts : NULL;
}
