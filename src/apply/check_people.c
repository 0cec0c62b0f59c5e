/* check_people.c: who is meant by the names and references of a batch. */
#include "apply/check.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"

/* The natural key of the person whom a query found: their GUID, sourceIdentifier and e-mail in its columns
 * from `at` on. Ends the query. */
static enum status key_at(struct query *q, int at, struct arena *arena, struct str *key)
{
    struct person p = { .ids.outthink = query_uuid_at(q, at),
                        .ids.securityjourney = NONE,
                        .ids.cultureai = NONE };
    p.source_identifier = arena_str(arena, query_text_at(q, at + 1));
    p.email = arena_str(arena, query_text_at(q, at + 2));
    query_end(q);
    *key = identity_natural_key(arena, &p);
    return arena->failed ? ST_NOMEM : ST_OK;
}

enum status check_stored_key(const struct check *check, int64_t person_key, struct arena *arena,
                             struct str *key)
{
    struct query *q = db_query(check->store, Q_PERSON_CARD);
    query_int(q, 1, check->tenant);
    query_int(q, 2, person_key);
    enum status st = query_step(q);
    return st == ST_OK ? key_at(q, 0, arena, key) : st == ST_END ? ST_CORRUPT : st;
}

static enum status stored_key_of(const struct check *check, const struct name *name, struct arena *arena,
                                 struct str *key)
{
    struct query *q = db_query(check->store, Q_ALIAS_KEY);
    query_int(q, 1, check->tenant);
    query_int(q, 2, name->what);
    query_text(q, 3, name->value);
    enum status st = query_step(q);
    return st == ST_OK ? key_at(q, 0, arena, key) : st;
}

static enum status stored_person(const struct check *check, int what, struct str value, int64_t *person_key)
{
    struct query *q = db_query(check->store, Q_ALIAS);
    query_int(q, 1, check->tenant);
    query_int(q, 2, what);
    query_text(q, 3, value);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *person_key = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static enum status set_key(const struct check *check, int64_t node, struct str key)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_NODE_KEY);
    query_int(q, 1, node);
    query_text(q, 2, key);
    return query_run(q);
}

/* All lines of the batch that share names, directly or through each other, are bad: which of them is wrong
 * does not show, and leaving out the first one found would depend on their order. */
static enum status two_people(const struct check *check, int64_t node, int64_t a, int64_t b,
                              struct arena *arena)
{
    struct str first, second;
    TRY(check_stored_key(check, a, arena, &first));
    TRY(check_stored_key(check, b, arena, &second));
    struct query *q = db_query(check->stage->db, Q_STAGE_NODE_LINES);
    enum status st = ST_OK, step;
    query_int(q, 1, node);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        bool alone = query_int_at(q, 1) == 1;
        st = check_note(check, query_int_at(q, 0), "",
                        "this record %sabout two people, " STR_FMT " and " STR_FMT
                        "; join them with `muster people merge`, or correct its identifiers",
                        alone ? "is " : "and those of this batch that share its identifiers are ",
                        STR_ARG(first), STR_ARG(second));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status check_people(const struct check *check)
{
    if (check->empty) {
        return ST_OK; /* most of the largest imports */
    }
    struct arena arena;
    int64_t node = 0, person = NONE, turn = 0;
    struct query *q = db_query(check->stage->db, Q_STAGE_NAMES);
    enum status st, step = ST_OK;
    arena_init(&arena, LIMIT_ARENA);
    while (step == ST_OK && (st = query_step(q)) == ST_OK) {
        int64_t this_node = query_int_at(q, 2), found;
        if (this_node != node) {
            node = this_node;
            person = NONE;
            arena_reset(&arena);
        }
        step = check_renew(check, ++turn);
        step =
            step != ST_OK ? step : stored_person(check, (int)query_int_at(q, 0), query_text_at(q, 1), &found);
        if (step == ST_OK && person == NONE) {
            struct str key;
            person = found;
            step = check_stored_key(check, person, &arena, &key);
            step = step == ST_OK ? set_key(check, node, key) : step;
        } else if (step == ST_OK && person != found) {
            step = two_people(check, node, person, found, &arena);
        }
        step = step == ST_END ? ST_OK : step;
    }
    query_end(q);
    arena_done(&arena);
    return step != ST_OK ? step : st == ST_END ? ST_OK : st;
}

enum status check_reference(const struct check *check, struct str reference, struct arena *arena,
                            struct str *key)
{
    struct name names[REFERENCE_NAMES];
    int n = identity_reference(arena, reference, names);
    for (int i = 0; i < n && !arena->failed; i++) {
        int64_t node;
        enum status st = ST_END;
        if (check->stage->people > 0) {
            st = stage_find(check->stage, names[i].what, names[i].value, arena, &node, key);
        }
        st = st == ST_END ? stored_key_of(check, &names[i], arena, key) : st;
        if (st != ST_END) {
            return st;
        }
    }
    return arena->failed ? ST_NOMEM : ST_END;
}
