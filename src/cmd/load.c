/* load.c: a batch on its way from a command into the store. */
#include "cmd/load.h"

#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "cmd/interrupt.h"
#include "cmd/remote.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum status load_begin(struct load *load, struct cmd_store *open, const struct world *world,
                       const struct cmd_tenant *tenant, const struct load_options *options, struct why *why)
{
    *load = (struct load){ .open = open,
                           .world = world,
                           .tenant = *tenant,
                           .batch_at = world_now(world),
                           .options = *options,
                           .hold = -1 };
    buf_init(&load->outcome, 8 * MIB);
    if (!open->remote) {
        TRY(import_finish_open(open->store, world, why));
        import_sweep(open->store, store_writer(open->store));
    }
    import_stage_name(open->store, world, load->name, load->path, sizeof load->path);
    load->hold = import_hold(load->path);
    if (load->hold < 0) {
        return why_not(why, ST_IO, "cannot write in the data folder %s: %s", store_dir(open->store),
                       strerror(errno));
    }
    interrupt_watch(INTERRUPT_READING, load->path);
    struct batch_options batch = { .tenant = tenant->id,
                                   .customer = tenant->customer,
                                   .batch_at = load->batch_at,
                                   .source = options->source,
                                   .skip_bad = options->skip_bad,
                                   .stage = load->path };
    return batch_new(&batch, &load->batch, why);
}

enum status load_check(struct load *load, struct why *why)
{
    return batch_check(load->batch, load->open->reader, why);
}

static void moved(struct import_job *job)
{
    meter_tell(job->owner, job->applied, job->total, "records applied");
}

static enum status apply_here(struct load *load, struct why *why)
{
    struct import_job job;
    struct db *writer = store_writer(load->open->store);
    bool more = true;
    enum status st = ST_OK;
    import_init(&job, load->batch, load->tenant.id, load->batch_at);
    load->batch = NULL; /* import_end lets it go */
    batch_alone(job.batch);
    job.stage = import_is_small(&job) ? STR_NONE : str_of(load->name);
    job.source = load->options.source;
    job.dry_run = load->options.dry_run;
    job.moved = moved;
    job.owner = &load->meter;
    while (st == ST_OK && more) {
        st = import_step(&job, writer, load->world, &more);
    }
    import_end(&job, writer, load->world, st);
    buf_str(&load->outcome, buf_text(&job.outcome));
    *why = job.why;
    st = job.status;
    import_done(&job);
    return st;
}

/* A line of the server's answer: progress, or the end. */
struct listening {
    struct load *load;
    struct why *why;
    bool begun, ended, failed;
};

static void hear_end(struct listening *l, const struct jsonin *root, struct str line)
{
    struct str error;
    l->ended = true;
    if (jsonin_text(jsonin_get(root, STR("error")), &error)) {
        l->failed = true;
        why_not(l->why, ST_IO, STR_FMT, STR_ARG(error));
    }
    /* {"outcome":{...}...}: the object as it stands. */
    struct str rest = str_from(line, sizeof "{\"outcome\":" - 1);
    const char *tail = l->failed ? strstr(rest.ptr, "},\"error\":") : NULL;
    size_t n = tail ? (size_t)(tail - rest.ptr) + 1 : rest.len - 1;
    buf_str(&l->load->outcome, (struct str){ rest.ptr, n });
}

static void hear(void *to, struct str line)
{
    struct listening *l = to;
    struct jsonin *root;
    int64_t applied, total;
    if (jsonin_parse(line, &root, NULL) != ST_OK) {
        return;
    }
    if (jsonin_int(jsonin_get(root, STR("applied")), &applied) &&
        jsonin_int(jsonin_get(root, STR("total")), &total)) {
        l->begun = true;
        meter_tell(&l->load->meter, applied, total, "records applied");
    } else if (jsonin_get(root, STR("outcome")) != NULL) {
        hear_end(l, root, line);
    }
    jsonin_free(root);
}

static enum status apply_remotely(struct load *load, struct why *why)
{
    struct listening listening = { .load = load, .why = why };
    struct buf request;
    batch_keep(load->batch);
    load->batch = NULL;
    buf_init(&request, MIB);
    struct json j = json_to(&request);
    json_open(&j, '{');
    json_key(&j, STR("tenant"));
    json_int(&j, load->tenant.id);
    json_key(&j, STR("customerId"));
    json_uuid(&j, &load->tenant.customer);
    json_key(&j, STR("stage"));
    json_str(&j, str_of(load->name));
    json_key(&j, STR("batchAt"));
    json_int(&j, load->batch_at);
    if (load->options.source.ptr) {
        json_key(&j, STR("source"));
        json_str(&j, load->options.source);
    }
    json_key(&j, STR("dryRun"));
    json_bool(&j, load->options.dry_run);
    json_close(&j, '}');
    enum status st = remote_import(store_dir(load->open->store), buf_text(&request), hear, &listening, why);
    buf_done(&request);
    if (st == ST_INVALID) {
        unlink(load->path); /* refused: nobody else has it */
    } else if (!listening.ended && listening.begun) {
        st = why_not(why, ST_IO,
                     "the server ended before the import was finished; it goes on with it when it is started "
                     "again");
    } else if (!listening.ended) {
        struct why first = *why;
        st = why_not(why, ST_IO, "%s; import the file again",
                     st == ST_OK ? "the server ended before it began with the import" : first.text);
    }
    return st == ST_OK && listening.failed ? ST_IO : st;
}

enum status load_apply(struct load *load, struct why *why)
{
    interrupt_watch(load->options.dry_run ? INTERRUPT_TRYING
                    : load->open->remote  ? INTERRUPT_SERVER
                                          : INTERRUPT_HERE,
                    load->path);
    meter_start(&load->meter, "applying");
    enum status st = load->open->remote ? apply_remotely(load, why) : apply_here(load, why);
    meter_end(&load->meter);
    return st;
}

void load_end(struct load *load)
{
    interrupt_watch(INTERRUPT_NONE, "");
    if (load->batch != NULL) {
        batch_free(load->batch);
        load->batch = NULL;
    } else if (load->path[0] && load->hold >= 0 && load->open->remote == false && load->outcome.len == 0) {
        unlink(load->path);
    }
    if (load->hold >= 0) {
        close(load->hold);
    }
    load->hold = -1;
    buf_done(&load->outcome);
}
