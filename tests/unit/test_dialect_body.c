/* dialect/params, moment, encode, refused: what tables can say beyond one API: parameters from bodies, lists,
 * times, optional fields in every combination, objects, lists of texts, arrays, words that stand for others.
 */
#include "unit.h"

#include "base/country.h"
#include "base/when.h"
#include "dialect/encode.h"
#include "dialect/moment.h"
#include "dialect/params.h"
#include "dialect/securityjourney.h"
#include "dialect/table.h"
#include "model/journey.h"
#include "model/record.h"

#include <stdio.h>

static struct arena arena;
static struct args args;
static struct denial denial;
static struct jsonin *json;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    jsonin_free(json);
    json = NULL;
    arena_done(&arena);
    return 0;
}

static const struct param params[] = {
    P_TEXTS("email", texts, 3, OURS),
    P_INTS("ids", ids, 2, OURS),
    P_INT("event.number", limit, 1, 9, 5, OURS, .outside = REFUSED_UNACCEPTABLE),
    P_TIME("at", updated_after, MOMENT_PLAIN, false, OURS),
    P_JSON("extra", json, false, OURS),
    { .shape = SHAPE_END },
};
static const struct dialect dialect = { .name = "made up" };

static enum status read(enum body how, const char *query, const char *body)
{
    const struct route route = { .method = "POST", .path = "/x", .params = params, .body = how };
    static const struct path_values none;
    struct params_in in = { .path = &none, .query = str_of(query), .body = str_of(body) };
    jsonin_free(json);
    enum status st = params_read(&dialect, &route, &in, &arena, &args, &denial);
    json = in.json;
    return st;
}

static void expect_refused(enum body how, const char *query, const char *body, enum refused what,
                           const char *field)
{
    assert_int_equal(read(how, query, body), ST_INVALID);
    assert_int_equal(denial.what, what);
    if (field == NULL) {
        assert_null(denial.field.ptr);
    } else {
        assert_text(denial.field, field);
    }
}

static void json_bodies(void **state)
{
    (void)state;
    assert_int_equal(read(BODY_JSON, NULL,
                          "{\"email\":[\"a\",\"\"],\"ids\":[7,\"8\"],\"event\":{\"number\":\"3\"},\"at\":"
                          "\"2026-01-02 03:04:05\","
                          "\"extra\":[{\"k\":1}],\"other\":1}"),
                     ST_OK);
    assert_int_equal(args.texts.n, 2);
    assert_text(args.texts.at[0], "a");
    assert_int_equal(args.texts.at[1].len, 0);
    assert_int_equal(args.ids.n, 2);
    assert_int_equal(args.ids.at[0], 7);
    assert_int_equal(args.ids.at[1], 8);
    assert_int_equal(args.limit, 3);
    assert_int_equal(jsonin_count(args.json), 1);
    int64_t at;
    assert_true(when_parse(STR("2026-01-02T03:04:05Z"), &at));
    assert_int_equal(args.updated_after, at);
}

static void what_is_absent(void **state)
{
    static const char *const bodies[] = {
        NULL,
        "",
        " \r\n\t",
        "{}",
        "{\"email\":null,\"ids\":null,\"event\":null,\"at\":null,\"extra\":null}",
        "{\"email\":[],\"ids\":[],\"event\":{},\"at\":\"\"}",
        "{\"event\":{\"number\":null}}"
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        assert_int_equal(read(BODY_JSON, NULL, bodies[i]), ST_OK);
        assert_int_equal(args.texts.n, 0);
        assert_int_equal(args.ids.n, 0);
        assert_int_equal(args.limit, 5);
        assert_int_equal(args.updated_after, NONE);
        assert_null(args.json);
    }
}

