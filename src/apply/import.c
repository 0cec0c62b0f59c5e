/* import.c: one import from its checked batch to its outcome. */
#include "apply/import.h"

#include "apply/kinds.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

#define STAGE_PREFIX "import-"
#define STAGE_SUFFIX ".stage"
enum { STAGE_DIGITS = 16, STAGE_NAME = 29 };

void import_init(struct import_job *job, struct batch *batch, int64_t tenant, int64_t batch_at)
{
    *job = (struct import_job){ .batch = batch, .tenant = tenant, .batch_at = batch_at };
    atomic_init(&job->total, batch_total(batch));
    atomic_init(&job->applied, batch_applied(batch));
    buf_init(&job->outcome, 8 * MIB);
    buf_init(&job->differences, 4 * MIB);
}

void import_done(struct import_job *job)
{
    buf_done(&job->outcome);
    buf_done(&job->differences);
}

bool import_is_small(const struct import_job *job)
{
    return job->import_id == 0 && !job->dry_run && job->total <= LIMIT_APPLY_CHUNK;
}

enum status import_apply(struct import_job *job, struct db *writer)
{
    enum status st = batch_apply(job->batch, writer, &job->why);
    atomic_store(&job->applied, batch_applied(job->batch));
    return st;
}

/* The next import number of the tenant, and its row. */
/* A tenant that was removed while its import was prepared. */
static enum status check_tenant(struct import_job *job, struct db *writer)
{
    struct query *q = db_query(writer, Q_TENANT_BY_ID);
    query_int(q, 1, job->tenant);
    enum status st = query_step(q);
    query_end(q);
    return st == ST_END ? ST_NOTFOUND : st;
}

static enum status add_import(struct import_job *job, struct db *writer, const struct world *world)
{
    TRY(batch_settle(job->batch, writer, &job->batch_at));
    struct query *q = db_query(writer, Q_COUNTER);
    query_int(q, 1, job->tenant);
    query_int(q, 2, COUNTER_IMPORT);
    enum status st = query_step(q);
    job->import_id = st == ST_OK ? query_int_at(q, 0) : 1;
    query_end(q);
    if (st != ST_OK && st != ST_END) {
        return st;
    }
    q = db_query(writer, Q_COUNTER_SET);
    query_int(q, 1, job->tenant);
    query_int(q, 2, COUNTER_IMPORT);
    query_int(q, 3, job->import_id + 1);
    TRY(query_run(q));
    q = db_query(writer, Q_IMPORT_ADD);
    query_int(q, 1, job->tenant);
    query_int(q, 2, job->import_id);
    query_text(q, 3, job->stage);
    query_int(q, 4, job->batch_at);
    query_int(q, 5, world_now(world));
    query_text(q, 6, job->source);
    return query_run(q);
}

static enum status register_import(struct import_job *job, struct db *writer, const struct world *world)
{
    if (job->import_id != 0 || job->stage.ptr == NULL) {
        return ST_OK;
    }
    enum status st = db_begin(writer);
    st = st != ST_OK ? st : check_tenant(job, writer);
    st = st != ST_OK ? st : add_import(job, writer, world);
    st = st != ST_OK ? st : db_commit(writer);
    if (st != ST_OK) {
        job->import_id = 0;
        why_not(&job->why, st, "cannot register the import: %s",
                st == ST_NOTFOUND ? "the tenant is gone" : db_error(writer));
        db_rollback(writer);
    }
    return st;
}

/* One difference that a dry run would make, for people to look at. */
static void keep_difference(void *to, enum applied applied, const struct record *before,
                            const struct record *after, uint64_t members)
{
    struct import_job *job = to;
    if (job->difference_count == LIMIT_DIFFERENCES) {
        return;
    }
    if (job->difference_count++ > 0) {
        buf_byte(&job->differences, ',');
    }
    difference_print(&job->differences, applied, before, after, members);
}

