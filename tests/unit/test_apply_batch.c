/* apply/batch.c: what becomes of a batch in which a record turns out to be refused when it is applied. */
#include "apply_kit.h"

#include <stdlib.h>

static const char records[] = "{'kind':'person','email':'ann@example.com'}\n"
                              "{'kind':'person','email':'bob@example.com'}\n"
                              "{'kind':'person','email':'cem@example.com'}\n"
                              "{'kind':'campaign','id':'one','name':'One'}\n"
                              "{'kind':'enrollment','campaignId':'one','person':'ann@example.com',"
                              "'ids':{'securityjourney':7},'status':'completed'}\n";

/* Only the store knows that number 7 is taken, so the check lets line 4 pass. Lines 1 to 3 are one person. */
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

static void assert_mixed(struct kit *kit)
{
    assert_int_equal(kit->outcome.bad, 1);
    assert_int_equal(kit->outcome.listed[0].place.line, 4);
    assert_string_equal(kit->outcome.listed[0].fault.field, "ids.securityjourney");
    assert_int_equal(kit->outcome.added, 3); /* Dan and two enrollments */
    assert_int_equal(kit->outcome.changed, 2);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), 3);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM person"), 4);
    assert_true(kit_exports(
        kit, "'sourceIdentifier':'D1' 'email':'dan@example.com' 'department':'Ops' 'country':'DE'"));
    kit_verify(kit);
}

static void chunks(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(kit_try(kit, 20, mixed), ST_OK);
    assert_mixed(kit);
}

static void whole(void **state)
{
    struct kit *kit = *state;
    struct batch_options options = kit_options(kit, 20);
    struct batch *batch;
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch, mixed);
    assert_int_equal(batch_check(batch, kit->db, &kit->why), ST_OK);
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(batch_apply(batch, kit->db, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    const struct outcome *outcome = batch_outcome(batch);
    assert_int_equal(outcome->bad, 1);
    assert_int_equal(outcome->listed[0].place.line, 4);
    assert_int_equal(outcome->added, 3);
    batch_free(batch);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM enrollment"), 3);
    kit_verify(kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(chunks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whole, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
