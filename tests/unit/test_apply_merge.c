/* apply/merge.c, unmerge.c: two people become one and part again. Expected numbers are counted by hand from
 * the records below; kit_verify counts everything derived anew. */
#include "apply_kit.h"

#include "apply/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ann and Bob are in campaign one; Bob alone is in two, Ann alone in three. */
static const char records[] =
    "{'kind':'organization','id':'sales','name':'Sales'}\n"
    "{'kind':'person','email':'ann@example.com','sourceIdentifier':'A1','ids':{'outthink':"
    "'aaaaaaaa-0000-4000-8000-000000000001'},'updatedAt':'2026-01-01T00:00:10Z'}\n"
    "{'kind':'person','email':'bob@example.com','sourceIdentifier':'B1','ids':{'outthink':"
    "'bbbbbbbb-0000-4000-8000-000000000002','securityjourney':4711,'kaspersky':'5f00000000000000000000aa'},"
    "'aliases':['robert@example.com'],'department':'Ops','organizationId':'sales','status':'inactive',"
    "'updatedAt':'2026-01-01T00:00:20Z'}\n"
    "{'kind':'campaign','id':'one','createdAt':'2026-01-01T00:00:00Z'}\n"
    "{'kind':'campaign','id':'two','createdAt':'2026-01-01T00:00:00Z'}\n"
    "{'kind':'campaign','id':'three','createdAt':'2026-01-01T00:00:00Z'}\n"
    "{'kind':'module','campaignId':'one','id':'m1'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'A1','status':'inProgress','timeSpentSeconds':5,"
    "'startedAt':'2026-01-01T00:00:00Z','scores':{'engagement':0.25}}\n"
    "{'kind':'enrollment','campaignId':'one','person':'B1','status':'completed','timeSpentSeconds':40,"
    "'startedAt':'2025-01-01T00:00:00Z','scores':{'engagement':0.75}}\n"
    "{'kind':'enrollment','campaignId':'two','person':'B1','status':'failed'}\n"
    "{'kind':'enrollment','campaignId':'three','person':'A1','status':'acknowledged'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'A1','status':'inProgress'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'B1','status':'completed'}\n"
    "{'kind':'attempt','campaignId':'one','person':'B1','number':1,'score':80,'passed':true}\n"
    "{'kind':'certificate','campaignId':'one','moduleId':'m1','person':'B1','at':'2026-01-04T00:00:00Z'}\n"
    "{'kind':'comment','id':'k1','campaignId':'one','moduleId':'m1','person':'B1','text':'Good'}\n";

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

typedef enum status work(const struct people *people, struct str person, struct str other,
                         struct merged *merged, struct why *why);

static enum status unmerge(const struct people *people, struct str person, struct str other,
                           struct merged *merged, struct why *why)
{
    (void)other;
    return people_unmerge(people, person, merged, why);
}

/* In a transaction of its own, as the writer does it. */
static enum status run(struct kit *kit, work *doing, const char *person, const char *other,
                       struct merged *merged)
{
    struct people people = { kit->db, kit->tenant, kit->customer, KIT_AT(1000) };
    assert_int_equal(db_begin(kit->db), ST_OK);
    enum status st = doing(&people, str_of(person), str_of(other), merged, &kit->why);
    if (st == ST_OK) {
        assert_int_equal(db_commit(kit->db), ST_OK);
        kit_verify(kit);
    } else {
        db_rollback(kit->db);
    }
    return st;
}

static void merges(struct kit *kit, const char *person, const char *other)
{
    struct merged merged;
    if (run(kit, people_merge, person, other, &merged) != ST_OK) {
        fail_msg("%s", kit->why.text);
    }
}

#define COUNT(kit, table) kit_number((kit), "SELECT count(*) FROM " table)

