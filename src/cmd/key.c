/* key.c: `muster key add | list | revoke`. A token is printed once, when it is made. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/cmd.h"
#include "dialect/access.h"

#include <stdio.h>
#include <string.h>

struct key_options {
    struct str data, tenant, expires, name, csv_escape;
    struct opt_list apis, scopes, cidrs;
    bool pseudonymous, json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct key_options),
    {"tenant",        0, "NAME",       OPT_TEXT(struct key_options, tenant),       NULL,
                          "whose key (may be left out when there is one tenant)"                                                                     },
    { "api",          0, "API",        OPT_MANY(struct key_options, apis),         NULL,
                          "an API it may use: outthink, securityjourney, cultureai, kaspersky, muster (add; may be given several "
      "times)"                                                                                                                                       },
    { "scope",        0, "SCOPE",      OPT_MANY(struct key_options, scopes),       NULL,
                          "a part of its APIs; without one all parts (add)"                                                                          },
    { "cidr",         0, "NETWORK",    OPT_MANY(struct key_options, cidrs),        NULL,
                          "a network it may be used from, as 192.0.2.0/24 (add)"                                                                     },
    { "expires",      0, "DATE",       OPT_TEXT(struct key_options, expires),      NULL,
                          "when it ends, as 2027-12-31 (add)"                                                                                        },
    { "name",         0, "NAME",       OPT_TEXT(struct key_options, name),         NULL, "what it is for, for you to read (add)"},
    { "pseudonymous", 0, NULL,         OPT_FLAG(struct key_options, pseudonymous), NULL,
                          "show no names and addresses (add)"                                                                                        },
    { "csv-escape",   0, "none|excel", OPT_TEXT(struct key_options, csv_escape),   NULL,
                          "excel: CSV cells that a spreadsheet would take for formulas get an apostrophe in front (add)"                             },
    { "json",         0, NULL,         OPT_FLAG(struct key_options, json),         NULL, "print JSON"                           },
};

static const struct opt_command command = { "muster key add --api API... [OPTION]...\n       muster key list "
                                            "[OPTION]...\n       muster key revoke ID [OPTION]...",
                                            "Adds a key and prints its token, lists the keys of a tenant, or "
                                            "ends one at once. Only a keyed hash of the "
                                            "token is stored: who loses it makes a new key.",
                                            rows,
                                            COUNT_OF(rows),
                                            1,
                                            2 };

static void put_words(struct json *j, struct str key, const struct opt_list *list)
{
    struct buf words;
    if (list->count == 0) {
        return;
    }
    buf_init(&words, MIB);
    for (size_t i = 0; i < list->count; i++) {
        buf_str(&words, i ? STR(" ") : STR(""));
        buf_str(&words, list->item[i]);
    }
    json_key(j, key);
    json_str(j, buf_text(&words));
    buf_done(&words);
}

static void put_text(struct json *j, struct str key, struct str text)
{
    if (text.ptr != NULL) {
        json_key(j, key);
        json_str(j, text);
    }
}

static void ask_add(struct buf *request, const struct key_options *o, const char *tenant)
{
    struct json j = json_to(request);
    json_open(&j, '{');
    put_text(&j, STR("do"), STR("key.add"));
    put_text(&j, STR("tenant"), str_of(tenant));
    put_words(&j, STR("apis"), &o->apis);
    put_words(&j, STR("scopes"), &o->scopes);
    put_words(&j, STR("cidrs"), &o->cidrs);
    put_text(&j, STR("expiresAt"), o->expires);
    put_text(&j, STR("name"), o->name);
    put_text(&j, STR("csvEscape"), o->csv_escape);
    json_key(&j, STR("pseudonymous"));
    json_bool(&j, o->pseudonymous);
    json_close(&j, '}');
}

static void ask_revoke(struct buf *request, const char *tenant, struct str id)
{
    struct json j = json_to(request);
    json_open(&j, '{');
    put_text(&j, STR("do"), STR("key.revoke"));
    put_text(&j, STR("tenant"), str_of(tenant));
    put_text(&j, STR("id"), id);
    json_close(&j, '}');
}

/* id: absent: add. */
static int change(const struct key_options *o, struct str id)
{
    struct why why;
    struct world world;
    struct cmd_store open = { .store = NULL };
    struct cmd_tenant tenant;
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o->data), false, &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, &why);
    if (st == ST_OK && id.ptr == NULL) {
        ask_add(&request, o, tenant.name);
    } else if (st == ST_OK) {
        ask_revoke(&request, tenant.name, id);
    }
    st = st != ST_OK ? st : cmd_admin(&open, &world, buf_text(&request), &answer, &why);
    buf_byte(&answer, '\n');
    int status = st == ST_OK && cmd_write(buf_text(&answer)) ? EXIT_DONE : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&request);
    buf_done(&answer);
    return status;
}