static enum status try_and_take_back(struct import_job *job, struct db *writer)
{
    enum status st = db_begin(writer);
    batch_watch(job->batch, keep_difference, job);
    st = st != ST_OK ? st : import_apply(job, writer);
    db_rollback(writer);
    return st;
}

enum status import_step(struct import_job *job, struct db *writer, const struct world *world, bool *more)
{
    *more = false;
    if (job->dry_run) {
        return try_and_take_back(job, writer);
    }
    TRY(register_import(job, writer, world));
    enum status st = batch_step(job->batch, writer, job->import_id, more, &job->why);
    atomic_store(&job->applied, batch_applied(job->batch));
    if (st == ST_OK && job->moved != NULL) {
        job->moved(job);
    }
    return st;
}

static enum status finish(struct db *writer, int64_t tenant, int64_t import_id, struct str outcome,
                          const struct world *world)
{
    struct query *q = db_query(writer, Q_IMPORT_FINISH);
    query_int(q, 1, tenant);
    query_int(q, 2, import_id);
    query_int(q, 3, world_now(world));
    query_text(q, 4, outcome);
    return query_run(q);
}

static void say_how_to_go_on(struct import_job *job)
{
    struct why why = job->why;
    if (job->status != ST_OK) {
        why_not(&job->why, job->status, "%s; %s", why.text,
                job->import_id == 0 ? "nothing was applied"
                                    : "what is applied stays, and the rest follows when the server starts "
                                      "anew; to import the same file again does no harm");
    }
}

void import_end(struct import_job *job, struct db *writer, const struct world *world, enum status status)
{
    buf_reset(&job->outcome);
    outcome_print(&job->outcome, batch_outcome(job->batch), buf_text(&job->differences));
    job->status = status;
    if (status == ST_OK && job->import_id != 0) {
        job->status = finish(writer, job->tenant, job->import_id, buf_text(&job->outcome), world);
        if (job->status != ST_OK) {
            why_not(&job->why, job->status, "cannot note the end of the import: %s", db_error(writer));
        }
    }
    say_how_to_go_on(job);
    /* A registered import that failed (the disk is full) keeps its scratch file and goes on at the next
     * start. */
    if (job->status == ST_OK || job->import_id == 0) {
        batch_free(job->batch);
    } else {
        batch_keep(job->batch);
    }
    job->batch = NULL;
    if (job->done != NULL) {
        job->done(job);
    }
}

void import_stage_name(const struct store *store, const struct world *world, char name[64], char *path,
                       size_t room)
{
    uint8_t random[8];
    char hex[16];
    world_random(world, random, sizeof random);
    num_hex(hex, random, sizeof random);
    snprintf(name, 64, STAGE_PREFIX "%.16s" STAGE_SUFFIX, hex);
    must(snprintf(path, room, "%s/%s", store_dir(store), name) < (int)room);
}

bool import_is_stage_name(struct str name)
{
    if (name.len != STAGE_NAME || !str_starts(name, STR(STAGE_PREFIX)) ||
        !str_eq(str_from(name, STAGE_NAME - (sizeof STAGE_SUFFIX - 1)), STR(STAGE_SUFFIX))) {
        return false;
    }
    for (size_t i = sizeof STAGE_PREFIX - 1; i < sizeof STAGE_PREFIX - 1 + STAGE_DIGITS; i++) {
        if (strchr("0123456789abcdef", name.ptr[i]) == NULL || name.ptr[i] == 0) {
            return false;
        }
    }
    return true;
}

/* An unfinished import's row, read out before anything is written. */
struct open_import {
    int64_t tenant, import_id, cursor, batch_at;
    char stage[256], source[256];
};

static enum status open_after(struct db *writer, struct open_import *open)
{
    struct query *q = db_query(writer, Q_IMPORT_OPEN_AFTER);
    query_int(q, 1, open->tenant);
    query_int(q, 2, open->import_id);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *open = (struct open_import){ .tenant = query_int_at(q, 0),
                                      .import_id = query_int_at(q, 1),
                                      .cursor = query_int_at(q, 3),
                                      .batch_at = query_int_at(q, 4) };
        snprintf(open->stage, sizeof open->stage, STR_FMT, STR_ARG(query_text_at(q, 2)));
        snprintf(open->source, sizeof open->source, STR_FMT, STR_ARG(query_text_at(q, 5)));
        query_end(q);
    }
    return st;
}