static void wrong_bodies(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "[]", "1", "\"x\"", "{", "{}x", "{\"a\":1,\"a\":2}", "{\"ids\":[99999999999999999999]}", "\xff"
    };
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        expect_refused(BODY_JSON, NULL, broken[i], REFUSED_BODY, NULL);
    }
    expect_refused(BODY_JSON, NULL, "{\"email\":\"a\"}", REFUSED_INVALID, "email");
    expect_refused(BODY_JSON, NULL, "{\"email\":{}}", REFUSED_INVALID, "email");
    expect_refused(BODY_JSON, NULL, "{\"email\":[1]}", REFUSED_INVALID, "email");
    expect_refused(BODY_JSON, NULL, "{\"email\":[\"a\",null]}", REFUSED_INVALID, "email");
    expect_refused(BODY_JSON, NULL, "{\"email\":[\"a\",\"b\",\"c\",\"d\"]}", REFUSED_INVALID, "email");
    expect_refused(BODY_JSON, NULL, "{\"ids\":[1.0]}", REFUSED_INVALID, "ids");
    expect_refused(BODY_JSON, NULL, "{\"ids\":[\"x\"]}", REFUSED_INVALID, "ids");
    expect_refused(BODY_JSON, NULL, "{\"ids\":[1,2,3]}", REFUSED_INVALID, "ids");
    expect_refused(BODY_JSON, NULL, "{\"event\":1}", REFUSED_INVALID, "event.number");
    expect_refused(BODY_JSON, NULL, "{\"event\":[{\"number\":1}]}", REFUSED_INVALID, "event.number");
    expect_refused(BODY_JSON, NULL, "{\"event\":{\"number\":1.5}}", REFUSED_INVALID, "event.number");
    expect_refused(BODY_JSON, NULL, "{\"event\":{\"number\":true}}", REFUSED_INVALID, "event.number");
    expect_refused(BODY_JSON, NULL, "{\"event\":{\"number\":0}}", REFUSED_UNACCEPTABLE, "event.number");
    expect_refused(BODY_JSON, NULL, "{\"event\":{\"number\":10}}", REFUSED_UNACCEPTABLE, "event.number");
    expect_refused(BODY_JSON, NULL, "{\"at\":20260102}", REFUSED_INVALID, "at");
    expect_refused(BODY_JSON, NULL, "{\"at\":\"2026-01-02T03:04:05Z\"}", REFUSED_INVALID, "at");
}

static void which_counts(void **state)
{
    (void)state;
    assert_int_equal(read(BODY_JSON, "event.number=2", "{}"), ST_OK);
    assert_int_equal(args.limit, 5);
    assert_int_equal(read(BODY_JSON_OR_QUERY, "event.number=2&ids[]=4", "{\"event\":{\"number\":3}}"), ST_OK);
    assert_int_equal(args.limit, 3);
    assert_int_equal(args.ids.n, 1);
    assert_int_equal(read(BODY_JSON_OR_QUERY, "event.number=2", NULL), ST_OK);
    assert_int_equal(args.limit, 2);
    assert_int_equal(read(BODY_FORM, "event.number=2", "event.number=3&at=2026-01-02"), ST_OK);
    assert_int_equal(args.limit, 2);
    assert_int_not_equal(args.updated_after, NONE);
    assert_int_equal(read(BODY_DROPPED, NULL, "event.number=3"), ST_OK);
    assert_int_equal(args.limit, 5);
}

static void lists_in_queries(void **state)
{
    static const char *const same[] = { "ids[]=1&ids[]=2",          "ids[0]=1&ids[1]=2",
                                        "ids%5B%5D=1&ids%5b%5d=2",  "ids=1&ids=2",
                                        "ids[]=1&ids[]=&ids[17]=2", "x=9&ids[]=1&idsx=3&ids[]=2" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        assert_int_equal(read(BODY_FORM, same[i], NULL), ST_OK);
        assert_int_equal(args.ids.n, 2);
        assert_int_equal(args.ids.at[0], 1);
        assert_int_equal(args.ids.at[1], 2);
    }
    assert_int_equal(read(BODY_FORM, "ids[x]=1&ids[=2&[]=3&[0]=4&event.number[]=3", NULL), ST_OK);
    assert_int_equal(args.ids.n, 0);
    assert_int_equal(args.limit, 5);
    expect_refused(BODY_FORM, "ids[]=1&ids[]=2&ids[]=3", NULL, REFUSED_INVALID, "ids");
    expect_refused(BODY_FORM, "ids[]=1&ids[]=x", NULL, REFUSED_INVALID, "ids");
    expect_refused(BODY_FORM, "ids[]=99999999999999999999", NULL, REFUSED_INVALID, "ids");
    expect_refused(BODY_FORM, NULL, "ids[]=%ff", REFUSED_INVALID, "ids");
}

