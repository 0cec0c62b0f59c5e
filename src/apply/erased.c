/* erased.c: see erased.h. */
#include "apply/erased.h"

#include "base/fold.h"
#include "base/must.h"

#include <sodium.h>
#include <string.h>

enum { HASH_LEN = 32 };

enum status erased_any(struct db *db, int64_t tenant, bool *any)
{
    struct query *q = db_query(db, Q_ERASED_ANY);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    query_end(q);
    *any = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

/* A key of its own, so that these hashes say nothing about tokens. */
static void hash_name(const struct db *db, int64_t tenant, int what, struct str value,
                      unsigned char hash[HASH_LEN])
{
    static const unsigned char purpose[] = "names of erased people";
    unsigned char key[crypto_generichash_KEYBYTES], head[16];
    crypto_generichash_state state;
    must(db_secret(db) != NULL);
    crypto_generichash(key, sizeof key, purpose, sizeof purpose, db_secret(db), crypto_generichash_KEYBYTES);
    memcpy(head, &tenant, 8);
    memcpy(head + 8, &(int64_t){ what }, 8);
    crypto_generichash_init(&state, key, sizeof key, HASH_LEN);
    crypto_generichash_update(&state, head, sizeof head);
    crypto_generichash_update(&state, (const unsigned char *)value.ptr, value.len);
    crypto_generichash_final(&state, hash, HASH_LEN);
    sodium_memzero(key, sizeof key);
}

enum status erased_who(struct db *db, int64_t tenant, int what, struct str value, int64_t *who)
{
    unsigned char hash[HASH_LEN];
    hash_name(db, tenant, what, value, hash);
    struct query *q = db_query(db, Q_ERASED);
    query_int(q, 1, tenant);
    query_blob(q, 2, (struct str){ (const char *)hash, sizeof hash });
    enum status st = query_step(q);
    if (st == ST_OK) {
        *who = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

enum status erased_add(struct db *db, int64_t tenant, int what, struct str value, int64_t who)
{
    unsigned char hash[HASH_LEN];
    if (value.len == 0) {
        return ST_OK;
    }
    hash_name(db, tenant, what, value, hash);
    struct query *q = db_query(db, Q_ERASED_ADD);
    query_int(q, 1, tenant);
    query_blob(q, 2, (struct str){ (const char *)hash, sizeof hash });
    query_int(q, 3, who);
    return query_run(q);
}

enum status erased_one_of(struct db *db, int64_t tenant, const struct name *names, int count, bool *erased)
{
    *erased = false;
    for (int i = 0; i < count && !*erased; i++) {
        int64_t who;
        enum status st = erased_who(db, tenant, (int)names[i].what, names[i].value, &who);
        *erased = st == ST_OK;
        if (st != ST_OK && st != ST_END) {
            return st;
        }
    }
    return ST_OK;
}

/* ---- batches ---- */

static enum status note_node(const struct check *check, int64_t node)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_ERASED_ADD);
    query_int(q, 1, node);
    return query_run(q);
}

enum status erased_check(const struct check *check)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_NAMES);
    enum status st = ST_OK, step = ST_END;
    while (check->anybody_erased && st == ST_OK && (step = query_step(q)) == ST_OK) {
        int64_t who;
        st = erased_who(check->store, check->tenant, (int)query_int_at(q, 0), query_text_at(q, 1), &who);
        st = st == ST_OK ? note_node(check, query_int_at(q, 2)) : st == ST_END ? ST_OK : st;
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status is_erased_node(const struct check *check, int64_t node, bool *erased)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_IS_ERASED);
    query_int(q, 1, node);
    enum status st = query_step(q);
    query_end(q);
    *erased = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

/* The first name that somebody has decides, as for references: of the batch, of the store, erased. */
static enum status whose(const struct check *check, const struct name *name, struct arena *arena,
                         bool *decided, bool *erased)
{
    struct str key;
    int64_t root;
    enum status st = stage_find(check->stage, (int)name->what, name->value, arena, &root, &key);
    *decided = true;
    if (st != ST_END) {
        return st == ST_OK ? is_erased_node(check, root, erased) : st;
    }
    struct query *q = db_query(check->store, Q_ALIAS);
    query_int(q, 1, check->tenant);
    query_int(q, 2, (int)name->what);
    query_text(q, 3, name->value);
    st = query_step(q);
    query_end(q);
    if (st != ST_END) {
        return st;
    }
    st = erased_who(check->store, check->tenant, (int)name->what, name->value, &root);
    *decided = *erased = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

enum status erased_in_batch(const struct check *check, const struct name *names, int count,
                            struct arena *arena, bool *erased)
{
    bool decided = false;
    *erased = false;
    for (int i = 0; check->anybody_erased && i < count && !decided; i++) {
        TRY(whose(check, &names[i], arena, &decided, erased));
    }
    return ST_OK;
}

enum status erased_leave_out(const struct check *check, int64_t line_no)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_BAD_ADD);
    query_int(q, 1, line_no);
    TRY(query_run(q));
    if (db_changes(check->stage->db) == 0) {
        return ST_OK;
    }
    ++*check->erased;
    q = db_query(check->stage->db, Q_STAGE_ERASED_LINE_ADD);
    query_int(q, 1, line_no);
    return query_run(q);
}

/* ---- managers ---- */

static enum status is_erased(struct db *db, int64_t tenant, struct arena *arena, int what, struct str text,
                             bool *erased)
{
    struct str folded;
    int64_t who;
    if (*erased || text.ptr == NULL) {
        return ST_OK;
    }
    TRY(fold(arena, text, &folded));
    enum status st = erased_who(db, tenant, what, folded, &who);
    *erased = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

enum status erased_managers(struct db *db, int64_t tenant, struct arena *arena, struct record *record)
{
    struct person *p = &record->body.person;
    bool erased = false, number = false;
    TRY(is_erased(db, tenant, arena, NAME_EMAIL, p->manager_email, &erased));
    if (p->manager_email.ptr == NULL) {
        TRY(is_erased(db, tenant, arena, ERASED_FULL_NAME, p->manager_name, &erased));
    }
    TRY(is_erased(db, tenant, arena, ERASED_EMPLOYEE, p->managers_employee_number, &number));
    if (erased) {
        p->manager_email = p->manager_name = STR_NONE;
    }
    if (erased || number) {
        p->managers_employee_number = STR_NONE;
    }
    return ST_OK;
}
