/* score_people.c: see score_people.h. */
#include "apply/score_people.h"

#include "model/identity.h"
#include "model/record.h"

static struct scored_name name_at(const struct query *q, struct arena *arena)
{
    struct str full = query_text_at(q, 2), first = query_text_at(q, 3), last = query_text_at(q, 4);
    struct str email = arena_str(arena, query_text_at(q, 5));
    struct str name = full.ptr ? arena_str(arena, full)
                      : first.ptr && last.ptr
                          ? arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(last))
                          : email;
    return (struct scored_name){
        .person = {.person_key = query_int_at(q, 0),
                   .access_level = query_int_at(q, 6),
                   .job_role = arena_str(arena, query_text_at(q, 7)),
                   .attributes = arena_str(arena, query_text_at(q, 8))},
        .number = query_int_at(q, 1),
        .name = name,
        .email = email
    };
}

static enum status find_key(struct db *db, int64_t tenant, struct str reference, struct arena *arena,
                            int64_t *key)
{
    struct name names[REFERENCE_NAMES + 1];
    int64_t number;
    enum status st = ST_END;
    int n = identity_reference(arena, reference, names);
    if (str_int(reference, &number)) {
        names[n++] = (struct name){ NAME_CULTUREAI, reference };
    }
    for (int i = 0; i < n && st == ST_END; i++) {
        struct query *q = db_query(db, Q_ALIAS);
        query_int(q, 1, tenant);
        query_int(q, 2, names[i].what);
        query_text(q, 3, names[i].value);
        st = query_step(q);
        *key = st == ST_OK ? query_int_at(q, 0) : NONE;
        query_end(q);
    }
    return st;
}

enum status score_people_find(struct db *db, int64_t tenant, struct str reference, struct arena *arena,
                              struct scored_name *found)
{
    int64_t key;
    TRY(find_key(db, tenant, reference, arena, &key));
    struct query *q = db_query(db, Q_SCORE_PERSON);
    query_int(q, 1, tenant);
    query_int(q, 2, key);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *found = name_at(q, arena);
        query_end(q);
    }
    return st == ST_OK && arena->failed ? ST_NOMEM : st;
}

enum status score_people_walk(struct db *db, int64_t tenant, struct arena *arena, score_people_each *each,
                              void *to)
{
    struct query *q = db_query(db, Q_SCORE_PEOPLE);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        arena_reset(arena);
        struct scored_name one = name_at(q, arena);
        st = arena->failed ? ST_NOMEM : each(to, &one);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}
