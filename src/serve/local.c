/* local.c: local commands' writes, handed to the writer's thread. A task outlives whichever ends first, the
 * request or the work: the second of the two frees it. */
#include "serve/local.h"

#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "serve/admin.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

struct task {
    struct local *local;
    atomic_int holders; /* the request and, once it is under way, the work */
    struct http_ticket ticket;
    struct buf body;
    bool answered;        /* loop: the header of the answer is out */
    atomic_bool finished; /* the work is done */
    int64_t told;         /* applied records last told */
    struct write_job job; /* POST /control/admin */
    struct buf answer;
    struct import_job import; /* POST /control/import */
    bool is_import;
};

static void let_go(struct task *t)
{
    if (atomic_fetch_sub(&t->holders, 1) == 1) {
        buf_done(&t->body);
        buf_done(&t->answer);
        if (t->is_import) {
            import_done(&t->import);
        }
        free(t);
    }
}

static void work_done(struct task *t)
{
    struct http_ticket ticket = t->ticket;
    atomic_store(&t->finished, true);
    http_wake(ticket);
    let_go(t);
}

static void answer_json(struct http_request *rq, int status, struct str body)
{
    http_answer(rq, status, STR("Content-Type: application/json\r\n"), (int64_t)body.len, body);
}

static void answer_error(struct http_request *rq, int status, const char *sentence)
{
    struct buf text;
    buf_init(&text, MIB);
    struct json j = json_to(&text);
    json_open(&j, '{');
    json_key(&j, STR("error"));
    json_str(&j, str_of(sentence));
    json_close(&j, '}');
    answer_json(rq, status, buf_text(&text));
    buf_done(&text);
}

static enum status run_admin(struct write_job *job, struct db *db, struct why *why)
{
    struct task *t = (struct task *)(void *)((char *)job - offsetof(struct task, job));
    buf_reset(&t->answer);
    return admin_run(db, t->local->store, t->local->world, buf_text(&t->body), &t->answer, why);
}

static void admin_done(struct write_job *job)
{
    work_done((struct task *)(void *)((char *)job - offsetof(struct task, job)));
}

static void import_moved(struct import_job *job)
{
    http_wake(((struct task *)job->owner)->ticket);
}

static void import_finished(struct import_job *job)
{
    work_done(job->owner);
}

static enum status open_batch(struct task *t, const struct jsonin *asked, struct why *why)
{
    struct batch_options options = { .skip_bad = true };
    struct str name = STR_NONE, customer = STR_NONE;
    struct batch *batch;
    char path[PATH_ROOM];
    bool dry_run = false;
    jsonin_text(jsonin_get(asked, STR("source")), &options.source);
    jsonin_text(jsonin_get(asked, STR("stage")), &name);
    jsonin_text(jsonin_get(asked, STR("customerId")), &customer);
    jsonin_bool(jsonin_get(asked, STR("dryRun")), &dry_run);
    if (!jsonin_int(jsonin_get(asked, STR("tenant")), &options.tenant) ||
        !uuid_parse(customer, &options.customer) ||
        !jsonin_int(jsonin_get(asked, STR("batchAt")), &options.batch_at) || !import_is_stage_name(name)) {
        return why_not(why, ST_INVALID, "an import needs tenant, customerId, stage and batchAt");
    }
    must(snprintf(path, sizeof path, "%s/" STR_FMT, store_dir(t->local->store), STR_ARG(name)) <
         (int)sizeof path);
    options.stage = path;
    TRY(batch_resume(&options, 0, &batch, why));
    import_init(&t->import, batch, options.tenant, options.batch_at);
    t->is_import = true;
    buf_reset(&t->answer);
    /* Kept here: the job points to them. */
    buf_str(&t->answer, name);
    buf_str(&t->answer, options.source);
    struct str kept = buf_text(&t->answer);
    t->import.stage = (struct str){ kept.ptr, name.len };
    t->import.source = options.source.ptr ? str_from(kept, name.len) : STR_NONE;
    t->import.dry_run = dry_run;
    t->import.moved = import_moved;
    t->import.done = import_finished;
    t->import.owner = t;
    return ST_OK;
}

