/* erase.c: one person, removed from everywhere: their own rows, what others' rows say of them, deletions and
 * outcomes that name them. What stays is the keyed hash of each name (erased.c). Free text in which somebody
 * else wrote about them is not found. */
#include "apply/erased.h"
#include "apply/mail.h"
#include "apply/merge.h"
#include "base/fold.h"
#include "base/limits.h"
#include "base/must.h"
#include "store/clean.h"

#include <string.h>

struct erasing {
    struct merge m; /* the applier, the kept texts; person: whom */
    struct name *names;
    int count;
    struct str employee, full_name; /* folded */
    struct erasure done;
};

static bool has_name(const struct erasing *e, enum name_kind what, struct str value)
{
    for (int i = 0; i < e->count; i++) {
        if (e->names[i].what == what && str_eq(e->names[i].value, value)) {
            return true;
        }
    }
    return false;
}

/* ---- what they are called ---- */

static enum status collect(struct erasing *e, const struct person *p)
{
    struct arena *kept = &e->m.kept;
    struct str full = p->full_name;
    if (full.ptr == NULL && p->first_name.ptr && p->last_name.ptr) {
        full = arena_format(kept, STR_FMT " " STR_FMT, STR_ARG(p->first_name), STR_ARG(p->last_name));
    }
    TRY(fold(kept, full, &e->full_name));
    TRY(fold(kept, p->employee_number, &e->employee));
    return identity_names(kept, p, &e->names, &e->count) && !kept->failed ? ST_OK : ST_NOMEM;
}

/* As it may stand in the file: every spelling that the record has, and identifiers as bytes too. */
static void want_clean(struct erasing *e, const struct person *p)
{
    struct db *db = e->m.applier.db;
    const struct str texts[] = { p->email, p->source_identifier, p->full_name, p->phone_number,
                                 e->full_name };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        clean_want(db, texts[i].ptr ? texts[i] : STR(""));
    }
    for (int i = 0; i < e->count; i++) {
        clean_want(db, e->names[i].what == NAME_SECURITYJOURNEY || e->names[i].what == NAME_CULTUREAI
                           ? STR("")
                           : e->names[i].value);
    }
    if (p->ids.outthink.set) {
        clean_want(db, (struct str){ (const char *)p->ids.outthink.b, sizeof p->ids.outthink.b });
    }
    if (p->ids.kaspersky.set) {
        clean_want(db, (struct str){ (const char *)p->ids.kaspersky.b, sizeof p->ids.kaspersky.b });
    }
}

static enum status remember(struct erasing *e)
{
    struct applier *a = &e->m.applier;
    for (int i = 0; i < e->count; i++) {
        TRY(erased_add(a->db, a->tenant, (int)e->names[i].what, e->names[i].value, a->seq));
    }
    TRY(erased_add(a->db, a->tenant, ERASED_EMPLOYEE, e->employee, a->seq));
    return erased_add(a->db, a->tenant, ERASED_FULL_NAME, e->full_name, a->seq);
}

/* ---- rows of others ---- */

struct managed {
    int64_t person_key;
    struct managed *next;
};

static enum status is_theirs(struct erasing *e, const struct query *q, bool *theirs)
{
    struct arena *arena = &e->m.applier.arena;
    struct str email, name, number;
    arena_reset(arena);
    TRY(fold(arena, query_text_at(q, 1), &email));
    TRY(fold(arena, query_text_at(q, 2), &name));
    TRY(fold(arena, query_text_at(q, 3), &number));
    *theirs = (email.ptr && has_name(e, NAME_EMAIL, email)) ||
              (email.ptr == NULL && name.ptr && e->full_name.ptr && str_eq(name, e->full_name)) ||
              (number.ptr && e->employee.ptr && str_eq(number, e->employee));
    return ST_OK;
}

static enum status leave_managed(struct erasing *e)
{
    struct applier *a = &e->m.applier;
    struct managed *first = NULL;
    struct query *q = db_query(a->db, Q_MANAGED);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        bool theirs;
        st = is_theirs(e, q, &theirs);
        struct managed *one = st == ST_OK && theirs ? arena_new(&e->m.kept, struct managed) : NULL;
        if (one != NULL) {
            *one = (struct managed){ query_int_at(q, 0), first };
            first = one;
        }
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    for (; first != NULL; first = first->next) {
        e->done.managed++;
        TRY(apply_run(a, Q_MANAGED_LEAVE, first->person_key, a->seq, NONE));
        TRY(apply_run(a, Q_MANAGED_LEAVE_SHOWN, first->person_key, a->seq, NONE));
        TRY(journeys_person(&a->journeys, first->person_key));
    }
    return e->m.kept.failed ? ST_NOMEM : ST_OK;
}

