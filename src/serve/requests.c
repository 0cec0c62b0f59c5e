/* requests.c: see requests.h. A ring a loop, written by that loop alone; a reader copies what it has not seen
 * and sorts it by time. Followers wait in their pull and are woken by the next request. */
#include "serve/requests.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "dialect/percent.h"
#include "model/record.h"
#include "serve/request.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MATCHED_MOST = 12, UNKNOWN_ROOM = 120, UNKNOWN_NAME = 32, TENANT_ROOM = 64, LINES_A_PULL = 128 };

struct entry {
    int64_t at, bytes, ms;
    const char *method, *api, *route, *refused_by;
    const char *matched[MATCHED_MOST]; /* as the table spells them */
    char unknown[UNKNOWN_ROOM];        /* with spaces between */
    char key[TOKEN_ID_LEN + 1], tenant[TENANT_ROOM];
    int matched_count, status;
};

struct ring {
    pthread_mutex_t mutex;
    uint64_t next; /* how many there ever were */
    struct entry entries[LIMIT_REQUESTS];
};

struct requests {
    int loops;
    struct ring *rings;
    pthread_mutex_t mutex; /* of the followers */
    atomic_int following;
    struct follower *followers[LIMIT_FOLLOWERS];
};

/* One GET under way. */
struct follower {
    struct requests *requests;
    bool follow, registered;
    struct http_ticket ticket;
    struct entry *entries; /* gathered, not yet told from `told` on */
    size_t count, told;
    uint64_t seen[]; /* of each loop */
};

struct requests *requests_new(int loops)
{
    struct requests *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return NULL;
    }
    r->rings = calloc((size_t)loops, sizeof *r->rings);
    if (r->rings == NULL) {
        free(r);
        return NULL;
    }
    r->loops = loops;
    pthread_mutex_init(&r->mutex, NULL);
    for (int i = 0; i < loops; i++) {
        pthread_mutex_init(&r->rings[i].mutex, NULL);
    }
    return r;
}

void requests_free(struct requests *r)
{
    if (r == NULL) {
        return;
    }
    for (int i = 0; i < r->loops; i++) {
        pthread_mutex_destroy(&r->rings[i].mutex);
    }
    pthread_mutex_destroy(&r->mutex);
    free(r->rings);
    free(r);
}

/* ---- what is noted ---- */

/* A method is what the client makes of it: only the usual ones are kept. */
static const char *method_of(struct str method)
{
    static const char *const usual[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };
    for (size_t i = 0; i < COUNT_OF(usual); i++) {
        if (str_eq(method, str_of(usual[i]))) {
            return usual[i];
        }
    }
    return "other";
}

/* A name that a table does not know may be anything; only what looks like a parameter's name is kept. */
static bool is_plain(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(i > 0 && c >= '0' && c <= '9' && i > name.len - 3) && c != '_' && c != '-' &&
            c != '$') {
            return false;
        }
    }
    return name.len > 0 && name.len <= UNKNOWN_NAME;
}

static void note_unknown(struct entry *e, struct str name)
{
    size_t len = strlen(e->unknown);
    struct str shown = is_plain(name) ? name : STR("?");
    if (len + 1 + shown.len < sizeof e->unknown) {
        memcpy(e->unknown + len, " ", 1);
        memcpy(e->unknown + len + 1, shown.ptr, shown.len);
        e->unknown[len + 1 + shown.len] = 0;
    }
}

static void note_name(struct entry *e, const struct request *rq, struct str name)
{
    for (const struct param *p = rq->route->params; p->shape != SHAPE_END; p++) {
        bool same =
            rq->dialect->any_case ? str_eq_nocase(name, str_of(p->name)) : str_eq(name, str_of(p->name));
        if (p->where == IN_QUERY && same) {
            if (e->matched_count < MATCHED_MOST) {
                e->matched[e->matched_count++] = p->name;
            }
            return;
        }
    }
    note_unknown(e, name);
}