static void start_import(struct task *t, struct http_request *rq)
{
    struct jsonin *asked;
    struct why why = { "" };
    enum status st = jsonin_parse(buf_text(&t->body), &asked, &why);
    if (st == ST_OK) {
        st = open_batch(t, asked, &why);
        jsonin_free(asked);
    }
    if (st != ST_OK) {
        answer_error(rq, 422, why.text[0] ? why.text : "the import's scratch file cannot be opened");
        t->answered = true;
        return;
    }
    atomic_fetch_add(&t->holders, 1);
    t->answered = true;
    http_answer(rq, 200, STR("Content-Type: application/x-ndjson\r\n"), HTTP_PULLED, STR_NONE);
    writer_import(t->local->writer, &t->import);
}

static void start_admin(struct task *t)
{
    atomic_fetch_add(&t->holders, 1);
    t->job.run = run_admin;
    t->job.done = admin_done;
    writer_submit(t->local->writer, &t->job);
}

static enum http_verdict on_head(void *app, struct http_request *rq)
{
    bool known = str_eq(rq->path, STR("/control/admin")) || str_eq(rq->path, STR("/control/import"));
    if (!known || !str_eq(rq->method, STR("POST"))) {
        answer_error(rq, 404, "there is no such thing to ask");
        return HTTP_REFUSE;
    }
    struct task *t = calloc(1, sizeof *t);
    if (t == NULL) {
        answer_error(rq, 503, "no memory");
        return HTTP_REFUSE;
    }
    t->local = app;
    t->ticket = http_ticket(rq);
    atomic_init(&t->holders, 1);
    buf_init(&t->body, LIMIT_HTTP_BODY);
    buf_init(&t->answer, LIMIT_HTTP_BODY);
    rq->owner = t;
    return HTTP_BODY;
}

static bool on_body(void *app, struct http_request *rq, struct str piece, bool last)
{
    struct task *t = rq->owner;
    (void)app;
    buf_str(&t->body, piece);
    if (last && str_eq(rq->path, STR("/control/import"))) {
        start_import(t, rq);
    } else if (last) {
        start_admin(t);
    }
    return true;
}

static void on_wake(void *app, struct http_request *rq)
{
    struct task *t = rq->owner;
    (void)app;
    if (t == NULL || t->answered || !atomic_load(&t->finished)) {
        return;
    }
    t->answered = true;
    if (t->job.status == ST_OK) {
        answer_json(rq, 200, buf_text(&t->answer));
    } else {
        answer_error(rq, 422, t->job.why.text);
    }
}

static void print_end(struct task *t, struct buf *out)
{
    struct json j = json_to(out);
    json_open(&j, '{');
    json_key(&j, STR("outcome"));
    json_raw(&j, buf_text(&t->import.outcome));
    if (t->import.status != ST_OK) {
        json_key(&j, STR("error"));
        json_str(&j, str_of(t->import.why.text));
    }
    json_close(&j, '}');
    buf_byte(out, '\n');
}

static enum http_pull on_pull(void *app, struct http_request *rq, struct buf *out)
{
    struct task *t = rq->owner;
    (void)app;
    if (atomic_load(&t->finished)) {
        print_end(t, out);
        return HTTP_LAST;
    }
    int64_t applied = atomic_load(&t->import.applied);
    if (applied == t->told) {
        return HTTP_WAIT;
    }
    t->told = applied;
    struct json j = json_to(out);
    json_open(&j, '{');
    json_key(&j, STR("applied"));
    json_int(&j, applied);
    json_key(&j, STR("total"));
    json_int(&j, atomic_load(&t->import.total));
    json_close(&j, '}');
    buf_byte(out, '\n');
    return HTTP_MORE;
}

static void on_refuse(void *app, struct http_request *rq, int status, struct str reason)
{
    char sentence[256];
    (void)app;
    snprintf(sentence, sizeof sentence, STR_FMT, STR_ARG(reason));
    answer_error(rq, status, sentence);
}

static void on_done(void *app, struct http_request *rq, const struct http_result *result)
{
    (void)app;
    (void)result;
    if (rq->owner != NULL) {
        let_go(rq->owner);
        rq->owner = NULL;
    }
}

static const struct http_events events = { on_head, on_body, on_pull, on_wake, on_refuse, on_done };

struct control local_control(struct local *local)
{
    return (struct control){ &events, local };
}
