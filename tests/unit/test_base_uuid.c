/* uuid.h: the forms that are read, the one that is printed, and version 5 against RFC 4122's name space. */
#include "unit.h"

#include "base/uuid.h"

static struct str printed(char *to, const struct uuid *uuid)
{
    uuid_print(to, uuid);
    return (struct str){ to, UUID_TEXT_LEN };
}

static void forms(void **state)
{
    static const char *const good[] = {
        "62d50101-09bb-4d35-b446-1afbf0098f56",   "62D50101-09BB-4D35-B446-1AFBF0098F56",
        "62d5010109bb4d35b4461afbf0098f56",       "{62d50101-09bb-4d35-b446-1afbf0098f56}",
        "(62d50101-09bb-4d35-b446-1afbf0098f56)",
    };
    static const char *const bad[] = {
        "",
        "62d50101-09bb-4d35-b446-1afbf0098f5",
        "62d50101-09bb-4d35-b446-1afbf0098f566",
        "62d50101-09bb-4d35-b446-1afbf0098f5g",
        "62d50101-09bb-4d35-b4461-afbf0098f56",
        "62d5010109bb4d35b4461afbf0098f5-",
        "{62d50101-09bb-4d35-b446-1afbf0098f56)",
        "{62d5010109bb4d35b4461afbf0098f56}",
        "--------------------------------",
    };
    char text[UUID_TEXT_LEN];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct uuid uuid;
        assert_true(uuid_parse(str_of(good[i]), &uuid));
        assert_true(uuid.set);
        assert_text(printed(text, &uuid), good[0]);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct uuid uuid = { .b = { 9 } };
        assert_false(uuid_parse(str_of(bad[i]), &uuid));
        assert_int_equal(uuid.b[0], 9);
    }
}

static void equality(void **state)
{
    struct uuid zero, none = { .set = false };
    (void)state;
    assert_true(uuid_parse(STR("00000000-0000-0000-0000-000000000000"), &zero));
    assert_false(uuid_eq(&zero, &none));
    assert_true(uuid_eq(&zero, &zero));
}

/* Python: uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), and with "a\0b". */
static void version_5(void **state)
{
    struct uuid dns;
    char text[UUID_TEXT_LEN];
    (void)state;
    assert_true(uuid_parse(STR("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), &dns));
    struct uuid made = uuid_of_name(&dns, (struct str[]){ STR("python.org") }, 1);
    assert_text(printed(text, &made), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
    made = uuid_of_name(&dns, (struct str[]){ STR("a"), STR("b") }, 2);
    assert_text(printed(text, &made), "0a63f66b-e02f-5d2d-9fd4-aad819cf5352");
}

static void version_4(void **state)
{
    uint8_t ones[16];
    char text[UUID_TEXT_LEN];
    (void)state;
    memset(ones, 0xFF, sizeof ones);
    struct uuid made = uuid_of_random(ones);
    assert_text(printed(text, &made), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(forms),
    cmocka_unit_test(equality),
    cmocka_unit_test(version_5),
    cmocka_unit_test(version_4),
};

UNIT_MAIN("base/uuid")
