/* demo.c: `muster demo`: a made-up organization through the real import, keys, a server, and lines to paste.
 */
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/load.h"
#include "cmd/server.h"
#include "dialect/registry.h"
#include "feed/sample.h"
#include "http/authority.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEMO_TENANT "demo"

struct demo_options {
    struct server_options server;
    struct str clock;
    int64_t people, seed;
    bool tls, env;
};

static const struct opt rows[] = {
    SERVER_ROWS(struct demo_options),
    {"people",                              0, "N",                                       OPT_INT(struct demo_options, people),                                         "500",                                                                                                                                                                       "make up N people (at the first start)",
                           1, 100000000 },
    { "seed",                            0,                            "S",                                                               OPT_INT(struct demo_options,                                                              seed),                                                                               "1",                                                                                                                                                                 "another seed, another organization",                                                                                                                                                                                                                                                                                                                                                                                                                                                    0,
                           INT64_MAX },
    { "clock", 0, "TIME",                                                                           OPT_TEXT(struct demo_options,                                                                                                     clock),                                                                                                                                             NULL,                                                                                                                                                                                                                                                                                                                       "stop the clock at TIME (for tests)"                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     },
    { "tls",                               0,                            NULL,                                 OPT_FLAG(struct demo_options,tls),NULL,
                           "speak HTTPS, with a certificate of an authority made for this folder (DIR/ca.pem)"},
    { "env",                                 0,                              NULL, OPT_FLAG(struct demo_options,                           env),                                                                     NULL,
                           "print shell variables instead of curl lines"                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       },
};

static const struct opt_command command = { "muster demo [OPTION]...",
                                            "Starts Muster with a made-up organization and keys on "
                                            "http://127.0.0.1:8080. DIR/demo.json holds the address and the "
                                            "keys. Started again on the same folder it keeps data and keys.",
                                            rows,
                                            COUNT_OF(rows),
                                            0,
                                            0 };

/* The APIs that get a key, in the order of demo.json. */
static const char *const apis[] = { "outthink", "securityjourney", "cultureai", "kaspersky", "muster" };

enum { PATH_ROOM = LIMIT_SETTING + 32 };

struct demo {
    const struct demo_options *options;
    const struct settings *settings;
    struct world world;
    struct cmd_store open;
    struct cmd_tenant tenant;
    struct load load;
    char tokens[COUNT_OF(apis)][80];
    char url[256];
    char cert[PATH_ROOM], key[PATH_ROOM], ca[PATH_ROOM]; /* of --tls; ca: whole, for lines to paste */
    enum status ready;                                   /* what became of demo.json */
    struct why why;
};

static enum status ask(struct demo *d, struct buf *request, struct buf *answer, struct why *why)
{
    buf_reset(answer);
    enum status st = cmd_admin(&d->open, &d->world, buf_text(request), answer, why);
    buf_reset(request);
    return st;
}

static enum status add_tenant(struct demo *d, struct buf *request, struct buf *answer, struct why *why)
{
    buf_lit(request, "{\"do\":\"tenant.add\",\"name\":\"" DEMO_TENANT "\"}");
    TRY(ask(d, request, answer, why));
    return cmd_find_tenant(d->open.reader, STR(DEMO_TENANT), &d->tenant, why);
}

static enum status add_keys(struct demo *d, struct buf *request, struct buf *answer, struct why *why)
{
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        struct jsonin *root;
        struct str token;
        buf_format(request,
                   "{\"do\":\"key.add\",\"tenant\":\"" DEMO_TENANT "\",\"apis\":\"%s\",\"name\":\"demo\"}",
                   apis[i]);
        TRY(ask(d, request, answer, why));
        TRY(jsonin_parse(buf_text(answer), &root, why));
        must(jsonin_text(jsonin_get(root, STR("token")), &token) && token.len < sizeof d->tokens[i]);
        snprintf(d->tokens[i], sizeof d->tokens[i], STR_FMT, STR_ARG(token));
        jsonin_free(root);
    }
    return ST_OK;
}

