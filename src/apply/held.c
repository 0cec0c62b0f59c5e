/* held.c: see held.h. */
#include "apply/held.h"

#include "apply/merge.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"

struct holding {
    struct applier applier; /* only for reading */
    struct arena kept;
    int64_t person_key;
    struct buf text;
    export_line *line;
    void *to;
    bool seen[KIND_COUNT]; /* kinds that were printed */
};

static enum status pass_on(void *to, struct str line)
{
    struct holding *h = to;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        struct str start =
            arena_format(&h->kept, "{\"kind\":\"%s\"", kind_table((enum record_kind)kind)->name);
        h->seen[kind] |= start.ptr != NULL && str_starts(line, start);
    }
    return h->kept.failed ? ST_NOMEM : h->line(h->to, line);
}

static enum status print_person(struct holding *h)
{
    struct stored stored;
    TRY(apply_load_person(&h->applier, h->person_key, &stored));
    stored.record.updated_at = stored.updated_at;
    buf_reset(&h->text);
    record_print(&h->text, &stored.record);
    return h->text.failed ? ST_NOMEM : pass_on(h, buf_text(&h->text));
}

static enum status print_buried(struct holding *h)
{
    struct query *q = db_query(h->applier.db, Q_PERSON_TOMBSTONES);
    enum status st = ST_OK, step = ST_END;
    struct str guid = apply_person_guid(&h->applier, h->person_key);
    query_int(q, 1, h->applier.tenant);
    query_int(q, 2, KIND_ENROLLMENT);
    query_int(q, 3, KIND_SIMULATION_EVENT);
    query_text(q, 4, arena_format(&h->kept, "\x1f" STR_FMT, STR_ARG(guid)));
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = pass_on(h, query_text_at(q, 3));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status print_lists(struct holding *h)
{
    struct query *q = db_query(h->applier.db, Q_PERSON_SOURCES);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, h->applier.tenant);
    query_int(q, 2, h->person_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        buf_reset(&h->text);
        struct json j = json_to(&h->text);
        json_open(&j, '{');
        json_key(&j, STR("kind"));
        json_str(&j, STR("list"));
        json_key(&j, STR("source"));
        json_str(&j, query_text_at(q, 0));
        json_key(&j, STR("leftOut"));
        json_bool(&j, query_int_at(q, 1) != 0);
        json_close(&j, '}');
        st = h->line(h->to, buf_text(&h->text));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* What the memory of one merge holds: its records as they were. */
static enum status put_merge_lines(struct holding *h, struct json *j, int64_t other)
{
    struct query *q = db_query(h->applier.db, Q_MERGE_LINES);
    enum status st;
    query_int(q, 1, h->applier.tenant);
    query_int(q, 2, other);
    json_key(j, STR("kept"));
    json_open(j, '[');
    while ((st = query_step(q)) == ST_OK) {
        struct str line = query_text_at(q, 1);
        if (line.len && line.ptr[0] == '{') {
            json_raw(j, line);
        }
    }
    json_close(j, ']');
    return st == ST_END ? ST_OK : st;
}

struct joined {
    int64_t other, at;
    struct joined *next;
};

static enum status read_merges(struct holding *h, int64_t person_key, struct joined **first)
{
    struct query *q = db_query(h->applier.db, Q_HELD_MERGES);
    struct joined **last = first;
    enum status st;
    query_int(q, 1, h->applier.tenant);
    query_int(q, 2, person_key);
    for (*first = NULL; (st = query_step(q)) == ST_OK;) {
        struct joined *one = arena_new(&h->kept, struct joined);
        if (one == NULL) {
            query_end(q);
            return ST_NOMEM;
        }
        *one = (struct joined){ query_int_at(q, 0), query_int_at(q, 1), NULL };
        *last = one;
        last = &one->next;
    }
    return st == ST_END ? ST_OK : st;
}

/* Who was merged into them, and who had been merged into those before. */
static enum status print_merges(struct holding *h, int64_t person_key)
{
    struct joined *one;
    TRY(read_merges(h, person_key, &one));
    for (; one != NULL; one = one->next) {
        buf_reset(&h->text);
        struct json j = json_to(&h->text);
        json_open(&j, '{');
        json_key(&j, STR("kind"));
        json_str(&j, STR("merge"));
        json_key(&j, STR("at"));
        json_time(&j, one->at);
        TRY(put_merge_lines(h, &j, one->other));
        json_close(&j, '}');
        TRY(h->text.failed ? ST_NOMEM : h->line(h->to, buf_text(&h->text)));
        TRY(print_merges(h, one->other));
    }
    return ST_OK;
}

static void put_kind(struct json *j, const struct kind_table *table)
{
    static const char *const words[] = {
        [IDENTITY] = "identity", [BEHAVIOR] = "behavior", [FREE_TEXT] = "freeText"
    };
    json_key(j, str_of(table->name));
    json_open(j, '{');
    for (int i = 0; i < table->count; i++) {
        if (table->members[i].privacy != PLAIN) {
            json_key(j, str_of(table->members[i].key));
            json_str(j, str_of(words[table->members[i].privacy]));
        }
    }
    json_close(j, '}');
}

static enum status print_privacy(struct holding *h)
{
    buf_reset(&h->text);
    struct json j = json_to(&h->text);
    json_open(&j, '{');
    json_key(&j, STR("kind"));
    json_str(&j, STR("privacy"));
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        if (h->seen[kind]) {
            put_kind(&j, kind_table((enum record_kind)kind));
        }
    }
    json_close(&j, '}');
    return h->text.failed ? ST_NOMEM : h->line(h->to, buf_text(&h->text));
}

static enum status print_all(struct holding *h, struct str person, struct why *why)
{
    struct fault fault;
    struct applier *a = &h->applier;
    enum status st = apply_find_person(a, person, &h->person_key, &fault);
    if (st == ST_INVALID) {
        return why_not(why, ST_NOTFOUND, "nobody has the name " STR_FMT, STR_ARG(person));
    }
    TRY(st);
    TRY(print_person(h));
    TRY(export_enrollments(a->db, a->tenant, h->person_key, NONE, pass_on, h));
    TRY(export_comments(a->db, a->tenant, h->person_key, pass_on, h));
    TRY(print_buried(h));
    TRY(print_lists(h));
    TRY(print_merges(h, h->person_key));
    return print_privacy(h);
}

enum status held_export(struct db *db, int64_t tenant, const struct uuid *customer, struct str person,
                        export_line *line, void *to, struct why *why)
{
    struct holding h = { .line = line, .to = to };
    arena_init(&h.kept, LIMIT_ARENA);
    buf_init(&h.text, 64 * LIMIT_RECORD);
    why_not(why, ST_OK, "%s", "");
    enum status st = applier_init(&h.applier, db, tenant, customer, 0);
    st = st != ST_OK ? st : db_begin(db);
    st = st != ST_OK ? st : print_all(&h, person, why);
    db_rollback(db);
    applier_done(&h.applier);
    arena_done(&h.kept);
    buf_done(&h.text);
    return st != ST_OK && why->text[0] == 0
               ? why_not(why, st, "cannot print it: %s", st == ST_IO ? "writing failed" : status_name(st))
               : st;
}