/* Whom others named as manager before they were merged. */
static enum status leave_line(struct erasing *e, const struct query *q, struct buf *text)
{
    struct applier *a = &e->m.applier;
    struct record record;
    struct fault fault;
    struct str line = query_text_at(q, 2);
    arena_reset(&a->arena);
    buf_reset(text);
    TRY(record_read(line, &a->arena, &record, &fault));
    TRY(erased_managers(a->db, a->tenant, &a->arena, &record));
    record_print(text, &record);
    if (text->failed || str_eq(buf_text(text), line)) {
        return text->failed ? ST_NOMEM : ST_OK;
    }
    struct query *set = db_query(a->db, Q_MERGE_LINE_SET);
    query_int(set, 1, a->tenant);
    query_int(set, 2, query_int_at(q, 0));
    query_int(set, 3, query_int_at(q, 1));
    query_text(set, 4, buf_text(text));
    return query_run(set);
}

static enum status leave_memory(struct erasing *e)
{
    struct applier *a = &e->m.applier;
    struct query *q = db_query(a->db, Q_MERGE_PEOPLE);
    struct buf text;
    enum status st = ST_OK, step = ST_END;
    buf_init(&text, 8 * LIMIT_RECORD);
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = leave_line(e, q, &text);
    }
    query_end(q);
    buf_done(&text);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* ---- remembered deletions ---- */

/* Deletions under one of their GUIDs. */
static enum status drop_under(struct erasing *e, struct str guid)
{
    struct applier *a = &e->m.applier;
    struct query *q = db_query(a->db, Q_TOMBSTONES_UNDER_DROP);
    query_int(q, 1, a->tenant);
    query_int(q, 2, KIND_ENROLLMENT);
    query_int(q, 3, KIND_SIMULATION_EVENT);
    query_text(q, 4, arena_format(&e->m.kept, "\x1f" STR_FMT, STR_ARG(guid)));
    TRY(e->m.kept.failed ? ST_NOMEM : query_run(q));
    e->done.deletions += db_changes(a->db);
    return ST_OK;
}

/* The person of a deletion that is remembered, if any of the names is theirs: keeps the key. */
static enum status find_buried(struct erasing *e, const struct name *names, int count, struct str *key,
                               struct record *record)
{
    struct applier *a = &e->m.applier;
    struct query *q = db_query(a->db, Q_TOMBSTONES_OF_KIND);
    enum status st = ST_END, step;
    query_int(q, 1, a->tenant);
    query_int(q, 2, KIND_PERSON);
    while (st == ST_END && (step = query_step(q)) == ST_OK) {
        struct name *theirs;
        struct fault fault;
        int n;
        arena_reset(&a->arena);
        st = record_read(query_text_at(q, 1), &a->arena, record, &fault);
        if (st != ST_OK || !identity_names(&a->arena, &record->body.person, &theirs, &n)) {
            st = st == ST_OK ? ST_NOMEM : ST_CORRUPT;
            break;
        }
        st = ST_END;
        for (int i = 0; i < n * count && st == ST_END; i++) {
            const struct name *x = &theirs[i / count], *y = &names[i % count];
            st = x->what == y->what && str_eq(x->value, y->value) ? ST_OK : ST_END;
        }
    }
    if (st == ST_OK) {
        *key = arena_str(&e->m.kept, query_text_at(q, 0));
        struct fault fault;
        struct str line = arena_str(&e->m.kept, query_text_at(q, 1));
        st = e->m.kept.failed ? ST_NOMEM : record_read(line, &e->m.kept, record, &fault);
    }
    query_end(q);
    return st;
}

static enum status drop_buried(struct erasing *e)
{
    for (int i = 0; i < e->count; i++) {
        if (e->names[i].what == NAME_OUTTHINK) {
            TRY(drop_under(e, e->names[i].value));
        }
    }
    for (;;) {
        struct str key;
        struct record record;
        enum status st = find_buried(e, e->names, e->count, &key, &record);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        want_clean(e, &record.body.person);
        e->done.deletions++;
        TRY(apply_unbury(&e->m.applier, KIND_PERSON, key));
    }
}

/* ---- the whole ---- */