static void joins(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    assert_int_equal(run(kit, people_merge, "A1", "BOB@example.com", &merged), ST_OK);
    assert_int_equal(merged.enrollments, 2); /* one: completed beats in progress; two */
    assert_int_equal(merged.contested, 1);
    assert_int_equal(merged.comments, 1);
    assert_int_equal(COUNT(kit, "person"), 1);
    assert_int_equal(COUNT(kit, "enrollment"), 3);
    assert_int_equal(COUNT(kit, "progress"), 1);
    assert_int_equal(COUNT(kit, "attempt"), 1);
    assert_int_equal(COUNT(kit, "certificate"), 1);
    /* Ann is active, Bob was not: their rows count as hers now. */
    assert_int_equal(kit_number(kit, "SELECT sum(active5) FROM tally"), 1);
    assert_int_equal(kit_number(kit, "SELECT sum(total4) FROM tally"), 0);
    assert_int_equal(kit_number(kit, "SELECT users FROM organization WHERE id = 'sales'"), 1);
    assert_true(kit_exports(kit, "'person' 'sourceIdentifier':'A1' 'robert@example.com' 'bob@example.com' "
                                 "'outthink:bbbbbbbb-0000-4000-8000-000000000002' 'securityjourney:4711' "
                                 "'kaspersky:5f00000000000000000000aa' 'sourceIdentifier:b1' "
                                 "'department':'Ops' 'organizationId':'sales' 00:00:20Z"));
    assert_true(kit_exports(kit, "'enrollment' 'campaignId':'one' 'completed' "
                                 "'person':'aaaaaaaa-0000-4000-8000-000000000001'"));
    assert_true(kit_exports(kit, "'comment' 'k1' 'person':'aaaaaaaa-0000-4000-8000-000000000001'"));
}

/* Every old name leads to the one who stayed, in records about people and in records about what they do. */
static void old_names_lead_on(void **state)
{
    static const char *const people[] = {
        "{'kind':'person','email':'bob@example.com','title':'1'}",
        "{'kind':'person','sourceIdentifier':'B1','title':'2'}",
        "{'kind':'person','ids':{'outthink':'BBBBBBBB-0000-4000-8000-000000000002'},'title':'3'}",
        "{'kind':'person','ids':{'securityjourney':4711},'title':'4'}",
        "{'kind':'person','ids':{'kaspersky':'5F00000000000000000000AA'},'title':'5'}",
        "{'kind':'person','email':'Robert@example.com','sourceIdentifier':'A1','title':'6'}",
    };
    static const char *const references[] = {
        "bob@example.com",    "B1", "bbbbbbbb-0000-4000-8000-000000000002", "5f00000000000000000000aa",
        "robert@example.com", "A1"
    };
    struct kit *kit = *state;
    merges(kit, "A1", "B1");
    for (int i = 0; i < (int)COUNT_OF(people); i++) {
        char part[64];
        /* An e-mail that a record gives becomes theirs: the number of the loop goes into the title. */
        kit_apply(kit, 200 + i, people[i]);
        snprintf(part, sizeof part, "'title':'%d'", i + 1);
        assert_true(kit_exports(kit, part));
        assert_int_equal(COUNT(kit, "person"), 1);
    }
    for (int i = 0; i < (int)COUNT_OF(references); i++) {
        char line[200];
        snprintf(line, sizeof line,
                 "{'kind':'enrollment','campaignId':'three','person':'%s','timeSpentSeconds':%d}",
                 references[i], 100 + i);
        kit_apply(kit, 300 + i, line);
        assert_int_equal(kit_number(kit, "SELECT max(time_spent_seconds) FROM enrollment"), 100 + i);
    }
    kit_verify(kit);
}

/* What was older than either is ignored, whichever name it uses. */
static void older_records_stay_older(void **state)
{
    struct kit *kit = *state;
    merges(kit, "A1", "B1");
    kit_apply(kit, 400,
              "{'kind':'person','sourceIdentifier':'B1','title':'Old','updatedAt':'2026-01-01T00:00:19Z'}");
    assert_int_equal(kit->outcome.ignored, 1);
}

