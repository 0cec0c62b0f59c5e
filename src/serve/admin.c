/* admin.c: the verbs of local commands that write, each in a transaction; keys and settings have files of
 * their own. */
#include "serve/admin.h"

#include "apply/applier.h"
#include "apply/import.h"
#include "apply/reclassify.h"
#include "apply/recompute.h"
#include "apply/remove.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/record.h"
#include "serve/admin_mail.h"
#include "serve/admin_people.h"
#include "serve/asked.h"

#include <string.h>

struct str asked_text(const struct asked *a, struct str key)
{
    struct str text = STR_NONE;
    jsonin_text(jsonin_get(a->request, key), &text);
    return text;
}

void asked_tell(struct asked *a, struct str key, struct str value)
{
    json_key(&a->answer, key);
    json_str(&a->answer, value);
}

void asked_tell_words(struct asked *a, struct str key, struct str words)
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

void asked_tell_time(struct asked *a, struct str key, int64_t ticks)
{
    json_key(&a->answer, key);
    json_time(&a->answer, ticks);
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

enum status asked_tenant(struct asked *a, struct str name, int64_t *tenant, struct uuid *customer)
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
    struct str name = asked_text(a, STR("name")), given = asked_text(a, STR("customerId"));
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
    TRY(asked_tenant(a, name, &tenant, &customer));
    TRY(add_root(a, tenant, &customer, name));
    uuid_print(text, &customer);
    asked_tell(a, STR("tenant"), name);
    asked_tell(a, STR("customerId"), (struct str){ text, sizeof text });
    return ST_OK;
}

/* From the commit on nobody finds the tenant; its rows go later (apply/remove.h). */
static enum status tenant_remove(struct asked *a)
{
    struct str name = asked_text(a, STR("name"));
    struct uuid customer;
    int64_t tenant, seq;
    TRY(asked_tenant(a, name, &tenant, &customer));
    if (!jsonin_int(jsonin_get(a->request, STR("seq")), &seq)) {
        return why_not(a->why, ST_INVALID, "a removal needs name and seq");
    }
    TRY(remove_mark(a->db, tenant, seq, world_now(a->world), a->why));
    asked_tell(a, STR("tenant"), name);
    return ST_OK;
}

static enum status recompute(struct asked *a)
{
    struct str name = asked_text(a, STR("tenant"));
    struct uuid customer;
    int64_t tenant, mended = 0;
    TRY(asked_tenant(a, name, &tenant, &customer));
    TRY(recompute_within(a->db, tenant, &mended, a->why));
    asked_tell(a, STR("tenant"), name);
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
    TRY(asked_tenant(a, asked_text(a, STR("tenant")), &people.tenant, &people.customer));
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
                asked_tell(a, STR("from"), str_of(judge_name((enum event_rule)from)));
                asked_tell(a, STR("to"), str_of(judge_name((enum event_rule)to)));
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
            asked_tell(a, STR("rule"), str_of(judge_name((enum event_rule)rule)));
            json_key(j, STR("events"));
            json_int(j, done->vendor[rule]);
            json_close(j, '}');
        }
    }
    json_close(j, ']');
}

static enum status reclassify(struct asked *a)
{
    struct str name = asked_text(a, STR("tenant"));
    struct reclassify asked = { .db = a->db,
                                .now = world_now(a->world),
                                .campaign = asked_text(a, STR("campaign")),
                                .our_networks = asked_text(a, STR("ourNetworks")),
                                .scanner_networks = asked_text(a, STR("scannerNetworks")) };
    struct reclassified done;
    jsonin_bool(jsonin_get(a->request, STR("dryRun")), &asked.dry_run);
    TRY(asked_tenant(a, name, &asked.tenant, &asked.customer));
    TRY(reclassify_within(&asked, &done, a->why));
    asked_tell(a, STR("tenant"), name);
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
        {STR_INIT("tenant.add"),      tenant_add         },
        { STR_INIT("tenant.remove"),  tenant_remove      },
        { STR_INIT("key.add"),        admin_key_add      },
        { STR_INIT("key.rotate"),     admin_key_rotate   },
        { STR_INIT("key.revoke"),     admin_key_revoke   },
        { STR_INIT("setting.set"),    admin_setting_set  },
        { STR_INIT("recompute"),      recompute          },
        { STR_INIT("reclassify"),     reclassify         },
        { STR_INIT("mail.decide"),    admin_mail_decide  },
        { STR_INIT("mail.settings"),  admin_mail_settings},
        { STR_INIT("people.merge"),   people_merged      },
        { STR_INIT("people.unmerge"), people_unmerged    },
        { STR_INIT("people.erase"),   people_erased      },
        { STR_INIT("people.readmit"), people_readmitted  },
        { STR_INIT("behavior.set"),   admin_behavior_set },
    };
    struct str verb = asked_text(a, STR("do"));
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
