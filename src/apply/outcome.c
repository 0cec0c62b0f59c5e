/* outcome.c: what came of a batch, as JSON. */
#include "apply/batch.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/members.h"

#include <stdio.h>

static void print_errors(struct json *j, const struct outcome *o)
{
    json_key(j, STR("errors"));
    json_open(j, '[');
    for (int i = 0; i < o->listed_count; i++) {
        const struct bad_line *bad = &o->listed[i];
        json_open(j, '{');
        json_key(j, STR("file"));
        json_int(j, bad->place.file);
        json_key(j, STR("line"));
        json_int(j, bad->place.line);
        json_key(j, STR("field"));
        json_str(j, str_of(bad->fault.field));
        json_key(j, STR("reason"));
        json_str(j, str_of(bad->fault.why.text));
        json_close(j, '}');
    }
    json_close(j, ']');
}

void outcome_print(struct buf *out, const struct outcome *o, struct str differences)
{
    const struct {
        struct str key;
        int64_t value;
    } counts[] = {
        {STR("lines"),      o->lines    },
        { STR("new"),       o->added    },
        { STR("changed"),   o->changed  },
        { STR("unchanged"), o->unchanged},
        { STR("ignored"),   o->ignored  },
        { STR("deleted"),   o->deleted  },
        { STR("erased"),    o->erased   },
        { STR("bad"),       o->bad      },
    };
    struct json j = json_to(out);
    json_open(&j, '{');
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        json_key(&j, counts[i].key);
        json_int(&j, counts[i].value);
    }
    print_errors(&j, o);
    json_key(&j, STR("differences"));
    json_open(&j, '[');
    buf_str(out, differences);
    json_close(&j, ']');
    json_close(&j, '}');
}

/* Who or what a record is about: a person by their first name of any kind, other things by their natural key.
 */
static void print_label(struct json *j, const struct record *r)
{
    const struct kind_table *table = kind_table(r->kind);
    const struct person *p = &r->body.person;
    if (r->kind == KIND_PERSON) {
        struct str name = p->source_identifier.ptr ? p->source_identifier : p->email;
        if (name.ptr) {
            json_str(j, name);
        } else {
            json_uuid(j, &p->ids.outthink);
        }
        return;
    }
    struct buf label;
    buf_init(&label, MIB);
    for (int i = 0; i < table->count; i++) {
        const struct member *m = &table->members[i];
        if (m->required && m->type == M_NAME) {
            buf_str(&label, label.len ? STR(" ") : STR(""));
            buf_str(&label, *(const struct str *)(const void *)((const char *)&r->body + m->at));
        }
    }
    json_str(j, buf_text(&label));
    buf_done(&label);
}

void difference_print(struct buf *out, enum applied applied, const struct record *before,
                      const struct record *after, uint64_t members)
{
    const struct kind_table *table = kind_table(after->kind);
    struct json j = json_to(out);
    json_open(&j, '{');
    json_key(&j, STR("change"));
    json_str(&j, applied == APPLIED_NEW       ? STR("new")
                 : applied == APPLIED_DELETED ? STR("deleted")
                                              : STR("changed"));
    json_key(&j, STR("kind"));
    json_str(&j, str_of(table->name));
    json_key(&j, STR("key"));
    print_label(&j, after);
    json_key(&j, STR("fields"));
    json_open(&j, '[');
    for (int i = 0; before != NULL && i < table->count; i++) {
        if (members >> i & 1) {
            json_open(&j, '{');
            json_key(&j, STR("name"));
            json_str(&j, str_of(table->members[i].key));
            json_key(&j, STR("from"));
            record_print_member(&j, before, i);
            json_key(&j, STR("to"));
            record_print_member(&j, after, i);
            json_close(&j, '}');
        }
    }
    json_close(&j, ']');
    json_close(&j, '}');
}

enum status outcome_keep(struct stage *stage, const struct outcome *outcome)
{
    struct query *q = db_query(stage->db, Q_STAGE_COUNTED_ADD);
    query_int(q, 1, outcome->lines);
    query_int(q, 2, outcome->bad);
    TRY(query_run(q));
    for (int i = 0; i < outcome->listed_count; i++) {
        const struct bad_line *bad = &outcome->listed[i];
        q = db_query(stage->db, Q_STAGE_LISTED_ADD);
        query_int(q, 1, bad->place.file);
        query_int(q, 2, bad->place.line);
        query_text(q, 3, str_of(bad->fault.field));
        query_text(q, 4, str_of(bad->fault.why.text));
        TRY(query_run(q));
    }
    return ST_OK;
}

enum status outcome_recall(struct stage *stage, struct outcome *outcome)
{
    struct query *q = db_query(stage->db, Q_STAGE_COUNTED);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    outcome->lines = query_int_at(q, 0);
    outcome->bad = query_int_at(q, 1);
    query_end(q);
    q = db_query(stage->db, Q_STAGE_LISTED);
    while (outcome->listed_count < LIMIT_BATCH_ERRORS && (st = query_step(q)) == ST_OK) {
        struct bad_line *bad = &outcome->listed[outcome->listed_count++];
        *bad = (struct bad_line){
            .place = {(int)query_int_at(q, 0), query_int_at(q, 1)}
        };
        snprintf(bad->fault.field, sizeof bad->fault.field, STR_FMT, STR_ARG(query_text_at(q, 2)));
        snprintf(bad->fault.why.text, sizeof bad->fault.why.text, STR_FMT, STR_ARG(query_text_at(q, 3)));
    }
    query_end(q);
    return st == ST_END ? ST_OK : st;
}
