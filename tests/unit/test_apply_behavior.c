/* apply/behavior*.c, seal.c, ledger.c: behaviors, their events, and the sums by day that scores stand on.
 * Expected numbers are counted by hand from the records; kit_verify counts everything derived anew. */
#include "apply_kit.h"

#include "apply/people.h"
#include "apply/recompute.h"
#include "apply/seal.h"

#include <stdlib.h>

/* 2026-01-05 is day 20458. */
static const char people[] = "{'kind':'person','email':'ann@example.com','sourceIdentifier':'A1'}\n"
                             "{'kind':'person','email':'bob@example.com','sourceIdentifier':'B1'}\n";

#define EVENT(behavior, n, person, more)                                                                     \
    "{'kind':'behaviorEvent','behavior':'" behavior "','reference':" n ",'person':'" person                  \
    "','date':'2026-01-05'" more "}\n"

static int set_up(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);
    *state = kit;
    kit_open(kit);
    kit_apply(kit, 100, people);
    return 0;
}

static int tear_down(void **state)
{
    kit_close(*state);
    free(*state);
    return 0;
}

#define NUMBER_OF(kit, n) kit_number((kit), "SELECT ids_cultureai FROM behavior_event WHERE reference = " n)
#define GOOD(kit)         kit_number((kit), "SELECT sum(good) FROM score_day")
#define BAD(kit)          kit_number((kit), "SELECT sum(bad) FROM score_day")

static void events_wait_for_their_behavior(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 200, EVENT("DESK", "9", "A1", ""));
    kit_apply(kit, 300, EVENT("DESK", "7", "B1", "") EVENT("DESK", "8", "B1", ""));
    assert_int_equal(NUMBER_OF(kit, "9"), KIT_NULL);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM score_day"), 0);
    kit_verify(kit);
    /* in the order in which they came; those of one batch by reference */
    kit_apply(kit, 400, "{'kind':'behavior','reference':'DESK','direction':'negative','weight':0.25}");
    assert_int_equal(NUMBER_OF(kit, "9"), 1);
    assert_int_equal(NUMBER_OF(kit, "7"), 2);
    assert_int_equal(NUMBER_OF(kit, "8"), 3);
    assert_int_equal(BAD(kit), 750);
    assert_int_equal(kit_number(kit, "SELECT day FROM score_day"), 20458);
    /* later ones at once */
    kit_apply(kit, 500, EVENT("DESK", "1", "A1", ""));
    assert_int_equal(NUMBER_OF(kit, "1"), 4);
    assert_int_equal(BAD(kit), 1000);
    kit_verify(kit);
}

static void a_disabled_behavior_counts_for_nobody(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 200,
              "{'kind':'behavior','reference':'LOCK','direction':'positive'}\n" EVENT("LOCK", "1", "A1", ""));
    assert_int_equal(GOOD(kit), 1000);
    kit_apply(kit, 300, "{'kind':'behavior','reference':'LOCK','enabled':false}");
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM score_day"), 0);
    kit_apply(kit, 400, EVENT("LOCK", "2", "A1", ""));
    assert_int_equal(NUMBER_OF(kit, "1"), 1);
    assert_int_equal(NUMBER_OF(kit, "2"), KIT_NULL);
    kit_verify(kit);
    kit_apply(kit, 500, "{'kind':'behavior','reference':'LOCK','enabled':true,'weight':2}");
    assert_int_equal(NUMBER_OF(kit, "2"), 2);
    assert_int_equal(GOOD(kit), 4000);
    kit_apply(kit, 600, "{'kind':'behavior','reference':'LOCK','direction':'negative'}");
    assert_int_equal(GOOD(kit), 0);
    assert_int_equal(BAD(kit), 4000);
    kit_apply(kit, 700, "{'kind':'behavior','reference':'LOCK','deleted':true}");
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM score_day"), 0);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM behavior_event"), 2);
    kit_verify(kit);
}

static void an_undone_event_restores(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 200, "{'kind':'behavior','reference':'DESK'}\n" EVENT("DESK", "1", "A1", ""));
    char *before = kit_dump(kit);
    kit_apply(kit, 300, EVENT("DESK", "2", "A1", ",'description':'Told'"));
    assert_int_equal(BAD(kit), 2000);
    kit_apply(kit, 400, "{'kind':'behaviorEvent','behavior':'DESK','reference':2,'deleted':true}");
    kit_spoil(kit, "DELETE FROM tombstone");
    char *after = kit_dump(kit);
    assert_same(before, after);
    free(before);
    free(after);
    kit_verify(kit);
}

