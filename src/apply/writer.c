/* writer.c: the writing thread. */
#include "apply/writer.h"

#include "apply/remove.h"
#include "base/limits.h"
#include "base/must.h"
#include "store/clean.h"

#include <pthread.h>
#include <stdlib.h>

enum { GROUP_MOST = 256 }; /* short jobs in one commit: more would make the first of them wait */

/* In their order; the first is under way. */
struct imports {
    struct import_job *first, **last;
};

struct writer {
    struct store *store;
    struct db *db;
    const struct world *world;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct write_job *jobs, **last_job;
    struct write_job *later;     /* in no order */
    struct imports small, large; /* a small import does not wait until a large one has ended */
    atomic_bool wanted;          /* something short waits: chunks end early */
    int64_t remove_ms; /* when the next piece of removed tenants may go (the thread's); INT64_MAX: there is
                          none */
    bool stopping, ended;
};

static void finish_job(struct write_job *job, enum status status)
{
    if (job->status == ST_OK) {
        job->status = status;
    }
    job->done(job);
}

/* Runs one job in its own part of the transaction. ST_OK also when the job failed by itself. */
static enum status run_job(struct writer *w, struct write_job *job)
{
    job->why.text[0] = 0;
    TRY(db_savepoint(w->db));
    size_t wanted = clean_wanted(w->db);
    job->status = job->run(job, w->db, &job->why);
    job->cleans = job->status == ST_OK && clean_wanted(w->db) > wanted;
    if (job->status != ST_OK) {
        return db_rollback_savepoint(w->db);
    }
    return db_release(w->db);
}

static enum status run_group(struct writer *w, struct write_job *group)
{
    TRY(db_begin(w->db));
    for (struct write_job *job = group; job != NULL; job = job->next) {
        TRY(run_job(w, job));
    }
    return db_commit(w->db);
}

static void commit_group(struct writer *w, struct write_job *group)
{
    struct write_job *next;
    enum status st = run_group(w, group);
    struct why why;
    if (st != ST_OK) {
        why_not(&why, st, "the store cannot be written: %s", db_error(w->db));
        db_rollback(w->db);
    }
    for (struct write_job *job = group; job != NULL; job = next) {
        next = job->next;
        if (st == ST_OK && job->cleans && job->status == ST_OK) {
            job->status = clean_run(w->db, &job->why);
        }
        if (st != ST_OK && job->status == ST_OK) {
            job->why = why;
        }
        finish_job(job, st);
    }
}

/* Takes up to GROUP_MOST waiting jobs off the queue; the lock is held. */
static struct write_job *take_group(struct writer *w)
{
    struct write_job *group = w->jobs, *last = group;
    for (int n = 1; last != NULL && last->next != NULL && n < GROUP_MOST; n++) {
        last = last->next;
    }
    if (last != NULL) {
        w->jobs = last->next;
        last->next = NULL;
    }
    if (w->jobs == NULL) {
        w->last_job = &w->jobs;
    }
    return group;
}

static void add_import(struct imports *imports, struct import_job *job)
{
    job->next = NULL;
    *imports->last = job;
    imports->last = &job->next;
}

static void drop_import(struct writer *w, struct imports *imports, struct import_job *job)
{
    pthread_mutex_lock(&w->mutex);
    must(imports->first == job);
    imports->first = job->next;
    if (imports->first == NULL) {
        imports->last = &imports->first;
    }
    pthread_mutex_unlock(&w->mutex);
}

static void step_import(struct writer *w, struct imports *imports, struct import_job *job)
{
    bool more;
    batch_give_way(job->batch, &w->wanted);
    enum status st = import_step(job, w->db, w->world, &more);
    if (st != ST_OK || !more) {
        drop_import(w, imports, job);
        import_end(job, w->db, w->world, st);
    }
}

/* Jobs that waited long enough join the others; the lock is held, as in wait_for_work. */
static void take_due(struct writer *w)
{
    int64_t now_ms = w->later != NULL ? world_monotonic_ms() : 0;
    for (struct write_job **at = &w->later; *at != NULL;) {
        struct write_job *job = *at;
        if (!w->stopping && job->due_ms > now_ms) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        job->next = NULL;
        *w->last_job = job;
        w->last_job = &job->next;
    }
}

static void wait_for_work(struct writer *w)
{
    enum { MS = 1000, NS = 1000000 };
    int64_t due_ms = w->remove_ms;
    for (const struct write_job *job = w->later; job != NULL; job = job->next) {
        due_ms = job->due_ms < due_ms ? job->due_ms : due_ms;
    }
    if (due_ms == INT64_MAX) {
        pthread_cond_wait(&w->wake, &w->mutex);
    } else {
        struct timespec until = { .tv_sec = due_ms / MS, .tv_nsec = due_ms % MS * NS };
        pthread_cond_timedwait(&w->wake, &w->mutex, &until);
    }
    take_due(w);
}

/* A tenant may have been marked in what was just committed. */
static void look_for_removed(struct writer *w)
{
    bool wanted;
    if (w->remove_ms == INT64_MAX && remove_wanted(w->db, &wanted) == ST_OK && wanted) {
        w->remove_ms = 0;
    }
}

/* Rows that cannot go now (a full disk, somebody reads the files) are tried again later. */
static void step_removal(struct writer *w)
{
    enum { RETRY_MS = 1000 };
    struct why why;
    bool more;
    enum status st = remove_step(w->db, &more, &why);
    w->remove_ms = st != ST_OK ? world_monotonic_ms() + RETRY_MS : more ? 0 : INT64_MAX;
}

