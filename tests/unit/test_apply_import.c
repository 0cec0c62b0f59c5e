/* apply/import.c and apply/writer.c: dry runs, imports that are interrupted between two chunks, and the
 * writing thread with imports and short jobs side by side. */
#include "apply_kit.h"

#include "apply/writer.h"
#include "base/limits.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 2000, PATH_ROOM = 4096 };

static int set_up(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);
    *state = kit;
    kit_open(kit);
    return 0;
}

static int tear_down(void **state)
{
    kit_verify(*state);
    kit_close(*state);
    free(*state);
    return 0;
}

/* Three lines a person, of which only the last tells that the first two are about one, a campaign, and an
 * enrollment for each: 4 * PEOPLE + 1 lines. first: the number of the first person. */
static char *many_lines(int first, const char *campaign)
{
    struct buf text;
    buf_init(&text, 64 * MIB);
    buf_format(&text, "{'kind':'campaign','id':'%s'}\n", campaign);
    for (int i = first; i < first + PEOPLE; i++) {
        buf_format(
            &text,
            "{'kind':'enrollment','campaignId':'%s','person':'p%d@example.com','status':'%s'}\n"
            "{'kind':'person','email':'p%d@example.com','title':'T','updatedAt':'2025-01-01T00:00:01Z'}\n"
            "{'kind':'person','sourceIdentifier':'S%d','team':'Red','updatedAt':'2025-01-01T00:00:02Z'}\n"
            "{'kind':'person','sourceIdentifier':'S%d','email':'p%d@example.com','locale':'en',"
            "'updatedAt':'2025-01-01T00:00:03Z'}\n",
            campaign, i, i % 3 ? "completed" : "notStarted", i, i, i, i);
    }
    char *lines = strndup(text.ptr, text.len);
    buf_done(&text);
    return lines;
}

/* A checked import of the lines with a scratch file in the data folder. */
static void staged(struct kit *kit, struct import_job *job, int at, const char *lines, char name[64])
{
    char path[PATH_ROOM];
    struct batch_options options = kit_options(kit, at);
    struct batch *batch;
    import_stage_name(kit->store, &kit->world, name, path, sizeof path);
    options.stage = path;
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch, lines);
    if (batch_check(batch, kit->db, &kit->why) != ST_OK) {
        fail_msg("%s", kit->why.text);
    }
    import_init(job, batch, kit->tenant, options.batch_at);
    job->stage = str_of(name);
}

static void reopen(struct kit *kit)
{
    store_close(kit->store);
    if (store_open(kit->dir, STORE_OWN, &kit->store, &kit->why) != ST_OK) {
        fail_msg("%s", kit->why.text);
    }
    kit->db = store_writer(kit->store);
}

static void dry_run_leaves_no_trace(void **state)
{
    struct kit *kit = *state;
    struct batch_options options;
    struct import_job job;
    struct batch *batch;
    bool more = true;
    kit_apply(kit, 1,
              "{'kind':'person','email':'ann@example.com'}\n{'kind':'campaign','id':'one'}\n"
              "{'kind':'person','email':'bob@example.com'}");
    char *before = kit_dump(kit);
    int64_t counters = kit_number(kit, "SELECT sum(next) FROM counter"), seq = kit_seq(kit);
    options = kit_options(kit, 2);
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch,
              "{'kind':'person','email':'ann@example.com','title':'T'}\n{'kind':'person','email':'cem@"
              "example.com'}\n"
              "{'kind':'enrollment','campaignId':'one','person':'cem@example.com'}\n"
              "{'kind':'person','email':'bob@example.com','deleted':true}\n{'kind':'campaign','id':'one'}");
    assert_int_equal(batch_check(batch, kit->db, &kit->why), ST_OK);
    import_init(&job, batch, kit->tenant, options.batch_at);
    job.dry_run = true;
    assert_false(import_is_small(&job));
    assert_int_equal(import_step(&job, kit->db, &kit->world, &more), ST_OK);
    assert_false(more);
    import_end(&job, kit->db, &kit->world, ST_OK);
    assert_int_equal(job.status, ST_OK);
    char outcome[500];
    snprintf(outcome, sizeof outcome, STR_FMT, STR_ARG(buf_text(&job.outcome)));
    assert_contains(outcome, "\"lines\":5,\"new\":2,\"changed\":1,\"unchanged\":1");
    assert_contains(outcome, "\"deleted\":1,\"erased\":0,\"bad\":0");
    import_done(&job);
    char *after = kit_dump(kit);
    assert_same(before, after);
    assert_int_equal(kit_number(kit, "SELECT sum(next) FROM counter"), counters);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM import"), 0);
    assert_int_equal(kit_seq(kit), seq);
    free(before);
    free(after);
}

/* The process dies after every possible chunk; another one goes on. The end is that of an import in one go.
 */