static enum status count_held(struct erasing *e)
{
    struct query *q = db_query(e->m.applier.db, Q_HELD_COUNTS);
    query_int(q, 1, e->m.applier.tenant);
    query_int(q, 2, e->m.person_key);
    TRY(query_step(q));
    e->done.enrollments = query_int_at(q, 0);
    e->done.progress = query_int_at(q, 1);
    e->done.attempts = query_int_at(q, 2);
    e->done.comments = query_int_at(q, 3);
    e->done.lists = query_int_at(q, 4);
    e->done.events = query_int_at(q, 5);
    e->done.certificates = query_int_at(q, 6);
    e->done.behavior_events = query_int_at(q, 7);
    query_end(q);
    return ST_OK;
}

static enum status erase_elsewhere(struct erasing *e, const struct person *p)
{
    struct applier *a = &e->m.applier;
    a->wrote = true;
    e->done.names = e->count;
    want_clean(e, p);
    TRY(remember(e));
    TRY(drop_buried(e));
    TRY(leave_managed(e));
    TRY(leave_memory(e));
    TRY(apply_run(a, Q_IMPORT_OUTCOMES_FORGET, NONE, NONE, NONE));
    return applier_end(a);
}

static enum status erase_living(struct erasing *e)
{
    struct fault fault;
    const struct person *p = &e->m.person.record.body.person;
    TRY(merge_load(&e->m, e->m.person_key, &e->m.person));
    TRY(collect(e, p));
    TRY(count_held(e));
    TRY(mail_drop_reporter(&e->m.applier, e->m.person_key, &e->done.mails));
    TRY(apply_drop_person(&e->m.applier, &e->m.person, &fault));
    return erase_elsewhere(e, p);
}

/* Only a deletion is left of them, or not even that. */
static enum status erase_gone(struct erasing *e, struct str person, struct why *why)
{
    struct applier *a = &e->m.applier;
    struct name names[REFERENCE_NAMES];
    struct record record;
    struct str key;
    int n = identity_reference(&e->m.kept, person, names);
    TRY(e->m.kept.failed ? ST_NOMEM : ST_OK);
    enum status st = find_buried(e, names, n, &key, &record);
    if (st == ST_OK) {
        /* The deletion names them by their natural key alone: what else they were called is not known. */
        clean_all(a->db);
        TRY(collect(e, &record.body.person));
        return erase_elsewhere(e, &record.body.person);
    }
    TRY(st == ST_END ? ST_OK : st);
    TRY(erased_one_of(a->db, a->tenant, names, n, &e->done.already));
    if (!e->done.already) {
        return why_not(why, ST_NOTFOUND, "nobody has the name " STR_FMT, STR_ARG(person));
    }
    clean_all(a->db);
    return ST_OK;
}

static enum status no_import(struct erasing *e, struct why *why)
{
    struct query *q = db_query(e->m.applier.db, Q_IMPORT_OPEN_OF);
    query_int(q, 1, e->m.applier.tenant);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_END  ? ST_OK
           : st == ST_OK ? why_not(why, ST_BUSY,
                                   "an import is under way, whose lines may be about them; try again when "
                                   "it is done")
                         : st;
}

static enum status erase(struct erasing *e, struct str person, struct why *why)
{
    struct fault fault;
    TRY(no_import(e, why));
    enum status st = apply_find_person(&e->m.applier, person, &e->m.person_key, &fault);
    return st == ST_OK ? erase_living(e) : st == ST_INVALID ? erase_gone(e, person, why) : st;
}

enum status people_erase(const struct people *people, struct str person, struct erasure *erasure,
                         struct why *why)
{
    struct erasing e = { .count = 0 };
    why_not(why, ST_OK, "%s", "");
    enum status st = merge_init(&e.m, people);
    st = st != ST_OK ? st : erase(&e, person, why);
    if (st == ST_OK) {
        *erasure = e.done;
    }
    merge_done(&e.m);
    return st;
}

enum status people_readmit(const struct people *people, struct str person, struct why *why)
{
    struct arena arena;
    struct name names[REFERENCE_NAMES];
    enum status st = ST_END;
    arena_init(&arena, LIMIT_ARENA);
    int n = identity_reference(&arena, person, names);
    for (int i = 0; i < n && st == ST_END && !arena.failed; i++) {
        int64_t who;
        st = erased_who(people->db, people->tenant, (int)names[i].what, names[i].value, &who);
        if (st == ST_OK) {
            struct query *q = db_query(people->db, Q_ERASED_DROP);
            query_int(q, 1, people->tenant);
            query_int(q, 2, who);
            st = query_run(q);
        }
    }
    arena_done(&arena);
    return st == ST_END
               ? why_not(why, ST_NOTFOUND, "nobody who was erased had the name " STR_FMT, STR_ARG(person))
               : st;
}
