/* serve/read_*: answers out of a store that was filled by records: the document's examples, and pages against
 * a list kept beside the store, with filters, gaps and numbers far apart. */
#include "serve_store.h"

#include "base/limits.h"
#include "base/when.h"
#include "base/world.h"
#include "dialect/encode.h"
#include "dialect/outthink.h"
#include "model/record.h"
#include "serve/read.h"

#define TRAINING "c250a670-be89-42d5-a593-676de0aff226"

static struct store *store;
static struct db *reader;
static struct arena arena;
static int64_t tenant;
static struct uuid customer;
static struct args args;

static int setup(void **state)
{
    struct why why;
    (void)state;
    store = serve_store_open();
    tenant = 1;
    assert_true(uuid_parse(STR(CUSTOMER), &customer));
    assert_int_equal(store_reader(store, &reader, &why), ST_OK);
    arena_init(&arena, LIMIT_ARENA);
    args = (struct args){ .take = 10, .phase = -1 };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    db_close(reader);
    return serve_store_close(store);
}

static void records(const char *lines)
{
    serve_store_records(store, lines);
}

static struct reading reading(void)
{
    arena_reset(&arena);
    return (struct reading){
        .db = reader, .arena = &arena, .tenant = tenant, .args = &args, .now = WHEN_NONE + 1
    };
}

static void expect_json(enum answer answer, const void *row, const char *json)
{
    static const struct view view;
    const struct route *route = dialect_outthink.routes;
    struct encode encode;
    struct buf out;
    while (route->answer != answer) {
        route++;
    }
    buf_init(&out, LIMIT_ANSWER);
    encode_init(&encode, route->envelope, row, &view);
    assert_int_equal(encode_more(&encode, &out, LIMIT_ANSWER), ENCODED_ALL);
    assert_text(buf_text(&out), json);
    buf_done(&out);
}

static void guid(struct uuid *to, const char *text)
{
    assert_true(uuid_parse(str_of(text), to));
}

#define PERSON(name, rest) "{\"kind\":\"person\",\"email\":\"" name "\"" rest "}\n"
#define CAMPAIGN_RECORD(id, rest)                                                                            \
    "{\"kind\":\"campaign\",\"id\":\"" id "\",\"createdAt\":\"2023-02-24T08:33:53.7242228\"," rest "}\n"
#define ENROLLMENT(campaign, name, rest)                                                                     \
    "{\"kind\":\"enrollment\",\"campaignId\":\"" campaign "\",\"person\":\"" name "\"" rest "}\n"
#define MAVERICK "62d50101-09bb-4d35-b446-1afbf0098f56"

static const char document[] = CAMPAIGN_RECORD(TRAINING,
                                               "\"name\":\"My Awareness Training\",\"type\":\"curriculum\"")
    PERSON("maverick@topgun.com", ",\"ids\":{\"outthink\":\"" MAVERICK "\"},\"status\":\"active\","
                                  "\"department\":\"Pilots\",\"country\":\"ES\"")
        PERSON("goose@topgun.com", "") PERSON(
            "iceman@topgun.com",
            "") "{\"kind\":\"module\",\"campaignId\":\"" TRAINING
                "\",\"id\":\"00000000-0000-0000-0000-000000000000\","
                "\"name\":\"-\"}\n" ENROLLMENT(
                    TRAINING, "maverick@topgun.com",
                    ",\"status\":\"completed\","
                    "\"enrolledAt\":\"2023-02-27T09:23:31.1129908\",\"startedAt\":\"2023-02-27T09:23:31."
                    "1129908\","
                    "\"lastAccessedAt\":\"2023-02-27T10:31:48.551\",\"completedAt\":\"2023-03-11T08:02:44."
                    "1008698\","
                    "\"timeSpentSeconds\":1342,\"scores\":{\"engagement\":0.54,\"knowledge\":0."
                    "9166666666666666,"
                    "\"productivity\":0.8,\"intentionToComply\":0.75,\"selfEfficacy\":0.8}")
                    ENROLLMENT(TRAINING, "goose@topgun.com",
                               ",\"status\":\"completed\",\"startedAt\":\"2023-02-27T10:00:00\","
                               "\"timeSpentSeconds\":3068,\"scores\":{\"engagement\":0.7,\"knowledge\":1}")
                        ENROLLMENT(
                            TRAINING, "iceman@topgun.com",
                            ",\"status\":\"inProgress\"") "{\"kind\":\"progress\",\"campaignId\":\"" TRAINING
                                                          "\",\"moduleId\":\"00000000-0000-0000-0000-"
                                                          "000000000000\","
                                                          "\"person\":\"maverick@topgun.com\",\"status\":"
                                                          "\"completed\",\"completedAt\":\"2023-02-27T09:54:"
                                                          "30.4861238\","
                                                          "\"timeSpentSeconds\":1342}\n";

