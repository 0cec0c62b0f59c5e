/* dialect/path, params, access, registry: which route a path is, what a query means, and that tables with
 * holes are refused. */
#include "unit.h"

#include "base/limits.h"
#include "dialect/access.h"
#include "dialect/describe.h"
#include "dialect/outthink.h"
#include "dialect/params.h"
#include "dialect/registry.h"

#include <jansson.h>
#include <stdlib.h>

#define GUID "62d50101-09bb-4d35-b446-1afbf0098f56"

static struct arena arena;
static struct args args;
static struct denial denial;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

/* The template that a path belongs to; NULL for none. */
static const char *route_of(const char *raw, bool missing, struct path_values *values)
{
    struct path path;
    path_split(&arena, str_of(raw), &path);
    int base = path_under(&path, &dialect_outthink);
    for (const struct route *r = dialect_outthink.routes; base && r->method != NULL; r++) {
        if (path_is(&path, base, &dialect_outthink, r, missing, values)) {
            return r->path;
        }
    }
    return NULL;
}

static void expect_route(const char *raw, bool missing, const char *template)
{
    struct path_values values;
    const char *got = route_of(raw, missing, &values);
    if (got == NULL || template == NULL ? got != template : strcmp(got, template) != 0) {
        fail_msg("%s is %s, expected %s", raw, got ? got : "no route", template ? template : "none");
    }
}

static void paths(void **state)
{
    (void)state;
    expect_route("/analytics/v1/campaigns", false, "/campaigns");
    expect_route("/analytics/v1/campaigns/", false, "/campaigns");
    expect_route("/ANALYTICS/V1/Campaigns", false, "/campaigns");
    expect_route("/analytics/v1/%63ampaigns", false, "/campaigns");
    expect_route("/analytics/v1/campaigns//", false, NULL);
    expect_route("/analytics/v1//campaigns", false, NULL);
    expect_route("/analytics/v1/campaign", false, NULL);
    expect_route("/analytics/v1/campaigns/x", false, NULL);
    expect_route("/analytics/v1", false, NULL);
    expect_route("/analytics/v2/campaigns", false, NULL);
    expect_route("/analyticsv1/campaigns", false, NULL);
    expect_route("/", false, NULL);
    expect_route("", false, NULL);
    expect_route("/analytics/v1/a/b/c/d/e/f/g/h/i/j/k/l/m/n", false, NULL);
    expect_route("/analytics/v1/trainingcampaigns/x/USERS", false,
                 "/trainingCampaigns/{trainingCampaignId}/users");
    expect_route("/analytics/v1/trainingCampaigns/x/users/y", false,
                 "/trainingCampaigns/{trainingCampaignId}/users/{userId}");
    expect_route("/analytics/v1/trainingCampaigns", false, NULL);
    expect_route("/analytics/v1/trainingCampaigns", true, "/trainingCampaigns/{trainingCampaignId}");
    expect_route("/analytics/v1/trainingCampaigns/", true, "/trainingCampaigns/{trainingCampaignId}");
}

static void path_values_are_decoded(void **state)
{
    struct path_values values;
    (void)state;
    assert_non_null(route_of("/analytics/v1/trainingCampaigns/%7Ba%2Fb%7D/users/c+d%zz%4", false, &values));
    assert_text(values.value[0], "{a/b}");
    assert_text(values.value[1], "c+d%zz%4");
}

static enum status read_users(const char *campaign, const char *query)
{
    static const struct path_values none;
    struct path_values values = none;
    const struct route *route = dialect_outthink.routes;
    while (route->answer != ANSWER_TRAINING_USERS) {
        route++;
    }
    values.value[0] = str_of(campaign);
    struct params_in in = { .path = &values, .query = str_of(query) };
    return params_read(&dialect_outthink, route, &in, &arena, &args, &denial);
}

static void expect_refused(const char *query, enum refused what, const char *field)
{
    assert_int_equal(read_users(GUID, query), ST_INVALID);
    assert_int_equal(denial.what, what);
    assert_text(denial.field, field);
    assert_true(denial.reason.len > 0);
}

static void defaults(void **state)
{
    (void)state;
    assert_int_equal(read_users(GUID, NULL), ST_OK);
    assert_int_equal(args.skip, 0);
    assert_int_equal(args.take, 10);
    assert_int_equal(args.phase, -1);
    assert_int_equal(read_users(GUID, "skip=&take=&trainingStatus=&other=1&&="), ST_OK);
    assert_int_equal(args.skip, 0);
    assert_int_equal(args.take, 10);
    assert_int_equal(args.phase, -1);
}

