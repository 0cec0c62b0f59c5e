/* duplicates.c: people who may be one. Every person gives up to three hashes of what duplicates have in
 * common; sorted, equal ones stand together. What is only equal by its hash is compared in full when it is
 * printed. */
#include "apply/held.h"
#include "apply/person.h"
#include "base/fold.h"
#include "base/limits.h"
#include "base/must.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

const char *const duplicate_words[DUPLICATE_COUNT] = {
    [DUPLICATE_NAME] = "name", [DUPLICATE_MAILBOX] = "mailbox", [DUPLICATE_EMPLOYEE] = "employeeNumber"
};

struct mark {
    uint64_t hash;
    int64_t person_key;
};

struct marks {
    struct mark *at;
    size_t count, room;
};

struct finding {
    struct db *db;
    int64_t tenant, group;
    struct arena arena;
    struct marks marks[DUPLICATE_COUNT];
    duplicates_found *found;
    void *to;
};

static enum status add_mark(struct marks *marks, struct str text, int64_t person_key)
{
    uint64_t hash;
    if (marks->count == marks->room) {
        size_t room = marks->room ? marks->room * 2 : 1024;
        struct mark *at = realloc(marks->at, room * sizeof *at);
        if (at == NULL) {
            return ST_NOMEM;
        }
        marks->at = at;
        marks->room = room;
    }
    static const unsigned char key[crypto_shorthash_KEYBYTES];
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)text.ptr, text.len, key);
    marks->at[marks->count++] = (struct mark){ hash, person_key };
    return ST_OK;
}

/* What two people have in common if they may be one; absent: nothing of the kind. */
static struct str common(struct arena *arena, enum duplicate why, const struct person *p)
{
    struct str text = STR_NONE, folded = STR_NONE;
    if (why == DUPLICATE_EMPLOYEE) {
        text = p->employee_number;
    } else if (why == DUPLICATE_MAILBOX && p->email.ptr) {
        struct str rest = p->email;
        text = str_cut(&rest, '@');
    } else if (why == DUPLICATE_NAME) {
        struct str name = p->full_name, place = p->department.ptr ? p->department : p->organization_id;
        if (name.ptr == NULL && p->first_name.ptr && p->last_name.ptr) {
            name = arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(p->first_name), STR_ARG(p->last_name));
        }
        if (name.len && place.len) {
            text = arena_format(arena, STR_FMT "\x1f" STR_FMT, STR_ARG(name), STR_ARG(place));
        }
    }
    return text.len && fold(arena, text, &folded) == ST_OK ? folded : STR_NONE;
}

static enum status mark_all(struct finding *f, const struct person *p, int64_t person_key)
{
    for (int why = 1; why < DUPLICATE_COUNT; why++) {
        struct str text = common(&f->arena, (enum duplicate)why, p);
        TRY(text.ptr ? add_mark(&f->marks[why], text, person_key) : ST_OK);
    }
    return ST_OK;
}

static enum status walk(struct finding *f)
{
    struct query *q = db_query(f->db, Q_DUPLICATE_WALK);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, f->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        arena_reset(&f->arena);
        struct person p = { .email = query_text_at(q, 1),
                            .full_name = query_text_at(q, 2),
                            .first_name = query_text_at(q, 3),
                            .last_name = query_text_at(q, 4),
                            .department = query_text_at(q, 5),
                            .organization_id = query_text_at(q, 6),
                            .employee_number = query_text_at(q, 7) };
        st = mark_all(f, &p, query_int_at(q, 0));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static int by_hash(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    return x->hash != y->hash               ? (x->hash < y->hash ? -1 : 1)
           : x->person_key != y->person_key ? (x->person_key < y->person_key ? -1 : 1)
                                            : 0;
}

static enum status load(struct finding *f, int64_t person_key, struct person *p)
{
    struct applier reading = { .db = f->db, .tenant = f->tenant, .arena = f->arena };
    struct stored stored;
    enum status st = apply_load_person(&reading, person_key, &stored);
    f->arena = reading.arena;
    *p = stored.record.body.person;
    return st;
}

/* The people of one hash whose texts are those of the first. */
static enum status tell_group(struct finding *f, enum duplicate why, const struct mark *marks, size_t n)
{
    struct person first;
    arena_reset(&f->arena);
    TRY(load(f, marks[0].person_key, &first));
    struct str shared = common(&f->arena, why, &first);
    f->group++;
    for (size_t i = 0; i < n; i++) {
        struct person p;
        TRY(load(f, marks[i].person_key, &p));
        if (!str_eq(common(&f->arena, why, &p), shared)) {
            continue;
        }
        struct suspect suspect = { why,         f->group,     p.ids.outthink,   p.email, p.source_identifier,
                                   p.full_name, p.department, p.employee_number };
        if (suspect.name.ptr == NULL && p.first_name.ptr && p.last_name.ptr) {
            suspect.name =
                arena_format(&f->arena, STR_FMT " " STR_FMT, STR_ARG(p.first_name), STR_ARG(p.last_name));
        }
        TRY(f->arena.failed ? ST_NOMEM : f->found(f->to, &suspect));
    }
    return ST_OK;
}

static enum status tell_all(struct finding *f, enum duplicate why)
{
    struct marks *marks = &f->marks[why];
    if (marks->count > 1) {
        qsort(marks->at, marks->count, sizeof *marks->at, by_hash);
    }
    for (size_t i = 0, n; i < marks->count; i += n) {
        for (n = 1; i + n < marks->count && marks->at[i + n].hash == marks->at[i].hash; n++) {
        }
        if (n > 1) {
            TRY(tell_group(f, why, marks->at + i, n));
        }
    }
    return ST_OK;
}

enum status duplicates_find(struct db *db, int64_t tenant, duplicates_found *found, void *to, struct why *why)
{
    struct finding f = { .db = db, .tenant = tenant, .found = found, .to = to };
    arena_init(&f.arena, LIMIT_ARENA);
    enum status st = db_begin(db);
    st = st != ST_OK ? st : walk(&f);
    /* The surest sign first. */
    for (int i = DUPLICATE_COUNT - 1; i > 0 && st == ST_OK; i--) {
        st = tell_all(&f, (enum duplicate)i);
    }
    db_rollback(db);
    for (int i = 0; i < DUPLICATE_COUNT; i++) {
        free(f.marks[i].at);
    }
    arena_done(&f.arena);
    return st == ST_OK ? ST_OK
                       : why_not(why, st, "cannot look for duplicates: %s",
                                 st == ST_IO ? "reading or writing failed" : status_name(st));
}