/* (0.54 + 0.7) / 2 = 0.62; (11/12 + 1) / 2; (1342 + 3068) / 2 = 2205. */
static void summary_of_the_document(void **state)
{
    struct summary_row row;
    (void)state;
    records(document);
    guid(&args.campaign, TRAINING);
    struct reading r = reading();
    assert_int_equal(read_training_summary(&r, &row), ST_OK);
    expect_json(ANSWER_TRAINING_SUMMARY, &row,
                "{\"id\":\"" TRAINING
                "\",\"name\":\"My Awareness Training\",\"activeUsers\":3,\"totalUsers\":3,"
                "\"avgEngagement\":0.62,\"avgKnowledge\":0.9583333333333333,\"avgTimeSpent\":2205,"
                "\"activeNoAction\":0,\"activeAcknowledged\":0,\"activeInProgress\":1,\"activeCompleted\":2,"
                "\"activeFailed\":0,\"totalNoAction\":0,\"totalAcknowledged\":0,\"totalInProgress\":1,"
                "\"totalCompleted\":2,\"totalFailed\":0}");
}

static void detail_of_the_document(void **state)
{
    struct enrollment_row row;
    (void)state;
    records(document);
    guid(&args.campaign, TRAINING);
    guid(&args.user, MAVERICK);
    struct reading r = reading();
    assert_int_equal(read_training_user(&r, &row), ST_OK);
    expect_json(
        ANSWER_TRAINING_USER, &row,
        "{\"modules\":[{\"moduleId\":\"00000000-0000-0000-0000-000000000000\",\"moduleName\":\"-\","
        "\"moduleStatus\":\"completed\",\"completedAt\":\"2023-02-27T09:54:30.4861238\","
        "\"timeSpentSeconds\":1342,\"rating\":null,\"commentId\":null}],\"attempts\":[],"
        "\"enrolledAt\":\"2023-02-27T09:23:31.1129908\",\"startedAt\":\"2023-02-27T09:23:31.1129908\","
        "\"lastAccessedAt\":\"2023-02-27T10:31:48.551\",\"completedAt\":\"2023-03-11T08:02:44.1008698\","
        "\"userId\":\"" MAVERICK "\",\"userSourceIdentifier\":\"maverick@topgun.com\","
        "\"status\":\"active\",\"department\":\"Pilots\",\"country\":\"ES\",\"trainingStatus\":\"completed\","
        "\"engagementScore\":0.54,\"knowledgeScore\":0.9166666666666666,\"productivityScore\":0.8,"
        "\"intentionToComplyScore\":0.75,\"selfEfficacyScore\":0.8}");
}

