/* behavior.c: `muster behavior`: what people's behaviors are, and which way they count. A change is a record,
 * applied here or by the running server. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"
#include "model/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct behavior_options {
    struct str data, tenant, name, direction, weight, severity;
    bool json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct behavior_options),
    {"tenant",     0, "NAME", OPT_TEXT(struct behavior_options, tenant),    NULL,
                               "whose (may be left out when there is one tenant)"                                                    },
    { "name",      0, "TEXT", OPT_TEXT(struct behavior_options, name),      NULL, "what it is called (add)"},
    { "direction", 0, "WORD", OPT_TEXT(struct behavior_options, direction), NULL,
                               "positive or negative; without it negative (add)"                                                     },
    { "weight",    0, "N",    OPT_TEXT(struct behavior_options, weight),    NULL,
                               "how much an event counts in a decision score, 0 to 10; without it 1, as a click does (add)"          },
    { "severity",  0, "WORD", OPT_TEXT(struct behavior_options, severity),  NULL,
                               "low, medium or high: for readers (add)"                                                              },
    { "json",      0, NULL,   OPT_FLAG(struct behavior_options, json),      NULL, "print JSON, a line each"},
};

static const struct opt_command command = {
    "muster behavior add REFERENCE | list | disable REFERENCE | enable REFERENCE [OPTION]...",
    "Sets up the behaviors that events tell of. Events of a behavior that nobody set up, or that is "
    "disabled, wait and "
    "count for nobody; when it is set up or enabled they are processed in the order in which they came. "
    "`add` on a "
    "behavior that is there changes it. `list` tells what waits, too.",
    rows,
    COUNT_OF(rows),
    1,
    2
};

/* enabled -1: says nothing of it. */
static void put_record(struct json *j, const struct behavior_options *o, struct str reference, int enabled)
{
    json_open(j, '{');
    json_given(j, STR("kind"), STR("behavior"));
    json_given(j, STR("reference"), reference);
    json_given(j, STR("name"), o->name);
    json_given(j, STR("direction"), o->direction);
    json_given(j, STR("severity"), o->severity);
    if (o->weight.ptr != NULL) {
        json_key(j, STR("weight"));
        json_raw(j, o->weight);
    }
    if (enabled >= 0) {
        json_key(j, STR("enabled"));
        json_bool(j, enabled != 0);
    }
    json_close(j, '}');
}

/* Digits and one point: then it is JSON, whatever its value. */
static bool is_number(struct str text)
{
    size_t points = 0, digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        points += text.ptr[i] == '.';
        digits += text.ptr[i] >= '0' && text.ptr[i] <= '9';
    }
    return text.len > 0 && points <= 1 && digits + points == text.len && text.ptr[0] != '.' &&
           text.ptr[text.len - 1] != '.' && (text.ptr[0] != '0' || text.len == 1 || text.ptr[1] == '.');
}

static enum status ask(struct cmd_store *open, const struct behavior_options *o, const char *reference,
                       int enabled, bool known, struct buf *answer, struct why *why)
{
    struct world world;
    struct cmd_tenant tenant;
    struct buf request, record;
    TRY(cmd_world(&world, why));
    TRY(cmd_find_tenant(open->reader, o->tenant, &tenant, why));
    buf_init(&request, MIB);
    buf_init(&record, MIB);
    struct json line = json_to(&record), j = json_to(&request);
    put_record(&line, o, str_of(reference), enabled);
    json_open(&j, '{');
    json_given(&j, STR("do"), STR("behavior.set"));
    json_given(&j, STR("tenant"), str_of(tenant.name));
    json_given(&j, STR("record"), buf_text(&record));
    json_key(&j, STR("known"));
    json_bool(&j, known);
    json_close(&j, '}');
    enum status st = cmd_admin(open, &world, buf_text(&request), answer, why);
    buf_done(&request);
    buf_done(&record);
    return st;
}

static int change(const struct behavior_options *o, const char *reference, int enabled, bool known)
{
    struct why why = { "" };
    struct cmd_store open = { .store = NULL };
    struct buf answer;
    buf_init(&answer, MIB);
    enum status st = cmd_open(cmd_data(o->data), false, &open, &why);
    st = st != ST_OK ? st : ask(&open, o, reference, enabled, known, &answer, &why);
    buf_byte(&answer, '\n');
    bool written = st == ST_OK && cmd_write(buf_text(&answer));
    cmd_close(&open);
    buf_done(&answer);
    return st != ST_OK ? cmd_fail(&why) : written ? EXIT_DONE : EXIT_FAILED;
}

