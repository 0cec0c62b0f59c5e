/* admin.c: adding tenants and keys, revoking keys. */
#include "serve/admin.h"

#include "apply/applier.h"
#include "apply/import.h"
#include "apply/reclassify.h"
#include "apply/recompute.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/csvout.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "dialect/access.h"
#include "model/record.h"
#include "serve/admin_people.h"
#include "serve/token.h"

#include <string.h>

struct asked {
    struct db *db;
    const struct store *store;
    const struct world *world;
    const struct jsonin *request;
    struct json answer;
    struct why *why;
};

static struct str text_of(const struct asked *a, struct str key)
{
    struct str text = STR_NONE;
    jsonin_text(jsonin_get(a->request, key), &text);
    return text;
}

static void tell(struct asked *a, struct str key, struct str value)
{
    json_key(&a->answer, key);
    json_str(&a->answer, value);
}

/* The root organization stands from the start; its time is the oldest, so that any record about it wins. */
static enum status add_root(struct asked *a, int64_t tenant, const struct uuid *customer, struct str name)
{
    char id[UUID_TEXT_LEN];
    uuid_print(id, customer);
    struct query *q = db_query(a->db, Q_SAVE_ORGANIZATION);
    query_int(q, 1, tenant);
    query_int(q, 2, 1);
    query_uuid(q, 3, customer);
    query_int(q, 4, 0);
    query_int(q, 5, 0);
    query_text(q, 6, (struct str){ id, sizeof id });
    query_text(q, 7, name);
    query_null(q, 8);
    TRY(query_run(q));
    q = db_query(a->db, Q_COUNTER_SET);
    query_int(q, 1, tenant);
    query_int(q, 2, COUNTER_ORGANIZATION_KEY);
    query_int(q, 3, 2);
    return query_run(q);
}

static enum status tenant_id(struct asked *a, struct str name, int64_t *tenant, struct uuid *customer)
{
    struct query *q = db_query(a->db, Q_TENANT_BY_NAME);
    query_text(q, 1, name);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *tenant = query_int_at(q, 0);
        *customer = query_uuid_at(q, 2);
        query_end(q);
    }
    return st == ST_END ? why_not(a->why, ST_NOTFOUND, "there is no tenant " STR_FMT, STR_ARG(name)) : st;
}

static bool is_fair_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7F) {
            return false;
        }
    }
    return name.len > 0 && name.len <= LIMIT_TENANT_NAME;
}

static enum status tenant_add(struct asked *a)
{
    struct str name = text_of(a, STR("name")), given = text_of(a, STR("customerId"));
    struct uuid customer = world_uuid(a->world);
    char text[UUID_TEXT_LEN];
    int64_t tenant;
    if (!is_fair_name(name)) {
        return why_not(a->why, ST_INVALID, "a tenant's name has 1 to %d bytes and no control characters",
                       LIMIT_TENANT_NAME);
    }
    if (given.ptr && !uuid_parse(given, &customer)) {
        return why_not(a->why, ST_INVALID,
                       "the customer id is not a GUID such as 3f2b8c1e-7d4a-4c55-9a0e-1b2c3d4e5f60");
    }
    struct query *q = db_query(a->db, Q_TENANT_ADD);
    query_text(q, 1, name);
    query_uuid(q, 2, &customer);
    query_int(q, 3, world_now(a->world));
    enum status st = query_run(q);
    if (st == ST_CONFLICT) {
        return why_not(a->why, st,
                       "there is a tenant " STR_FMT
                       " already, or one with this customer id; `muster tenant list` shows them",
                       STR_ARG(name));
    }
    TRY(st);
    TRY(tenant_id(a, name, &tenant, &customer));
    TRY(add_root(a, tenant, &customer, name));
    uuid_print(text, &customer);
    tell(a, STR("tenant"), name);
    tell(a, STR("customerId"), (struct str){ text, sizeof text });
    return ST_OK;
}

/* The bits of the APIs that a text names; at least one. */
static enum status read_apis(const struct asked *a, struct str names, unsigned *apis)
{
    *apis = 0;
    while (names.ptr != NULL) {
        struct str name = str_cut(&names, ' ');
        unsigned bit = access_api(name);
        if (name.len && bit == 0) {
            return why_not(a->why, ST_INVALID,
                           "there is no API " STR_FMT
                           "; known are outthink, securityjourney, cultureai, kaspersky, muster",
                           STR_ARG(name));
        }
        *apis |= bit;
    }
    return *apis ? ST_OK : why_not(a->why, ST_INVALID, "say which APIs the key may use, with --api");
}