static enum status take_line(void *to, struct str line)
{
    struct demo *d = to;
    struct batch *batch = d->load.batch;
    int64_t lines = batch_outcome(batch)->lines;
    meter_tell(&d->load.meter, lines, 0, "records made up");
    return batch_line(batch, line, (struct place){ 0, lines + 1 }, &d->why);
}

/* The sample goes the way of every import. */
static enum status import_sample(struct demo *d, struct why *why)
{
    struct sample_options sample = sample_defaults();
    sample.people = d->options->people;
    sample.seed = (uint64_t)d->options->seed;
    sample.today = world_now(&d->world);
    sample.root = d->tenant.customer;
    TRY(load_begin(&d->load, &d->open, &d->world, &d->tenant, &(struct load_options){ .source = STR_NONE },
                   why));
    meter_start(&d->load.meter, "making up an organization");
    enum status st = sample_write(&sample, take_line, d);
    meter_end(&d->load.meter);
    if (st != ST_OK) {
        why_not(why, st, "cannot make up the organization: %s", status_name(st));
    }
    st = st != ST_OK ? st : load_check(&d->load, why);
    st = st != ST_OK ? st : load_apply(&d->load, why);
    load_end(&d->load);
    return st;
}

static bool demo_path(const struct demo *d, const char *name, char *path, size_t room)
{
    int n = snprintf(path, room, "%s/%s", store_dir(d->open.store), name);
    return n > 0 && (size_t)n < room;
}

static enum status read_keys(struct demo *d, struct why *why)
{
    char path[4096], text[8192];
    struct jsonin *root;
    must(demo_path(d, "demo.json", path, sizeof path));
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return why_not(why, ST_NOTFOUND,
                       "%s is missing, so the demo's keys are lost; remove the folder to start anew, or use "
                       "`muster serve` and `muster key add`",
                       path);
    }
    size_t n = fread(text, 1, sizeof text, file);
    fclose(file);
    if (jsonin_parse((struct str){ text, n }, &root, NULL) != ST_OK) {
        return why_not(why, ST_INVALID, "%s is damaged; remove the folder to start anew", path);
    }
    const struct jsonin *keys = jsonin_get(root, STR("keys"));
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        struct str token = STR("");
        jsonin_text(jsonin_get(keys, str_of(apis[i])), &token);
        snprintf(d->tokens[i], sizeof d->tokens[i], STR_FMT, STR_ARG(token));
    }
    jsonin_free(root);
    return ST_OK;
}

static void print_file(const struct demo *d, struct buf *out)
{
    struct json j = json_to(out);
    json_open(&j, '{');
    json_key(&j, STR("url"));
    json_str(&j, str_of(d->url));
    json_key(&j, STR("tenant"));
    json_str(&j, STR(DEMO_TENANT));
    json_key(&j, STR("customerId"));
    json_uuid(&j, &d->tenant.customer);
    json_key(&j, STR("keys"));
    json_open(&j, '{');
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        json_key(&j, str_of(apis[i]));
        json_str(&j, str_of(d->tokens[i]));
    }
    json_close(&j, '}');
    json_close(&j, '}');
    buf_byte(out, '\n');
}

/* Written aside and renamed: whoever waits for the file finds all of it. */
static enum status write_file(struct demo *d, struct why *why)
{
    char path[4096], aside[4096];
    struct buf text;
    buf_init(&text, MIB);
    print_file(d, &text);
    must(demo_path(d, "demo.json", path, sizeof path) && demo_path(d, "demo.json.new", aside, sizeof aside));
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    buf_done(&text);
    if (!good || rename(aside, path) != 0) {
        return why_not(why, ST_IO, "cannot write %s: %s", path, strerror(errno));
    }
    return ST_OK;
}

static enum status make_keys(struct demo *d, bool make_tenant, struct why *why)
{
    struct buf request, answer;
    buf_init(&request, MIB);
    buf_init(&answer, MIB);
    enum status st = make_tenant ? add_tenant(d, &request, &answer, why) : ST_OK;
    st = st != ST_OK ? st : add_keys(d, &request, &answer, why);
    buf_done(&request);
    buf_done(&answer);
    if (st != ST_OK) {
        return st;
    }
    snprintf(d->url, sizeof d->url, "%s://127.0.0.1:8080", server_scheme(d->settings));
    return write_file(d, why);
}