static void export_is_the_whole(void **state)
{
    struct kit *kit = *state, other;
    merges(kit, "A1", "B1");
    char *before = kit_export(kit);
    kit_open(&other);
    kit_apply(&other, 500, before);
    char *after = kit_export(&other);
    assert_same(before, after);
    kit_verify(&other);
    kit_apply(kit, 500, before);
    assert_int_equal(kit->outcome.changed, 0);
    free(before);
    free(after);
    kit_close(&other);
}

static void parts_again(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    char *before = kit_export(kit);
    merges(kit, "A1", "B1");
    assert_int_equal(run(kit, unmerge, "B1", NULL, &merged), ST_OK);
    assert_int_equal(merged.enrollments, 2);
    assert_int_equal(merged.contested, 1);
    char *after = kit_export(kit);
    assert_same(before, after);
    assert_int_equal(COUNT(kit, "merge"), 0);
    assert_int_equal(COUNT(kit, "merge_line"), 0);
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_NOTFOUND);
    free(before);
    free(after);
}

/* What came goes back as it is now; what was said of the one who stayed is theirs. */
static void parts_as_it_is_now(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    merges(kit, "A1", "B1");
    kit_apply(kit, 600,
              "{'kind':'enrollment','campaignId':'two','person':'A1','status':'completed'}\n"
              "{'kind':'person','sourceIdentifier':'A1','title':'Head'}\n"
              "{'kind':'enrollment','campaignId':'three','person':'B1','status':'failed'}\n");
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_OK);
    assert_true(kit_exports(kit, "'enrollment' 'campaignId':'two' 'completed' 'person':'bbbbbbbb-"));
    assert_true(kit_exports(kit, "'enrollment' 'campaignId':'three' 'failed' 'person':'aaaaaaaa-"));
    assert_true(kit_exports(kit, "'person' 'sourceIdentifier':'A1' 'title':'Head'"));
    assert_false(kit_exports(kit, "'sourceIdentifier':'A1' 'department'"));
    assert_false(kit_exports(kit, "'sourceIdentifier':'B1' 'title'"));
}

/* Deletions that are remembered go on under the one who stays, but never against what is there. */
static void deletions_follow(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    kit_apply(kit, 110,
              "{'kind':'enrollment','campaignId':'three','person':'B1','deleted':true}\n"
              "{'kind':'enrollment','campaignId':'two','person':'A1','deleted':true}\n"
              "{'kind':'campaign','id':'four','createdAt':'2026-01-01T00:00:00Z'}\n"
              "{'kind':'enrollment','campaignId':'four','person':'B1','deleted':true}\n");
    char *before = kit_export(kit);
    merges(kit, "A1", "B1");
    /* An old record about the deleted one still finds the deletion, under either name. */
    kit_apply(kit, 120,
              "{'kind':'enrollment','campaignId':'four','person':'B1','updatedAt':'2026-01-01T00:01:00Z'}\n");
    assert_int_equal(kit->outcome.ignored, 1);
    assert_int_equal(COUNT(kit, "enrollment"), 3);
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_OK);
    char *after = kit_export(kit);
    /* Beyond what was, the deletion in campaign four now also holds for the one who stayed. */
    assert_int_equal(COUNT(kit, "tombstone"), 4);
    assert_true(strlen(after) > strlen(before));
    free(before);
    free(after);
}

static void merges_stack(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    kit_apply(kit, 130,
              "{'kind':'person','email':'cem@example.com','sourceIdentifier':'C1'}\n"
              "{'kind':'enrollment','campaignId':'two','person':'C1','status':'completed'}\n");
    char *before = kit_export(kit);
    merges(kit, "A1", "B1");
    merges(kit, "C1", "A1");
    assert_int_equal(COUNT(kit, "person"), 1);
    kit_apply(kit, 140,
              "{'kind':'enrollment','campaignId':'one','person':'B1','updatedAt':'2025-01-01T00:00:00Z'}");
    assert_int_equal(kit->outcome.ignored, 1);
    assert_int_equal(run(kit, unmerge, "C1", NULL, &merged), ST_OK);
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_OK);
    char *after = kit_export(kit);
    assert_same(before, after);
    merges(kit, "A1", "B1");
    merges(kit, "C1", "A1");
    kit_apply(kit, 150, "{'kind':'person','sourceIdentifier':'C1','deleted':true}");
    assert_int_equal(COUNT(kit, "merge") + COUNT(kit, "merge_line"), 0);
    kit_verify(kit);
    free(before);
    free(after);
}