static void refusals(void **state)
{
    struct kit *kit = *state;
    kit_refused(kit, 200, "{'kind':'behaviorEvent','behavior':'DESK','reference':1,'date':'2026-01-05'}", 1,
                "person", "needs its person and its date");
    kit_refused(kit, 200, "{'kind':'behaviorEvent','behavior':'DESK','reference':1,'person':'A1'}", 1, "date",
                "needs its person and its date");
    kit_refused(kit, 200, EVENT("DESK", "1", "nobody", ""), 1, "person", "person");
    kit_apply(kit, 300,
              "{'kind':'behavior','reference':'DESK'}\n" EVENT("DESK", "1", "A1", ",'ids':{'cultureai':50}"));
    /* only applying finds out */
    assert_int_equal(kit_try(kit, 400, EVENT("DESK", "2", "A1", ",'ids':{'cultureai':50}")), ST_OK);
    assert_int_equal(kit->outcome.bad, 1);
    assert_string_equal(kit->outcome.listed[0].fault.field, "ids.cultureai");
    kit_apply(kit, 500, EVENT("DESK", "3", "A1", ""));
    assert_int_equal(NUMBER_OF(kit, "3"), 51);
    kit_verify(kit);
}

static void job_roles_differ_by_more_than_case(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 200, "{'kind':'jobRole','name':'Chief Cook','exposure':3}");
    kit_apply(kit, 300, "{'kind':'jobRole','name':'CHIEF COOK','accessLevel':4}");
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM job_role"), 1);
    assert_int_equal(kit_number(kit, "SELECT exposure * 10 + access_level FROM job_role"), 34);
    kit_apply(kit, 400, "{'kind':'jobRole','name':'chief cook','deleted':true}");
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM job_role"), 0);
    kit_verify(kit);
}

/* ---- what is sealed ---- */

static bool file_holds(struct kit *kit, const char *bytes)
{
    static char file[4 * 1024 * 1024];
    size_t n;
    assert_int_equal(db_empty_log(kit->db), ST_OK);
    assert_int_equal(db_read_file(kit->db, 0, file, sizeof file, &n), ST_OK);
    assert_true(n > 0 && n < sizeof file);
    return memmem(file, n, bytes, strlen(bytes)) != NULL;
}