static void moments(void **state)
{
    static const struct {
        const char *text;
        unsigned forms; /* that read it */
        const char *means;
    } rows[] = {
        {"2026-01-02",                    MOMENT_ISO | MOMENT_PLAIN, "2026-01-02T00:00:00Z"        },
        { "2026/01/02",                   MOMENT_SLASHES,            "2026-01-02T00:00:00Z"        },
        { "2026-01-02 03:04:05",          MOMENT_ISO | MOMENT_PLAIN, "2026-01-02T03:04:05Z"        },
        { "2026-01-02 03:04",             MOMENT_ISO,                "2026-01-02T03:04:00Z"        },
        { "2026/01/02 03:04",             MOMENT_SLASHES,            "2026-01-02T03:04:00Z"        },
        { "2026-01-02T03:04:05.12345678", MOMENT_ISO,                "2026-01-02T03:04:05.1234567Z"},
        { "2026-01-02T03:04:05+01:30",    MOMENT_ISO,                "2026-01-02T01:34:05Z"        },
        { "2026-01-02T03:04:05 01:30",    MOMENT_ISO,                "2026-01-02T01:34:05Z"        },
        { "2026-01-02T03:04:05-0130",     MOMENT_ISO,                "2026-01-02T04:34:05Z"        },
        { "2026-01-02T03:04:05+01",       MOMENT_ISO,                "2026-01-02T02:04:05Z"        },
        { "2026-01-02T03:04:05+24:00",    0,                         NULL                          },
        { "2026-01-02T03:04:05+01:60",    0,                         NULL                          },
        { "2026-01-02T03:04:05+1",        0,                         NULL                          },
        { "2026-01-02T03:04:05.",         0,                         NULL                          },
        { "2026-01-02T03:04:05ZZ",        0,                         NULL                          },
        { "2026-01-02T",                  0,                         NULL                          },
        { "2026-02-29",                   0,                         NULL                          },
        { "2026-1-2",                     0,                         NULL                          },
        { "",                             0,                         NULL                          },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (unsigned form = MOMENT_ISO; form <= MOMENT_PLAIN; form *= 2) {
            int64_t got = NONE, expected = NONE;
            bool read = moment_parse(str_of(rows[i].text), form, &got);
            if (read != ((rows[i].forms & form) != 0)) {
                fail_msg("%s by form %u", rows[i].text, form);
            }
            if (read) {
                assert_true(when_parse(str_of(rows[i].means), &expected));
                assert_int_equal(got, expected);
            }
        }
    }
}

/* ---- answers ---- */

struct inner {
    struct str name;
    int64_t n;
};
struct outer {
    struct inner inner;
    struct texts words;
    struct list rows;
};
#define ROW struct inner
TABLE(inner, F_TEXT("name", name, MASK_FULL_NAME, OURS), F_INT_TEXT("n", n, OURS));
#undef ROW
#define ROW struct outer
TABLE(outer, F_OBJECT("one", inner, struct inner, inner, OURS), F_TEXTS("words", words, MASK_FREE_TEXT, OURS),
      F_LIST("rows", rows, inner, OURS, .option = 3));
#undef ROW

static void expect_written(const struct table *table, const void *row, const struct view *view,
                           const char *text)
{
    struct encode encode;
    struct buf out;
    buf_init(&out, 1 << 20);
    encode_init(&encode, table, row, view);
    enum encoded state;
    while ((state = encode_more(&encode, &out, out.len + 1)) == ENCODED_MORE) {
    }
    assert_int_equal(state, ENCODED_ALL);
    assert_text(buf_text(&out), text);
    buf_done(&out);
}