/* ---- list ---- */

static void print_json(struct buf *out, const struct query *q)
{
    struct json j = json_to(out);
    bool set_up = !query_is_null(q, 1);
    json_open(&j, '{');
    json_given(&j, STR("reference"), query_text_at(q, 0));
    json_key(&j, STR("setUp"));
    json_bool(&j, set_up);
    json_key(&j, STR("enabled"));
    json_bool(&j, set_up && (query_is_null(q, 6) || query_int_at(q, 6) != 0));
    json_given(&j, STR("name"), query_text_at(q, 2));
    json_given(&j, STR("direction"),
               words_text(&words_direction, query_is_null(q, 3) ? 0 : (int)query_int_at(q, 3)));
    if (!query_is_null(q, 4)) {
        json_key(&j, STR("weight"));
        json_real(&j, query_real_at(q, 4));
    }
    json_given(&j, STR("severity"),
               words_text(&words_severity, query_is_null(q, 5) ? 0 : (int)query_int_at(q, 5)));
    json_key(&j, STR("events"));
    json_int(&j, query_int_at(q, 7));
    json_key(&j, STR("waiting"));
    json_int(&j, query_int_at(q, 8));
    json_close(&j, '}');
    buf_byte(out, '\n');
}

static void print_line(struct buf *out, const struct query *q)
{
    bool set_up = !query_is_null(q, 1), off = set_up && query_int_at(q, 6) == 0;
    struct str name = query_text_at(q, 2);
    buf_str(out, query_text_at(q, 0));
    buf_lit(out, "  ");
    if (!set_up) {
        buf_lit(out, "not set up");
    } else {
        buf_str(out, query_int_at(q, 3) == DIRECTION_POSITIVE ? STR("positive, weight ")
                                                              : STR("negative, weight "));
        buf_format(out, "%g%s", query_is_null(q, 4) ? 1.0 : query_real_at(q, 4), off ? ", disabled" : "");
    }
    buf_format(out, "  %" PRId64 " events, %" PRId64 " waiting%s" STR_FMT "\n", query_int_at(q, 7),
               query_int_at(q, 8), name.len ? "  " : "", STR_ARG(name));
    for (size_t i = 0; i + 1 < out->len; i++) {
        unsigned char c = (unsigned char)out->ptr[i]; /* they come from clients */
        out->ptr[i] = c < 0x20 || c == 0x7F ? '?' : out->ptr[i];
    }
}

static enum status list(const struct behavior_options *o, struct db *db, int64_t tenant)
{
    struct query *q = db_query(db, Q_BEHAVIOR_LIST);
    struct buf text;
    enum status st = ST_OK, step = ST_END;
    buf_init(&text, MIB);
    query_int(q, 1, tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        buf_reset(&text);
        if (o->json) {
            print_json(&text, q);
        } else {
            print_line(&text, q);
        }
        st = text.failed ? ST_NOMEM : cmd_write(buf_text(&text)) ? ST_OK : ST_IO;
    }
    query_end(q);
    buf_done(&text);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static int list_all(const struct behavior_options *o)
{
    struct why why = { "" };
    struct cmd_store open;
    struct cmd_tenant tenant;
    enum status st = cmd_open_read(cmd_data(o->data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, &why);
    if (st == ST_OK) {
        st = list(o, open.reader, tenant.id);
        if (st != ST_OK) {
            why_not(&why, st, "cannot list the behaviors: %s", status_name(st));
        }
    }
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}

int cmd_behavior(int argc, char **argv)
{
    struct behavior_options o;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (strcmp(argv[0], "list") == 0 && argc == 1) {
        return list_all(&o);
    }
    if (o.weight.ptr != NULL && !is_number(o.weight)) {
        return cmd_usage("--weight is a number from 0 to 10");
    }
    if (strcmp(argv[0], "add") == 0 && argc == 2) {
        return change(&o, argv[1], -1, false);
    }
    if ((strcmp(argv[0], "disable") == 0 || strcmp(argv[0], "enable") == 0) && argc == 2) {
        return change(&o, argv[1], strcmp(argv[0], "enable") == 0, true);
    }
    return cmd_usage("say add REFERENCE, list, disable REFERENCE or enable REFERENCE");
}
