/* requests.c: `muster requests`: what clients sent to the running server lately, matched and got. */
#include "base/jsonin.h"
#include "base/must.h"
#include "cmd/cmd.h"
#include "cmd/remote.h"

#include <inttypes.h>
#include <stdio.h>

struct requests_options {
    struct str data, key;
    bool follow, json;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct requests_options),
    {"key",     0, "ID", OPT_TEXT(struct requests_options, key),    NULL, "only what this key asked for"},
    { "follow", 0, NULL, OPT_FLAG(struct requests_options, follow), NULL,
                               "go on with every further request"                                                                 },
    { "json",   0, NULL, OPT_FLAG(struct requests_options, json),   NULL, "print JSON, a line each"     },
};

static const struct opt_command command = {
    "muster requests [OPTION]...",
    "Prints the latest requests to the server that runs on the data folder: time, key, method, route, "
    "status, bytes, "
    "milliseconds, the parameters that were understood, those that no table knows (?: not fit to be shown), "
    "and the "
    "step that refused. The server keeps some hundreds in memory, without values, addresses or tokens.",
    rows,
    COUNT_OF(rows),
    0,
    0
};

struct printing {
    const struct requests_options *options;
    bool failed;
};

static struct str text_in(const struct jsonin *root, struct str key)
{
    struct str text = STR_NONE;
    jsonin_text(jsonin_get(root, key), &text);
    return text.ptr ? text : STR("-");
}

static int64_t number_in(const struct jsonin *root, struct str key)
{
    int64_t number = 0;
    jsonin_int(jsonin_get(root, key), &number);
    return number;
}

static void print_names(const struct jsonin *list, const char *mark)
{
    for (size_t i = 0; i < jsonin_count(list); i++) {
        struct str name = STR("");
        jsonin_text(jsonin_item(list, i), &name);
        printf(" %s" STR_FMT, mark, STR_ARG(name));
    }
}

static void print_row(const struct jsonin *root)
{
    struct str at = text_in(root, STR("at")), refused = text_in(root, STR("refusedBy"));
    printf("%-28.*s %-8.*s %-7.*s %3" PRId64 " %9" PRId64 " %6" PRId64 " " STR_FMT " " STR_FMT, STR_ARG(at),
           STR_ARG(text_in(root, STR("key"))), STR_ARG(text_in(root, STR("method"))),
           number_in(root, STR("status")), number_in(root, STR("bytes")), number_in(root, STR("ms")),
           STR_ARG(text_in(root, STR("api"))), STR_ARG(text_in(root, STR("route"))));
    print_names(jsonin_get(root, STR("matched")), "");
    print_names(jsonin_get(root, STR("unknown")), "unknown:");
    if (!str_eq(refused, STR("-"))) {
        printf(" refused by " STR_FMT, STR_ARG(refused));
    }
    putchar('\n');
}

static void print_line(void *to, struct str line)
{
    struct printing *p = to;
    const struct requests_options *o = p->options;
    struct jsonin *root;
    if (jsonin_parse(line, &root, NULL) != ST_OK) {
        return;
    }
    if (o->key.ptr == NULL || str_eq(text_in(root, STR("key")), o->key)) {
        if (o->json) {
            printf(STR_FMT "\n", STR_ARG(line));
        } else {
            print_row(root);
        }
        p->failed |= fflush(stdout) != 0;
    }
    jsonin_free(root);
}

int cmd_requests(int argc, char **argv)
{
    struct requests_options o;
    struct why why = { "" };
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    struct printing printing = { .options = &o };
    const char *dir = cmd_data(o.data);
    if (!remote_answers(dir)) {
        why_not(&why, ST_NOTFOUND,
                "no server runs on the data folder %s; requests are kept in its memory only", dir);
        return cmd_fail(&why);
    }
    if (!o.json) {
        printf("%-28s %-8s %-7s %3s %9s %6s %s\n", "TIME", "KEY", "METHOD", "", "BYTES", "MS", "ROUTE");
    }
    enum status st = remote_lines(dir, o.follow ? "/control/requests?follow=1" : "/control/requests",
                                  print_line, &printing, &why);
    return st != ST_OK ? cmd_fail(&why) : printing.failed ? EXIT_FAILED : EXIT_DONE;
}
