/* serve/scoped, serve/aging: which value of a setting holds for a tenant and a key, in all combinations; how
 * old a token may grow. */
#include "serve_store.h"

#include "base/when.h"
#include "serve/aging.h"
#include "serve/scoped.h"

static struct store *store;

static int setup(void **state)
{
    (void)state;
    store = serve_store_open();
    serve_store_tenant(store, "other", "e7c0adab-d2ea-4f32-930c-0726c16524fc");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return serve_store_close(store);
}

static void set(int64_t tenant, const char *key, const char *name, const char *value)
{
    struct query *q = db_query(store_writer(store), value != NULL ? Q_SETTING_SET : Q_SETTING_UNSET);
    query_int(q, 1, tenant);
    query_text(q, 2, str_of(key));
    query_text(q, 3, str_of(name));
    if (value != NULL) {
        query_text(q, 4, str_of(value));
    }
    assert_int_equal(query_run(q), ST_OK);
}

static struct setting_value ask(const struct settings *server, bool faithful, int64_t tenant, const char *key,
                                enum setting setting, struct arena *arena)
{
    struct setting_value values[SETTING_COUNT];
    assert_int_equal(scoped_values(store_writer(store), server, faithful, arena, tenant, str_of(key), values),
                     ST_OK);
    return values[setting];
}

/* outthink.bulk_delay may be a key's: each of key, tenant and server says something or nothing, and the
 * profile is what the tenant, the server or nobody says. What must come out is worked out here, from the one
 * that is nearest. */
static void nearest_wins(void **state)
{
    enum { NOBODY, FAITHFUL, RELAXED, CHOICES };
    static const char *const profiles[] = { NULL, "faithful", "relaxed" };
    (void)state;
    for (int i = 0; i < 2 * 2 * 2 * CHOICES * CHOICES * 2; i++) {
        bool of_key = i & 1, of_tenant = i & 2, of_server = i & 4, demo = i & 8;
        int tenant_profile = i / 16 % CHOICES, server_profile = i / 16 / CHOICES;
        struct settings server;
        struct arena arena;
        struct why why;
        arena_init(&arena, 1 << 20);
        assert_int_equal(settings_init(&server), ST_OK);
        set(1, "key00001", "outthink.bulk_delay", of_key ? "1" : NULL);
        set(1, "key00002", "outthink.bulk_delay", "5"); /* a neighbor's */
        set(1, "", "outthink.bulk_delay", of_tenant ? "2" : NULL);
        set(2, "", "outthink.bulk_delay", "6"); /* another tenant's */
        set(1, "", "profile", profiles[tenant_profile]);
        set(2, "", "profile", "faithful");
        if (of_server) {
            assert_int_equal(settings_flag(&server, STR("outthink.bulk_delay"), STR("3"), STR("t"), &why),
                             ST_OK);
        }
        if (profiles[server_profile] != NULL) {
            assert_int_equal(settings_flag(&server, STR("profile"), str_of(profiles[server_profile]),
                                           STR("t"), &why),
                             ST_OK);
        }
        bool faithful = tenant_profile != NOBODY   ? tenant_profile == FAITHFUL
                        : server_profile != NOBODY ? server_profile == FAITHFUL
                                                   : demo;
        int64_t last = faithful ? 86400 : 0; /* a day, as the vendor's document says */
        int64_t want_tenant = of_tenant ? 2 : of_server ? 3 : last, want_key = of_key ? 1 : want_tenant;
        struct setting_value got = ask(&server, demo, 1, "key00001", SETTING_OUTTHINK_BULK_DELAY, &arena);
        assert_int_equal(got.number, want_key);
        char text[32];
        snprintf(text, sizeof text, "%lld", (long long)want_key);
        assert_text(got.text, text);
        got = ask(&server, demo, 1, NULL, SETTING_OUTTHINK_BULK_DELAY, &arena);
        assert_int_equal(got.number, want_tenant);
        assert_int_equal(got.from, of_tenant   ? SETTING_FROM_TENANT
                                   : of_server ? SETTING_FROM_FLAG
                                   : faithful  ? SETTING_FROM_DEFAULT
                                               : SETTING_FROM_PROFILE);
        arena_done(&arena);
        settings_done(&server);
    }
}