static void note_params(struct entry *e, struct request *rq)
{
    struct str query = rq->http->query;
    for (int i = 0; rq->route != NULL && query.ptr != NULL && i < LIMIT_PARAMS; i++) {
        struct str rest = str_cut(&query, '&');
        if (rest.len > 0) {
            struct str name = percent_decode(&rq->http->arena, str_cut(&rest, '='), true);
            note_name(e, rq, name.ptr ? name : STR("?"));
        }
    }
}

static void copy_text(char *to, size_t room, struct str text)
{
    size_t n = text.len < room - 1 ? text.len : room - 1;
    if (n > 0) {
        memcpy(to, text.ptr, n);
    }
    to[n] = 0;
}

static void wake_followers(struct requests *r)
{
    pthread_mutex_lock(&r->mutex);
    for (size_t i = 0; i < LIMIT_FOLLOWERS; i++) {
        if (r->followers[i] != NULL) {
            http_wake(r->followers[i]->ticket);
        }
    }
    pthread_mutex_unlock(&r->mutex);
}

void requests_note(struct requests *r, struct request *rq, const struct http_result *result)
{
    struct ring *ring = &r->rings[rq->http->loop];
    pthread_mutex_lock(&ring->mutex);
    struct entry *e = &ring->entries[ring->next % LIMIT_REQUESTS];
    e->at = world_now(rq->serve->config.world);
    e->bytes = result->bytes_out;
    e->ms = result->elapsed_ms;
    e->status = result->status;
    e->method = method_of(rq->http->method);
    e->api = rq->dialect ? rq->dialect->name : NULL;
    e->route = rq->route ? rq->route->path : NULL;
    e->refused_by = rq->refused_by;
    e->matched_count = 0;
    e->unknown[0] = 0;
    copy_text(e->key, sizeof e->key, rq->caller.known ? rq->caller.key_id : STR(""));
    copy_text(e->tenant, sizeof e->tenant, rq->caller.known ? rq->caller.tenant_name : STR(""));
    note_params(e, rq);
    ring->next++;
    pthread_mutex_unlock(&ring->mutex);
    if (atomic_load_explicit(&r->following, memory_order_relaxed) > 0) {
        wake_followers(r);
    }
}

/* ---- what is told ---- */

static void text_or_null(struct json *j, struct str key, const char *text)
{
    json_key(j, key);
    json_str(j, text != NULL && *text ? str_of(text) : STR_NONE);
}

static void print_names(struct json *j, const struct entry *e)
{
    struct str unknown = str_trim(str_of(e->unknown));
    json_key(j, STR("matched"));
    json_open(j, '[');
    for (int i = 0; i < e->matched_count; i++) {
        json_str(j, str_of(e->matched[i]));
    }
    json_close(j, ']');
    json_key(j, STR("unknown"));
    json_open(j, '[');
    while (unknown.len > 0) {
        json_str(j, str_cut(&unknown, ' '));
    }
    json_close(j, ']');
}

static void print_entry(struct buf *out, const struct entry *e)
{
    struct json j = json_to(out);
    json_open(&j, '{');
    json_key(&j, STR("at"));
    json_time(&j, e->at);
    text_or_null(&j, STR("tenant"), e->tenant);
    text_or_null(&j, STR("key"), e->key);
    text_or_null(&j, STR("method"), e->method);
    text_or_null(&j, STR("api"), e->api);
    text_or_null(&j, STR("route"), e->route);
    print_names(&j, e);
    text_or_null(&j, STR("refusedBy"), e->refused_by);
    json_key(&j, STR("status"));
    json_int(&j, e->status);
    json_key(&j, STR("bytes"));
    json_int(&j, e->bytes);
    json_key(&j, STR("ms"));
    json_int(&j, e->ms);
    json_close(&j, '}');
    buf_byte(out, '\n');
}

