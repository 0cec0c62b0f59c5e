/* remove.c: see remove.h. */
#include "apply/remove.h"

#include "base/limits.h"
#include "base/must.h"
#include "store/clean.h"

#include <string.h>

enum status remove_mark(struct db *writer, int64_t tenant, int64_t seq, int64_t now, struct why *why)
{
    struct query *q = db_query(writer, Q_IMPORT_OPEN_OF);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    query_end(q);
    if (st != ST_END) {
        return st == ST_OK
                   ? why_not(why, ST_CONFLICT, "an import of this tenant is under way; wait until it is done")
                   : st;
    }
    q = db_query(writer, Q_TENANT_BY_ID);
    query_int(q, 1, tenant);
    TRY(query_step(q));
    bool same = query_int_at(q, 3) == seq;
    query_end(q);
    if (!same) {
        return why_not(why, ST_CONFLICT, "data of this tenant came in meanwhile");
    }
    static const enum query_name at_once[] = { Q_REMOVE_API_KEY, Q_REMOVE_API_TOKEN };
    for (size_t i = 0; i < COUNT_OF(at_once); i++) {
        q = db_query(writer, at_once[i]);
        query_int(q, 1, tenant);
        query_int(q, 2, 1);
        TRY(query_run(q));
    }
    q = db_query(writer, Q_TENANT_REMOVE);
    query_int(q, 1, tenant);
    query_int(q, 2, now);
    return query_run(q);
}

static enum status next_tenant(struct db *writer, int64_t *tenant)
{
    struct query *q = db_query(writer, Q_TENANT_REMOVED_NEXT);
    enum status st = query_step(q);
    *tenant = st == ST_OK ? query_int_at(q, 0) : 0;
    query_end(q);
    return st;
}

enum status remove_wanted(struct db *writer, bool *wanted)
{
    int64_t tenant;
    enum status st = next_tenant(writer, &tenant);
    *wanted = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

/* Up to LIMIT_REMOVED rows of the tenant; *gone: there are none left. */
static enum status delete_rows(struct db *writer, int64_t tenant, bool *gone)
{
    int64_t left = LIMIT_REMOVED;
    for (int i = 0; i < QUERY_COUNT && left > 0; i++) {
        if (strncmp(query_label((enum query_name)i), "REMOVE_", strlen("REMOVE_")) == 0) {
            struct query *q = db_query(writer, (enum query_name)i);
            query_int(q, 1, tenant);
            query_int(q, 2, left);
            TRY(query_run(q));
            left -= db_changes(writer);
        }
    }
    *gone = left == LIMIT_REMOVED;
    return ST_OK;
}

/* The number is never given to another tenant. */
static enum status forget(struct db *writer, int64_t tenant)
{
    static const enum query_name last[] = { Q_TENANT_USED, Q_TENANT_FORGET };
    for (size_t i = 0; i < COUNT_OF(last); i++) {
        struct query *q = db_query(writer, last[i]);
        query_int(q, 1, tenant);
        TRY(query_run(q));
    }
    return ST_OK;
}

/* Runs one of the two above in a transaction. */
static enum status within(struct db *writer, int64_t tenant, bool *gone, struct why *why)
{
    enum status st = db_begin(writer);
    st = st != ST_OK ? st : gone != NULL ? delete_rows(writer, tenant, gone) : forget(writer, tenant);
    st = st != ST_OK ? st : db_commit(writer);
    if (st != ST_OK) {
        why_not(why, st, "cannot remove the tenant: %s", db_error(writer));
        db_rollback(writer);
    }
    return st;
}

enum status remove_step(struct db *writer, bool *more, struct why *why)
{
    int64_t tenant;
    bool gone;
    enum status st = next_tenant(writer, &tenant);
    *more = st == ST_OK;
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : why_not(why, st, "cannot read the store: %s", db_error(writer));
    }
    TRY(within(writer, tenant, &gone, why));
    if (!gone) {
        return ST_OK;
    }
    clean_all(writer);
    TRY(clean_run(writer, why));
    return within(writer, tenant, NULL, why);
}
