/* apply/erase.c, erased.c, store/clean.c: what an erasure removes, what it keeps right, and what later
 * records make of it. The file itself is searched here; beside a server: tests/cli/people.py. */
#include "apply_kit.h"

#include "apply/people.h"
#include "store/clean.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char records[] =
    "{'kind':'organization','id':'sales','name':'Sales'}\n"
    "{'kind':'person','email':'ann@example.com','sourceIdentifier':'A-1000','organizationId':'sales',"
    "'fullName':'Ann Exemplary','employeeNumber':'77','aliases':['ann.old@example.com']}\n"
    "{'kind':'person','email':'bob@example.com','sourceIdentifier':'B-2000','managerEmail':'Ann@Example.com',"
    "'managerName':'Ann Exemplary','managersEmployeeNumber':'77'}\n"
    "{'kind':'person','email':'cem@example.com','managerName':'ann exemplary'}\n"
    "{'kind':'person','email':'dan@example.com','managerName':'Ann "
    "Exemplary','managerEmail':'other@example.com'}\n"
    "{'kind':'campaign','id':'one','createdAt':'2026-01-01T00:00:00Z'}\n"
    "{'kind':'module','campaignId':'one','id':'m1'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'A-1000','status':'completed'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'B-2000','status':'failed'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'A-1000','status':'completed'}\n"
    "{'kind':'attempt','campaignId':'one','person':'A-1000','number':1,'score':80}\n"
    "{'kind':'certificate','campaignId':'one','moduleId':'m1','person':'A-1000','at':'2026-01-04T00:00:00Z'}"
    "\n"
    "{'kind':'comment','id':'k1','campaignId':'one','person':'A-1000','text':'Good'}\n"
    "{'kind':'campaign','id':'sim','type':'attackSimulation','createdAt':'2026-01-01T00:00:00Z'}\n"
    "{'kind':'simulationEvent','campaignId':'sim','person':'A-1000','type':'reported','ip':'203.0.113.77',"
    "'at':'2026-01-05T09:00:00Z','token':'tok-ann-77'}\n";

static int set_up(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);
    *state = kit;
    kit_open(kit);
    kit_apply(kit, 100, records);
    return 0;
}

static int tear_down(void **state)
{
    kit_close(*state);
    free(*state);
    return 0;
}

/* In a transaction of its own, cleaned behind it, as the writer does it. */
static enum status erase(struct kit *kit, const char *person, struct erasure *erasure)
{
    struct people people = { kit->db, kit->tenant, kit->customer, KIT_AT(1000) };
    assert_int_equal(db_begin(kit->db), ST_OK);
    enum status st = people_erase(&people, str_of(person), erasure, &kit->why);
    if (st != ST_OK) {
        db_rollback(kit->db);
        return st;
    }
    assert_int_equal(db_commit(kit->db), ST_OK);
    assert_true(clean_wanted(kit->db) > 0);
    assert_int_equal(clean_run(kit->db, &kit->why), ST_OK);
    assert_int_equal(clean_wanted(kit->db), 0);
    kit_verify(kit);
    return ST_OK;
}

/* Whether the database file holds the bytes; read through the connection that owns its locks. */
static bool file_holds(struct kit *kit, const char *bytes)
{
    static char file[4 * 1024 * 1024];
    size_t n;
    assert_int_equal(db_empty_log(kit->db), ST_OK);
    assert_int_equal(db_read_file(kit->db, 0, file, sizeof file, &n), ST_OK);
    assert_true(n > 0 && n < sizeof file);
    return memmem(file, n, bytes, strlen(bytes)) != NULL;
}

#define COUNT(kit, table) kit_number((kit), "SELECT count(*) FROM " table)

static void removes(void **state)
{
    struct kit *kit = *state;
    struct erasure e;
    assert_true(file_holds(kit, "ann@example.com"));
    assert_int_equal(erase(kit, "ann.OLD@example.com", &e), ST_OK);
    assert_int_equal(e.enrollments, 2); /* the simulation too */
    assert_int_equal(e.events, 1);
    assert_int_equal(COUNT(kit, "simulation_event"), 0);
    assert_int_equal(kit_number(kit, "SELECT sum(reported) FROM tally"), 0);
    assert_false(file_holds(kit, "203.0.113.77"));
    assert_false(file_holds(kit, "tok-ann-77"));
    assert_int_equal(e.progress, 1);
    assert_int_equal(e.attempts, 1);
    assert_int_equal(e.certificates, 1);
    assert_int_equal(e.comments, 1);
    assert_int_equal(e.managed, 2); /* Bob by address, Cem by name; Dan's manager is another Ann */
    assert_int_equal(COUNT(kit, "person"), 3);
    assert_int_equal(COUNT(kit, "enrollment"), 1);
    assert_int_equal(COUNT(kit, "progress") + COUNT(kit, "attempt") + COUNT(kit, "certificate") +
                         COUNT(kit, "comment"),
                     0);
    assert_int_equal(COUNT(kit, "tombstone"), 0);
    assert_int_equal(kit_number(kit, "SELECT sum(total5) FROM tally"), 0);
    assert_int_equal(kit_number(kit, "SELECT sum(total6) FROM tally"), 1);
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'sales'"), 0);
    assert_int_equal(kit_number(kit, "SELECT count(manager_email) FROM enrollment"), 0);
    assert_false(file_holds(kit, "ann@example.com"));
    assert_false(file_holds(kit, "Ann@Example.com"));
    assert_false(file_holds(kit, "ann.old@example.com"));
    assert_false(file_holds(kit, "A-1000"));
    assert_false(file_holds(kit, "a-1000"));
    assert_true(file_holds(kit, "bob@example.com"));
}

