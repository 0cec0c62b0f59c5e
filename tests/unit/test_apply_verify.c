/* apply/verify.c and apply/recompute.c: a healthy store has no finding and is not changed by a recompute;
 * each way to spoil it is found, told without anybody's name, and mended. Expected numbers are counted by
 * hand from the records below. */
#include "apply_kit.h"

#include "apply/recompute.h"
#include "apply/verify.h"

#include <stdlib.h>

/* Two organizations, a group, three people (one inactive), two campaigns, three modules, four enrollments. */
static const char records[] =
    "{'kind':'organization','id':'sales','name':'Sales'}\n"
    "{'kind':'organization','id':'sales-de','name':'Sales DE','parentId':'sales'}\n"
    "{'kind':'group','id':'5f00000000000000000000aa','name':'Low risk'}\n"
    "{'kind':'person','email':'ann@example.com','sourceIdentifier':'A1','department':'Ops','country':'DE',"
    "'organizationId':'sales','groupId':'5f00000000000000000000aa','aliases':['a.old@example.com']}\n"
    "{'kind':'person','email':'bob@example.com','sourceIdentifier':'B1','organizationId':'sales',"
    "'managerEmail':'ann@example.com','jobRole':'Driver'}\n"
    "{'kind':'person','email':'cem@example.com','status':'inactive','businessUnit':'North'}\n"
    "{'kind':'campaign','id':'one','name':'One','organizationId':'sales','createdAt':'2026-01-02T00:00:00Z'}"
    "\n"
    "{'kind':'campaign','id':'two','name':'Two','createdAt':'2026-01-01T00:00:00Z'}\n"
    "{'kind':'module','campaignId':'one','id':'m1'}\n"
    "{'kind':'module','campaignId':'one','id':'m2'}\n"
    "{'kind':'module','campaignId':'two','id':'m1'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'A1','status':'completed','startedAt':'2026-01-03T00:"
    "00:00Z',"
    "'timeSpentSeconds':40,'scores':{'engagement':0.5,'knowledge':1}}\n"
    "{'kind':'enrollment','campaignId':'one','person':'B1'}\n"
    "{'kind':'enrollment','campaignId':'one','person':'cem@example.com','startedAt':'2026-01-03T00:00:00Z'}\n"
    "{'kind':'enrollment','campaignId':'two','person':'B1','status':'failed'}\n"
    "{'kind':'progress','campaignId':'one','moduleId':'m1','person':'A1','status':'completed'}\n"
    "{'kind':'attempt','campaignId':'one','person':'A1','number':1,'score':80,'passed':true}\n"
    "{'kind':'certificate','campaignId':'one','moduleId':'m1','person':'A1','at':'2026-01-04T00:00:00Z'}\n"
    "{'kind':'comment','id':'k1','campaignId':'one','moduleId':'m1','person':'A1','text':'Good'}\n"
    "{'kind':'group','id':'5f00000000000000000000bb','deleted':true}\n";

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

static void healthy(void **state)
{
    struct kit *kit = *state;
    int64_t mended = -1, seq = kit_seq(kit);
    struct why why;
    char *before = kit_export(kit), *rows = kit_dump(kit);
    kit_verify(kit);
    assert_int_equal(recompute_tenant(kit->db, kit->tenant, &mended, &why), ST_OK);
    assert_int_equal(mended, 0);
    char *after = kit_export(kit), *rows_after = kit_dump(kit);
    assert_same(before, after);
    assert_same(rows, rows_after);
    assert_int_equal(kit_seq(kit), seq);
    free(before);
    free(after);
    free(rows);
    free(rows_after);
}

/* What a spoiled store is told to have (part of one sentence), and how many findings; mended: by recompute.
 */
