/* apply/batch.c: what becomes of a batch in which a record turns out to be refused when it is applied. */
#include "apply_kit.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const char records[] =
    "{'kind':'person','email':'ann@example.com'}\n"
    "{'kind':'person','email':'bob@example.com'}\n"
    "{'kind':'person','email':'cem@example.com'}\n"
    "{'kind':'campaign','id':'one','name':'One'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','status':'completed'}\n";

/* Between the check of the other batch and its first chunk. */
static const char meanwhile[] =
    "{'kind':'enrollment','campaignId':'one','person':'ann@example.com','ids':{'securityjourney':7}}";

/* Number 7 is free when this is checked and taken when it is applied. Lines 1 to 3 are one person. */
static const char mixed[] =
    "{'kind':'person','sourceIdentifier':'D1','department':'Ops','updatedAt':'2026-01-01T00:00:01Z'}\n"
    "{'kind':'person','email':'dan@example.com','country':'DE','updatedAt':'2026-01-01T00:00:02Z'}\n"
    "{'kind':'person','sourceIdentifier':'D1','email':'dan@example.com','updatedAt':'2026-01-01T00:00:03Z'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'bob@example.com','ids':{'securityjourney':7}}\n"
    "{'kind':'enrollment','campaignId':'one','person':'cem@example.com','status':'failed'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'dan@example.com','status':'completed'}\n";

static int set_up(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);
    *state = kit;
    kit_open(kit);
    kit_apply(kit, 10, records);
    return 0;
}

static int tear_down(void **state)
{
    kit_close(*state);
    free(*state);
    return 0;
}

static struct batch *checked(struct kit *kit)
{
    struct batch_options options = kit_options(kit, 20);
    struct batch *batch;
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch, mixed);
    assert_int_equal(batch_check(batch, kit->db, &kit->why), ST_OK);
    kit_apply(kit, 19, meanwhile);
    return batch;
}

static void assert_mixed(struct kit *kit, struct batch *batch)
{
    const struct outcome *outcome = batch_outcome(batch);
    assert_int_equal(outcome->bad, 1);
    assert_int_equal(outcome->listed[0].place.line, 4);
    assert_string_equal(outcome->listed[0].fault.field, "ids.securityjourney");
    assert_int_equal(outcome->added, 3); /* Dan and two enrollments */
    assert_int_equal(outcome->changed, 2);
    batch_free(batch);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), 3);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM person"), 4);
    assert_true(kit_exports(
        kit, "'sourceIdentifier':'D1' 'email':'dan@example.com' 'department':'Ops' 'country':'DE'"));
    kit_verify(kit);
}

static void chunks(void **state)
{
    struct kit *kit = *state;
    struct batch *batch = checked(kit);
    bool more = true;
    while (more) {
        assert_int_equal(batch_step(batch, kit->db, 0, &more, &kit->why), ST_OK);
    }
    assert_mixed(kit, batch);
}