static void interrupted_imports_go_on(void **state)
{
    struct kit *whole = *state;
    char *lines = many_lines(0, "one");
    kit_apply(whole, 5, lines);
    assert_int_equal(whole->outcome.lines, 4 * PEOPLE + 1);
    char *expected = kit_export(whole);
    _Static_assert(4 * PEOPLE + 1 > LIMIT_APPLY_CHUNK, "more than one chunk");
    _Static_assert(LIMIT_APPLY_CHUNK % 3 != 0, "a chunk ends between two lines about one person");
    for (int steps = 0; steps < 2; steps++) {
        struct kit kit;
        struct import_job job;
        char name[64];
        bool more = true;
        kit_open(&kit);
        staged(&kit, &job, 5, lines, name);
        for (int i = 0; i <= steps && more; i++) {
            assert_int_equal(import_step(&job, kit.db, &kit.world, &more), ST_OK);
        }
        assert_int_equal(more, steps == 0);
        batch_keep(job.batch);
        import_done(&job);
        reopen(&kit);
        assert_int_equal(kit_number(&kit, "SELECT count(*) FROM import WHERE finished_at IS NULL"), 1);
        if (import_finish_open(kit.store, &kit.world, &kit.why) != ST_OK) {
            fail_msg("%s", kit.why.text);
        }
        assert_int_equal(kit_number(&kit, "SELECT count(*) FROM import WHERE finished_at IS NULL"), 0);
        char *got = kit_export(&kit);
        assert_same(expected, got);
        free(got);
        kit_verify(&kit);
        kit_close(&kit);
    }
    free(expected);
    free(lines);
}

/* ---- the writing thread ---- */

struct watched {
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    struct writer *writer;
    int imports_done, jobs_done, jobs_before_end, chunks;
    bool bad;
};

struct short_job {
    struct write_job job;
    struct watched *watched;
    int number;
};

static struct watched watched;
static struct short_job shorts[60];

static enum status run_short(struct write_job *job, struct db *db, struct why *why)
{
    struct short_job *s = (struct short_job *)job;
    struct query *q = db_query(db, Q_COUNTER_SET);
    query_int(q, 1, 1000);
    query_int(q, 2, s->number);
    query_int(q, 3, s->number);
    TRY(query_run(q));
    /* Every third one fails: what it wrote is taken back, the others stay. */
    return s->number % 3 == 0 ? why_not(why, ST_INVALID, "no %d", s->number) : ST_OK;
}

static void short_done(struct write_job *job)
{
    struct short_job *s = (struct short_job *)job;
    pthread_mutex_lock(&watched.mutex);
    watched.bad |= job->status != (s->number % 3 == 0 ? ST_INVALID : ST_OK);
    watched.jobs_done++;
    watched.jobs_before_end += watched.imports_done < 2;
    pthread_cond_signal(&watched.moved);
    pthread_mutex_unlock(&watched.mutex);
}

/* After each chunk ten short jobs come in. */
static void chunk_done(struct import_job *job)
{
    (void)job;
    for (int i = 0; i < 10; i++) {
        int n = watched.chunks * 10 + i;
        if (n < (int)COUNT_OF(shorts)) {
            shorts[n] = (struct short_job){
                .job = {.run = run_short, .done = short_done},
                  .number = n + 1
            };
            writer_submit(watched.writer, &shorts[n].job);
        }
    }
    watched.chunks++;
}

static void import_finished(struct import_job *job)
{
    pthread_mutex_lock(&watched.mutex);
    watched.bad |= job->status != ST_OK;
    watched.imports_done++;
    pthread_cond_signal(&watched.moved);
    pthread_mutex_unlock(&watched.mutex);
}

static void two_imports_and_short_jobs(void **state)
{
    struct kit *kit = *state;
    struct import_job jobs[2];
    char names[2][64], *lines[2] = { many_lines(0, "one"), many_lines(PEOPLE, "two") };
    watched = (struct watched){ .bad = false };
    pthread_mutex_init(&watched.mutex, NULL);
    pthread_cond_init(&watched.moved, NULL);
    for (int i = 0; i < 2; i++) {
        staged(kit, &jobs[i], 5, lines[i], names[i]);
        jobs[i].moved = chunk_done;
        jobs[i].done = import_finished;
    }
    assert_int_equal(writer_start(kit->store, &kit->world, &watched.writer, &kit->why), ST_OK);
    writer_import(watched.writer, &jobs[0]);
    writer_import(watched.writer, &jobs[1]);
    pthread_mutex_lock(&watched.mutex);
    while (watched.imports_done < 2 || watched.jobs_done < 40) {
        pthread_cond_wait(&watched.moved, &watched.mutex);
    }
    pthread_mutex_unlock(&watched.mutex);
    writer_stop(watched.writer);
    assert_false(watched.bad);
    assert_int_equal(watched.chunks, 4); /* two of each */
    assert_int_equal(watched.jobs_done, 40);
    assert_true(watched.jobs_before_end >= 20); /* those of the first import's chunks at least */
    /* 40 jobs, of which 13 failed. */
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM counter WHERE tenant_id = 1000"), 27);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM person"), 2 * PEOPLE);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), 2 * PEOPLE);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM import WHERE finished_at IS NULL"), 0);
    for (int i = 0; i < 2; i++) {
        import_done(&jobs[i]);
        free(lines[i]);
    }
}