static void put_list(struct json *j, struct str key, struct str words)
{
    json_key(j, key);
    json_open(j, '[');
    while (words.ptr != NULL) {
        struct str word = str_cut(&words, ' ');
        if (word.len) {
            json_str(j, word);
        }
    }
    json_close(j, ']');
}

static void put_apis(struct json *j, unsigned bits)
{
    static const char *const names[] = { "outthink", "securityjourney", "cultureai", "kaspersky", "muster" };
    json_key(j, STR("apis"));
    json_open(j, '[');
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (bits & access_api(str_of(names[i]))) {
            json_str(j, str_of(names[i]));
        }
    }
    json_close(j, ']');
}

static void print_key(struct json *j, const struct query *q)
{
    json_open(j, '{');
    json_key(j, STR("id"));
    json_str(j, query_text_at(q, 0));
    json_key(j, STR("name"));
    json_str(j, query_text_at(q, 1));
    put_apis(j, (unsigned)query_int_at(q, 2));
    put_list(j, STR("scopes"), query_text_at(q, 3));
    put_list(j, STR("cidrs"), query_text_at(q, 4));
    json_key(j, STR("pseudonymous"));
    json_bool(j, query_int_at(q, 5) != 0);
    json_key(j, STR("createdAt"));
    json_time(j, query_int_at(q, 6));
    json_key(j, STR("expiresAt"));
    json_time(j, query_int_at(q, 7));
    json_key(j, STR("revokedAt"));
    json_time(j, query_int_at(q, 8));
    json_key(j, STR("csvEscape"));
    json_str(j, query_int_at(q, 9) != 0 ? STR("excel") : STR("none"));
    json_close(j, '}');
}

/* --json: one array; else one object a line, which reads well enough. */
static enum status print_all(struct db *db, int64_t tenant, bool as_array, struct buf *out)
{
    struct query *q = db_query(db, Q_KEY_LIST);
    enum status st;
    bool first = true;
    query_int(q, 1, tenant);
    buf_str(out, as_array ? STR("[") : STR(""));
    while ((st = query_step(q)) == ST_OK) {
        struct json j = json_to(out);
        buf_str(out, as_array && !first ? STR(",") : STR(""));
        print_key(&j, q);
        buf_str(out, as_array ? STR("") : STR("\n"));
        first = false;
    }
    buf_str(out, as_array ? STR("]\n") : STR(""));
    return st == ST_END ? ST_OK : st;
}

static int list(const struct key_options *o)
{
    struct why why;
    struct cmd_store open;
    struct cmd_tenant tenant;
    struct buf out;
    buf_init(&out, 64 * MIB);
    enum status st = cmd_open_read(cmd_data(o->data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, &why);
    if (st == ST_OK) {
        st = print_all(open.reader, tenant.id, o->json, &out);
        why_not(&why, st, "cannot read the keys: %s", status_name(st));
    }
    int status = st == ST_OK && cmd_write(buf_text(&out)) ? EXIT_DONE : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&out);
    return status;
}

int cmd_key(int argc, char **argv)
{
    struct key_options o;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (argc == 1 && strcmp(argv[0], "add") == 0) {
        return change(&o, STR_NONE);
    }
    if (argc == 1 && strcmp(argv[0], "list") == 0) {
        return list(&o);
    }
    if (argc == 2 && strcmp(argv[0], "revoke") == 0) {
        return change(&o, str_of(argv[1]));
    }
    return cmd_usage("say `muster key add --api API`, `muster key list` or `muster key revoke ID`");
}
