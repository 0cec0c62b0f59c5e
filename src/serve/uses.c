/* uses.c: see uses.h. Entries are never taken away: there are as many as the owner of the store made tokens
 * that are in use. */
#include "serve/uses.h"

#include "base/must.h"
#include "base/when.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 256, PAUSE_MS = 60000 };

struct uses {
    struct writer *writer;
    pthread_mutex_t lock; /* of the slots */
    struct use *slots[SLOTS];
    struct write_job job;
    atomic_bool waiting; /* the job is with the writer */
    int64_t next_ms;     /* when it may be written again; of whoever has set waiting */
};

static enum status write_all(struct write_job *job, struct db *db, struct why *why);
static void written(struct write_job *job);

struct uses *uses_new(struct writer *writer)
{
    struct uses *uses = calloc(1, sizeof *uses);
    if (uses != NULL) {
        uses->writer = writer;
        uses->job = (struct write_job){ .run = write_all, .done = written };
        must(pthread_mutex_init(&uses->lock, NULL) == 0);
    }
    return uses;
}

void uses_free(struct uses *uses)
{
    if (uses == NULL) {
        return;
    }
    for (int i = 0; i < SLOTS; i++) {
        for (struct use *use = uses->slots[i], *next; use != NULL; use = next) {
            next = use->next;
            free(use);
        }
    }
    pthread_mutex_destroy(&uses->lock);
    free(uses);
}

static struct use *make(int64_t tenant, struct str key_id, int64_t number)
{
    struct use *use = key_id.len < USE_KEY_ID ? calloc(1, sizeof *use) : NULL;
    if (use != NULL) {
        use->tenant = tenant;
        use->number = number;
        memcpy(use->key_id, key_id.ptr, key_id.len);
        atomic_init(&use->at, WHEN_NONE);
        use->written = use->writing = WHEN_NONE;
    }
    return use;
}

struct use *uses_find(struct uses *uses, int64_t tenant, struct str key_id, int64_t number)
{
    uint64_t hash = (uint64_t)tenant * 31 + (uint64_t)number;
    for (size_t i = 0; i < key_id.len; i++) {
        hash = hash * 31 + (unsigned char)key_id.ptr[i];
    }
    struct use **slot = &uses->slots[hash % SLOTS];
    pthread_mutex_lock(&uses->lock);
    struct use *use = *slot;
    while (use != NULL &&
           (use->tenant != tenant || use->number != number || !str_eq(str_of(use->key_id), key_id))) {
        use = use->next;
    }
    if (use == NULL && (use = make(tenant, key_id, number)) != NULL) {
        use->next = *slot;
        *slot = use;
    }
    pthread_mutex_unlock(&uses->lock);
    return use;
}

/* ---- writing down, on the writer's thread ---- */

static struct uses *of_job(struct write_job *job)
{
    return (struct uses *)(void *)((char *)job - offsetof(struct uses, job));
}

static enum status write_one(struct use *use, struct db *db)
{
    use->writing = atomic_load(&use->at);
    if (use->writing == use->written) {
        return ST_OK;
    }
    struct query *q = db_query(db, Q_TOKEN_USED);
    query_int(q, 1, use->tenant);
    query_text(q, 2, str_of(use->key_id));
    query_int(q, 3, use->number);
    query_int(q, 4, use->writing);
    return query_run(q);
}

static enum status write_all(struct write_job *job, struct db *db, struct why *why)
{
    struct uses *uses = of_job(job);
    (void)why;
    for (int i = 0; i < SLOTS; i++) {
        pthread_mutex_lock(&uses->lock);
        struct use *use = uses->slots[i];
        pthread_mutex_unlock(&uses->lock);
        for (; use != NULL; use = use->next) {
            TRY(write_one(use, db));
        }
    }
    return ST_OK;
}

static void for_all(struct uses *uses, void (*visit)(struct use *use, void *to), void *to)
{
    for (int i = 0; i < SLOTS; i++) {
        pthread_mutex_lock(&uses->lock);
        struct use *use = uses->slots[i];
        pthread_mutex_unlock(&uses->lock);
        for (; use != NULL; use = use->next) {
            visit(use, to);
        }
    }
}

static void settle(struct use *use, void *to)
{
    (void)to;
    use->written = use->writing;
}

static void is_left(struct use *use, void *left)
{
    *(bool *)left = *(bool *)left || atomic_load(&use->at) != use->written;
}

static void ask_writer(struct uses *uses)
{
    if (uses->writer != NULL && !atomic_exchange(&uses->waiting, true)) {
        writer_submit_at(uses->writer, &uses->job, uses->next_ms);
    }
}

static void written(struct write_job *job)
{
    struct uses *uses = of_job(job);
    enum status st = job->status;
    bool left = false;
    if (st == ST_OK) {
        for_all(uses, settle, NULL);
    }
    uses->next_ms = world_monotonic_ms() + PAUSE_MS;
    atomic_store(&uses->waiting, false);
    for_all(uses, is_left, &left);
    if (left && st != ST_BUSY) { /* busy: the server stops, and there is no next time */
        ask_writer(uses);
    }
}

void uses_note(struct uses *uses, struct use *use, int64_t now)
{
    int64_t at = atomic_load(&use->at);
    if (at != WHEN_NONE && now - at < WHEN_SECOND) {
        return;
    }
    atomic_store(&use->at, now);
    ask_writer(uses);
}