static void stopped_writers_leave_imports_for_the_next(void **state)
{
    struct kit *kit = *state;
    struct import_job job;
    struct writer *writer;
    char name[64], *lines = many_lines(0, "one");
    watched = (struct watched){ .chunks = 100 };
    pthread_mutex_init(&watched.mutex, NULL);
    pthread_cond_init(&watched.moved, NULL);
    staged(kit, &job, 5, lines, name);
    job.done = import_finished;
    assert_int_equal(writer_start(kit->store, &kit->world, &writer, &kit->why), ST_OK);
    writer_import(writer, &job);
    writer_stop(writer); /* before, between or behind its chunks */
    bool finished = job.status == ST_OK;
    import_done(&job);
    if (!finished && kit_number(kit, "SELECT count(*) FROM import") == 0) {
        kit_apply(kit, 5, lines); /* never registered: its maker was told so */
    }
    reopen(kit);
    assert_int_equal(import_finish_open(kit->store, &kit->world, &kit->why), ST_OK);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), PEOPLE);
    free(lines);
    writer_stop(NULL);
}

/* Something short waits all the time: chunks are as small as they may be, and the end is that of an import in
 * one go. */
static void chunks_give_way(void **state)
{
    struct kit *kit = *state, other;
    struct import_job job;
    atomic_bool wanted = true;
    char name[64], *lines = many_lines(0, "one");
    bool more = true;
    int64_t applied = 0;
    kit_open(&other);
    kit_apply(&other, 5, lines);
    staged(kit, &job, 5, lines, name);
    batch_give_way(job.batch, &wanted);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(import_step(&job, kit->db, &kit->world, &more), ST_OK);
        assert_true(more);
        assert_int_equal(job.applied - applied, LIMIT_APPLY_LEAST);
        applied = job.applied;
    }
    wanted = false;
    assert_int_equal(import_step(&job, kit->db, &kit->world, &more), ST_OK);
    assert_int_equal(job.applied - applied, more ? LIMIT_APPLY_CHUNK : job.total - applied);
    wanted = true;
    while (more) {
        assert_int_equal(import_step(&job, kit->db, &kit->world, &more), ST_OK);
    }
    import_end(&job, kit->db, &kit->world, ST_OK);
    assert_int_equal(job.status, ST_OK);
    char *expected = kit_export(&other), *got = kit_export(kit);
    assert_same(expected, got);
    kit_verify(kit);
    import_done(&job);
    kit_close(&other);
    free(expected);
    free(got);
    free(lines);
}

/* A small import that comes when the first chunk of a large one is done. */
static struct import_job small_job;
static bool small_was_first, small_came;

static void small_done(struct import_job *job)
{
    pthread_mutex_lock(&watched.mutex);
    small_was_first = watched.imports_done == 0;
    pthread_mutex_unlock(&watched.mutex);
    import_finished(job);
}

static void bring_small(struct import_job *job)
{
    (void)job;
    if (!small_came) {
        small_came = true;
        writer_import(watched.writer, &small_job);
    }
}

static void small_imports_overtake(void **state)
{
    struct kit *kit = *state;
    struct import_job large;
    char names[2][64], *lines = many_lines(0, "one");
    watched = (struct watched){ .bad = false };
    small_came = small_was_first = false;
    pthread_mutex_init(&watched.mutex, NULL);
    pthread_cond_init(&watched.moved, NULL);
    staged(kit, &large, 5, lines, names[0]);
    staged(kit, &small_job, 6, "{'kind':'person','email':'late@example.com','title':'T'}", names[1]);
    large.moved = bring_small;
    large.done = import_finished;
    small_job.done = small_done;
    assert_int_equal(writer_start(kit->store, &kit->world, &watched.writer, &kit->why), ST_OK);
    writer_import(watched.writer, &large);
    pthread_mutex_lock(&watched.mutex);
    while (watched.imports_done < 2) {
        pthread_cond_wait(&watched.moved, &watched.mutex);
    }
    pthread_mutex_unlock(&watched.mutex);
    writer_stop(watched.writer);
    assert_false(watched.bad);
    assert_true(small_was_first);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM person"), PEOPLE + 1);
    import_done(&large);
    import_done(&small_job);
    free(lines);
}

static const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    T(dry_run_leaves_no_trace),
    T(interrupted_imports_go_on),
    T(two_imports_and_short_jobs),
    T(stopped_writers_leave_imports_for_the_next),
    T(chunks_give_way),
    T(small_imports_overtake),
};

UNIT_MAIN("apply/import")
