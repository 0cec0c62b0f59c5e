/* jsonin.h: what is read, what is refused and in which words. */
#include "unit.h"

#include "base/jsonin.h"
#include "base/limits.h"

static struct jsonin *root;
static struct why why;

static void read_ok(const char *text)
{
    why.text[0] = 0;
    enum status st = jsonin_parse(str_of(text), &root, &why);
    if (st != ST_OK) {
        print_error("%s: %s\n", text, why.text);
    }
    assert_int_equal(st, ST_OK);
}

static void values(void **state)
{
    struct str text;
    int64_t number;
    double real;
    bool truth;
    (void)state;
    read_ok(" {\"t\":\"a\\u00fc\\n\",\"i\":-9223372036854775808,\"r\":0.5,\"b\":true,\"n\":null,"
            "\"l\":[1,\"2\"],\"m\":{},\"e\":1e3,\"k\\\"ey\":\"\"}\n");
    assert_int_equal(jsonin_kind(root), JSONIN_MAP);
    assert_int_equal(jsonin_count(root), 9);
    assert_true(jsonin_text(jsonin_get(root, STR("t")), &text));
    assert_text(text, "a\xC3\xBC\n");
    assert_true(jsonin_int(jsonin_get(root, STR("i")), &number));
    assert_true(number == INT64_MIN);
    assert_true(jsonin_real(jsonin_get(root, STR("r")), &real));
    assert_true(real == 0.5);
    assert_true(jsonin_real(jsonin_get(root, STR("i")), &real));
    assert_true(jsonin_bool(jsonin_get(root, STR("b")), &truth));
    assert_true(truth);
    assert_int_equal(jsonin_kind(jsonin_get(root, STR("n"))), JSONIN_NULL);
    assert_int_equal(jsonin_kind(jsonin_get(root, STR("m"))), JSONIN_MAP);
    assert_int_equal(jsonin_kind(jsonin_get(root, STR("e"))), JSONIN_REAL);
    assert_int_equal(jsonin_kind(jsonin_get(root, STR("absent"))), JSONIN_ABSENT);
    assert_true(jsonin_text(jsonin_get(root, STR("k\"ey")), &text));
    assert_text(text, "");
    const struct jsonin *list = jsonin_get(root, STR("l"));
    assert_int_equal(jsonin_count(list), 2);
    assert_true(jsonin_int_or_text(jsonin_item(list, 0), &number));
    assert_true(jsonin_int_or_text(jsonin_item(list, 1), &number));
    assert_int_equal(number, 2);
    jsonin_free(root);
}

static void wrong_kinds_write_nothing(void **state)
{
    struct str text = STR("x");
    int64_t number = 7;
    double real = 7;
    bool truth = true;
    (void)state;
    read_ok("[true,\"1x\",1.5,null]");
    assert_false(jsonin_text(jsonin_item(root, 0), &text));
    assert_false(jsonin_int(jsonin_item(root, 0), &number));
    assert_false(jsonin_int(jsonin_item(root, 2), &number));
    assert_false(jsonin_int_or_text(jsonin_item(root, 1), &number));
    assert_false(jsonin_real(jsonin_item(root, 1), &real));
    assert_false(jsonin_bool(jsonin_item(root, 3), &truth));
    assert_false(jsonin_text(NULL, &text));
    assert_int_equal(jsonin_count(jsonin_item(root, 2)), 0);
    assert_text(text, "x");
    assert_int_equal(number, 7);
    assert_true(real == 7 && truth);
    assert_null(jsonin_get(root, STR("a")));
    jsonin_free(root);
}

static void members_in_the_order_written(void **state)
{
    char keys[16] = "";
    size_t n = 0;
    (void)state;
    read_ok("{\"z\":1,\"a\":2,\"m\":3}");
    for (struct jsonin_walk w = jsonin_walk(root); jsonin_next(&w);) {
        int64_t number;
        assert_true(jsonin_int(w.value, &number));
        assert_int_equal(w.key.len, 1);
        keys[n++] = w.key.ptr[0];
        keys[n++] = (char)('0' + number);
    }
    assert_string_equal(keys, "z1a2m3");
    jsonin_free(root);
    read_ok("[1]");
    struct jsonin_walk none = jsonin_walk(root);
    assert_false(jsonin_next(&none));
    jsonin_free(root);
    read_ok("{}");
    none = jsonin_walk(root);
    assert_false(jsonin_next(&none));
    jsonin_free(root);
}

static void refusals(void **state)
{
    static const struct {
        struct str text;
        const char *says;
    } cases[] = {
        {STR_INIT(""),                             "it ends too early"                  },
        { STR_INIT("{\"a\":1"),                    "it ends too early"                  },
        { STR_INIT("{\"a\":1} x"),                 "more text behind its end"           },
        { STR_INIT("{\"a\":1}{}"),                 "more text behind its end"           },
        { STR_INIT("{\"a\":1,\"a\":1}"),           "a key that was there before at byte"},
        { STR_INIT("{\"a\":1,\"\\u0061\":1}"),     "a key that was there before"        },
        { STR_INIT("{'a':1}"),                     "a mistake in its syntax at byte 2"  },
        { STR_INIT("{\"a\":01}"),                  "a mistake in its syntax"            },
        { STR_INIT("{\"a\":1,}"),                  "a mistake in its syntax"            },
        { STR_INIT("{\"a\":NaN}"),                 "a mistake in its syntax"            },
        { STR_INIT("{\"a\":9223372036854775808}"), "a number beyond 64 bits"            },
        { STR_INIT("{\"a\":1e400}"),               "a number beyond 64 bits"            },
        { STR_INIT("{\"a\":\"\\u0000\"}"),         "the character \\u0000"              },
        { STR_INIT("{\"a\":\"x\0y\"}"),            "not valid JSON"                     },
        { STR_INIT("{\"a\":\"\xFF\"}"),            "bytes that are not UTF-8"           },
        { STR_INIT("{\"a\":\"\\ud800\"}"),         "not valid JSON"                     },
        { STR_INIT("\xEF\xBB\xBF{}"),              "a mistake in its syntax"            },
        { STR_INIT("7"),                           "a mistake in its syntax"            },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        root = NULL;
        assert_int_equal(jsonin_parse(cases[i].text, &root, &why), ST_INVALID);
        assert_null(root);
        assert_contains(why.text, cases[i].says);
    }
}

static void depth_has_a_limit(void **state)
{
    char text[2 * LIMIT_JSON_DEPTH + 2];
    (void)state;
    memset(text, '[', LIMIT_JSON_DEPTH + 1);
    memset(text + LIMIT_JSON_DEPTH + 1, ']', LIMIT_JSON_DEPTH + 1);
    struct str deepest = { text + 1, 2 * LIMIT_JSON_DEPTH };
    assert_int_equal(jsonin_parse(deepest, &root, &why), ST_OK);
    jsonin_free(root);
    assert_int_equal(jsonin_parse((struct str){ text, sizeof text }, &root, &why), ST_LIMIT);
    assert_contains(why.text, "more than 32 levels deep at byte 33");
    /* Brackets in texts are no nesting. */
    read_ok("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[[\"]");
    jsonin_free(root);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(values),
    cmocka_unit_test(wrong_kinds_write_nothing),
    cmocka_unit_test(members_in_the_order_written),
    cmocka_unit_test(refusals),
    cmocka_unit_test(depth_has_a_limit),
};

UNIT_MAIN("base/jsonin")
