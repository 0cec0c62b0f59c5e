/* admin_keys.c: adding keys, giving a key another token, ending keys and tokens. */
#include "base/address.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "dialect/access.h"
#include "model/record.h"
#include "serve/asked.h"
#include "serve/scoped.h"
#include "serve/token.h"

/* The bits of the APIs that a text names; at least one. */
static enum status read_apis(const struct asked *a, struct str names, unsigned *apis)
{
    *apis = 0;
    while (names.ptr != NULL) {
        struct str name = str_cut(&names, ' ');
        unsigned bit = access_api(name);
        if (name.len && bit == 0) {
            return why_not(a->why, ST_INVALID, "there is no API " STR_FMT "; known are " ACCESS_API_NAMES,
                           STR_ARG(name));
        }
        *apis |= bit;
    }
    return *apis ? ST_OK : why_not(a->why, ST_INVALID, "say which APIs the key may use, with --api");
}

struct new_key {
    struct str tenant, apis, scopes, cidrs, name, csv_escape;
    unsigned api_bits;
    int64_t expires_at;
    bool pseudonymous;
};

static enum status read_key(const struct asked *a, struct new_key *key)
{
    uint64_t scopes;
    struct str expires = asked_text(a, STR("expiresAt"));
    *key = (struct new_key){ .tenant = asked_text(a, STR("tenant")),
                             .apis = asked_text(a, STR("apis")),
                             .scopes = asked_text(a, STR("scopes")),
                             .cidrs = asked_text(a, STR("cidrs")),
                             .name = asked_text(a, STR("name")),
                             .csv_escape = asked_text(a, STR("csvEscape")),
                             .expires_at = NONE };
    jsonin_bool(jsonin_get(a->request, STR("pseudonymous")), &key->pseudonymous);
    if (key->csv_escape.ptr && scoped_check(STR("csv.escape"), key->csv_escape, true, NULL) != ST_OK) {
        return why_not(a->why, ST_INVALID, "--csv-escape is none or excel");
    }
    TRY(read_apis(a, key->apis, &key->api_bits));
    TRY(access_scopes(key->scopes, &scopes, a->why));
    if (key->cidrs.ptr) {
        TRY(address_check_networks(key->cidrs, a->why));
    }
    if (expires.ptr && !when_parse(expires, &key->expires_at)) {
        return why_not(a->why, ST_INVALID, "--expires is not a date such as 2027-12-31");
    }
    return ST_OK;
}

static enum status write_token(const struct asked *a, int64_t tenant, int64_t number,
                               const struct token *token)
{
    unsigned char hash[TOKEN_HASH_LEN];
    token_hash(store_token_secret(a->store), str_of(token->text), hash);
    struct query *q = db_query(a->db, Q_TOKEN_ADD);
    query_int(q, 1, tenant);
    query_text(q, 2, str_of(token->id));
    query_int(q, 3, number);
    query_blob(q, 4, (struct str){ (const char *)hash, sizeof hash });
    query_int(q, 5, world_now(a->world));
    return query_run(q);
}

static enum status write_key(const struct asked *a, const struct new_key *key, int64_t tenant,
                             const struct token *token)
{
    struct query *q = db_query(a->db, Q_KEY_ADD);
    query_int(q, 1, tenant);
    query_text(q, 2, str_of(token->id));
    query_text(q, 3, key->name);
    query_int(q, 4, key->api_bits);
    query_text(q, 5, key->scopes);
    query_text(q, 6, key->cidrs);
    query_int(q, 7, key->pseudonymous);
    query_int(q, 8, world_now(a->world));
    query_int(q, 9, key->expires_at);
    TRY(query_run(q));
    if (key->csv_escape.ptr != NULL) {
        q = db_query(a->db, Q_SETTING_SET);
        query_int(q, 1, tenant);
        query_text(q, 2, str_of(token->id));
        query_text(q, 3, STR("csv.escape"));
        query_text(q, 4, key->csv_escape);
        TRY(query_run(q));
    }
    return write_token(a, tenant, 1, token);
}

/* The one time that a token is shown. */
static void tell_key(struct asked *a, const struct token *token, const struct uuid *customer,
                     const struct new_key *key)
{
    char text[UUID_TEXT_LEN];
    uuid_print(text, customer);
    asked_tell(a, STR("id"), str_of(token->id));
    asked_tell(a, STR("token"), str_of(token->text));
    asked_tell(a, STR("tenant"), key->tenant);
    asked_tell(a, STR("customerId"), (struct str){ text, sizeof text });
    asked_tell_words(a, STR("apis"), key->apis);
    asked_tell_words(a, STR("scopes"), key->scopes);
    asked_tell_words(a, STR("cidrs"), key->cidrs);
    asked_tell_time(a, STR("expiresAt"), key->expires_at);
}

enum status admin_key_add(struct asked *a)
{
    struct new_key key;
    struct token token;
    struct uuid customer;
    int64_t tenant;
    TRY(read_key(a, &key));
    TRY(asked_tenant(a, key.tenant, &tenant, &customer));
    token_make(a->world, &token);
    TRY(write_key(a, &key, tenant, &token));
    tell_key(a, &token, &customer, &key);
    asked_tell(a, STR("csvEscape"), key.csv_escape.ptr != NULL ? key.csv_escape : STR("none"));
    return ST_OK;
}

/* ---- a key that is there ---- */

static enum status no_key(const struct asked *a, struct str id)
{
    return why_not(a->why, ST_NOTFOUND,
                   "the tenant has no key " STR_FMT " that is not revoked yet; `muster key list` shows them",
                   STR_ARG(id));
}

/* Its tokens that have not ended: how many, the newest, and that one's number. */
struct alive {
    int64_t count, newest;
};

