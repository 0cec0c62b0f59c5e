/* reclassify.c: `muster reclassify`: simulation events judged anew. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/cmd.h"

struct reclassify_options {
    struct str data, tenant, campaign, our_networks, scanner_networks;
    bool dry_run;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct reclassify_options),
    {"tenant",            0, "NAME",  OPT_TEXT(struct reclassify_options, tenant),           NULL,
                                 "whose (may be left out when there is one tenant)"                                                                         },
    { "campaign",         0, "ID",    OPT_TEXT(struct reclassify_options, campaign),         NULL, "only this simulation"       },
    { "dry-run",          0, NULL,    OPT_FLAG(struct reclassify_options, dry_run),          NULL, "only tell what would change"},
    { "our-networks",     0, "CIDRS", OPT_TEXT(struct reclassify_options, our_networks),     NULL,
                                 "from now on the security team's own networks, with spaces between them"                                                   },
    { "scanner-networks", 0, "CIDRS", OPT_TEXT(struct reclassify_options, scanner_networks), NULL,
                                 "from now on the networks of mail scanners"                                                                                },
};

static const struct opt_command command = { "muster reclassify [OPTION]...",
                                            "Judges anew whether simulation events are a person's or a "
                                            "scanner's, after the rules or the lists of networks have "
                                            "changed; results, statuses and counters follow. Prints how many "
                                            "events change from which rule to which, how many "
                                            "people's results change, and what the rules would say of "
                                            "results that count as their vendor published them.",
                                            rows,
                                            COUNT_OF(rows),
                                            0,
                                            0 };

static void put(struct json *j, struct str key, struct str value)
{
    if (value.ptr != NULL) {
        json_key(j, key);
        json_str(j, value);
    }
}

static enum status ask(struct cmd_store *open, const struct world *world, const struct reclassify_options *o,
                       struct why *why)
{
    struct cmd_tenant tenant;
    struct buf request, answer;
    TRY(cmd_find_tenant(open->reader, o->tenant, &tenant, why));
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    put(&j, STR("do"), STR("reclassify"));
    put(&j, STR("tenant"), str_of(tenant.name));
    put(&j, STR("campaign"), o->campaign);
    put(&j, STR("ourNetworks"), o->our_networks);
    put(&j, STR("scannerNetworks"), o->scanner_networks);
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
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o.data), false, &open, &why);
    st = st != ST_OK ? st : ask(&open, &world, &o, &why);
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
