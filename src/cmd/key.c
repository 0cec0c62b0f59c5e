/* key.c: `muster key add | list | rotate | revoke | set`. A token is printed once, when it is made. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"
#include "cmd/key_list.h"
#include "dialect/access.h"

#include <stdio.h>
#include <string.h>

struct key_options {
    struct str data, tenant, expires, name, csv_escape, keep;
    struct opt_list apis, scopes, cidrs;
    bool pseudonymous, old, unset, json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct key_options),
    {"tenant",        0, "NAME",       OPT_TEXT(struct key_options, tenant),       NULL,
                          "whose key (may be left out when there is one tenant)"                                                                     },
    { "api",          0, "API",        OPT_MANY(struct key_options, apis),         NULL,
                          "an API it may use: " ACCESS_API_NAMES " (add; may be given several times)"                                                },
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
    { "keep",         0, "DURATION",   OPT_TEXT(struct key_options, keep),         "7d",
                          "how long the old token goes on working, as 90s, 30m, 12h or 7d; 0: not at all (rotate)"                                   },
    { "old",          0, NULL,         OPT_FLAG(struct key_options, old),          NULL,
                          "end only the token before the newest one (revoke)"                                                                        },
    { "unset",        0, NULL,         OPT_FLAG(struct key_options, unset),        NULL,
                          "let the tenant's or the server's value hold again (set)"                                                                  },
    { "json",         0, NULL,         OPT_FLAG(struct key_options, json),         NULL, "print JSON"                           },
};

static const struct opt_command command = {
    "muster key add --api API... [OPTION]...\n       muster key list [OPTION]...\n"
    "       muster key rotate ID [OPTION]...\n       muster key revoke ID [OPTION]...\n"
    "       muster key set ID SETTING VALUE|--unset [OPTION]...",
    "Adds a key and prints its token, lists the keys of a tenant, gives a key a second token while the first "
    "goes on "
    "for a time, ends a key at once, or sets a setting for one key. Only a keyed hash of a token is stored: "
    "who "
    "loses it rotates the key.",
    rows,
    COUNT_OF(rows),
    1,
    4
};

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

static void ask_add(struct buf *request, const struct key_options *o, const char *tenant)
{
    struct json j = json_to(request);
    json_open(&j, '{');
    json_given(&j, STR("do"), STR("key.add"));
    json_given(&j, STR("tenant"), str_of(tenant));
    put_words(&j, STR("apis"), &o->apis);
    put_words(&j, STR("scopes"), &o->scopes);
    put_words(&j, STR("cidrs"), &o->cidrs);
    json_given(&j, STR("expiresAt"), o->expires);
    json_given(&j, STR("name"), o->name);
    json_given(&j, STR("csvEscape"), o->csv_escape);
    json_key(&j, STR("pseudonymous"));
    json_bool(&j, o->pseudonymous);
    json_close(&j, '}');
}

/* A verb about one key. */
static struct json ask_about(struct buf *request, const char *verb, const char *tenant, struct str id)
{
    struct json j = json_to(request);
    json_open(&j, '{');
    json_given(&j, STR("do"), str_of(verb));
    json_given(&j, STR("tenant"), str_of(tenant));
    json_given(&j, STR("id"), id);
    return j;
}

static void ask_revoke(struct buf *request, const struct key_options *o, const char *tenant, struct str id)
{
    struct json j = ask_about(request, "key.revoke", tenant, id);
    json_key(&j, STR("old"));
    json_bool(&j, o->old);
    json_close(&j, '}');
}

/* "7d" in seconds. */
static bool read_duration(struct str text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {
        {'s',  1    },
        { 'm', 60   },
        { 'h', 3600 },
        { 'd', 86400}
    };
    char unit = text.len ? text.ptr[text.len - 1] : 0;
    int64_t n;
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (unit == units[i].unit) {
            text.len--;
            return str_int(text, &n) && n >= 0 && !__builtin_mul_overflow(n, units[i].seconds, seconds);
        }
    }
    return str_int(text, seconds) && *seconds == 0;
}

static void ask_rotate(struct buf *request, int64_t keep, const char *tenant, struct str id)
{
    struct json j = ask_about(request, "key.rotate", tenant, id);
    json_key(&j, STR("keepSeconds"));
    json_int(&j, keep);
    json_close(&j, '}');
}

/* What is asked for: words behind `muster key`. */
struct wish {
    const struct key_options *options;
    char **words;
    int64_t keep;
};

static void ask_change(struct buf *request, const struct wish *wish, const char *tenant)
{
    const char *verb = wish->words[0];
    if (strcmp(verb, "add") == 0) {
        ask_add(request, wish->options, tenant);
    } else if (strcmp(verb, "rotate") == 0) {
        ask_rotate(request, wish->keep, tenant, str_of(wish->words[1]));
    } else if (strcmp(verb, "revoke") == 0) {
        ask_revoke(request, wish->options, tenant, str_of(wish->words[1]));
    } else {
        must(strcmp(verb, "set") == 0);
        cmd_ask_setting(request, tenant, str_of(wish->words[1]), str_of(wish->words[2]),
                        str_of(wish->options->unset ? NULL : wish->words[3]));
    }
}

static int change(const struct wish *wish)
{
    struct why why = { "" };
    struct world world;
    struct cmd_store open = { .store = NULL };
    struct cmd_tenant tenant;
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(wish->options->data), false, &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, wish->options->tenant, &tenant, &why);
    if (st == ST_OK) {
        ask_change(&request, wish, tenant.name);
    }
    st = st != ST_OK ? st : cmd_admin(&open, &world, buf_text(&request), &answer, &why);
    buf_byte(&answer, '\n');
    int status = st == ST_OK && cmd_write(buf_text(&answer)) ? EXIT_DONE : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&request);
    buf_done(&answer);
    return status;
}

static int list(const struct key_options *o)
{
    struct why why = { "" };
    struct cmd_store open;
    struct cmd_tenant tenant;
    struct buf out;
    buf_init(&out, 64 * MIB);
    enum status st = cmd_open_read(cmd_data(o->data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, &why);
    if (st == ST_OK) {
        st = key_list_print(open.reader, tenant.id, o->json, &out);
        why_not(&why, st, "cannot read the keys: %s", status_name(st));
    }
    int status = st == ST_OK && cmd_write(buf_text(&out)) ? EXIT_DONE : cmd_fail(&why);
    cmd_close(&open);
    buf_done(&out);
    return status;
}

static bool fits(const struct key_options *o, int words, char **word)
{
    if (strcmp(word[0], "add") == 0) {
        return words == 1;
    }
    if (strcmp(word[0], "set") == 0) {
        return words == (o->unset ? 3 : 4);
    }
    return words == 2 && (strcmp(word[0], "rotate") == 0 || strcmp(word[0], "revoke") == 0);
}

int cmd_key(int argc, char **argv)
{
    struct key_options o;
    struct wish wish = { .options = &o, .words = argv };
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (argc == 1 && strcmp(argv[0], "list") == 0) {
        return list(&o);
    }
    if (!fits(&o, argc, argv)) {
        return cmd_usage(
            "say `muster key add --api API`, `muster key list`, `muster key rotate ID`, `muster key "
            "revoke ID` or `muster key set ID SETTING VALUE`");
    }
    if (!read_duration(o.keep, &wish.keep)) {
        return cmd_usage("--keep is a duration as 90s, 30m, 12h or 7d, or 0");
    }
    return change(&wish);
}