static void clamped(void **state)
{
    static const struct {
        const char *query;
        int64_t skip, take;
    } cases[] = {
        {"skip=5&take=7",                                               5,         7  },
        { "skip=-1&take=0",                                             0,         1  },
        { "skip=-9223372036854775809&take=101",                         0,         100},
        { "skip=9223372036854775807&take=100",                          INT64_MAX, 100},
        { "skip=99999999999999999999999&take=-99999999999999999999999", INT64_MAX, 1  },
        { "skip=007",                                                   7,         10 },
        { "SKIP=3&Take=2",                                              3,         2  },
        { "skip=1&skip=2&SKIP=x",                                       1,         10 },
        { "skip=&skip=2",                                               0,         10 },
        { "%73kip=%31%32",                                              12,        10 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(read_users(GUID, cases[i].query), ST_OK);
        assert_int_equal(args.skip, cases[i].skip);
        assert_int_equal(args.take, cases[i].take);
    }
}

static void refused(void **state)
{
    (void)state;
    expect_refused("skip=x", REFUSED_INVALID, "skip");
    expect_refused("SKIP=1.0", REFUSED_INVALID, "skip");
    expect_refused("skip=-", REFUSED_INVALID, "skip");
    expect_refused("skip=+1", REFUSED_INVALID, "skip");
    expect_refused("take=1%00", REFUSED_INVALID, "take");
    expect_refused("take=10e1", REFUSED_INVALID, "take");
    expect_refused("TRAININGSTATUS=done", REFUSED_INVALID, "trainingStatus");
    expect_refused("trainingStatus=complete", REFUSED_INVALID, "trainingStatus");
    expect_refused("skip=%FF", REFUSED_INVALID, "skip");
    expect_refused("other=%C3", REFUSED_INVALID, NULL);
}

static void words_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(read_users(GUID, "trainingStatus=COMPLETED"), ST_OK);
    assert_int_equal(args.phase, PHASE_COMPLETED);
    assert_int_equal(read_users(GUID, "trainingstatus=noaction"), ST_OK);
    assert_int_equal(args.phase, PHASE_NO_ACTION);
    assert_int_equal(read_users(GUID, "trainingStatus=failed"), ST_OK);
    assert_int_equal(args.phase, PHASE_FAILED);
}

static void guid_forms(void **state)
{
    static const char *const good[] = { GUID, "62D50101-09BB-4D35-B446-1AFBF0098F56",
                                        "62d5010109bb4d35b4461afbf0098f56", "{" GUID "}", "(" GUID ")" };
    static const char *const bad[] = { "x",
                                       "{" GUID,
                                       GUID "}",
                                       "(" GUID "}",
                                       GUID "0",
                                       " " GUID,
                                       "62d50101-09bb4d35-b446-1afbf0098f56",
                                       "{62d5010109bb4d35b4461afbf0098f56}" };
    struct uuid expected;
    (void)state;
    assert_true(uuid_parse(STR(GUID), &expected));
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_int_equal(read_users(good[i], NULL), ST_OK);
        assert_true(uuid_eq(&args.campaign, &expected));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(read_users(bad[i], NULL), ST_INVALID);
        assert_int_equal(denial.what, REFUSED_INVALID);
        assert_text(denial.field, "trainingCampaignId");
    }
}

static void missing_in_the_document_s_words(void **state)
{
    (void)state;
    assert_int_equal(read_users("", NULL), ST_INVALID);
    assert_int_equal(denial.what, REFUSED_MISSING);
    assert_text(denial.field, "trainingCampaignId");
    assert_text(denial.reason, "Required parameter 'trainingCampaignId' not supplied in the request");
}

static void too_many_parameters(void **state)
{
    char query[8 * (LIMIT_PARAMS + 1) + 1] = "";
    size_t n = 0;
    (void)state;
    for (int i = 0; i < LIMIT_PARAMS; i++) {
        memcpy(query + n, "a=1&", 4);
        n += 4;
    }
    assert_int_equal(read_users(GUID, query), ST_OK);
    memcpy(query + n, "skip=1", 7);
    expect_refused(query, REFUSED_INVALID, NULL);
}

