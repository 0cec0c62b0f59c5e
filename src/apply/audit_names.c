/* audit_names.c: the alias table beside the people themselves, and which organization each belongs to. */
#include "apply/audit.h"
#include "base/jsonin.h"
#include "base/must.h"
#include "model/identity.h"

#include <string.h>

/* Whether what identity_names takes for granted holds: texts that are UTF-8, aliases that are a list. */
static bool is_readable(const struct person *p)
{
    struct jsonin *list;
    bool readable = (p->source_identifier.ptr == NULL || str_utf8(p->source_identifier)) &&
                    (p->email.ptr == NULL || str_utf8(p->email));
    if (!readable || p->aliases.ptr == NULL) {
        return readable;
    }
    if (jsonin_parse(p->aliases, &list, NULL) != ST_OK) {
        return false;
    }
    readable = jsonin_kind(list) == JSONIN_LIST;
    for (size_t i = 0; readable && i < jsonin_count(list); i++) {
        readable = jsonin_kind(jsonin_item(list, i)) == JSONIN_TEXT;
    }
    jsonin_free(list);
    return readable;
}

static enum status owner_of(struct audit *a, const struct name *name, int64_t *owner)
{
    struct query *q = db_query(a->db, Q_ALIAS);
    query_int(q, 1, a->tenant);
    query_int(q, 2, name->what);
    query_text(q, 3, name->value);
    enum status st = query_step(q);
    *owner = st == ST_OK ? query_int_at(q, 0) : NONE;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

static enum status check_missing(struct audit *a, int64_t person, const struct name *names, int count)
{
    for (int i = 0; i < count; i++) {
        int64_t owner;
        TRY(owner_of(a, &names[i], &owner));
        if (owner != person) {
            struct difference d = {
                .what = DERIVED_NAME,
                .keys = {person, names[i].what, owner},
                .expected_text = names[i].value
            };
            TRY(a->differs(a->to, &d));
        }
    }
    return ST_OK;
}

static bool is_one_of(const struct name *name, const struct name *names, int count)
{
    int i = 0;
    while (i < count && (names[i].what != name->what || !str_eq(names[i].value, name->value))) {
        i++;
    }
    return i < count;
}

/* What is too much is gathered first: it may be dropped by whoever is told. */
static enum status check_too_many(struct audit *a, int64_t person, const struct name *names, int count)
{
    struct extra {
        struct name name;
        struct extra *next;
    } *extras = NULL;
    struct query *q = db_query(a->db, Q_CHECK_ALIASES);
    enum status st;
    query_int(q, 1, a->tenant);
    query_int(q, 2, person);
    while ((st = query_step(q)) == ST_OK) {
        struct name name = { (enum name_kind)query_int_at(q, 0), query_text_at(q, 1) };
        struct extra *extra = is_one_of(&name, names, count) ? NULL : arena_new(&a->arena, struct extra);
        if (extra != NULL) {
            *extra = (struct extra){
                {name.what, arena_str(&a->arena, name.value)},
                extras
            };
            extras = extra;
        }
    }
    if (st != ST_END) {
        return st;
    }
    for (; extras != NULL; extras = extras->next) {
        struct difference d = {
            .what = DERIVED_NAME_TOO_MANY,
            .keys = {person, extras->name.what},
            .stored_text = extras->name.value
        };
        TRY(a->differs(a->to, &d));
    }
    return a->arena.failed ? ST_NOMEM : ST_OK;
}

static struct key24 key24_of(struct str bytes)
{
    struct key24 key = { .set = bytes.len == sizeof key.b };
    if (key.set) {
        memcpy(key.b, bytes.ptr, sizeof key.b);
    }
    return key;
}

static enum status check_person(struct audit *a, struct query *q)
{
    int64_t person = query_int_at(q, 0);
    const int64_t keys[3] = { person };
    struct person p = {
        .ids = {.outthink = query_uuid_at(q, 3),
                .securityjourney = query_int_at(q, 4),
                .cultureai = query_int_at(q, 5),
                .kaspersky = key24_of(query_blob_at(q, 6))},
        .source_identifier = query_text_at(q, 7),
        .email = query_text_at(q, 8),
        .aliases = query_text_at(q, 9),
    };
    struct name *names;
    int count;
    int64_t stored = query_int_at(q, 1), expected = query_int_at(q, 2);
    if (!is_readable(&p)) {
        struct difference d = { .what = DERIVED_NAMES_BROKEN, .keys = { person } };
        return a->differs(a->to, &d);
    }
    if (!identity_names(&a->arena, &p, &names, &count)) {
        return ST_NOMEM;
    }
    TRY(check_too_many(a, person, names, count));
    TRY(check_missing(a, person, names, count));
    return audit_number(a, DERIVED_MEMBERSHIP, keys, "organization", stored, expected);
}

/* Names of people who are not there. */
static enum status check_alone(struct audit *a)
{
    struct query *q = db_query(a->db, Q_CHECK_ALIAS_ALONE);
    enum status st = ST_OK, step;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        arena_reset(&a->arena);
        struct difference d = {
            .what = DERIVED_NAME_TOO_MANY,
            .keys = {query_int_at(q, 0), query_int_at(q, 1)},
            .stored_text = arena_str(&a->arena, query_text_at(q, 2))
        };
        st = a->arena.failed ? ST_NOMEM : a->differs(a->to, &d);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status audit_people(struct audit *a)
{
    struct query *q = db_query(a->db, Q_CHECK_PEOPLE);
    enum status st = ST_OK, step;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        arena_reset(&a->arena);
        st = check_person(a, q);
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    return check_alone(a);
}
