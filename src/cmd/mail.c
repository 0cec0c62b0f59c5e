/* mail.c: `muster mail`: what administration does with reported mail. Decisions go through a running server.
 */
#include "cmd/mail.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"

#include <stdio.h>
#include <string.h>

static const struct opt rows[] = {
    CMD_DATA_ROW(struct mail_options),
    {"tenant",              0, "NAME",  OPT_TEXT(struct mail_options, tenant),     NULL,
                           "whose mail (may be left out when there is one tenant)"                                                                     },
    { "from",               0, "TIME",  OPT_TEXT(struct mail_options, from),       NULL, "reported at that time or later (list)" },
    { "raw",                0, NULL,    OPT_FLAG(struct mail_options, raw),        NULL, "print the message byte for byte (show)"},
    { "case",               0, NULL,    OPT_FLAG(struct mail_options, whole_case), NULL,
                           "NUMBER is a case's: all of its mails (decide)"                                                                             },
    { "by",                 0, "NAME",  OPT_TEXT(struct mail_options, by),         NULL, "who decided (decide)"                  },
    { "note",               0, "TEXT",  OPT_TEXT(struct mail_options, note),       NULL, "why (decide)"                          },
    { "domains",            0, "NAMES", OPT_TEXT(struct mail_options, domains),    NULL,
                           "your own domains, which others may imitate, with spaces between them (settings)"                                           },
    { "simulation-headers", 0, "LINES", OPT_TEXT(struct mail_options, headers),    NULL,
                           "header fields that only your simulations have, \"Name: value\" a line (settings)"                                          },
    { "simulation-hosts",   0, "NAMES", OPT_TEXT(struct mail_options, hosts),      NULL,
                           "hosts that only your simulations' links lead to (settings)"                                                                },
    { "json",               0, NULL,    OPT_FLAG(struct mail_options, json),       NULL, "print JSON"                            },
};

static const struct opt_command command = {
    "muster mail list | show NUMBER | decide NUMBER VERDICT | settings [OPTION]...",
    "Reported mail: `list` prints it, `show` one mail with its findings, links and attachments, `decide` "
    "says what "
    "it is (malicious, spam, harmless or simulation), `settings` says what your own mail looks like and "
    "judges all "
    "mails by it anew. Works beside a running server.",
    rows,
    COUNT_OF(rows),
    1,
    3
};

static void put_number(struct json *j, struct str key, int64_t number)
{
    json_key(j, key);
    json_int(j, number);
}

static enum status ask(struct cmd_store *open, const struct mail_options *o, struct str verb, int64_t number,
                       struct str verdict, struct why *why)
{
    struct cmd_tenant tenant;
    struct world world;
    struct buf request, answer;
    TRY(cmd_world(&world, why));
    TRY(cmd_find_tenant(open->reader, o->tenant, &tenant, why));
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    json_given(&j, STR("do"), verb);
    json_given(&j, STR("tenant"), str_of(tenant.name));
    if (verdict.ptr != NULL) {
        put_number(&j, o->whole_case ? STR("case") : STR("mail"), number);
    }
    json_given(&j, STR("verdict"), verdict);
    json_given(&j, STR("by"), o->by);
    json_given(&j, STR("note"), o->note);
    json_given(&j, STR("domains"), o->domains);
    json_given(&j, STR("simulationHeaders"), o->headers);
    json_given(&j, STR("simulationHosts"), o->hosts);
    json_close(&j, '}');
    enum status st = cmd_admin(open, &world, buf_text(&request), &answer, why);
    if (st == ST_OK) {
        buf_byte(&answer, '\n');
        st = cmd_write(buf_text(&answer)) ? ST_OK : why_not(why, ST_IO, "cannot write");
    }
    buf_done(&request);
    buf_done(&answer);
    return st;
}

static int change(const struct mail_options *o, struct str verb, int64_t number, struct str verdict)
{
    struct why why = { "" };
    struct cmd_store open = { .store = NULL };
    enum status st = cmd_open(cmd_data(o->data), false, &open, &why);
    st = st != ST_OK ? st : ask(&open, o, verb, number, verdict, &why);
    cmd_close(&open);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}

int cmd_mail(int argc, char **argv)
{
    struct mail_options o;
    int status;
    int64_t number = 0;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    bool numbered = argc > 1 && str_int(str_of(argv[1]), &number) && number > 0;
    if (strcmp(argv[0], "list") == 0 && argc == 1) {
        return mail_list(&o);
    }
    if (strcmp(argv[0], "show") == 0 && argc == 2 && numbered) {
        return mail_show(&o, number);
    }
    if (strcmp(argv[0], "decide") == 0 && argc == 3 && numbered) {
        return change(&o, STR("mail.decide"), number, str_of(argv[2]));
    }
    if (strcmp(argv[0], "settings") == 0 && argc == 1) {
        return change(&o, STR("mail.settings"), 0, STR_NONE);
    }
    return cmd_usage("say `muster mail list`, `show NUMBER`, `decide NUMBER VERDICT` or `settings`");
}
