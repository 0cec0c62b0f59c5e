/* admin_settings.c: settings of a tenant or a key. They hold from the next request on. */
#include "model/record.h"
#include "serve/asked.h"
#include "serve/scoped.h"

static enum status find_key(struct asked *a, int64_t tenant, struct str id)
{
    struct query *q = db_query(a->db, Q_KEY_BY_ID);
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_END
               ? why_not(a->why, ST_NOTFOUND,
                         "the tenant has no key " STR_FMT "; `muster key list` shows them", STR_ARG(id))
               : st;
}

enum status admin_setting_set(struct asked *a)
{
    struct str tenant_name = asked_text(a, STR("tenant")), key = asked_text(a, STR("key"));
    struct str name = asked_text(a, STR("name")), value = asked_text(a, STR("value"));
    struct uuid customer;
    int64_t tenant;
    TRY(scoped_check(name.ptr != NULL ? name : STR(""), value, key.ptr != NULL, a->why));
    TRY(asked_tenant(a, tenant_name, &tenant, &customer));
    if (key.ptr != NULL) {
        TRY(find_key(a, tenant, key));
    }
    struct query *q = db_query(a->db, value.ptr != NULL ? Q_SETTING_SET : Q_SETTING_UNSET);
    query_int(q, 1, tenant);
    query_text(q, 2, key.ptr != NULL ? key : STR(""));
    query_text(q, 3, name);
    if (value.ptr != NULL) {
        query_text(q, 4, value);
    }
    TRY(query_run(q));
    asked_tell(a, STR("tenant"), tenant_name);
    if (key.ptr != NULL) {
        asked_tell(a, STR("key"), key);
    }
    asked_tell(a, STR("name"), name);
    asked_tell(a, STR("value"), value);
    return ST_OK;
}