/* The vendors' limits, and what they are where nobody says anything. */
static void limits_of_the_profiles(void **state)
{
    static const struct {
        enum setting setting;
        int64_t faithful, relaxed;
    } rows[] = {
        {SETTING_OUTTHINK_RATE,            10,    0},
        { SETTING_OUTTHINK_BULK_DELAY,     86400, 0},
        { SETTING_SECURITYJOURNEY_RATE,    0,     0},
        { SETTING_CULTUREAI_RATE,          0,     0},
        { SETTING_KASPERSKY_RATE,          0,     0},
        { SETTING_KASPERSKY_TOKEN_MONTHS,  12,    0},
        { SETTING_KASPERSKY_UNUSED_MONTHS, 6,     0},
        { SETTING_CSV_ESCAPE,              0,     0},
    };
    struct settings server;
    struct arena arena;
    (void)state;
    arena_init(&arena, 1 << 20);
    assert_int_equal(settings_init(&server), ST_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(ask(&server, true, 1, NULL, rows[i].setting, &arena).number, rows[i].faithful);
        assert_int_equal(ask(&server, false, 1, NULL, rows[i].setting, &arena).number, rows[i].relaxed);
    }
    arena_done(&arena);
    settings_done(&server);
}

/* What an older or newer program left behind: unknown names and values that are not allowed say nothing. */
static void strange_rows_are_passed_over(void **state)
{
    struct settings server;
    struct arena arena;
    (void)state;
    arena_init(&arena, 1 << 20);
    assert_int_equal(settings_init(&server), ST_OK);
    set(1, "", "no.such.setting", "1");
    set(1, "", "csv.escape", "libreoffice");
    set(1, "", "outthink.rate", "-1");
    assert_int_equal(ask(&server, true, 1, NULL, SETTING_CSV_ESCAPE, &arena).number, 0);
    assert_int_equal(ask(&server, true, 1, NULL, SETTING_OUTTHINK_RATE, &arena).number, 10);
    arena_done(&arena);
    settings_done(&server);
}

static int64_t at(const char *text)
{
    int64_t ticks;
    assert_true(when_parse(str_of(text), &ticks));
    return ticks;
}

/* Twelve months of life, six without use; to the tick. */
static void aging(void **state)
{
    int64_t made = at("2025-01-31T10:00:00Z"), end = at("2026-01-31T10:00:00Z"),
            idle = at("2025-07-31T10:00:00Z");
    (void)state;
    assert_false(aging_is_over(made, WHEN_NONE, 12, 6, made));
    assert_false(aging_is_over(made, WHEN_NONE, 12, 6, idle - 1));
    assert_true(aging_is_over(made, WHEN_NONE, 12, 6, idle));
    assert_false(aging_is_over(made, WHEN_NONE, 12, 0, idle));
    assert_false(aging_is_over(made, idle - 1, 12, 6, idle));
    assert_false(aging_is_over(made, at("2025-12-01T00:00:00Z"), 12, 6, end - 1));
    assert_true(aging_is_over(made, at("2025-12-01T00:00:00Z"), 12, 6, end));
    assert_false(aging_is_over(made, at("2025-12-01T00:00:00Z"), 0, 6, end));
    assert_false(aging_is_over(made, at("2025-08-31T00:00:00Z"), 0, 6, at("2026-02-27T23:59:59Z")));
    assert_true(aging_is_over(made, at("2025-08-31T00:00:00Z"), 0, 6, at("2026-02-28T00:00:00Z")));
    assert_false(aging_is_over(made, WHEN_NONE, 0, 0, at("9999-12-31T00:00:00Z")));
    assert_false(aging_is_over(at("9999-06-01T00:00:00Z"), WHEN_NONE, 12, 12, at("9999-12-31T00:00:00Z")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
    TEST(nearest_wins),
    TEST(limits_of_the_profiles),
    TEST(strange_rows_are_passed_over),
    cmocka_unit_test(aging),
};

UNIT_MAIN("serve/scoped")