static int by_time(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Copies what the follower has not seen yet; what the rings have lost meanwhile is lost. */
static bool gather(struct follower *f)
{
    const struct requests *r = f->requests;
    f->count = f->told = 0;
    for (int i = 0; i < r->loops; i++) {
        struct ring *ring = &r->rings[i];
        pthread_mutex_lock(&ring->mutex);
        uint64_t oldest = ring->next > LIMIT_REQUESTS ? ring->next - LIMIT_REQUESTS : 0;
        uint64_t from = f->seen[i] > oldest ? f->seen[i] : oldest;
        for (; from < ring->next; from++) {
            f->entries[f->count++] = ring->entries[from % LIMIT_REQUESTS];
        }
        f->seen[i] = from;
        pthread_mutex_unlock(&ring->mutex);
    }
    if (f->count > 1) {
        qsort(f->entries, f->count, sizeof *f->entries, by_time);
    }
    return f->count > 0;
}

bool requests_is(const struct http_request *rq)
{
    return str_eq(rq->path, STR("/control/requests"));
}

/* A place among the followers; false when there is none left. */
static bool enlist(struct follower *f)
{
    struct requests *r = f->requests;
    pthread_mutex_lock(&r->mutex);
    for (size_t i = 0; i < LIMIT_FOLLOWERS && !f->registered; i++) {
        if (r->followers[i] == NULL) {
            r->followers[i] = f;
            f->registered = true;
            atomic_fetch_add(&r->following, 1);
        }
    }
    pthread_mutex_unlock(&r->mutex);
    return f->registered;
}

static enum http_verdict refuse(struct http_request *rq, int status, const char *json)
{
    struct str body = str_of(json);
    http_answer(rq, status, STR("Content-Type: application/json\r\n"), (int64_t)body.len, body);
    return HTTP_REFUSE;
}

enum http_verdict requests_head(struct requests *r, struct http_request *rq)
{
    if (!str_eq(rq->method, STR("GET"))) {
        return refuse(rq, 405, "{\"error\":\"ask with GET\"}");
    }
    size_t loops = (size_t)r->loops;
    struct follower *f = calloc(1, sizeof *f + loops * sizeof *f->seen);
    struct entry *entries = calloc(loops * LIMIT_REQUESTS, sizeof *entries);
    if (f == NULL || entries == NULL) {
        free(f);
        free(entries);
        return refuse(rq, 503, "{\"error\":\"no memory\"}");
    }
    f->requests = r;
    f->entries = entries;
    f->ticket = http_ticket(rq);
    f->follow = str_eq(rq->query, STR("follow=1"));
    if (f->follow && !enlist(f)) {
        free(entries);
        free(f);
        return refuse(rq, 503, "{\"error\":\"too many follow the requests already\"}");
    }
    rq->owner = f;
    return HTTP_BODY;
}

bool requests_body(struct http_request *rq, bool last)
{
    if (last) {
        http_answer(rq, 200, STR("Content-Type: application/x-ndjson\r\n"), HTTP_PULLED, STR_NONE);
    }
    return true;
}

enum http_pull requests_pull(struct http_request *rq, struct buf *out)
{
    struct follower *f = rq->owner;
    if (f->told == f->count && !gather(f)) {
        return f->follow && !rq->draining ? HTTP_WAIT : HTTP_LAST;
    }
    for (int i = 0; i < LINES_A_PULL && f->told < f->count; i++) {
        print_entry(out, &f->entries[f->told++]);
    }
    return HTTP_MORE;
}

void requests_done(struct http_request *rq)
{
    struct follower *f = rq->owner;
    if (f == NULL) {
        return;
    }
    struct requests *r = f->requests;
    pthread_mutex_lock(&r->mutex);
    for (size_t i = 0; i < LIMIT_FOLLOWERS; i++) {
        if (r->followers[i] == f) {
            r->followers[i] = NULL;
            atomic_fetch_sub(&r->following, 1);
        }
    }
    pthread_mutex_unlock(&r->mutex);
    free(f->entries);
    free(f);
    rq->owner = NULL;
}