/* What is done to CSV cells that a spreadsheet takes for formulas. */
static enum status read_escape(const struct asked *a, enum csvout_escape *escape)
{
    struct str word = text_of(a, STR("csvEscape"));
    *escape = str_eq(word, STR("excel")) ? CSVOUT_EXCEL : CSVOUT_PLAIN;
    if (word.ptr != NULL && *escape == CSVOUT_PLAIN && !str_eq(word, STR("none"))) {
        return why_not(a->why, ST_INVALID, "--csv-escape is none or excel");
    }
    return ST_OK;
}

struct new_key {
    struct str tenant, apis, scopes, cidrs, name;
    unsigned api_bits;
    int64_t expires_at;
    bool pseudonymous;
    enum csvout_escape csv_escape;
};

static enum status read_key(const struct asked *a, struct new_key *key)
{
    uint64_t scopes;
    struct str expires = text_of(a, STR("expiresAt"));
    *key = (struct new_key){ .tenant = text_of(a, STR("tenant")),
                             .apis = text_of(a, STR("apis")),
                             .scopes = text_of(a, STR("scopes")),
                             .cidrs = text_of(a, STR("cidrs")),
                             .name = text_of(a, STR("name")),
                             .expires_at = NONE };
    jsonin_bool(jsonin_get(a->request, STR("pseudonymous")), &key->pseudonymous);
    TRY(read_escape(a, &key->csv_escape));
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

static enum status write_key(const struct asked *a, const struct new_key *key, int64_t tenant,
                             const struct token *token)
{
    unsigned char hash[TOKEN_HASH_LEN];
    token_hash(store_token_secret(a->store), str_of(token->text), hash);
    struct query *q = db_query(a->db, Q_KEY_ADD);
    query_int(q, 1, tenant);
    query_text(q, 2, str_of(token->id));
    query_blob(q, 3, (struct str){ (const char *)hash, sizeof hash });
    query_text(q, 4, key->name);
    query_int(q, 5, key->api_bits);
    query_text(q, 6, key->scopes);
    query_text(q, 7, key->cidrs);
    query_int(q, 8, key->pseudonymous);
    query_int(q, 9, world_now(a->world));
    query_int(q, 10, key->expires_at);
    query_int(q, 11, key->csv_escape);
    return query_run(q);
}

static void tell_words(struct asked *a, struct str key, struct str words)
{
    json_key(&a->answer, key);
    json_open(&a->answer, '[');
    while (words.ptr != NULL) {
        struct str word = str_cut(&words, ' ');
        if (word.len) {
            json_str(&a->answer, word);
        }
    }
    json_close(&a->answer, ']');
}

static enum status key_add(struct asked *a)
{
    struct new_key key;
    struct token token;
    struct uuid customer;
    char text[UUID_TEXT_LEN];
    int64_t tenant;
    TRY(read_key(a, &key));
    TRY(tenant_id(a, key.tenant, &tenant, &customer));
    token_make(a->world, &token);
    TRY(write_key(a, &key, tenant, &token));
    uuid_print(text, &customer);
    tell(a, STR("id"), str_of(token.id));
    tell(a, STR("token"), str_of(token.text));
    tell(a, STR("tenant"), key.tenant);
    tell(a, STR("customerId"), (struct str){ text, sizeof text });
    tell_words(a, STR("apis"), key.apis);
    tell_words(a, STR("scopes"), key.scopes);
    tell_words(a, STR("cidrs"), key.cidrs);
    json_key(&a->answer, STR("expiresAt"));
    json_time(&a->answer, key.expires_at);
    tell(a, STR("csvEscape"), key.csv_escape == CSVOUT_EXCEL ? STR("excel") : STR("none"));
    return ST_OK;
}

static enum status key_revoke(struct asked *a)
{
    struct str id = text_of(a, STR("id"));
    struct uuid customer;
    int64_t tenant, now = world_now(a->world);
    TRY(tenant_id(a, text_of(a, STR("tenant")), &tenant, &customer));
    struct query *q = db_query(a->db, Q_KEY_REVOKE);
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    query_int(q, 3, now);
    TRY(query_run(q));
    if (db_changes(a->db) == 0) {
        return why_not(a->why, ST_NOTFOUND,
                       "the tenant has no key " STR_FMT
                       " that is not revoked yet; `muster key list` shows them",
                       STR_ARG(id));
    }
    tell(a, STR("id"), id);
    json_key(&a->answer, STR("revokedAt"));
    json_time(&a->answer, now);
    return ST_OK;
}

static enum status recompute(struct asked *a)
{
    struct str name = text_of(a, STR("tenant"));
    struct uuid customer;
    int64_t tenant, mended = 0;
    TRY(tenant_id(a, name, &tenant, &customer));
    TRY(recompute_within(a->db, tenant, &mended, a->why));
    tell(a, STR("tenant"), name);
    json_key(&a->answer, STR("mended"));
    json_int(&a->answer, mended);
    return ST_OK;
}

/* A verb about people: (people, request, answer, why). */
static enum status of_people(struct asked *a,
                             enum status (*run)(const struct people *people, const struct jsonin *request,
                                                struct json *answer, struct why *why))
{
    struct people people = { .db = a->db, .now = world_now(a->world) };
    TRY(tenant_id(a, text_of(a, STR("tenant")), &people.tenant, &people.customer));
    return run(&people, a->request, &a->answer, a->why);
}

static enum status people_merged(struct asked *a)
{
    return of_people(a, admin_people_merge);
}

static enum status people_unmerged(struct asked *a)
{
    return of_people(a, admin_people_unmerge);
}

static enum status people_erased(struct asked *a)
{
    /* What a command that was killed left behind may be about them too. */
    import_sweep(a->store, a->db);
    return of_people(a, admin_people_erase);
}

static enum status people_readmitted(struct asked *a)
{
    return of_people(a, admin_people_readmit);
}

static void tell_moves(struct asked *a, const struct reclassified *done)
{
    struct json *j = &a->answer;
    json_key(j, STR("changes"));
    json_open(j, '[');
    for (int from = 0; from < RULE_COUNT; from++) {
        for (int to = 0; to < RULE_COUNT; to++) {
            if (done->moved[from][to] > 0) {
                json_open(j, '{');
                tell(a, STR("from"), str_of(judge_name((enum event_rule)from)));
                tell(a, STR("to"), str_of(judge_name((enum event_rule)to)));
                json_key(j, STR("events"));
                json_int(j, done->moved[from][to]);
                json_close(j, '}');
            }
        }
    }
    json_close(j, ']');
    json_key(j, STR("countedAsVendor"));
    json_open(j, '[');
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        if (done->vendor[rule] > 0) {
            json_open(j, '{');
            tell(a, STR("rule"), str_of(judge_name((enum event_rule)rule)));
            json_key(j, STR("events"));
            json_int(j, done->vendor[rule]);
            json_close(j, '}');
        }
    }
    json_close(j, ']');
}