/* Whether the organization is there, or on its way: an interrupted import goes on by itself. */
static enum status is_filled(struct demo *d, bool *filled)
{
    struct query *q = db_query(d->open.reader, Q_READ_CAMPAIGN_LAST);
    query_int(q, 1, d->tenant.id);
    enum status st = query_step(q);
    query_end(q);
    if (st == ST_END) {
        q = db_query(d->open.reader, Q_IMPORT_OPEN_AFTER);
        query_int(q, 1, 0);
        query_int(q, 2, 0);
        st = query_step(q);
        query_end(q);
    }
    *filled = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

/* A first start fills the folder, also one behind a start that was cut short; a later one keeps what is
 * there. */
static enum status prepare(struct demo *d, struct why *why)
{
    bool filled = false;
    enum status st = cmd_find_tenant(d->open.reader, STR(DEMO_TENANT), &d->tenant, why);
    if (st == ST_NOTFOUND) {
        TRY(make_keys(d, true, why));
        return import_sample(d, why);
    }
    st = st != ST_OK ? st : is_filled(d, &filled);
    if (st != ST_OK) {
        return why_not(why, st, "cannot read the store: %s", db_error(d->open.reader));
    }
    st = read_keys(d, why);
    if (filled) {
        return st;
    }
    TRY(st == ST_OK ? ST_OK : make_keys(d, false, why));
    return import_sample(d, why);
}

/* Within single quotes, which a name may have itself. */
static void print_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        fputs(*text == '\'' ? "'\\''" : (char[]){ *text, 0 }, stdout);
    }
    putchar('\'');
}

/* "curl", and whom it must trust. */
static void print_curl_begin(const struct demo *d)
{
    fputs("  curl ", stdout);
    if (d->options->tls) {
        fputs("--cacert ", stdout);
        print_quoted(d->ca);
        putchar(' ');
    }
}

/* What to paste for the other APIs, as far as they are served. */
static const struct {
    const char *api, *title, *field, *more, *path;
} lines[] = {
    {"securityjourney", "Security Journey",          "ApiKey: ",               "",                                  "/api/v2/enrollments?limit=3"},
    { "cultureai",      "CultureAI",                 "Authorization: Basic ",  "",                                  "/v1/employees?pageSize=3"   },
    { "cultureai",      "CultureAI (reported mail)", "Authorization: Basic ",  "",
     "/v1/triage/reports/emails?pageSize=2"                                                                                                      },
    { "kaspersky",      "Kaspersky",                 "Authorization: Bearer ", "-d '{\"lng\":\"en\",\"page\":1}' ",
     "/openapi/v1/report"                                                                                                                        },
};

static bool is_served(const char *api)
{
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        if (strcmp((*d)->name, api) == 0) {
            return true;
        }
    }
    return false;
}

static const char *token_of(const struct demo *d, const char *api)
{
    size_t i = 0;
    while (i < COUNT_OF(apis) - 1 && strcmp(apis[i], api) != 0) {
        i++;
    }
    return d->tokens[i];
}

static void print_curl(const struct demo *d)
{
    char customer[UUID_TEXT_LEN + 1] = "";
    uuid_print(customer, &d->tenant.customer);
    printf("OutThink API:\n");
    print_curl_begin(d);
    printf("-H 'OT-Customer-Id: %s' -H 'Authorization: Bearer %s' '%s/analytics/v1/campaigns?take=3'\n\n",
           customer, d->tokens[0], d->url);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (is_served(lines[i].api)) {
            printf("%s API:\n", lines[i].title);
            print_curl_begin(d);
            printf("-H '%s%s' %s'%s%s'\n\n", lines[i].field, token_of(d, lines[i].api), lines[i].more, d->url,
                   lines[i].path);
        }
    }
}

static void print_env(const struct demo *d)
{
    char customer[UUID_TEXT_LEN + 1] = "";
    uuid_print(customer, &d->tenant.customer);
    printf("export MUSTER_URL=%s\nexport MUSTER_CUSTOMER_ID=%s\n", d->url, customer);
    if (d->options->tls) {
        printf("export MUSTER_CA_FILE=");
        print_quoted(d->ca);
        putchar('\n');
    }
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        printf("export MUSTER_");
        for (const char *letter = apis[i]; *letter; letter++) {
            putchar(toupper(*letter));
        }
        printf("_KEY=%s\n", d->tokens[i]);
    }
}