static enum status find_alive(const struct asked *a, int64_t tenant, struct str id, struct alive *alive)
{
    int64_t now = world_now(a->world);
    struct query *q = db_query(a->db, Q_TOKEN_LIST);
    enum status st;
    *alive = (struct alive){ 0, 0 };
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    while ((st = query_step(q)) == ST_OK) {
        int64_t ends_at = query_int_at(q, 2);
        alive->newest = query_int_at(q, 0);
        alive->count += ends_at == NONE || ends_at > now;
    }
    return st == ST_END ? ST_OK : st;
}

static enum status end_token(const struct asked *a, int64_t tenant, struct str id, int64_t number,
                             int64_t ends_at)
{
    struct query *q = db_query(a->db, Q_TOKEN_END);
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    query_int(q, 3, number);
    query_int(q, 4, ends_at);
    return query_run(q);
}

/* Tokens that have ended are of no use to anybody. */
static enum status forget_ended(const struct asked *a, int64_t tenant, struct str id)
{
    struct query *q = db_query(a->db, Q_TOKEN_FORGET);
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    query_int(q, 3, world_now(a->world));
    return query_run(q);
}

/* The key as it is told when it is given another token; texts live as long as the answer is written. */
static enum status read_old(struct asked *a, struct arena *arena, int64_t tenant, struct str id,
                            struct new_key *key)
{
    struct query *q = db_query(a->db, Q_KEY_BY_ID);
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    if (st != ST_OK || query_int_at(q, 4) != NONE) {
        query_end(q);
        return st == ST_OK || st == ST_END ? no_key(a, id) : st;
    }
    *key = (struct new_key){ .tenant = asked_text(a, STR("tenant")),
                             .apis = access_api_names(arena, (unsigned)query_int_at(q, 0)),
                             .scopes = arena_str(arena, query_text_at(q, 1)),
                             .cidrs = arena_str(arena, query_text_at(q, 2)),
                             .expires_at = query_int_at(q, 3) };
    query_end(q);
    return arena->failed ? ST_NOMEM : ST_OK;
}

/* The new token beside the old one, which lives for `keep` more seconds. */
static enum status rotate(struct asked *a, int64_t tenant, const struct token *token, int64_t keep,
                          int64_t *old_ends_at)
{
    struct alive alive;
    int64_t now = world_now(a->world);
    struct str id = str_of(token->id);
    if (__builtin_mul_overflow(keep, WHEN_SECOND, &keep) || keep < 0 ||
        __builtin_add_overflow(now, keep, old_ends_at)) {
        return why_not(a->why, ST_INVALID, "--keep is too long");
    }
    TRY(find_alive(a, tenant, id, &alive));
    if (alive.count > 1) {
        return why_not(a->why, ST_CONFLICT,
                       "the key " STR_FMT
                       " has an old token beside its new one already; `muster key revoke " STR_FMT
                       " --old` ends it",
                       STR_ARG(id), STR_ARG(id));
    }
    if (alive.newest > 0) {
        TRY(end_token(a, tenant, id, alive.newest, *old_ends_at));
    }
    TRY(forget_ended(a, tenant, id));
    return write_token(a, tenant, alive.newest + 1, token);
}

enum status admin_key_rotate(struct asked *a)
{
    struct str id = asked_text(a, STR("id"));
    struct new_key key;
    struct token token;
    struct uuid customer;
    struct arena arena;
    int64_t tenant, keep = 0, old_ends_at = NONE;
    TRY(asked_tenant(a, asked_text(a, STR("tenant")), &tenant, &customer));
    if (id.len != TOKEN_ID_LEN) {
        return no_key(a, id);
    }
    jsonin_int(jsonin_get(a->request, STR("keepSeconds")), &keep);
    arena_init(&arena, LIMIT_ARENA);
    enum status st = read_old(a, &arena, tenant, id, &key);
    if (st == ST_OK) {
        token_make_for(a->world, id, &token);
        st = rotate(a, tenant, &token, keep, &old_ends_at);
    }
    if (st == ST_OK) {
        tell_key(a, &token, &customer, &key);
        asked_tell_time(a, STR("oldTokenEndsAt"), old_ends_at);
    }
    arena_done(&arena);
    return st;
}

/* Ends the token before the newest one. */
static enum status revoke_old(struct asked *a, int64_t tenant, struct str id, int64_t now)
{
    struct alive alive;
    TRY(find_alive(a, tenant, id, &alive));
    if (alive.count < 2) {
        return why_not(a->why, ST_NOTFOUND, "the key " STR_FMT " has no old token that is still alive",
                       STR_ARG(id));
    }
    TRY(end_token(a, tenant, id, alive.newest - 1, now));
    return forget_ended(a, tenant, id);
}

enum status admin_key_revoke(struct asked *a)
{
    struct str id = asked_text(a, STR("id"));
    struct uuid customer;
    int64_t tenant, now = world_now(a->world);
    bool old = false;
    jsonin_bool(jsonin_get(a->request, STR("old")), &old);
    TRY(asked_tenant(a, asked_text(a, STR("tenant")), &tenant, &customer));
    if (old) {
        TRY(revoke_old(a, tenant, id, now));
    } else {
        struct query *q = db_query(a->db, Q_KEY_REVOKE);
        query_int(q, 1, tenant);
        query_text(q, 2, id);
        query_int(q, 3, now);
        TRY(query_run(q));
        if (db_changes(a->db) == 0) {
            return no_key(a, id);
        }
    }
    asked_tell(a, STR("id"), id);
    asked_tell_time(a, old ? STR("oldTokenEndsAt") : STR("revokedAt"), now);
    return ST_OK;
}
