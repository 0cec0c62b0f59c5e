/* reclassify.c: `muster reclassify`: simulation events judged anew. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/server.h"
#include "serve/scoped.h"

struct reclassify_options {
    struct str data, tenant, campaign, our_networks, scanner_networks, config;
    bool dry_run;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct reclassify_options),
    {"tenant",            0, "NAME",  OPT_TEXT(struct reclassify_options, tenant),           NULL,
                                 "whose (may be left out when there is one tenant)"                                                                         },
    { "campaign",         0, "ID",    OPT_TEXT(struct reclassify_options, campaign),         NULL, "only this simulation"       },
    { "dry-run",          0, NULL,    OPT_FLAG(struct reclassify_options, dry_run),          NULL, "only tell what would change"},
    { "our-networks",     0, "CIDRS", OPT_TEXT(struct reclassify_options, our_networks),     NULL,
                                 "the security team's own networks, with spaces between them (the setting simulation.our_networks "
      "otherwise)"                                                                                                                                          },
    { "config",           0, "FILE",  OPT_TEXT(struct reclassify_options, config),           NULL,
                                 "read settings from FILE (ini)"                                                                                            },
    { "scanner-networks", 0, "CIDRS", OPT_TEXT(struct reclassify_options, scanner_networks), NULL,
                                 "the networks of mail scanners (simulation.scanner_networks otherwise)"                                                    },
};

static const struct opt_command command = {
    "muster reclassify [OPTION]...",
    "Judges anew whether simulation events are a person's or a "
    "scanner's, after the rules or the lists of networks have "
    "changed; lists that neither an option nor a setting says stay as they "
    "are; results, statuses and counters follow. Prints how many "
    "events change from which rule to which, how many "
    "people's results change, and what the rules would say of "
    "results that count as their vendor published them.",
    rows,
    COUNT_OF(rows),
    0,
    0
};

/* What a setting says, where anybody set it; the option goes before. */
static struct str networks_of(const struct settings *settings, enum setting setting, struct str option,
                              struct buf *text)
{
    const struct setting_value *value = &settings->values[setting];
    if (option.ptr != NULL || value->from == SETTING_FROM_DEFAULT) {
        return option;
    }
    scoped_networks(value->text, text);
    return text->len > 0 ? buf_text(text) : STR("");
}

static void put_networks(struct json *j, const struct reclassify_options *o, const struct settings *settings)
{
    struct buf text;
    buf_init(&text, LIMIT_SETTING);
    json_given(j, STR("ourNetworks"),
               networks_of(settings, SETTING_SIMULATION_OUR_NETWORKS, o->our_networks, &text));
    json_given(j, STR("scannerNetworks"),
               networks_of(settings, SETTING_SIMULATION_SCANNER_NETWORKS, o->scanner_networks, &text));
    buf_done(&text);
}

static enum status ask(struct cmd_store *open, const struct world *world, const struct reclassify_options *o,
                       struct settings *settings, struct why *why)
{
    struct cmd_tenant tenant;
    struct buf request, answer;
    TRY(cmd_find_tenant(open->reader, o->tenant, &tenant, why));
    enum status read =
        scoped_values(open->reader, settings, false, &settings->arena, tenant.id, STR_NONE, settings->values);
    if (read != ST_OK) {
        return why_not(why, read, "cannot read the settings: %s", status_name(read));
    }
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    json_given(&j, STR("do"), STR("reclassify"));
    json_given(&j, STR("tenant"), str_of(tenant.name));
    json_given(&j, STR("campaign"), o->campaign);
    put_networks(&j, o, settings);
    json_key(&j, STR("dryRun"));
    json_bool(&j, o->dry_run);
    json_close(&j, '}');
    enum status st = cmd_admin(open, world, buf_text(&request), &answer, why);
    if (st == ST_OK) {
        buf_byte(&answer, '\n');
        cmd_write(buf_text(&answer));
    }
    buf_done(&request);
    buf_done(&answer);
    return st;
}

int cmd_reclassify(int argc, char **argv)
{
    struct reclassify_options o;
    struct why why = { "" };
    struct world world;
    struct cmd_store open = { .store = NULL };
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    struct server_options server = { .config = o.config };
    struct settings settings;
    if (server_settings(&server, &settings, &why) != ST_OK) {
        return cmd_usage("%s", why.text);
    }
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o.data), false, &open, &why);
    st = st != ST_OK ? st : ask(&open, &world, &o, &settings, &why);
    cmd_close(&open);
    settings_done(&settings);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