static void unknown_names(void **state)
{
    struct summary_row summary;
    struct enrollment_row row;
    struct page page;
    (void)state;
    records(document);
    records(CAMPAIGN_RECORD("e7c0adab-d2ea-4f32-930c-0726c16524fc",
                            "\"name\":\"Phish\",\"type\":\"attackSimulation\""));
    struct reading r = reading();
    guid(&args.campaign, "00000000-0000-0000-0000-000000000001");
    assert_int_equal(read_training_summary(&r, &summary), ST_NOTFOUND);
    assert_int_equal(r.unknown, offsetof(struct args, campaign));
    assert_int_equal(read_training_users(&r, &page), ST_NOTFOUND);
    guid(&args.campaign, "e7c0adab-d2ea-4f32-930c-0726c16524fc"); /* a simulation is no training */
    assert_int_equal(read_training_summary(&r, &summary), ST_NOTFOUND);
    guid(&args.campaign, TRAINING);
    guid(&args.user, "00000000-0000-0000-0000-000000000001");
    assert_int_equal(read_training_user(&r, &row), ST_NOTFOUND);
    assert_int_equal(r.unknown, offsetof(struct args, user));
    r.tenant = 2; /* another tenant's ids are unknown */
    assert_int_equal(read_training_summary(&r, &summary), ST_NOTFOUND);
    assert_int_equal(r.unknown, offsetof(struct args, campaign));
}

/* clang-format off */
static const char person_without_modules[] =
    CAMPAIGN_RECORD(TRAINING, "\"name\":\"T\",\"type\":\"instant\"")
    PERSON("ann@example.com", ",\"ids\":{\"outthink\":\"" MAVERICK "\"},\"status\":\"archived\"")
    ENROLLMENT(TRAINING, "ann@example.com", ",\"status\":\"abandoned\",\"completedAt\":\"2023-01-02\"")
    "{\"kind\":\"attempt\",\"campaignId\":\"" TRAINING "\",\"person\":\"ann@example.com\",\"number\":2,"
    "\"score\":1,\"passed\":true,\"at\":\"2023-01-01T10:00:00\"}\n"
    "{\"kind\":\"attempt\",\"campaignId\":\"" TRAINING "\",\"person\":\"ann@example.com\",\"number\":1}\n"
    "{\"kind\":\"comment\",\"id\":\"838af527-0000-41e4-9a51-000000000001\",\"campaignId\":\"" TRAINING "\","
    "\"person\":\"ann@example.com\",\"text\":\"old\",\"createdAt\":\"2023-01-01\"}\n"
    "{\"kind\":\"comment\",\"id\":\"838af527-0000-41e4-9a51-000000000002\",\"campaignId\":\"" TRAINING "\","
    "\"person\":\"ann@example.com\",\"text\":\"new\",\"createdAt\":\"2023-01-02\"}\n";
/* clang-format on */

static void a_campaign_without_modules_has_one(void **state)
{
    struct enrollment_row row;
    (void)state;
    records(person_without_modules);
    guid(&args.campaign, TRAINING);
    guid(&args.user, MAVERICK);
    struct reading r = reading();
    assert_int_equal(read_training_user(&r, &row), ST_OK);
    expect_json(
        ANSWER_TRAINING_USER, &row,
        "{\"modules\":[{\"moduleId\":\"00000000-0000-0000-0000-000000000000\",\"moduleName\":\"-\","
        "\"moduleStatus\":\"inProgress\",\"completedAt\":\"2023-01-02T00:00:00\",\"timeSpentSeconds\":0,"
        "\"rating\":null,\"commentId\":\"838af527-0000-41e4-9a51-000000000002\"}],\"attempts\":["
        "{\"attempt\":1,\"score\":null,\"passed\":null,\"attemptedAt\":null},"
        "{\"attempt\":2,\"score\":1,\"passed\":true,\"attemptedAt\":\"2023-01-01T10:00:00\"}],"
        "\"enrolledAt\":null,\"startedAt\":null,\"lastAccessedAt\":null,\"completedAt\":\"2023-01-02T00:00:"
        "00\","
        "\"userId\":\"" MAVERICK "\",\"userSourceIdentifier\":\"ann@example.com\",\"status\":\"inactive\","
        "\"department\":null,\"country\":null,\"trainingStatus\":\"inProgress\",\"engagementScore\":null,"
        "\"knowledgeScore\":null,\"productivityScore\":null,\"intentionToComplyScore\":null,"
        "\"selfEfficacyScore\":null}");
}