static void shapes(void **state)
{
    static const unsigned char secret[32] = "secret";
    const struct str words[] = { STR("a\""), STR("") };
    const struct inner rows[] = {
        {STR("x"),  NONE},
        { STR_NONE, -7  }
    };
    struct outer row = {
        .inner = {STR("Ann Lee"),          20},
        .words = {          words,                      2 },
        .rows = { .at = rows, .n = 2,  .size = sizeof rows[0] }
    };
    const struct view whole = { .options = 1 << 3 }, part = { .options = ~(uint64_t)(1 << 3) },
                      array = { .array = true }, veiled = { .pseudonym_key = secret };
    (void)state;
    expect_written(&outer, &row, &whole,
                   "{\"one\":{\"name\":\"Ann "
                   "Lee\",\"n\":\"20\"},\"words\":[\"a\\\"\",\"\"],\"rows\":[{\"name\":\"x\",\"n\":null},"
                   "{\"name\":null,\"n\":\"-7\"}]}");
    expect_written(&outer, &row, &part,
                   "{\"one\":{\"name\":\"Ann Lee\",\"n\":\"20\"},\"words\":[\"a\\\"\",\"\"]}");
    expect_written(&outer, &row, &array, "[{\"name\":\"x\",\"n\":null},{\"name\":null,\"n\":\"-7\"}]");
    expect_written(&outer, &row, &veiled,
                   "{\"one\":{\"name\":\"Anonymous User\",\"n\":\"20\"},\"words\":[\"\",\"\"]}");
    row.words.n = row.rows.n = 0;
    expect_written(&outer, &row, &array, "[]");
}

/* The fifteen optional fields of users: all 32,768 ways to have some of them. */
static void every_combination(void **state)
{
    static const char *const names[] = { "ad_id",
                                         "initial",
                                         "phone_number",
                                         "title",
                                         "company",
                                         "job_role",
                                         "team",
                                         "security_champion",
                                         "department_number",
                                         "employee_number",
                                         "managers_name",
                                         "managers_employee_number",
                                         "business_unit",
                                         "employee_secondary_number",
                                         "business_unit_description" };
    const struct route *route = dialect_securityjourney.routes;
    const struct user_row user = { .security_champion = -1 };
    struct page page = {
        .rows = {.at = &user, .n = 1, .size = sizeof user}
    };
    (void)state;
    while (route->answer != ANSWER_LEARNERS) {
        route++;
    }
    assert_int_equal(COUNT_OF(names), FILLED_END - 1);
    for (uint64_t mask = 0; mask < 1 << COUNT_OF(names); mask++) {
        const struct view view = { .options = mask << 1 };
        char text[1024];
        int n = snprintf(text, sizeof text,
                         "{\"users\":[{\"email\":null,\"first_name\":null,\"last_name\":null,"
                         "\"total_points\":0,\"country\":null");
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            if (mask >> i & 1) {
                n += snprintf(text + n, sizeof text - (size_t)n, ",\"%s\":null", names[i]);
            }
        }
        snprintf(text + n, sizeof text - (size_t)n, "}]}");
        expect_written(route->envelope, &page, &view, text);
    }
}

static void words_stand_for_others(void **state)
{
    static const struct refusal_words words[REFUSED_COUNT] = {
        [REFUSED_BAD_KEY] = {401,  "key",     NULL, OURS},
        [REFUSED_INVALID] = { 400, "invalid", NULL, OURS},
        [REFUSED_BODY] = { 400, "body",    NULL, OURS},
    };
    (void)state;
    assert_string_equal(refused_words(words, REFUSED_RANGE)->code, "key");
    assert_string_equal(refused_words(words, REFUSED_UNACCEPTABLE)->code, "invalid");
    assert_string_equal(refused_words(words, REFUSED_BODY)->code, "body");
}

static void countries(void **state)
{
    (void)state;
    assert_text(country_name(STR("IT")), "Italy");
    assert_text(country_name(STR("US")), "United States");
    assert_text(country_name(STR("it")), "it");
    assert_text(country_name(STR("QQ")), "QQ");
    assert_text(country_name(STR("ITA")), "ITA");
    assert_text(country_name(STR("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json_bodies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_bodies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(which_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_in_queries, set_up, tear_down),
        cmocka_unit_test(moments),
        cmocka_unit_test(shapes),
        cmocka_unit_test(every_combination),
        cmocka_unit_test(words_stand_for_others),
        cmocka_unit_test(countries),
    };
    return cmocka_run_group_tests_name("dialect_body", tests, NULL, NULL);
}