static void scopes(void **state)
{
    uint64_t bits = 0;
    struct why why;
    (void)state;
    assert_int_equal(access_scopes(STR_NONE, &bits, &why), ST_OK);
    assert_true(bits & 1 << SCOPE_TRAINING);
    assert_int_equal(access_scopes(STR("campaigns.read"), &bits, &why), ST_OK);
    assert_true(bits == 1 << SCOPE_CAMPAIGNS);
    assert_int_equal(access_scopes(STR("training.read  organizations.read"), &bits, &why), ST_OK);
    assert_true(bits == (1 << SCOPE_TRAINING | 1 << SCOPE_ORGANIZATIONS));
    assert_int_equal(access_scopes(STR("trainings.read"), &bits, &why), ST_INVALID);
    assert_contains(why.text, "trainings.read");
    assert_int_equal(access_scopes(STR("future campaigns.read"), &bits, NULL), ST_OK);
    assert_true(bits == 1 << SCOPE_CAMPAIGNS);
    assert_int_equal(access_scopes(STR(""), &bits, NULL), ST_OK);
    assert_true(bits == 0);
    assert_int_equal(access_api(STR("outthink")), 1);
    assert_int_equal(access_api(STR("muster")), 16);
    assert_int_equal(access_api(STR("OutThink")), 0);
}

static void tables_are_complete(void **state)
{
    struct why why = { "" };
    (void)state;
    if (registry_check(&why) != ST_OK) {
        fail_msg("%s", why.text);
    }
}

static const struct param no_evidence[] = {
    {.name = "skip",      .where = IN_QUERY, .shape = SHAPE_INT },
    { 0}
};
static const struct param stray[] = {
    {.name = "id",      .shape = SHAPE_UUID, .required = true, .evidence = OURS },
    { 0}
};
static const struct wording short_words = {
    .word = (const char *const[]){"a", "b"},
        .count = 2, .first = 1, .of = &words_campaign_type
};
static const struct wording holes = {
    .word = (const char *const[]){"a", NULL, "c"},
        .count = 3, .first = 1, .of = &words_campaign_type
};
static const struct field no_mask[] = {
    {.key = STR_INIT("a"), .shape = SHAPE_TEXT, .evidence = OURS },
    { .shape = SHAPE_END   }
};
static const struct field too_few[] = {
    {.key = STR_INIT("a"),     .shape = SHAPE_WORD, .wording = &short_words, .evidence = OURS },
    { .shape = SHAPE_END}
};
static const struct field unspelt[] = {
    {.key = STR_INIT("a"), .shape = SHAPE_WORD, .wording = &holes, .evidence = OURS },
    { .shape = SHAPE_END  }
};
static const struct field unproven[] = {
    {.key = STR_INIT("a"), .shape = SHAPE_INT },
    { .shape = SHAPE_END                  }
};

/* An answer's rows may have lists, and those no further ones. */
static const struct table level_4 = { 8, (const struct field[]){ { .shape = SHAPE_END } } };
#define LEVEL(name, inner)                                                                                   \
    static const struct table name = {                                                                       \
        8,                                                                                                   \
        (const struct field[]){                                                                              \
                               { .key = STR_INIT("a"), .shape = SHAPE_LIST, .table = &(inner), .evidence = OURS },              \
                               { .shape = SHAPE_END }}                                                                         \
    }
LEVEL(level_3, level_4);
LEVEL(level_2, level_3);
LEVEL(level_1, level_2);
LEVEL(level_0, level_1);

/* A file has one list and nothing beside it. */
static const struct table unflat = {
    8,
    (const struct field[]){
                           { .key = STR_INIT("a"), .shape = SHAPE_LIST, .table = &level_4, .evidence = OURS },
                           { .key = STR_INIT("b"), .shape = SHAPE_INT, .evidence = OURS },
                           { .shape = SHAPE_END }}
};

