/* managers.c: see managers.h. */
/* hot path */
#include "serve/managers.h"

#include "base/fold.h"
#include "base/must.h"
#include "model/identity.h"

#include <string.h>

enum status managers_refresh(struct managers *m, struct db *db, int64_t tenant)
{
    struct query *q = db_query(db, Q_TENANT_BY_ID);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    int64_t seq = query_int_at(q, 3);
    query_end(q);
    if (seq != m->seq) {
        memset(m, 0, sizeof *m);
        m->seq = seq;
    }
    return ST_OK;
}

static enum status look_up(struct db *db, struct arena *arena, int64_t tenant, struct str email,
                           struct str *shown)
{
    struct str folded;
    TRY(fold(arena, email, &folded));
    struct query *q = db_query(db, Q_READ_MANAGER);
    query_int(q, 1, tenant);
    query_int(q, 2, NAME_EMAIL);
    query_text(q, 3, folded);
    enum status st = query_step(q);
    if (st == ST_OK) {
        must(query_int_at(q, 0) == tenant);
        struct str found = query_text_at(q, 1);
        *shown = found.ptr != NULL ? arena_str(arena, found) : email;
        query_end(q);
    } else if (st == ST_END) {
        *shown = email;
    } else {
        return st;
    }
    return arena->failed ? ST_NOMEM : ST_OK;
}

static size_t place_of(struct str email)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < email.len; i++) {
        hash = (hash ^ (unsigned char)email.ptr[i]) * 16777619U;
    }
    return hash % MANAGERS_KNOWN;
}

enum status managers_shown(struct managers *m, struct db *db, struct arena *arena, int64_t tenant,
                           struct str email, struct str *shown)
{
    if (email.len == 0) {
        *shown = STR_NONE;
        return ST_OK;
    }
    size_t i = place_of(email);
    char *text = m->known[i].text;
    if (str_eq(email, (struct str){ text, m->known[i].email_len })) {
        *shown = (struct str){ text + email.len, m->known[i].shown_len };
        return ST_OK;
    }
    TRY(look_up(db, arena, tenant, email, shown));
    if (email.len + shown->len <= MANAGER_TEXT) {
        m->known[i].email_len = email.len;
        m->known[i].shown_len = shown->len;
        memcpy(text, email.ptr, email.len);
        memcpy(text + email.len, shown->ptr, shown->len);
    }
    return ST_OK;
}