static void whole(void **state)
{
    struct kit *kit = *state;
    struct batch *batch = checked(kit);
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(batch_apply(batch, kit->db, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    assert_mixed(kit, batch);
}

/* Where a batch is interrupted makes no difference, even between two records of one person that have no name
 * in common. */
static void resumed(void **state)
{
    struct kit *kit = *state;
    struct batch_options options = kit_options(kit, 20);
    struct batch *batch;
    char path[128];
    snprintf(path, sizeof path, "%s/import-0123456789abcdef.stage", kit->dir);
    options.stage = path;
    for (int cursor = 1; cursor < 6; cursor++) {
        assert_int_equal(db_begin(kit->db), ST_OK);
        assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
        kit_lines(batch, mixed);
        assert_int_equal(batch_check(batch, kit->db, &kit->why), ST_OK);
        assert_int_equal(batch_apply_first(batch, kit->db, cursor, &kit->why), ST_OK);
        batch_keep(batch);
        assert_int_equal(batch_resume(&options, cursor, &batch, &kit->why), ST_OK);
        assert_int_equal(batch_apply(batch, kit->db, &kit->why), ST_OK);
        batch_free(batch);
        struct query *q = db_query(kit->db, Q_ACTIVE_PEOPLE);
        query_int(q, 1, kit->tenant);
        assert_int_equal(query_step(q), ST_OK);
        assert_int_equal(query_int_at(q, 0), 4); /* Dan once */
        query_end(q);
        db_rollback(kit->db);
    }
}

/* Between two chunks somebody else may delete the person whom the next record follows. */
static void gone_between(void **state)
{
    struct kit *kit = *state;
    struct batch_options options = kit_options(kit, 20);
    struct batch *batch;
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch, mixed);
    assert_int_equal(batch_check(batch, kit->db, &kit->why), ST_OK);
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(batch_apply_first(batch, kit->db, 1, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    kit_apply(kit, 21, "{'kind':'person','sourceIdentifier':'D1','deleted':true}\n");
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(batch_apply(batch, kit->db, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    batch_free(batch);
    assert_true(kit_exports(kit, "'email':'dan@example.com'"));
}

/* What a batch deletes is gone for its other lines, and nothing of the batch is applied. */
static void under_the_deleted(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 11, "{'kind':'module','campaignId':'one','id':'m'}\n");
#define GONE "{'kind':'person','email':'ann@example.com','deleted':true}\n"
    kit_refused(kit, 20, GONE "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}\n",
                2, "person", "no such person");
    kit_refused(kit, 20,
                GONE "{'kind':'progress','campaignId':'one','moduleId':'m','person':'ann@example.com'}\n", 2,
                "person", "no such person");
    kit_refused(kit, 20, GONE "{'kind':'comment','id':'c','person':'ann@example.com','text':'Hm'}\n", 2,
                "person", "no such person");
    assert_true(kit_exports(kit, "'email':'ann@example.com'"));
}

/* One GUID in two spellings: only the store's own rules find out, and still there is a sentence. */
static void said_by_the_store(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(kit_try(kit, 20,
                             "{'kind':'organization','id':'0f0f0f0f-0000-4000-8000-00000000000a'}\n"
                             "{'kind':'organization','id':'0F0F0F0F-0000-4000-8000-00000000000A'}\n"),
                     ST_OK);
    assert_int_equal(kit->outcome.bad, 1);
    assert_contains(kit->outcome.listed[0].fault.why.text, "contradicts");
    kit_verify(kit);
}

/* Events of one person are judged together, however much they say of themselves: 300 times 60,000 bytes are
 * more than a request may use. */
static void talkative(void **state)
{
    enum { EVENTS = 300, AGENT = 60000 };
    struct kit *kit = *state;
    struct buf lines;
    buf_init(&lines, 64 * MIB);
    buf_lit(&lines, "{'kind':'campaign','id':'sim','type':'attackSimulation'}\n");
    for (int i = 0; i < EVENTS; i++) {
        buf_format(&lines,
                   "{'kind':'simulationEvent','campaignId':'sim','person':'ann@example.com','type':'opened',"
                   "'at':'2026-01-01T00:%02d:%02dZ','userAgent':'%03d",
                   i / 60, i % 60, i);
        for (int k = 0; k < AGENT / 10; k++) {
            buf_lit(&lines, "abcdefghij");
        }
        buf_lit(&lines, "'}\n");
    }
    buf_byte(&lines, 0);
    assert_false(lines.failed);
    kit_apply(kit, 20, lines.ptr);
    buf_done(&lines);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM simulation_event"), EVENTS);
    kit_verify(kit);
    kit_apply(kit, 21, "{'kind':'person','email':'ann@example.com','deleted':true}\n");
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM simulation_event"), 0);
    kit_verify(kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(chunks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(resumed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(talkative, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gone_between, set_up, tear_down),
        cmocka_unit_test_setup_teardown(under_the_deleted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(said_by_the_store, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