static const struct spoiled {
    const char *sql, *part;
    int findings;
    bool mended;
} spoils[] = {
    {"UPDATE tally SET total5 = 7 WHERE total5 = 1",                                                  "total5 is 7, expected 1",                                             1,  true },
    { "UPDATE tally SET active4 = active4 + 1, total0 = 9 WHERE total0 = 1",                          "active4 is 1, expected 0",                                            2,
     true                                                                                                                                                                             },
    { "UPDATE tally SET engagement_hi = 1 WHERE engagement_n = 1",                                    "engagement_hi is 1, expected 536870912",
     1,                                                                                                                                                                          true },
    { "UPDATE tally SET knowledge_lo = 5 WHERE knowledge_n = 1",                                      "knowledge_lo is 5, expected 0",                                       1,  true },
    { "UPDATE tally SET started_n = 1 WHERE started_n = 2",                                           "started_n is 1, expected 2",                                          1,  true },
    { "UPDATE tally SET seconds = 41 WHERE seconds = 40",                                             "seconds is 41, expected 40",                                          1,  true },
    { "DELETE FROM tally WHERE total6 = 1",                                                           "total6 is 0, expected 1",                                             2,  true },
    { "UPDATE block SET n6 = 2 WHERE level = 6 AND n6 = 1",                                           "counts 0 0 0 0 0 0 2, expected 0 0 0 0 0 0 1",                        1,
     true                                                                                                                                                                             },
    { "UPDATE block SET bucket = 9 WHERE level = 1 AND n6 = 1",                                       "block 9 of level 1",                                                  2,  true },
    { "DELETE FROM block WHERE level = 3",                                                            "expected 1 0 0 0 1 1 0",                                              2,  true },
    { "INSERT INTO block VALUES (1, 77, 1, 0, 1, 0, 0, 0, 0, 0, 0)",                                  "inner key 77",                                                        1,  true },
    { "INSERT INTO block VALUES (1, 1, 7, 0, 1, 0, 0, 0, 0, 0, 0)",                                   "level 7",                                                             1,  true },
    { "INSERT INTO tally (tenant_id, campaign_key, total0, total1, total2, total3, total4, total5, total6, "
      "active0, "
      "active1, active2, active3, active4, active5, active6, engagement_n, engagement_hi, engagement_lo, "
      "knowledge_n, "
      "knowledge_hi, knowledge_lo, started_n, seconds, opened, clicked, reported, captured, resilient, fell, "
      "engaged, active_opened, active_clicked, active_reported, active_captured) "
      "VALUES (1, 77, 0,0,0,0,0,0,0, 0,0,0,0,0,0,0, 0,0,0, "
      "0,0,0, 0, 3, 0,0,0,0,0,0,0, 0,0,0,0)",                                                    "seconds is 3, expected 0",                                            1,  true },
    { "UPDATE enrollment SET phase = 3 WHERE phase = 6",                                              "phase is 3, expected 6",                                              1,  true },
    { "UPDATE enrollment SET status = 77 WHERE phase = 6",                                            "its status is none",                                                  1,  false},
    { "UPDATE enrollment SET person_guid = x'00000000000000000000000000000001' WHERE phase = 6",
     "shows guid 00000000-0000-0000-0000-000000000001",                                                                                                                      1,  true },
    { "UPDATE enrollment SET person_active = 0 WHERE phase = 5",                                      "shows active 0, expected 1",                                          1,  true },
    { "UPDATE enrollment SET person_source = 'B1' WHERE phase = 5",                                   "another source than its person",                                      1,
     true                                                                                                                                                                             },
    { "UPDATE enrollment SET person_source = NULL WHERE phase = 4",                                   "another source than its person",                                      1,
     true                                                                                                                                                                             },
    { "UPDATE enrollment SET department = NULL WHERE phase = 5",                                      "shows department nothing, expected \"Ops\"",
     1,                                                                                                                                                                          true },
    { "UPDATE enrollment SET country = 'FR' WHERE phase = 5",                                         "shows country \"FR\", expected \"DE\"",                               1,
     true                                                                                                                                                                             },
    { "UPDATE enrollment SET business_unit = 'South' WHERE phase = 4",                                "expected \"North\"",                                                  1,  true },
    { "UPDATE enrollment SET job_role = 'Pilot' WHERE phase = 6",                                     "\"Pilot\", expected \"Driver\"",                                      1,  true },
    { "UPDATE enrollment SET manager_email = 'x@example.com' WHERE phase = 6",                        "another manager e-mail",                                              1,
     true                                                                                                                                                                             },
    { "DELETE FROM alias WHERE value = 'a.old@example.com'",                                          "a e-mail or alias of person",                                         1,  true },
    { "INSERT INTO alias VALUES (1, 6, 'nobody@example.com', 1)",                                     "who has no such e-mail or alias",                                     1,
     true                                                                                                                                                                             },
    { "INSERT INTO alias VALUES (1, 6, 'nobody@example.com', 99)",                                    "inner key 99",                                                        1,  true },
    { "UPDATE alias SET person_key = 2 WHERE what = 5 AND value = 'a1'",                              "a sourceIdentifier of person",                                        2,
     true                                                                                                                                                                             },
    { "UPDATE alias SET person_key = 3 - person_key WHERE what = 2 AND person_key < 3",
     "Security Journey number",                                                                                                                                              4,  true },
    { "UPDATE person SET aliases = 'no list' WHERE person_key = 1",                                   "names cannot be read",                                                1,  false},
    { "UPDATE organization SET users = 1 WHERE id = 'sales'",                                         "users is 1, expected 2",                                              1,  true },
    { "UPDATE organization SET guid = x'00000000000000000000000000000001' WHERE id = 'sales-de'",
     "organization 00000000-0000-0000-0000-000000000001: its GUID should be",                                                                                                1,  true },
    { "UPDATE person SET organization_key = 2 WHERE person_key = 2",                                  "inner key 2, expected 1",                                             3,  true },
    { "UPDATE person SET organization_key = NULL WHERE person_key = 2",                               "inner key none, expected 1",                                          2,
     true                                                                                                                                                                             },
    { "UPDATE campaign SET rank = 1 - rank",                                                          "rank is 0, expected 1",                                               2,  true },
    { "UPDATE campaign SET organization_guid = x'00000000000000000000000000000001' WHERE id = 'one'",
     "belongs to organization 00000000-0000-0000-0000-000000000001",                                                                                                         1,  true },
    { "UPDATE campaign SET organization_guid = x'00000000000000000000000000000001' WHERE id = 'two'",
     "expected " KIT_CUSTOMER,                                                                                                                                               1,  true },
    { "UPDATE module SET guid = x'00000000000000000000000000000001' WHERE id = 'm2'",                 "module 00000000",                                                     1,
     true                                                                                                                                                                             },
    { "UPDATE comment SET guid = x'00000000000000000000000000000001'",                                "comment 00000000",                                                    1,  true },
    { "UPDATE counter SET next = 4 WHERE what = 10",                                                  "enrollment numbers: the next is 4, expected at least 5",
     1,                                                                                                                                                                          true },
    { "DELETE FROM counter WHERE what = 1",                                                           "people's inner keys: the next is 1, expected at least 4",             1,
     true                                                                                                                                                                             },
    { "UPDATE counter SET next = 2 WHERE what = 3",                                                   "people's CultureAI numbers: the next is 2",                           1,  true },
    { "UPDATE campaign SET required = 7 WHERE id = 'one'",                                            "required modules are 7, expected 2",                                  1,  true },
    { "UPDATE journey SET passed = 9 WHERE number = 1",                                               "enrollment 1: its row in the list of all campaigns",
     1,                                                                                                                                                                          true },
    { "DELETE FROM journey WHERE number = 1",                                                         "enrollment 1: its row in the list of all campaigns",                  13,
     true                                                                                                                                                                             },
    { "UPDATE learner SET levels = 5 WHERE person_key = 1",                                           "the row in the list of people",                                       7,  true },
    { "UPDATE place SET n = 9 WHERE list = 1 AND level = 2",                                          "list 1: 2 ranges of level 2",                                         1,  true },
    { "DELETE FROM place WHERE list = 4 AND level = 6",                                               "list 4: 1 ranges of level 6",                                         1,  true },
    { "UPDATE filled SET n = n + 1 WHERE field = 13",
     "optional field 13 of people: 2 have a value, expected 1",                                                                                                              1,  true },
    { "UPDATE organization SET parent_id = 'gone' WHERE id = 'sales-de'",
     "an organization's parent is missing",                                                                                                                                  1,  false},
    { "UPDATE person SET group_id = 'gone' WHERE person_key = 1",
     "a person's organization or group is missing",                                                                                                                          1,  false},
    { "UPDATE campaign SET organization_id = 'gone' WHERE id = 'one'",                                "a campaign's organization is missing",
     1,                                                                                                                                                                          false},
    { "DELETE FROM module WHERE id = 'm1' AND campaign_key = 1",                                      "a progress has no enrollment or no module",
     6,                                                                                                                                                                          false},
    { "INSERT INTO progress (tenant_id, campaign_key, person_key, module_key, seq, updated_at) VALUES (1, 1, "
      "99, 1, 1, 1)",                                                                            "(campaign 1, person 99, module 1)",                                   1,  false},
    { "INSERT INTO attempt (tenant_id, campaign_key, person_key, number, seq, updated_at) VALUES (1, 2, 1, "
      "1, 1, 1)",                                                                                "an attempt has no enrollment (campaign 2, person 1, number 1)",       1,  false},
    { "INSERT INTO certificate (tenant_id, campaign_key, person_key, module_key, seq, updated_at) VALUES "
      "(1, 1, 99, 1, 1, 1)",                                                                     "a certificate has no enrollment or no module (campaign 1, person 99", 1,  false},
    { "UPDATE comment SET person_key = 99",                                                           "a comment's campaign, person or module is missing",                   1,  false},
    { "UPDATE module SET campaign_key = 99 WHERE id = 'm2'",                                          "a module's campaign is missing",                                      3,  false},
    { "INSERT INTO tombstone VALUES (1, 5, 'one' || char(31) || 'm1', 99000000000000000, "
      "'{\"kind\":\"module\",\"campaignId\":\"one\",\"id\":\"m1\",\"deleted\":true,\"updatedAt\":\"2283-09-"
      "20T08:00:00Z\"}')",                                                                       "a module is there although it was deleted later",                     1,  false},
    { "UPDATE tombstone SET line = 'nothing'",                                                        "cannot be read back",                                                 1,  false},
};

