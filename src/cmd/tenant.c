/* tenant.c: `muster tenant add | list | set | remove`. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/cmd.h"
#include "cmd/tenant_remove.h"

#include <stdio.h>
#include <string.h>

struct tenant_options {
    struct str data, customer_id;
    bool unset, yes, json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct tenant_options),
    {"outthink-customer-id", 0, "GUID", OPT_TEXT(struct tenant_options, customer_id), NULL,
                             "keep the customer id that connectors already send (add)"                                                   },
    { "yes",                 0, NULL,   OPT_FLAG(struct tenant_options, yes),         NULL, "do not ask (remove)"},
    { "unset",               0, NULL,   OPT_FLAG(struct tenant_options, unset),       NULL,
                             "let the server's value hold again (set)"                                                                   },
    { "json",                0, NULL,   OPT_FLAG(struct tenant_options, json),        NULL, "print JSON"         },
};

static const struct opt_command command = {
    "muster tenant add NAME [OPTION]...\n       muster tenant list [OPTION]...\n"
    "       muster tenant set NAME SETTING VALUE|--unset [OPTION]...\n       muster tenant remove NAME "
    "[OPTION]...",
    "Adds a tenant, lists those that there are, sets a setting for one of them, or removes one with its keys "
    "and all its data, leaving an export of its records in the data folder. A tenant is one customer: "
    "nothing is "
    "read across tenants. `muster config --tenant NAME` shows a tenant's settings.",
    rows,
    COUNT_OF(rows),
    1,
    4
};

static int print_added(struct str answer, struct str name, bool json)
{
    if (!json) {
        fprintf(stderr, "added tenant %s\n", name.ptr);
    }
    return cmd_write(answer) && cmd_write(STR("\n")) ? EXIT_DONE : EXIT_FAILED;
}

static int add(const struct tenant_options *o, struct str name)
{
    struct why why = { "" };
    struct world world;
    struct cmd_store open = { .store = NULL };
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    json_key(&j, STR("do"));
    json_str(&j, STR("tenant.add"));
    json_key(&j, STR("name"));
    json_str(&j, name);
    if (o->customer_id.ptr) {
        json_key(&j, STR("customerId"));
        json_str(&j, o->customer_id);
    }
    json_close(&j, '}');
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o->data), true, &open, &why);
    st = st != ST_OK ? st : cmd_admin(&open, &world, buf_text(&request), &answer, &why);
    int status = st == ST_OK ? print_added(buf_text(&answer), name, o->json) : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&request);
    buf_done(&answer);
    return status;
}

static int set(const struct tenant_options *o, char **words)
{
    struct why why;
    struct world world;
    struct cmd_store open = { .store = NULL };
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    cmd_ask_setting(&request, words[1], STR_NONE, str_of(words[2]), str_of(o->unset ? NULL : words[3]));
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o->data), false, &open, &why);
    st = st != ST_OK ? st : cmd_admin(&open, &world, buf_text(&request), &answer, &why);
    buf_byte(&answer, '\n');
    int status = st == ST_OK && cmd_write(buf_text(&answer)) ? EXIT_DONE : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&request);
    buf_done(&answer);
    return status;
}

static void print_tenant(struct json *j, const struct query *q)
{
    struct uuid customer = query_uuid_at(q, 2);
    json_open(j, '{');
    json_key(j, STR("tenant"));
    json_str(j, query_text_at(q, 1));
    json_key(j, STR("customerId"));
    json_uuid(j, &customer);
    json_key(j, STR("createdAt"));
    json_time(j, query_int_at(q, 4));
    json_close(j, '}');
}

static void print_line(struct buf *out, const struct query *q)
{
    struct uuid customer = query_uuid_at(q, 2);
    char guid[UUID_TEXT_LEN + 1] = "";
    uuid_print(guid, &customer);
    buf_format(out, "%-24.*s %s\n", STR_ARG(query_text_at(q, 1)), guid);
}

static enum status print_all(struct db *db, bool as_json, struct buf *out)
{
    struct query *q = db_query(db, Q_TENANT_LIST);
    struct json j = json_to(out);
    enum status st;
    if (as_json) {
        json_open(&j, '[');
    }
    while ((st = query_step(q)) == ST_OK) {
        if (as_json) {
            print_tenant(&j, q);
        } else {
            print_line(out, q);
        }
    }
    if (as_json) {
        json_close(&j, ']');
        buf_byte(out, '\n');
    }
    return st == ST_END ? ST_OK : st;
}

static int list(const struct tenant_options *o)
{
    struct why why = { "" };
    struct cmd_store open;
    struct buf out;
    buf_init(&out, 64 * MIB);
    enum status st = cmd_open_read(cmd_data(o->data), &open, &why);
    if (st == ST_OK) {
        st = print_all(open.reader, o->json, &out);
        why_not(&why, st, "cannot read the tenants: %s", status_name(st));
    }
    int status = st == ST_OK && cmd_write(buf_text(&out)) ? EXIT_DONE : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&out);
    return status;
}

int cmd_tenant(int argc, char **argv)
{
    struct tenant_options o;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (argc == 2 && strcmp(argv[0], "add") == 0) {
        return add(&o, str_of(argv[1]));
    }
    if (argc == 1 && strcmp(argv[0], "list") == 0) {
        return list(&o);
    }
    if (argc == (o.unset ? 3 : 4) && strcmp(argv[0], "set") == 0) {
        return set(&o, argv);
    }
    if (argc == 2 && strcmp(argv[0], "remove") == 0) {
        return tenant_remove(cmd_data(o.data), str_of(argv[1]), o.yes, o.json);
    }
    return cmd_usage("say `muster tenant add NAME`, `muster tenant list`, `muster tenant set NAME SETTING "
                     "VALUE` or `muster tenant remove NAME`");
}
