/* write_event.c: the CultureAI API's creation of behavior events: the parameters become a record line, so
 * that the record model decides what is good; its keys are said in the API's words. */
#include "apply/told.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "serve/write.h"

#include <string.h>

struct write_told {
    struct request_write write;
    struct told told;
    struct record record;
    struct told_row row;
};

/* A text that the record model may read: a JSON value printed again. Only what metadata can be made of. */
static enum status print_value(struct json *j, const struct jsonin *value)
{
    struct str text;
    int64_t number;
    bool truth;
    switch (jsonin_kind(value)) {
    case JSONIN_TEXT:
        jsonin_text(value, &text);
        json_str(j, text);
        return ST_OK;
    case JSONIN_BOOL:
        jsonin_bool(value, &truth);
        json_bool(j, truth);
        return ST_OK;
    case JSONIN_INT:
        jsonin_int(value, &number);
        json_int(j, number);
        return ST_OK;
    case JSONIN_NULL:
    case JSONIN_REAL: /* whatever it is, it is no text */
        json_null(j);
        return ST_OK;
    case JSONIN_MAP:
        json_open(j, '{');
        for (struct jsonin_walk w = jsonin_walk(value); jsonin_next(&w);) {
            json_key(j, w.key);
            TRY(print_value(j, w.value));
        }
        json_close(j, '}');
        return ST_OK;
    case JSONIN_LIST:
        json_open(j, '[');
        for (size_t i = 0; i < jsonin_count(value); i++) {
            TRY(print_value(j, jsonin_item(value, i)));
        }
        json_close(j, ']');
        return ST_OK;
    case JSONIN_ABSENT:
        break;
    }
    must(!"a JSON value of no kind");
    return ST_CORRUPT;
}

static enum status print_line(const struct args *a, struct buf *line)
{
    struct json j = json_to(line);
    json_open(&j, '{');
    json_given(&j, STR("kind"), STR("behaviorEvent"));
    json_given(&j, STR("behavior"), a->behavior);
    json_key(&j, STR("reference"));
    json_int(&j, a->reference);
    json_given(&j, STR("description"), a->description);
    json_given(&j, STR("date"), a->date);
    json_given(&j, STR("time"), a->time);
    if (a->json != NULL) {
        json_key(&j, STR("metadata"));
        TRY(print_value(&j, a->json));
    }
    json_close(&j, '}');
    return line->failed ? ST_NOMEM : ST_OK;
}

/* "2024-02-30" has the form of a date, and is none. */
static bool has_form(struct str text, const char *form)
{
    struct str f = str_of(form);
    if (text.len != f.len) {
        return false;
    }
    for (size_t i = 0; i < f.len; i++) {
        bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';
        if (f.ptr[i] == '0' ? !digit : text.ptr[i] != f.ptr[i]) {
            return false;
        }
    }
    return true;
}

static enum status refuse_fault(struct request *rq, const struct fault *fault)
{
    static const struct {
        const char *key, *field, *form;
    } fields[] = {
        {"behavior",     "behaviour.reference", NULL        },
        { "reference",   "event.reference",     NULL        },
        { "description", "event.description",   NULL        },
        { "date",        "event.date",          "0000-00-00"},
        { "time",        "event.time",          "00:00:00"  },
        { "metadata",    "event.metadata",      NULL        },
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (strcmp(fault->field, fields[i].key) == 0) {
            struct str given = strcmp(fields[i].key, "date") == 0 ? rq->args.date : rq->args.time;
            bool formed = fields[i].form != NULL && has_form(given, fields[i].form);
            (void)request_refuse(rq, formed ? REFUSED_UNACCEPTABLE : REFUSED_INVALID, fields[i].field, "%s",
                                 fault->why.text);
            return ST_INVALID;
        }
    }
    (void)request_refuse(rq, REFUSED_BODY, NULL, "%s", fault->why.text);
    return ST_INVALID;
}

static enum status make(struct request *rq, struct request_write *write)
{
    struct write_told *w = (struct write_told *)(void *)write;
    struct fault fault;
    struct buf line;
    if (rq->args.employee == NONE && rq->args.email.ptr == NULL) {
        (void)request_refuse(rq, REFUSED_MISSING, "event.employee",
                             "The event needs its employee's id or email");
        return ST_INVALID;
    }
    buf_init(&line, 2 * LIMIT_RECORD);
    enum status st = print_line(&rq->args, &line);
    st = st != ST_OK ? st : record_read(buf_text(&line), &rq->http->arena, &w->record, &fault);
    buf_done(&line);
    if (st != ST_OK) {
        return st == ST_NOMEM ? st : refuse_fault(rq, &fault);
    }
    w->told = (struct told){ .tenant = rq->caller.tenant,
                             .now = world_now(rq->serve->config.world),
                             .key_id = rq->caller.key_id,
                             .record = &w->record,
                             .employee = rq->args.employee,
                             .email = rq->args.email };
    return ST_OK;
}

static enum status run(struct request_write *write, struct db *db)
{
    struct write_told *w = (struct write_told *)(void *)write;
    enum told_fault fault;
    enum status st = told_event(db, &w->told, &w->row, &fault);
    if (st == ST_INVALID && fault != TOLD_FINE) {
        write->denial = fault == TOLD_NOBODY
                            ? (struct denial){ REFUSED_UNACCEPTABLE, STR("event.employee"),
                                               STR("The id and email lead to nobody, or to two people") }
                            : (struct denial){ REFUSED_UNACCEPTABLE, STR("event.reference"),
                                               STR("This event was told before, with other content") };
    }
    write->row = &w->row;
    return st;
}

const struct write_kind write_event = { sizeof(struct write_told), make, run };