static void modules_by_position(void **state)
{
    struct enrollment_row row;
    (void)state;
#define MODULE(id, rest) "{\"kind\":\"module\",\"campaignId\":\"" TRAINING "\",\"id\":\"" id "\"" rest "}\n"
#define GUID_1           "10000000-0000-0000-0000-000000000000"
#define GUID_2           "20000000-0000-0000-0000-000000000000"
#define GUID_3           "30000000-0000-0000-0000-000000000000"
    records(
        CAMPAIGN_RECORD(TRAINING, "\"name\":\"T\",\"type\":\"instant\"") PERSON(
            "ann@example.com", ",\"ids\":{\"outthink\":\"" MAVERICK
                               "\"}") ENROLLMENT(TRAINING, "ann@example.com", ",\"status\":\"inProgress\"")
            MODULE(GUID_1, ",\"name\":\"last\"") MODULE(GUID_2, ",\"name\":\"second\",\"position\":2") MODULE(
                GUID_3,
                ",\"name\":\"first\",\"position\":1") "{\"kind\":\"progress\",\"campaignId\":\"" TRAINING
                                                      "\",\"moduleId\":\"" GUID_3 "\","
                                                      "\"person\":\"ann@example.com\",\"status\":"
                                                      "\"consumed\",\"timeSpentSeconds\":7,\"rating\":4.5}\n"
                                                      "{\"kind\":\"comment\",\"id\":\"838af527-0000-41e4-"
                                                      "9a51-000000000001\",\"campaignId\":\"" TRAINING "\","
                                                      "\"moduleId\":\"" GUID_2
                                                      "\",\"person\":\"ann@example.com\",\"text\":\"x\","
                                                      "\"createdAt\":\"2023-01-01\"}\n");
    guid(&args.campaign, TRAINING);
    guid(&args.user, MAVERICK);
    struct reading r = reading();
    assert_int_equal(read_training_user(&r, &row), ST_OK);
    const struct module_row *m = row.modules.at;
    assert_int_equal(row.modules.n, 3);
    assert_text(m[0].name, "first");
    assert_int_equal(m[0].status, PROGRESS_CONSUMED);
    assert_int_equal(m[0].seconds, 7);
    assert_true(m[0].rating == 4.5);
    assert_false(m[0].comment.set);
    assert_text(m[1].name, "second");
    assert_int_equal(m[1].status, PROGRESS_NOT_STARTED);
    assert_int_equal(m[1].seconds, 0);
    assert_true(m[1].comment.set);
    assert_text(m[2].name, "last");
}

/* ---- campaigns ---- */
static void campaigns_filtered_and_not(void **state)
{
    struct page page;
    char lines[16384];
    size_t n = 0;
    (void)state;
    n += (size_t)snprintf(lines, sizeof lines,
                          "{\"kind\":\"organization\",\"id\":\"" GUID_1 "\",\"name\":\"North\"}\n");
    /* 30 campaigns, newest first in the file: 10 with a status of their own, 10 by date, 10 without a start.
     */
    for (int i = 29; i >= 0; i--) {
        n += (size_t)snprintf(
            lines + n, sizeof lines - n,
            "{\"kind\":\"campaign\",\"id\":\"c%02d\",\"name\":\"c%02d\",\"type\":\"instant\","
            "\"createdAt\":\"2023-01-%02d\"%s%s}\n",
            i, i, i + 1,
            i % 3 == 0   ? ",\"status\":\"completed\""
            : i % 3 == 1 ? ",\"startedAt\":\"2023-03-01\",\"endedAt\":\"2023-04-01\""
                         : "",
            i % 2 ? ",\"organizationId\":\"" GUID_1 "\"" : "");
    }
    assert_true(n < sizeof lines);
    records(lines);
    struct reading r = reading();
    assert_true(when_parse(STR("2023-03-15"), &r.now));
    args.skip = 25;
    args.take = 10;
    assert_int_equal(read_campaigns(&r, &page), ST_OK);
    const struct campaign_row *c = page.rows.at;
    assert_int_equal(page.total, 30);
    assert_int_equal(page.rows.n, 5);
    assert_text(c[0].name, "c25");
    assert_text(c[4].name, "c29");
    assert_true(uuid_eq(&c[1].organization, &customer));
    args.skip = 30;
    assert_int_equal(read_campaigns(&r, &page), ST_OK);
    assert_int_equal(page.total, 30);
    assert_int_equal(page.rows.n, 0);

    args.skip = 2;
    args.take = 3;
    args.campaign_status = CAMPAIGN_IN_PROGRESS;
    assert_int_equal(read_campaigns(&r, &page), ST_OK);
    c = page.rows.at;
    assert_int_equal(page.total, 10);
    assert_int_equal(page.rows.n, 3);
    assert_text(c[0].name, "c07");
    assert_text(c[2].name, "c13");
    assert_int_equal(c[0].status, CAMPAIGN_IN_PROGRESS);

    guid(&args.organization, GUID_1);
    args.skip = 0;
    args.campaign_status = CAMPAIGN_COMPLETED;
    assert_int_equal(read_campaigns(&r, &page), ST_OK);
    c = page.rows.at;
    assert_int_equal(page.total, 5); /* 3, 9, 15, 21, 27 */
    assert_text(c[0].name, "c03");
    assert_true(when_parse(STR("2023-04-01"), &r.now)); /* those that end now are completed too */
    assert_int_equal(read_campaigns(&r, &page), ST_OK);
    assert_int_equal(page.total, 10);
    r.tenant = 2;
    assert_int_equal(read_campaigns(&r, &page), ST_OK);
    assert_int_equal(page.total, 0);
}