static enum status reclassify(struct asked *a)
{
    struct str name = text_of(a, STR("tenant"));
    struct reclassify asked = { .db = a->db,
                                .now = world_now(a->world),
                                .campaign = text_of(a, STR("campaign")),
                                .our_networks = text_of(a, STR("ourNetworks")),
                                .scanner_networks = text_of(a, STR("scannerNetworks")) };
    struct reclassified done;
    jsonin_bool(jsonin_get(a->request, STR("dryRun")), &asked.dry_run);
    TRY(tenant_id(a, name, &asked.tenant, &asked.customer));
    TRY(reclassify_within(&asked, &done, a->why));
    tell(a, STR("tenant"), name);
    json_key(&a->answer, STR("dryRun"));
    json_bool(&a->answer, asked.dry_run);
    json_key(&a->answer, STR("events"));
    json_int(&a->answer, done.events);
    json_key(&a->answer, STR("results"));
    json_int(&a->answer, done.results);
    tell_moves(a, &done);
    return ST_OK;
}

static enum status dispatch(struct asked *a)
{
    static const struct {
        struct str name;
        enum status (*run)(struct asked *a);
    } verbs[] = {
        {STR_INIT("tenant.add"),      tenant_add       },
        { STR_INIT("key.add"),        key_add          },
        { STR_INIT("key.revoke"),     key_revoke       },
        { STR_INIT("recompute"),      recompute        },
        { STR_INIT("reclassify"),     reclassify       },
        { STR_INIT("people.merge"),   people_merged    },
        { STR_INIT("people.unmerge"), people_unmerged  },
        { STR_INIT("people.erase"),   people_erased    },
        { STR_INIT("people.readmit"), people_readmitted},
    };
    struct str verb = text_of(a, STR("do"));
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (str_eq(verb, verbs[i].name)) {
            return verbs[i].run(a);
        }
    }
    return why_not(a->why, ST_INVALID,
                   "the server does not know how to do that; is it older than this command?");
}

enum status admin_run(struct db *db, const struct store *store, const struct world *world, struct str request,
                      struct buf *answer, struct why *why)
{
    struct jsonin *root;
    why_not(why, ST_OK, "%s", "");
    TRY(jsonin_parse(request, &root, why));
    struct asked a = { db, store, world, root, json_to(answer), why };
    json_open(&a.answer, '{');
    enum status st = dispatch(&a);
    json_close(&a.answer, '}');
    jsonin_free(root);
    if (st != ST_OK && why->text[0] == 0) {
        why_not(why, st, "the store cannot be written: %s", db_error(db));
    }
    return st == ST_OK && answer->failed ? ST_NOMEM : st;
}