/* A good route with one thing taken away must be refused, in a sentence. */
static void holes_are_refused(void **state)
{
    const struct route good = dialect_outthink.routes[0];
    const struct table tables[] = {
        {8,  no_mask },
        { 8, too_few },
        { 8, unspelt },
        { 8, unproven},
        { 0, unproven}
    };
    struct route routes[2] = { good, { .method = NULL } };
    struct dialect dialect = dialect_outthink;
    struct why why;
    (void)state;
    dialect.routes = routes;
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_OK);
#define HOLE(change)                                                                                         \
    routes[0] = good;                                                                                        \
    change;                                                                                                  \
    why.text[0] = 0;                                                                                         \
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_INVALID);                                    \
    assert_true(strlen(why.text) > 10)
    HOLE(routes[0].scope = SCOPE_NONE);
    HOLE(routes[0].budget = BUDGET_UNSET);
    HOLE(routes[0].answer = ANSWER_UNSET);
    HOLE(routes[0].evidence = EVIDENCE_UNSET);
    HOLE(routes[0].params = NULL);
    HOLE(routes[0].envelope = NULL);
    HOLE(routes[0].path = NULL);
    HOLE(routes[0].path = "/{id}");
    HOLE(routes[0].params = no_evidence);
    HOLE(routes[0].params = stray);
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        HOLE(routes[0].envelope = &tables[i]);
    }
    HOLE(routes[0].envelope = &level_0);
    routes[0] = good;
    routes[0].envelope = &level_1;
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_OK);
    HOLE(routes[0].file = "x"; routes[0].envelope = &unflat);
    HOLE(routes[0].file = "x"; routes[0].envelope = &level_1);
    HOLE(routes[0].file = "x"; routes[0].envelope = &level_4);
    routes[0] = good;
    struct refusal_words words[REFUSED_COUNT];
    memcpy(words, dialect_outthink.refusals, sizeof words);
    words[REFUSED_METHOD].status = 0;
    dialect.refusals = words;
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_INVALID);
    assert_contains(why.text, "method");
    memcpy(words, dialect_outthink.refusals, sizeof words);
    words[REFUSED_METHOD].evidence = EVIDENCE_UNSET;
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_INVALID);
}

/* A mistake of whoever adds an API is named, with the API. */
static void holes_of_an_api_are_named(void **state)
{
    struct dialect dialect;
    struct why why;
    (void)state;
#define UNSAID(member, name)                                                                                 \
    dialect = dialect_outthink;                                                                              \
    memset(&dialect.member, 0, sizeof dialect.member);                                                       \
    why.text[0] = 0;                                                                                         \
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_INVALID);                                    \
    assert_contains(why.text, name)
    UNSAID(name, ".name");
    UNSAID(base, "outthink: no .base");
    UNSAID(title, "outthink: no .title");
    UNSAID(api, "outthink: no .api");
    UNSAID(credentials, "outthink: no .credentials.key");
    UNSAID(rate, "outthink: no .rate");
    UNSAID(content_type, "outthink: no .content_type");
    UNSAID(routes, "outthink: no .routes");
    UNSAID(refusal, "outthink: no .refusal");
    UNSAID(refusals, "outthink: no .refusals");
    dialect = dialect_outthink;
    dialect.name = "unlisted";
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_INVALID);
    assert_contains(why.text, "access.c");
    dialect = dialect_outthink;
    dialect.api = API_MUSTER;
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_INVALID);
    assert_contains(why.text, "access.c");
}

static void routes_print_as_json(void **state)
{
    struct buf out;
    (void)state;
    buf_init(&out, 1 << 20);
    describe_routes(&out);
    json_t *all = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(all);
    json_t *api = json_array_get(json_object_get(all, "apis"), 0);
    assert_string_equal(json_string_value(json_object_get(api, "base")), "/analytics/v1");
    assert_int_equal(json_array_size(json_object_get(api, "routes")), 13);
    json_t *campaigns = json_array_get(json_object_get(api, "routes"), 1);
    json_t *status = json_array_get(json_object_get(campaigns, "parameters"), 3);
    assert_string_equal(json_string_value(json_object_get(status, "name")), "status");
    assert_int_equal(json_array_size(json_object_get(status, "values")), 4);
    json_decref(all);
    buf_done(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(paths, setup, teardown),
    cmocka_unit_test_setup_teardown(path_values_are_decoded, setup, teardown),
    cmocka_unit_test_setup_teardown(defaults, setup, teardown),
    cmocka_unit_test_setup_teardown(clamped, setup, teardown),
    cmocka_unit_test_setup_teardown(refused, setup, teardown),
    cmocka_unit_test_setup_teardown(words_in_any_case, setup, teardown),
    cmocka_unit_test_setup_teardown(guid_forms, setup, teardown),
    cmocka_unit_test_setup_teardown(missing_in_the_document_s_words, setup, teardown),
    cmocka_unit_test_setup_teardown(too_many_parameters, setup, teardown),
    cmocka_unit_test(scopes),
    cmocka_unit_test(tables_are_complete),
    cmocka_unit_test(holes_are_refused),
    cmocka_unit_test(holes_of_an_api_are_named),
    cmocka_unit_test(routes_print_as_json),
};

UNIT_MAIN("dialect/params")