#define ORGANIZATION(id, rest) "{\"kind\":\"organization\",\"id\":\"" id "\"," rest "}\n"

/* a, then b and c below it by their ids; users are direct members. */
static void organizations(void **state)
{
    struct page page;
    (void)state;
    records(ORGANIZATION(GUID_3, "\"name\":\"C\",\"parentId\":\"" GUID_1 "\"")
                ORGANIZATION(GUID_1, "\"name\":\"A\"")
                    ORGANIZATION(GUID_2, "\"name\":\"B\",\"parentId\":\"" GUID_1 "\"")
                        PERSON("ann@example.com", ",\"organizationId\":\"" GUID_2 "\"")
                            PERSON("bob@example.com", ",\"organizationId\":\"" GUID_2 "\""));
    struct reading r = reading();
    args.take = 2;
    assert_int_equal(read_organizations(&r, &page), ST_OK);
    expect_json(ANSWER_ORGANIZATIONS, &page,
                "{\"total\":3,\"skip\":0,\"take\":2,\"values\":["
                "{\"id\":\"" GUID_1 "\",\"name\":\"A\",\"parentId\":null,\"users\":0},"
                "{\"id\":\"" GUID_2 "\",\"name\":\"B\",\"parentId\":\"" GUID_1 "\",\"users\":2}]}");
    args.skip = 1;
    guid(&args.parent, GUID_1);
    assert_int_equal(read_organizations(&r, &page), ST_OK);
    expect_json(ANSWER_ORGANIZATIONS, &page,
                "{\"total\":2,\"skip\":1,\"take\":2,\"values\":["
                "{\"id\":\"" GUID_3 "\",\"name\":\"C\",\"parentId\":\"" GUID_1 "\",\"users\":0}]}");
    guid(&args.parent, GUID_2);
    assert_int_equal(read_organizations(&r, &page), ST_OK);
    assert_int_equal(page.total, 0);
}

/* ---- pages against a list kept beside the store ---- */
enum { PEOPLE = 700 };
struct beside {
    int64_t number; /* 0: not enrolled */
    int phase;
    char name[32];
};
static struct beside people[PEOPLE];

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct beside *)a)->number, y = ((const struct beside *)b)->number;
    return (x > y) - (x < y);
}