static void stays_away(void **state)
{
    struct kit *kit = *state;
    struct erasure e;
    assert_int_equal(erase(kit, "A-1000", &e), ST_OK);
    kit_apply(
        kit, 200,
        "{'kind':'person','email':'ANN@example.com'}\n"
        "{'kind':'person','sourceIdentifier':'new','aliases':['ann.old@example.com']}\n"
        "{'kind':'simulationEvent','campaignId':'sim','person':'a-1000','type':'clicked','at':'2026-01-05T09:"
        "00:00Z'}\n"
        "{'kind':'enrollment','campaignId':'one','person':'new'}\n"
        "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'a-1000'}\n"
        "{'kind':'attempt','campaignId':'one','person':'ann@example.com','number':1}\n"
        "{'kind':'comment','id':'k1','person':'ann@example.com','text':'Good'}\n"
        "{'kind':'person','email':'bob@example.com','managerEmail':'ann@example.com','title':'Clerk'}\n");
    assert_int_equal(kit->outcome.erased, 7);
    assert_int_equal(kit->outcome.ignored, 7);
    assert_int_equal(kit->outcome.changed, 1);
    assert_int_equal(kit->outcome.bad, 0);
    assert_true(kit_exports(kit, "'person' 'bob@example.com' 'title':'Clerk'"));
    assert_false(kit_exports(kit, "'bob@example.com' 'managerEmail'"));
    assert_false(file_holds(kit, "ann.old@example.com"));
    kit_verify(kit);
}

/* Nobody else's line is lost, and another tenant never hears of it. */
static void others_are_others(void **state)
{
    struct kit *kit = *state;
    struct erasure e;
    int64_t first = kit->tenant;
    assert_int_equal(erase(kit, "A-1000", &e), ST_OK);
    assert_int_equal(kit_try(kit, 300, "{'kind':'enrollment','campaignId':'one','person':'nobody'}"),
                     ST_INVALID);
    assert_int_equal(kit->outcome.bad, 1);
    assert_int_equal(kit->outcome.erased, 0);
    kit->tenant = kit_add_tenant(kit, "other", "6b1e8f10-0000-4000-8000-00000000d00d");
    kit_apply(kit, 300, "{'kind':'person','email':'ann@example.com'}");
    assert_int_equal(kit->outcome.added, 1);
    kit->tenant = first;
}

/* Erased while a batch that names them waits for its turn. */
static void erased_in_between(void **state)
{
    struct kit *kit = *state;
    struct erasure e;
    struct batch_options options = kit_options(kit, 400);
    struct batch *batch;
    bool more;
    options.skip_bad = true;
    assert_int_equal(batch_new(&options, &batch, &kit->why), ST_OK);
    kit_lines(batch, "{'kind':'person','email':'ann@example.com','title':'Back'}\n"
                     "{'kind':'enrollment','campaignId':'one','person':'ann@example.com'}\n"
                     "{'kind':'person','email':'bob@example.com','title':'Here'}\n");
    assert_int_equal(batch_check(batch, kit->db, &kit->why), ST_OK);
    assert_int_equal(erase(kit, "A-1000", &e), ST_OK);
    assert_int_equal(batch_step(batch, kit->db, 0, &more, &kit->why), ST_OK);
    assert_int_equal(batch_outcome(batch)->ignored, 1);
    assert_int_equal(batch_outcome(batch)->changed, 1);
    batch_free(batch);
    assert_int_equal(COUNT(kit, "person"), 3);
    kit_verify(kit);
}

static void again_and_back(void **state)
{
    struct kit *kit = *state;
    struct erasure e;
    struct people people = { kit->db, kit->tenant, kit->customer, KIT_AT(1000) };
    assert_int_equal(erase(kit, "nobody", &e), ST_NOTFOUND);
    assert_int_equal(erase(kit, "A-1000", &e), ST_OK);
    assert_false(e.already);
    assert_int_equal(erase(kit, "ann@example.com", &e), ST_OK);
    assert_true(e.already);
    assert_int_equal(people_readmit(&people, STR("a-1000"), &kit->why), ST_OK);
    assert_int_equal(people_readmit(&people, STR("ann@example.com"), &kit->why), ST_NOTFOUND);
    assert_int_equal(COUNT(kit, "erased"), 0);
    kit_apply(kit, 500, "{'kind':'person','email':'ann@example.com'}");
    assert_int_equal(kit->outcome.added, 1);
}

static void waits_for_imports(void **state)
{
    struct kit *kit = *state;
    struct erasure e;
    kit_spoil(kit, "INSERT INTO import (tenant_id, import_id, stage, cursor, batch_at, started_at) "
                   "SELECT tenant_id, 9, 'x', 0, 0, 0 FROM tenant");
    assert_int_equal(erase(kit, "A-1000", &e), ST_BUSY);
    assert_int_equal(COUNT(kit, "person"), 4);
    kit_spoil(
        kit,
        "UPDATE import SET finished_at = 1, outcome = '{\"errors\":[{\"reason\":\"ann@example.com\"}]}'");
    kit_spoil(kit, "INSERT INTO counter (tenant_id, what, next) SELECT tenant_id, 12, 10 FROM tenant "
                   "WHERE tenant_id NOT IN (SELECT tenant_id FROM counter WHERE what = 12)");
    assert_int_equal(erase(kit, "A-1000", &e), ST_OK);
    assert_false(file_holds(kit, "ann@example.com"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(removes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(others_are_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(erased_in_between, set_up, tear_down),
        cmocka_unit_test_setup_teardown(again_and_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(waits_for_imports, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