static void metadata_is_sealed(void **state)
{
    struct kit *kit = *state;
    static const char event[] =
        EVENT("DESK", "1", "A1",
              ",'metadata':[{'key':'spottedBy','value':'Zoe Quill'},{'key':'area','value':'Lounge'}]");
    kit_apply(kit, 200, event);
    assert_false(file_holds(kit, "Zoe Quill"));
    assert_true(kit_exports(kit, "'metadata':[{'key':'area','value':'Lounge','important':false},"
                                 "{'key':'spottedBy','value':'Zoe"));
    kit_apply(kit, 200, event);
    assert_int_equal(kit->outcome.unchanged, 1);
    kit_apply(kit, 300, EVENT("DESK", "1", "A1", ",'metadata':[{'key':'spottedBy','value':'Zoe Quull'}]"));
    assert_int_equal(kit->outcome.changed, 1);
    struct people who = {
        .db = kit->db, .tenant = kit->tenant, .customer = kit->customer, .now = KIT_AT(400)
    };
    struct erasure e;
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(people_erase(&who, STR("A1"), &e, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    assert_int_equal(e.behavior_events, 1);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM behavior_event"), 0);
    kit_verify(kit);
}

static void sealing(void **state)
{
    struct kit *kit = *state;
    struct arena arena;
    struct str one, same, other, moved, plain;
    arena_init(&arena, 1 << 20);
    assert_int_equal(seal_text(kit->db, &arena, STR("a"), STR("[text]"), &one), ST_OK);
    assert_int_equal(seal_text(kit->db, &arena, STR("a"), STR("[text]"), &same), ST_OK);
    assert_int_equal(seal_text(kit->db, &arena, STR("a"), STR("[texu]"), &other), ST_OK);
    assert_int_equal(seal_text(kit->db, &arena, STR("b"), STR("[text]"), &moved), ST_OK);
    assert_true(str_eq(one, same));
    assert_false(str_eq(one, other) || str_eq(one, moved));
    assert_int_equal(seal_open(kit->db, &arena, STR("a"), one, &plain), ST_OK);
    assert_text(plain, "[text]");
    assert_int_equal(seal_open(kit->db, &arena, STR("b"), one, &plain), ST_CORRUPT);
    assert_int_equal(seal_open(kit->db, &arena, STR("a"), STR("1:AAAA"), &plain), ST_CORRUPT);
    assert_int_equal(seal_open(kit->db, &arena, STR("a"), STR("[text]"), &plain), ST_CORRUPT);
    for (size_t i = 2; i < one.len; i++) {
        char *spoiled = arena_array(&arena, char, one.len);
        memcpy(spoiled, one.ptr, one.len);
        spoiled[i] = spoiled[i] == 'A' ? 'B' : 'A';
        /* the last character may hold bits that mean nothing: then it is refused as base64 */
        assert_int_equal(seal_open(kit->db, &arena, STR("a"), (struct str){ spoiled, one.len }, &plain),
                         ST_CORRUPT);
    }
    assert_int_equal(seal_text(kit->db, &arena, STR("a"), STR(""), &one), ST_OK);
    assert_int_equal(seal_open(kit->db, &arena, STR("a"), one, &plain), ST_OK);
    assert_text(plain, "");
    assert_int_equal(seal_text(kit->db, &arena, STR("a"), STR_NONE, &one), ST_OK);
    assert_null(one.ptr);
    arena_done(&arena);
}

/* ---- people ---- */

static void events_go_with_a_merge_and_come_back(void **state)
{
    struct kit *kit = *state;
    struct people who = {
        .db = kit->db, .tenant = kit->tenant, .customer = kit->customer, .now = KIT_AT(400)
    };
    struct merged merged;
    kit_apply(kit, 200,
              "{'kind':'behavior','reference':'DESK'}\n" EVENT("DESK", "1", "A1", "")
                  EVENT("DESK", "2", "B1", ""));
    assert_int_equal(kit_number(kit, "SELECT people FROM tenant"), 2);
    char *before = kit_export(kit);
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(people_merge(&who, STR("A1"), STR("B1"), &merged, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    assert_int_equal(merged.behavior_events, 1);
    assert_int_equal(kit_number(kit, "SELECT count(*) FROM behavior_event WHERE person_key = 1"), 2);
    assert_int_equal(kit_number(kit, "SELECT people FROM tenant"), 1);
    kit_verify(kit);
    assert_int_equal(db_begin(kit->db), ST_OK);
    assert_int_equal(people_unmerge(&who, STR("A1"), &merged, &kit->why), ST_OK);
    assert_int_equal(db_commit(kit->db), ST_OK);
    assert_int_equal(merged.behavior_events, 1);
    assert_int_equal(kit_number(kit, "SELECT people FROM tenant"), 2);
    char *after = kit_export(kit);
    assert_same(before, after);
    free(before);
    free(after);
    kit_verify(kit);
    kit_apply(kit, 500, "{'kind':'person','sourceIdentifier':'B1','status':'archived'}");
    assert_int_equal(kit_number(kit, "SELECT people FROM tenant"), 1);
    kit_apply(kit, 600, "{'kind':'person','sourceIdentifier':'B1','deleted':true}");
    assert_int_equal(kit_number(kit, "SELECT people FROM tenant"), 1);
    assert_int_equal(BAD(kit), 1000);
    kit_verify(kit);
}

/* ---- sums by day ---- */

static const char training[] =
    "{'kind':'campaign','id':'t','createdAt':'2026-01-01T00:00:00Z','dueAt':'2026-01-10T12:00:00Z'}\n"
    "{'kind':'campaign','id':'s','type':'attackSimulation','createdAt':'2026-01-01T00:00:00Z','difficulty':'"
    "least'}\n"
    "{'kind':'enrollment','campaignId':'t','person':'A1','status':'completed','completedAt':'2026-01-12T00:"
    "00:00Z'}\n"
    "{'kind':'enrollment','campaignId':'t','person':'B1','status':'inProgress'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'A1','type':'clicked','at':'2026-01-03T10:00:00Z'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'A1','type':'credentialsCaptured','at':'2026-01-"
    "04T10:00:00Z'}\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'B1','type':'reported','at':'2026-01-03T10:00:00Z'}"
    "\n"
    "{'kind':'simulationEvent','campaignId':'s','person':'B1','type':'attachmentOpened','at':'2026-01-03T11:"
    "00:00Z'}\n";

#define DAY(kit, column, at) kit_number((kit), "SELECT sum(" column ") FROM score_day WHERE " at)

static void sums_by_day(void **state)
{
    struct kit *kit = *state;
    kit_apply(kit, 200, training);
    /* completed on the 12th (day 20465): 0.5; both overdue from the 11th (20464), Ann until the 12th */
    assert_int_equal(DAY(kit, "good", "day = 20465"), 500);
    assert_int_equal(DAY(kit, "bad", "day = 20464 AND until = 20465"), 300);
    assert_int_equal(DAY(kit, "bad", "day = 20464 AND until > 20465"), 300);
    /* the 3rd (20456): Ann's click 1.2 until the 4th, Bob's attachment 1.44; the 4th: captured 2.4;
     * Bob's report counts as one after falling: 0.32 */
    assert_int_equal(DAY(kit, "bad", "day = 20456 AND until = 20457"), 1200);
    assert_int_equal(DAY(kit, "bad", "day = 20456 AND until > 20457"), 1440);
    assert_int_equal(DAY(kit, "bad", "day = 20457"), 2400);
    assert_int_equal(DAY(kit, "good", "day = 20456"), 320);
    kit_verify(kit);
    kit_apply(kit, 300, "{'kind':'campaign','id':'s','difficulty':'very'}");
    assert_int_equal(DAY(kit, "bad", "day = 20457"), 1600);
    assert_int_equal(DAY(kit, "good", "day = 20456"), 480);
    kit_apply(kit, 400, "{'kind':'campaign','id':'t','dueAt':'2026-01-20T00:00:00Z'}");
    assert_int_equal(DAY(kit, "bad", "day = 20464"), KIT_NULL);
    assert_int_equal(DAY(kit, "bad", "day = 20474"), 300); /* Bob, from the 21st */
    kit_apply(kit, 500, "{'kind':'campaign','id':'s','type':'instant'}");
    kit_verify(kit);
    kit_apply(kit, 600, "{'kind':'campaign','id':'s','deleted':true}");
    assert_int_equal(GOOD(kit), 500);
    kit_verify(kit);
    kit_apply(kit, 700, "{'kind':'person','sourceIdentifier':'A1','deleted':true}");
    assert_int_equal(GOOD(kit), 0);
    assert_int_equal(BAD(kit), 300);
    kit_verify(kit);
}

static void spoiled_sums_are_told_and_mended(void **state)
{
    static const char *const spoils[] = { "UPDATE score_day SET bad = bad + 1 WHERE day = 20457",
                                          "DELETE FROM score_day WHERE day = 20456",
                                          "INSERT INTO score_day VALUES (1, 5, 9, 1, 0)",
                                          "UPDATE tenant SET people = 7" };
    struct kit *kit = *state;
    kit_apply(kit, 200, training);
    for (size_t i = 0; i < COUNT_OF(spoils); i++) {
        int64_t count, mended;
        kit_spoil(kit, spoils[i]);
        char *said = kit_findings(kit, &count);
        assert_true(count > 0);
        free(said);
        assert_int_equal(recompute_tenant(kit->db, kit->tenant, &mended, &kit->why), ST_OK);
        assert_int_equal(mended, count);
        kit_verify(kit);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(events_wait_for_their_behavior),
    TEST(a_disabled_behavior_counts_for_nobody),
    TEST(an_undone_event_restores),
    TEST(refusals),
    TEST(job_roles_differ_by_more_than_case),
    TEST(metadata_is_sealed),
    TEST(sealing),
    TEST(events_go_with_a_merge_and_come_back),
    TEST(sums_by_day),
    TEST(spoiled_sums_are_told_and_mended),
};

UNIT_MAIN("apply/behavior")