static void enroll_all(void)
{
    static const char *const status[] = { "noAction",   "notStarted", "scheduled", "acknowledged",
                                          "inProgress", "completed",  "failed" };
    static char lines[PEOPLE * 400];
    size_t n = (size_t)snprintf(lines, sizeof lines,
                                CAMPAIGN_RECORD(TRAINING, "\"name\":\"T\",\"type\":\"instant\""));
    /* Numbers close together, with gaps, and in other ranges of every level. */
    static const int64_t bases[] = { 1, 1000, 70000, INT64_C(20000000), INT64_C(5000000000) };
    for (int i = 0; i < PEOPLE; i++) {
        struct beside *p = &people[i];
        p->number = bases[i % 5] + i / 5 * (i % 5 == 1 ? 3 : 1);
        p->phase = (int)(random() % PHASE_COUNT);
        snprintf(p->name, sizeof p->name, "p%d@example.com", i);
        n += (size_t)snprintf(
            lines + n, sizeof lines - n,
            "{\"kind\":\"person\",\"email\":\"%s\"}\n{\"kind\":\"enrollment\",\"campaignId\":\"" TRAINING
            "\",\"person\":\"%s\",\"ids\":{\"securityjourney\":%lld},\"status\":\"%s\"}\n",
            p->name, p->name, (long long)p->number, status[p->phase]);
    }
    assert_true(n < sizeof lines);
    records(lines);
}

static void drop_some(void)
{
    static char lines[PEOPLE * 200];
    size_t n = 0;
    for (int i = 0; i < PEOPLE; i++) {
        if (people[i].number && random() % 3 == 0) {
            people[i].number = 0;
            n += (size_t)snprintf(lines + n, sizeof lines - n,
                                  "{\"kind\":\"enrollment\",\"campaignId\":\"" TRAINING
                                  "\",\"person\":\"%s\",\"deleted\":true}\n",
                                  people[i].name);
        }
    }
    assert_true(n > 0 && n < sizeof lines);
    records(lines);
}

/* Every skip, with every filter. */
static void compare_pages(void)
{
    static struct beside sorted[PEOPLE];
    memcpy(sorted, people, sizeof people);
    qsort(sorted, PEOPLE, sizeof *sorted, by_number);
    args.take = 4;
    for (args.phase = -1; args.phase < PHASE_COUNT; args.phase++) {
        const struct beside *match[PEOPLE];
        int64_t n = 0;
        for (int i = 0; i < PEOPLE; i++) {
            if (sorted[i].number && (args.phase < 0 || sorted[i].phase == args.phase)) {
                match[n++] = &sorted[i];
            }
        }
        for (args.skip = 0; args.skip < n + 2; args.skip++) {
            struct page page;
            struct reading r = reading();
            assert_int_equal(read_training_users(&r, &page), ST_OK);
            assert_int_equal(page.total, n);
            int64_t expected = args.skip >= n ? 0 : n - args.skip < 4 ? n - args.skip : 4;
            assert_int_equal(page.rows.n, expected);
            const struct enrollment_row *row = page.rows.at;
            for (int64_t i = 0; i < expected; i++) {
                assert_int_equal(row[i].number, match[args.skip + i]->number);
                assert_text(row[i].source, match[args.skip + i]->name);
                assert_int_equal(row[i].phase, match[args.skip + i]->phase);
            }
        }
    }
}

static void pages_at_every_depth(void **state)
{
    (void)state;
    srandom(11);
    enroll_all();
    guid(&args.campaign, TRAINING);
    compare_pages();
    for (int i = 0; i < 3; i++) {
        drop_some();
        compare_pages();
    }
}

/* A list of a million must not be walked: the deepest page of a small one shows that only blocks are read. */
static void skip_beyond_the_end(void **state)
{
    struct page page;
    (void)state;
    records(document);
    guid(&args.campaign, TRAINING);
    args.skip = INT64_MAX;
    struct reading r = reading();
    assert_int_equal(read_training_users(&r, &page), ST_OK);
    assert_int_equal(page.total, 3);
    assert_int_equal(page.rows.n, 0);
    assert_int_equal(page.skip, INT64_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
    TEST(summary_of_the_document), TEST(detail_of_the_document),
    TEST(unknown_names),           TEST(a_campaign_without_modules_has_one),
    TEST(modules_by_position),     TEST(campaigns_filtered_and_not),
    TEST(organizations),           TEST(pages_at_every_depth),
    TEST(skip_beyond_the_end),
};

UNIT_MAIN("serve/read")