static enum status customer_of(struct db *writer, int64_t tenant, struct uuid *customer)
{
    struct query *q = db_query(writer, Q_TENANT_BY_ID);
    query_int(q, 1, tenant);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *customer = query_uuid_at(q, 2);
        query_end(q);
    }
    return st;
}

static enum status resume(struct store *store, struct db *writer, const struct open_import *open,
                          struct import_job **out, struct why *why)
{
    char path[PATH_ROOM];
    struct batch_options options = { .tenant = open->tenant, .batch_at = open->batch_at, .skip_bad = true };
    struct batch *batch;
    TRY(customer_of(writer, open->tenant, &options.customer));
    must(snprintf(path, sizeof path, "%s/%s", store_dir(store), open->stage) < (int)sizeof path);
    options.stage = path;
    options.source = open->source[0] ? str_of(open->source) : STR_NONE;
    TRY(batch_resume(&options, open->cursor, &batch, why));
    struct import_job *job = malloc(sizeof *job);
    if (job == NULL) {
        batch_keep(batch);
        return ST_NOMEM;
    }
    import_init(job, batch, open->tenant, open->batch_at);
    job->import_id = open->import_id;
    *out = job;
    return ST_OK;
}

enum status import_open_after(struct store *store, struct db *writer, const struct world *world,
                              int64_t *tenant, int64_t *import_id, struct import_job **job, struct why *why)
{
    struct open_import open = { .tenant = *tenant, .import_id = *import_id };
    for (;;) {
        TRY(open_after(writer, &open));
        enum status st = resume(store, writer, &open, job, why);
        if (st == ST_OK) {
            *tenant = open.tenant;
            *import_id = open.import_id;
        }
        if (st != ST_NOTFOUND && st != ST_CORRUPT) {
            return st;
        }
        TRY(finish(writer, open.tenant, open.import_id, STR("{\"error\":\"the scratch file is gone\"}"),
                   world));
    }
}

enum status import_finish_open(struct store *store, const struct world *world, struct why *why)
{
    struct db *writer = store_writer(store);
    int64_t tenant = 0, import_id = 0;
    struct import_job *job;
    struct why first = { "" };
    enum status st;
    while ((st = import_open_after(store, writer, world, &tenant, &import_id, &job, &first)) == ST_OK) {
        bool more = true;
        while (st == ST_OK && more) {
            st = import_step(job, writer, world, &more);
        }
        import_end(job, writer, world, st);
        st = job->status;
        *why = job->why;
        import_done(job);
        free(job);
        TRY(st);
    }
    return st == ST_END ? ST_OK
                        : why_not(why, st, "cannot go on with an interrupted import: %s",
                                  first.text[0] ? first.text : status_name(st));
}

int import_hold(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        flock(fd, LOCK_EX | LOCK_NB);
    }
    return fd;
}

/* Whether somebody is filling the file right now. */
static bool is_held(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool held = fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0;
    if (fd >= 0) {
        close(fd);
    }
    return held;
}

static bool is_open(struct db *writer, const char *name)
{
    struct query *q = db_query(writer, Q_IMPORT_OPEN_STAGE);
    query_text(q, 1, str_of(name));
    bool open = query_step(q) != ST_END;
    query_end(q);
    return open;
}

void import_sweep(const struct store *store, struct db *writer)
{
    DIR *dir = opendir(store_dir(store));
    struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char path[PATH_ROOM];
        if (import_is_stage_name(str_of(entry->d_name)) && !is_open(writer, entry->d_name) &&
            snprintf(path, sizeof path, "%s/%s", store_dir(store), entry->d_name) < (int)sizeof path &&
            !is_held(path)) {
            unlink(path);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}