static void lists_of_people_follow(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    kit_spoil(kit, "INSERT INTO source_person SELECT tenant_id, 'hr', person_key, 1 FROM person");
    kit_spoil(kit, "UPDATE source_person SET gone = 0 WHERE person_key = 2");
    merges(kit, "A1", "B1");
    assert_int_equal(COUNT(kit, "source_person"), 1);
    assert_int_equal(kit_number(kit, "SELECT gone FROM source_person"), 0);
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_OK);
    assert_int_equal(COUNT(kit, "source_person"), 2);
}

/* In a simulation whoever was captured is further than who reported; events go with the enrollment. */
static void simulations(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    kit_apply(kit, 170,
              "{'kind':'campaign','id':'sim','type':'attackSimulation','createdAt':'2026-01-01T00:00:00Z'}\n"
              "{'kind':'simulationEvent','campaignId':'sim','person':'A1','type':'sent','at':'2026-01-05T08:"
              "00:00Z'}\n"
              "{'kind':'simulationEvent','campaignId':'sim','person':'A1','type':'reported','at':'2026-01-"
              "05T09:00:00Z'}\n"
              "{'kind':'simulationEvent','campaignId':'sim','person':'B1','type':'sent','at':'2026-01-04T08:"
              "00:00Z'}\n"
              "{'kind':'simulationEvent','campaignId':'sim','person':'B1','type':'credentialsCaptured',"
              "'at':'2026-01-04T09:00:00Z'}\n");
    char *before = kit_export(kit);
    assert_int_equal(kit_number(kit, "SELECT sum(captured) FROM tally"), 1);
    merges(kit, "A1", "B1");
    assert_int_equal(COUNT(kit, "simulation_event"), 2);
    assert_int_equal(kit_number(kit, "SELECT sum(captured) FROM tally"), 1);
    assert_int_equal(kit_number(kit, "SELECT sum(reported) FROM tally"), 0);
    assert_int_equal(kit_number(kit, "SELECT sum(active_captured) FROM tally"), 1);
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_OK);
    assert_int_equal(merged.contested, 2);
    assert_int_equal(kit_number(kit, "SELECT sum(reported) FROM tally"), 1);
    char *after = kit_export(kit);
    assert_same(before, after);
    free(before);
    free(after);
}

static void refusals(void **state)
{
    struct kit *kit = *state;
    struct merged merged;
    assert_int_equal(run(kit, people_merge, "A1", "ann@example.com", &merged), ST_INVALID);
    assert_int_equal(run(kit, people_merge, "A1", "nobody@example.com", &merged), ST_NOTFOUND);
    assert_int_equal(run(kit, unmerge, "A1", NULL, &merged), ST_NOTFOUND);
    /* 100 aliases are the most; Bob's own names are more than none. */
    struct str start = STR("{'kind':'person','sourceIdentifier':'A1','aliases':['");
    char line[8192];
    size_t n = (size_t)snprintf(line, sizeof line, STR_FMT, STR_ARG(start));
    for (int i = 0; i < 100; i++) {
        n += (size_t)snprintf(line + n, sizeof line - n, "%sa%d@example.com", i ? "','" : "", i);
    }
    snprintf(line + n, sizeof line - n, "']}");
    kit_apply(kit, 160, line);
    char *before = kit_dump(kit);
    assert_int_equal(run(kit, people_merge, "A1", "B1", &merged), ST_LIMIT);
    char *after = kit_dump(kit);
    assert_same(before, after);
    free(before);
    free(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(joins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(old_names_lead_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(older_records_stay_older, set_up, tear_down),
        cmocka_unit_test_setup_teardown(export_is_the_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_as_it_is_now, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deletions_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(merges_stack, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_of_people_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(simulations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