static void spoiled(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(spoils); i++) {
        const struct spoiled *s = &spoils[i];
        struct kit *kit;
        struct why why;
        int64_t count, mended;
        set_up((void **)&kit);
        kit_spoil(kit, s->sql);
        char *findings = kit_findings(kit, &count);
        if (count != s->findings || strstr(findings, s->part) == NULL || strchr(findings, '@') != NULL) {
            fail_msg("%s\n%lld findings:\n%s", s->sql, (long long)count, findings);
        }
        free(findings);
        assert_int_equal(recompute_tenant(kit->db, kit->tenant, &mended, &why), ST_OK);
        findings = kit_findings(kit, &count);
        if ((count == 0) != s->mended) {
            fail_msg("%s\n%lld findings after the recompute:\n%s", s->sql, (long long)count, findings);
        }
        free(findings);
        tear_down((void **)&kit);
    }
}

static int everything_lost(const char *sql, struct kit *kit)
{
    int64_t mended;
    struct why why;
    char *before = kit_export(kit);
    kit_spoil(kit, sql);
    assert_int_equal(recompute_tenant(kit->db, kit->tenant, &mended, &why), ST_OK);
    kit_verify(kit);
    char *after = kit_export(kit);
    assert_same(before, after);
    free(before);
    free(after);
    return mended > 0;
}