static void ready(void *app, struct str address, int port, bool first)
{
    struct demo *d = app;
    if (!first) {
        return;
    }
    while (address.len && address.ptr[address.len - 1] != ':') {
        address.len--;
    }
    snprintf(d->url, sizeof d->url, "%s://" STR_FMT "%d", server_scheme(d->settings), STR_ARG(address), port);
    d->ready = write_file(d, &d->why);
    if (d->ready != ST_OK) {
        fprintf(stderr, "muster: %s\n", d->why.text);
    }
    if (d->options->env) {
        print_env(d);
    } else {
        printf("listening on %s\n\n", d->url);
        print_curl(d);
        printf("The keys are in %s/demo.json. Ctrl-C stops the server; the same command starts it again.\n",
               store_dir(d->open.store));
    }
    fflush(stdout);
}

/* Clients judge certificates by the machine's clock, whatever --clock says. */
static enum status make_authority(struct demo *d, struct why *why)
{
    struct world machine;
    const char *dir = store_dir(d->open.store);
    char *whole = realpath(dir, NULL);
    world_init(&machine);
    int n = snprintf(d->ca, sizeof d->ca, "%s/ca.pem", whole ? whole : dir);
    free(whole);
    must(n > 0 && (size_t)n < sizeof d->ca);
    return http_authority_ready(dir, "Muster demo", &machine, why);
}

/* The settings again, now that it is known where the certificate will be. */
static enum status use_certificate(struct demo *d, struct demo_options *o, struct settings *settings,
                                   struct why *why)
{
    struct str dir = settings_text(settings, SETTING_DATA);
    if (settings_text(settings, SETTING_TLS_CERT).len > 0 ||
        settings_text(settings, SETTING_TLS_KEY).len > 0) {
        settings_done(settings);
        return why_not(why, ST_INVALID, "--tls makes its own certificate; leave tls_cert and tls_key out");
    }
    int n = snprintf(d->cert, sizeof d->cert, STR_FMT "/cert.pem", STR_ARG(dir));
    int m = snprintf(d->key, sizeof d->key, STR_FMT "/key.pem", STR_ARG(dir));
    must(n > 0 && n < PATH_ROOM && m > 0 && m < PATH_ROOM); /* a setting is shorter */
    o->server.tls_cert = str_of(d->cert);
    o->server.tls_key = str_of(d->key);
    settings_done(settings);
    return server_settings(&o->server, settings, why);
}

static enum status run(struct demo *d, struct why *why)
{
    TRY(cmd_open(settings_text(d->settings, SETTING_DATA).ptr, true, &d->open, why));
    if (d->open.remote) {
        return why_not(why, ST_BUSY,
                       "a server runs on this data folder already; %s/demo.json tells its address",
                       store_dir(d->open.store));
    }
    if (d->options->tls) {
        TRY(make_authority(d, why));
    }
    TRY(prepare(d, why));
    struct server_run serve = { &d->options->server,
                                d->settings,
                                d->open.store,
                                &d->world,
                                d->options->clock.ptr != NULL,
                                ready,
                                d,
                                true };
    return server_serve(&serve, why);
}

int cmd_demo(int argc, char **argv)
{
    struct demo_options o;
    struct settings settings;
    struct demo d = { .options = &o, .settings = &settings };
    struct why why = { "" };
    int64_t ticks;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (cmd_world(&d.world, &why) != ST_OK || server_settings(&o.server, &settings, &why) != ST_OK ||
        (o.tls && use_certificate(&d, &o, &settings, &why) != ST_OK)) {
        return cmd_usage("%s", why.text);
    }
    if (o.clock.ptr && !when_parse(o.clock, &ticks)) {
        return cmd_usage("--clock is not a time such as 2026-01-31T09:30:00Z");
    }
    if (o.clock.ptr) {
        world_set_clock(&d.world, ticks);
    }
    enum status st = run(&d, &why);
    cmd_close(&d.open);
    settings_done(&settings);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