static bool remove_is_due(const struct writer *w)
{
    return !w->stopping && w->remove_ms != INT64_MAX && w->remove_ms <= world_monotonic_ms();
}

/* The lock is held. */
static bool is_idle(const struct writer *w)
{
    return w->jobs == NULL && w->small.first == NULL && w->large.first == NULL && !w->stopping &&
           !remove_is_due(w);
}

static void *work(void *arg)
{
    struct writer *w = arg;
    pthread_mutex_lock(&w->mutex);
    for (;;) {
        while (is_idle(w)) {
            wait_for_work(w);
        }
        take_due(w);
        struct write_job *group = take_group(w);
        struct import_job *small = w->stopping ? NULL : w->small.first;
        struct import_job *large = w->stopping ? NULL : w->large.first;
        bool remove = remove_is_due(w);
        atomic_store(&w->wanted, w->jobs != NULL);
        if (group == NULL && small == NULL && large == NULL && !remove) {
            break; /* stopping, and nothing short is left */
        }
        pthread_mutex_unlock(&w->mutex);
        if (group != NULL) {
            commit_group(w, group);
            look_for_removed(w);
        }
        if (small != NULL) {
            step_import(w, &w->small, small);
        }
        if (large != NULL) {
            step_import(w, &w->large, large);
        }
        if (remove) {
            step_removal(w);
        }
        pthread_mutex_lock(&w->mutex);
    }
    w->ended = true;
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

static void free_resumed(struct import_job *job)
{
    import_done(job);
    free(job);
}

/* Imports that a crash interrupted stand first in the queue, in their order. */
static enum status queue_open(struct writer *w, struct why *why)
{
    int64_t tenant = 0, import_id = 0;
    struct import_job *job;
    enum status st;
    while ((st = import_open_after(w->store, w->db, w->world, &tenant, &import_id, &job, why)) == ST_OK) {
        job->done = free_resumed;
        add_import(&w->large, job);
    }
    return st == ST_END ? ST_OK : st;
}

/* Waits are told in world_monotonic_ms. */
static void init_wake(pthread_cond_t *wake)
{
    pthread_condattr_t attributes;
    must(pthread_condattr_init(&attributes) == 0 &&
         pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
         pthread_cond_init(wake, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
}

enum status writer_start(struct store *store, const struct world *world, struct writer **out, struct why *why)
{
    struct writer *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the writer");
    }
    w->store = store;
    w->db = store_writer(store);
    w->world = world;
    w->remove_ms = INT64_MAX;
    look_for_removed(w);
    w->last_job = &w->jobs;
    w->small.last = &w->small.first;
    w->large.last = &w->large.first;
    struct why first = { "" };
    import_sweep(store, w->db);
    enum status st = queue_open(w, &first);
    if (st != ST_OK) {
        free(w);
        return why_not(why, st, "cannot go on with an interrupted import: %s",
                       first.text[0] ? first.text : status_name(st));
    }
    pthread_mutex_init(&w->mutex, NULL);
    init_wake(&w->wake);
    if (pthread_create(&w->thread, NULL, work, w) != 0) {
        free(w);
        return why_not(why, ST_NOMEM, "cannot start the writer's thread");
    }
    *out = w;
    return ST_OK;
}

static void abandon_imports(struct writer *w, struct imports *imports)
{
    while (imports->first != NULL) {
        struct import_job *job = imports->first;
        imports->first = job->next;
        why_not(&job->why, ST_BUSY, "the server stopped");
        import_end(job, w->db, w->world, ST_BUSY);
    }
}

void writer_stop(struct writer *w)
{
    if (w == NULL) {
        return;
    }
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
    pthread_join(w->thread, NULL);
    abandon_imports(w, &w->small);
    abandon_imports(w, &w->large);
    pthread_mutex_destroy(&w->mutex);
    pthread_cond_destroy(&w->wake);
    free(w);
}

void writer_submit(struct writer *w, struct write_job *job)
{
    job->next = NULL;
    job->status = ST_OK;
    pthread_mutex_lock(&w->mutex);
    bool refused = w->stopping;
    if (!refused) {
        *w->last_job = job;
        w->last_job = &job->next;
        atomic_store(&w->wanted, true);
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->mutex);
    if (refused) {
        why_not(&job->why, ST_BUSY, "the server is stopping");
        finish_job(job, ST_BUSY);
    }
}

void writer_submit_at(struct writer *w, struct write_job *job, int64_t due_ms)
{
    job->status = ST_OK;
    job->due_ms = due_ms;
    pthread_mutex_lock(&w->mutex);
    bool refused = w->ended; /* what is done last may leave something to do */
    if (!refused) {
        job->next = w->later;
        w->later = job;
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->mutex);
    if (refused) {
        why_not(&job->why, ST_BUSY, "the server is stopping");
        finish_job(job, ST_BUSY);
    }
}

void writer_import(struct writer *w, struct import_job *job)
{
    bool small = import_is_small(job);
    pthread_mutex_lock(&w->mutex);
    bool refused = w->stopping;
    if (!refused) {
        add_import(small ? &w->small : &w->large, job);
        if (small) {
            atomic_store(&w->wanted, true);
        }
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->mutex);
    if (refused) {
        why_not(&job->why, ST_BUSY, "the server is stopping");
        import_end(job, w->db, w->world, ST_BUSY);
    }
}
