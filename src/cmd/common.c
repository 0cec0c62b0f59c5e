/* common.c: what commands share: options, messages, opening the store. */
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/cmd.h"
#include "cmd/remote.h"
#include "serve/admin.h"
#include "store/clean.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool cmd_options(const struct opt_command *command, int *argc, char **argv, void *values, int *status)
{
    struct why why = { "" };
    enum status st = opt_parse(command, argc, argv, values, &why);
    if (st == ST_OK) {
        return true;
    }
    if (st == ST_END) {
        struct buf help;
        buf_init(&help, MIB);
        opt_help(command, &help);
        *status = cmd_write(buf_text(&help)) ? EXIT_DONE : EXIT_FAILED;
        buf_done(&help);
    } else {
        *status = cmd_usage("%s", why.text);
    }
    return false;
}

int cmd_fail(const struct why *why)
{
    /* Without memory there may be no sentence either. */
    const char *text =
        why->text[0] != 0 ? why->text : "it failed; most likely the machine has no memory left";
    fprintf(stderr, "muster: %s\n", text);
    return EXIT_FAILED;
}

int cmd_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("muster: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return EXIT_USAGE;
}

const char *cmd_data(struct str option)
{
    const char *named = getenv("MUSTER_DATA");
    if (option.ptr != NULL) {
        return option.ptr; /* an argument of the program: ended by NUL */
    }
    return named != NULL && *named ? named : "muster-data";
}

enum status cmd_world(struct world *world, struct why *why)
{
    const char *clock = getenv("MUSTER_CLOCK");
    int64_t ticks;
    world_init(world);
    if (clock == NULL || !*clock) {
        return ST_OK;
    }
    if (!when_parse(str_of(clock), &ticks)) {
        return why_not(why, ST_INVALID, "MUSTER_CLOCK is not a time such as 2026-01-31T09:30:00Z");
    }
    world_set_clock(world, ticks);
    return ST_OK;
}

enum status cmd_open_read(const char *dir, struct cmd_store *open, struct why *why)
{
    *open = (struct cmd_store){ .store = NULL };
    TRY(store_open(dir, STORE_READ, &open->store, why));
    return store_reader(open->store, &open->reader, why);
}

enum status cmd_open(const char *dir, bool make, struct cmd_store *open, struct why *why)
{
    enum { TRIES = 100, PAUSE_MS = 50 };
    *open = (struct cmd_store){ .store = NULL };
    if (!make) {
        /* A misspelt folder must not become an empty store. */
        TRY(cmd_open_read(dir, open, why));
        cmd_close(open);
    }
    for (int i = 0;; i++) {
        enum status st = store_open(dir, STORE_OWN, &open->store, why);
        if (st == ST_OK) {
            return store_reader(open->store, &open->reader, why);
        }
        if (st != ST_BUSY) {
            return st;
        }
        if (remote_answers(dir)) {
            open->remote = true;
            TRY(store_open(dir, STORE_READ, &open->store, why));
            return store_reader(open->store, &open->reader, why);
        }
        if (i == TRIES) {
            return st;
        }
        nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
    }
}

void cmd_close(struct cmd_store *open)
{
    db_close(open->reader);
    store_close(open->store);
    *open = (struct cmd_store){ .store = NULL };
}

static void take_tenant(const struct query *q, struct cmd_tenant *tenant)
{
    tenant->id = query_int_at(q, 0);
    tenant->customer = query_uuid_at(q, 2);
    snprintf(tenant->name, sizeof tenant->name, STR_FMT, STR_ARG(query_text_at(q, 1)));
}

static enum status only_tenant(struct db *db, struct cmd_tenant *tenant, struct why *why)
{
    struct query *q = db_query(db, Q_TENANT_LIST);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? why_not(why, ST_NOTFOUND,
                                      "the store has no tenant yet; add one with `muster tenant add NAME`")
                            : st;
    }
    take_tenant(q, tenant);
    bool more = query_step(q) == ST_OK;
    query_end(q);
    return more ? why_not(why, ST_INVALID, "the store has several tenants; say which with --tenant NAME")
                : ST_OK;
}

enum status cmd_find_tenant(struct db *db, struct str name, struct cmd_tenant *tenant, struct why *why)
{
    if (name.ptr == NULL) {
        return only_tenant(db, tenant, why);
    }
    struct query *q = db_query(db, Q_TENANT_BY_NAME);
    query_text(q, 1, name);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? why_not(why, ST_NOTFOUND,
                                      "there is no tenant %.100s; `muster tenant list` shows them", name.ptr)
                            : st;
    }
    take_tenant(q, tenant);
    query_end(q);
    return ST_OK;
}

enum status cmd_find_key(struct db *db, int64_t tenant, struct str id, struct why *why)
{
    struct query *q = db_query(db, Q_KEY_BY_ID);
    query_int(q, 1, tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_END ? why_not(why, ST_NOTFOUND,
                                  "the tenant has no key %.100s; `muster key list` shows them", id.ptr)
                        : st;
}

static enum status admin_here(struct cmd_store *open, const struct world *world, struct str request,
                              struct buf *answer, struct why *why)
{
    struct db *db = store_writer(open->store);
    enum status st = db_begin(db);
    st = st != ST_OK ? st : admin_run(db, open->store, world, request, answer, why);
    if (st == ST_OK) {
        st = db_commit(db);
        if (st != ST_OK) {
            why_not(why, st, "cannot write the store: %s", db_error(db));
        } else if (clean_wanted(db) > 0) {
            st = clean_run(db, why);
        }
    }
    if (st != ST_OK) {
        db_rollback(db);
    }
    return st;
}

enum status cmd_admin(struct cmd_store *open, const struct world *world, struct str request,
                      struct buf *answer, struct why *why)
{
    return open->remote ? remote_admin(store_dir(open->store), request, answer, why)
                        : admin_here(open, world, request, answer, why);
}

void cmd_ask_setting(struct buf *request, const char *tenant, struct str key, struct str name,
                     struct str value)
{
    struct json j = json_to(request);
    json_open(&j, '{');
    json_given(&j, STR("do"), STR("setting.set"));
    json_given(&j, STR("tenant"), str_of(tenant));
    json_given(&j, STR("key"), key);
    json_given(&j, STR("name"), name);
    json_given(&j, STR("value"), value);
    json_close(&j, '}');
}

bool cmd_write(struct str text)
{
    if (fwrite(text.ptr, 1, text.len, stdout) != text.len || fflush(stdout) != 0) {
        fprintf(stderr, "muster: cannot write to standard output: %s\n", strerror(errno));
        return false;
    }
    return true;
}
