/* config.c: `muster config`, `muster routes` and `muster limits`: what the program says of its own tables. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/limits.h"
#include "cmd/server.h"
#include "dialect/describe.h"
#include "serve/scoped.h"

struct config_options {
    struct server_options server;
    struct str tenant, key;
    bool example, json;
};

static const struct opt config_rows[] = {
    SERVER_ROWS(struct config_options),
    {"tenant",   0, "NAME", OPT_TEXT(struct config_options, tenant),  NULL, "as they hold for this tenant"           },
    { "key",     0, "ID",   OPT_TEXT(struct config_options, key),     NULL, "as they hold for this key of the tenant"},
    { "example", 0, NULL,   OPT_FLAG(struct config_options, example), NULL,
                             "print a commented file with every setting"                                                                     },
    { "json",    0, NULL,   OPT_FLAG(struct config_options, json),    NULL, "print JSON"                             },
};

static const struct opt_command config_command = { "muster config [OPTION]...",
                                                   "Prints every setting with its value, scope and where the "
                                                   "value comes from. Flags go before the environment "
                                                   "(MUSTER_*), that before the file.",
                                                   config_rows,
                                                   COUNT_OF(config_rows),
                                                   0,
                                                   0 };

static int print_and_free(struct buf *out)
{
    bool good = !out->failed && cmd_write(buf_text(out));
    buf_done(out);
    return good ? EXIT_DONE : EXIT_FAILED;
}

/* The settings as they hold for a tenant or a key. Texts live in the settings' own memory. */
static enum status overlay(const struct config_options *o, struct settings *settings, struct why *why)
{
    struct cmd_store open;
    struct cmd_tenant tenant;
    enum status st = cmd_open_read(settings_text(settings, SETTING_DATA).ptr, &open, why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, why);
    st = st != ST_OK || o->key.ptr == NULL ? st : cmd_find_key(open.reader, tenant.id, o->key, why);
    if (st == ST_OK) {
        st = scoped_values(open.reader, settings, false, &settings->arena, tenant.id, o->key,
                           settings->values);
        why_not(why, st, "cannot read the settings: %s", status_name(st));
    }
    cmd_close(&open);
    return st;
}

int cmd_config(int argc, char **argv)
{
    struct config_options o;
    struct settings settings;
    struct why why = { "" };
    struct buf out;
    int status;
    if (!cmd_options(&config_command, &argc, argv, &o, &status)) {
        return status;
    }
    if (server_settings(&o.server, &settings, &why) != ST_OK) {
        return cmd_usage("%s", why.text);
    }
    bool scoped = o.tenant.ptr != NULL || o.key.ptr != NULL;
    if (scoped && overlay(&o, &settings, &why) != ST_OK) {
        settings_done(&settings);
        return cmd_fail(&why);
    }
    buf_init(&out, MIB);
    if (o.example) {
        settings_print_example(&settings, &out);
    } else if (o.json) {
        settings_print_json(&settings, &out);
    } else {
        settings_print(&settings, &out);
    }
    settings_done(&settings);
    return print_and_free(&out);
}

struct print_options {
    bool json;
};

static const struct opt print_rows[] = {
    {"json", 0, NULL, OPT_FLAG(struct print_options, json), NULL, "print JSON"},
};

static const struct opt_command routes_command = {
    "muster routes --json",
    "Prints every API's routes, parameters, fields and refusals with the evidence for each.",
    print_rows,
    COUNT_OF(print_rows),
    0,
    0
};

static const struct opt_command limits_command = { "muster limits [--json]",
                                                   "Prints every maximum of the program by name.",
                                                   print_rows,
                                                   COUNT_OF(print_rows),
                                                   0,
                                                   0 };

int cmd_routes(int argc, char **argv)
{
    struct print_options o;
    struct buf out;
    int status;
    if (!cmd_options(&routes_command, &argc, argv, &o, &status)) {
        return status;
    }
    buf_init(&out, 16 * MIB);
    describe_routes(&out);
    buf_byte(&out, '\n');
    return print_and_free(&out);
}

static void print_limits(struct buf *out, bool as_json)
{
    struct json j = json_to(out);
    if (!as_json) {
        for (int i = 0; i < limit_count; i++) {
            buf_format(out, "%-20s %12lld  %s\n", limits[i].name, limits[i].value, limits[i].reason);
        }
        return;
    }
    json_open(&j, '{');
    for (int i = 0; i < limit_count; i++) {
        json_key(&j, str_of(limits[i].name));
        json_int(&j, limits[i].value);
    }
    json_close(&j, '}');
    buf_byte(out, '\n');
}

int cmd_limits(int argc, char **argv)
{
    struct print_options o;
    struct buf out;
    int status;
    if (!cmd_options(&limits_command, &argc, argv, &o, &status)) {
        return status;
    }
    buf_init(&out, MIB);
    print_limits(&out, o.json);
    return print_and_free(&out);
}