static void all_is_rebuilt(void **state)
{
    struct kit *kit = *state;
    int64_t seq = kit_seq(kit);
    assert_true(
        everything_lost("DELETE FROM alias; DELETE FROM tally; DELETE FROM block; DELETE FROM counter;"
                        "UPDATE enrollment SET phase = 0, person_guid = x'00', person_source = NULL, "
                        "person_active = 0, department = 'x', country = NULL, business_unit = 'x', "
                        "job_role = NULL, manager_email = 'x';"
                        "UPDATE organization SET users = 17; UPDATE campaign SET rank = 5, "
                        "organization_guid = x'00'; UPDATE person SET organization_key = 5;",
                        kit));
    assert_int_equal(kit_seq(kit), seq + 1);
}

static void of_another_tenant(void **state)
{
    struct kit *kit = *state;
    struct why why;
    int64_t count = -1, first = kit->tenant;
    kit_spoil(kit, "UPDATE tally SET total5 = 7 WHERE total5 = 1");
    kit->tenant = kit_add_tenant(kit, "beta", "6b1e8f10-0000-4000-8000-00000000beef");
    kit_verify(kit);
    assert_int_equal(recompute_tenant(kit->db, kit->tenant, &count, &why), ST_OK);
    assert_int_equal(count, 0);
    kit->tenant = first;
    free(kit_findings(kit, &count));
    assert_int_equal(count, 1);
    assert_int_equal(verify_tenant(kit->db, 77, NULL, NULL, &count, &why), ST_NOTFOUND);
    assert_contains(why.text, "no such tenant");
    assert_int_equal(recompute_tenant(kit->db, 77, &count, &why), ST_NOTFOUND);
}

static void keep_last(void *to, const char *sentence)
{
    struct why *last = to;
    why_not(last, ST_OK, "%s", sentence);
}

static void whole_store(void **state)
{
    struct kit *kit = *state;
    struct why why, last = { "" };
    struct db *reader;
    int64_t count = -1;
    kit_add_tenant(kit, "beta", "6b1e8f10-0000-4000-8000-00000000beef");
    assert_int_equal(store_reader(kit->store, &reader, &why), ST_OK);
    assert_int_equal(verify_store(reader, keep_last, &last, &count, &why), ST_OK);
    assert_int_equal(count, 0);
    kit_spoil(kit, "UPDATE counter SET next = 4 WHERE what = 10");
    assert_int_equal(verify_store(reader, keep_last, &last, &count, &why), ST_OK);
    assert_int_equal(count, 1);
    assert_string_equal(last.text, "acme: counter of enrollment numbers: the next is 4, expected at least 5");
    db_close(reader);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(healthy, set_up, tear_down),
    cmocka_unit_test(spoiled),
    cmocka_unit_test_setup_teardown(all_is_rebuilt, set_up, tear_down),
    cmocka_unit_test_setup_teardown(of_another_tenant, set_up, tear_down),
    cmocka_unit_test_setup_teardown(whole_store, set_up, tear_down),
};

UNIT_MAIN("apply/verify")
