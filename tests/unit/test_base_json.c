/* json.h: commas, escapes, and every kind of value. */
#include "unit.h"

#include "base/json.h"
#include "base/uuid.h"
#include "base/when.h"

static struct buf buf;

static int setup(void **state)
{
    (void)state;
    buf_init(&buf, 10000);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_done(&buf);
    return 0;
}

static void commas_are_put_by_the_writer(void **state)
{
    struct json j = json_to(&buf);
    (void)state;
    json_open(&j, '{');
    json_key(&j, STR("a"));
    json_open(&j, '[');
    json_close(&j, ']');
    json_key(&j, STR("b"));
    json_open(&j, '[');
    json_int(&j, -1);
    json_open(&j, '{');
    json_close(&j, '}');
    json_raw(&j, STR("[0]"));
    json_close(&j, ']');
    json_key(&j, STR("c\""));
    json_bool(&j, false);
    json_close(&j, '}');
    assert_text(buf_text(&buf), "{\"a\":[],\"b\":[-1,{},[0]],\"c\\\"\":false}");
}

static void values(void **state)
{
    struct uuid none = { .set = false }, zero = { .set = true };
    struct json j = json_to(&buf);
    (void)state;
    json_open(&j, '[');
    json_str(&j, STR_NONE);
    json_str(&j, STR(""));
    json_real(&j, 0.5);
    json_bool(&j, true);
    json_null(&j);
    json_time(&j, WHEN_NONE);
    json_time(&j, 5);
    json_uuid(&j, &none);
    json_uuid(&j, &zero);
    json_close(&j, ']');
    assert_text(buf_text(&buf), "[null,\"\",0.5,true,null,null,\"1970-01-01T00:00:00.0000005Z\",null,"
                                "\"00000000-0000-0000-0000-000000000000\"]");
}

static void escapes(void **state)
{
    (void)state;
    json_quote(&buf, STR("a\"\\/\b\f\n\r\t\x01\x1F\x7F\0 \xC3\xBC\xE2\x80\xA8"));
    assert_text(buf_text(&buf),
                "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\\u0000 \xC3\xBC\xE2\x80\xA8\"");
}

static void what_is_not_given_is_not_there(void **state)
{
    struct json j = json_to(&buf);
    (void)state;
    json_open(&j, '{');
    json_given(&j, STR("a"), STR_NONE);
    json_given(&j, STR("b"), STR(""));
    json_given(&j, STR("c"), STR_NONE);
    json_given(&j, STR("d"), STR("x"));
    json_close(&j, '}');
    assert_text(buf_text(&buf), "{\"b\":\"\",\"d\":\"x\"}");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
    TEST(commas_are_put_by_the_writer),
    TEST(values),
    TEST(escapes),
    TEST(what_is_not_given_is_not_there),
};

UNIT_MAIN("base/json")
