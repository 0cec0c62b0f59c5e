/* serve/: the parts of the request path that stand alone: tokens, addresses, tags,
 * correlation. */
#include "unit.h"

#include "base/address.h"
#include "base/limits.h"
#include "dialect/outthink.h"
#include "serve/correlation.h"
#include "serve/etag.h"
#include "serve/token.h"

#include <stdlib.h>

static struct world world;

static int setup(void **state)
{
    (void)state;
    world_init(&world);
    return 0;
}

/* ---- tokens ---- */
static void tokens_are_whole_and_differ(void **state)
{
    struct token a, b;
    (void)state;
    token_make(&world, &a);
    token_make(&world, &b);
    assert_int_equal(strlen(a.text), TOKEN_LEN);
    assert_memory_equal(a.text, "mst_", 4);
    assert_memory_equal(a.text + 4, a.id, TOKEN_ID_LEN);
    assert_string_not_equal(a.text, b.text);
    assert_true(token_is_whole(str_of(a.text)));
    for (size_t i = 0; i < TOKEN_LEN; i++) {
        struct token broken = a;
        broken.text[i] = a.text[i] == 'x' ? 'y' : 'x';
        assert_false(token_is_whole(str_of(broken.text)));
        assert_false(token_is_whole((struct str){ a.text, i }));
    }
}

static void token_hashes_are_keyed(void **state)
{
    static const unsigned char one[32] = "one", two[32] = "two";
    unsigned char a[TOKEN_HASH_LEN], b[TOKEN_HASH_LEN], c[TOKEN_HASH_LEN];
    (void)state;
    token_hash(one, STR("mst_x"), a);
    token_hash(one, STR("mst_x"), b);
    assert_true(token_hash_equal(a, b));
    token_hash(one, STR("mst_y"), c);
    assert_false(token_hash_equal(a, c));
    token_hash(two, STR("mst_x"), c);
    assert_false(token_hash_equal(a, c));
    token_hash(one, STR(""), c);
    assert_false(token_hash_equal(a, c));
}

/* ---- addresses ---- */
static void networks(void **state)
{
    static const struct {
        const char *address, *networks;
        bool in;
    } cases[] = {
        {"192.0.2.1",         "192.0.2.0/24",                                  true },
        { "192.0.3.1",        "192.0.2.0/24",                                  false},
        { "192.0.2.1",        "192.0.2.1",                                     true },
        { "192.0.2.2",        "192.0.2.1",                                     false},
        { "192.0.2.129",      "192.0.2.128/25",                                true },
        { "192.0.2.127",      "192.0.2.128/25",                                false},
        { "192.0.2.1",        "0.0.0.0/0",                                     true },
        { "2001:db8::1",      "0.0.0.0/0",                                     false},
        { "192.0.2.1",        "::/0",                                          false},
        { "2001:db8::1",      "::/0",                                          true },
        { "2001:db8:1::1",    "2001:db8::/32",                                 true },
        { "2001:db9::1",      "2001:db8::/32",                                 false},
        { "::ffff:192.0.2.1", "192.0.2.0/24",                                  true },
        { "192.0.2.1",        "::ffff:192.0.2.0/120",                          true },
        { "192.0.3.1",        "::ffff:192.0.2.0/120",                          false},
        { "10.1.2.3",         "192.0.2.0/24 10.0.0.0/8",                       true },
        { "10.1.2.3",         "",                                              false},
        { "10.1.2.3",         "10.1 10/8 10.0.0.0/33 10.0.0.0/-1 10.0.0.0/ x", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct address address;
        assert_true(address_parse(str_of(cases[i].address), &address));
        if (address_in(&address, str_of(cases[i].networks)) != cases[i].in) {
            fail_msg("%s in %s", cases[i].address, cases[i].networks);
        }
    }
}

static void what_is_no_address(void **state)
{
    static const char *const bad[] = { "",    "10.1",      "192.0.2.256",      "192.0.2.1 ",
                                       "::g", "localhost", "2001:db8::1%eth0", "[::1]" };
    struct address address;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(address_parse(str_of(bad[i]), &address));
    }
    assert_false(address_parse(STR("10.0.0.1\0"), &address));
}

static void loopback(void **state)
{
    static const char *const yes[] = { "127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1" };
    static const char *const no[] = { "128.0.0.1", "::2", "0.0.0.0", "::", "126.0.0.1" };
    struct address address;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(yes); i++) {
        assert_true(address_parse(str_of(yes[i]), &address) && address_is_loopback(&address));
    }
    for (size_t i = 0; i < COUNT_OF(no); i++) {
        assert_true(address_parse(str_of(no[i]), &address) && !address_is_loopback(&address));
    }
}

static void networks_of_a_new_key(void **state)
{
    struct why why;
    (void)state;
    assert_int_equal(address_check_networks(STR("192.0.2.0/24 2001:db8::/32 10.0.0.1"), &why), ST_OK);
    assert_int_equal(address_check_networks(STR("192.0.2.1/24"), &why), ST_INVALID);
    assert_contains(why.text, "192.0.2.1/24");
    assert_int_equal(address_check_networks(STR("10.0.0.0/8 nonsense"), &why), ST_INVALID);
    assert_contains(why.text, "nonsense");
}

/* ---- tags ---- */
static struct str tag(struct etag_of of, char *room)
{
    etag_make(&of, room);
    return (struct str){ room, ETAG_LEN };
}

static void tags_hold_what_answers_depend_on(void **state)
{
    const struct route *campaigns = &dialect_outthink.routes[1], *users = &dialect_outthink.routes[4];
    struct args args = { .take = 10, .phase = -1 }, other = args;
    const struct etag_of of = {
        .dialect = &dialect_outthink, .route = users, .args = &args, .tenant = 1, .seq = 5
    };
    char a[ETAG_LEN], b[ETAG_LEN];
    struct etag_of changed = of;
    (void)state;
    assert_true(str_eq(tag(of, a), tag(of, b)));
#define DIFFERS(change)                                                                                      \
    changed = of;                                                                                            \
    change;                                                                                                  \
    assert_false(str_eq(tag(of, a), tag(changed, b)))
    DIFFERS(changed.tenant = 2);
    DIFFERS(changed.seq = 6);
    DIFFERS(changed.pseudonymous = true);
    DIFFERS(changed.route = campaigns);
    other.skip = 1;
    DIFFERS(changed.args = &other);
    other = args;
    other.campaign.set = true;
    DIFFERS(changed.args = &other);
    other = args;
    other.phase = 0;
    DIFFERS(changed.args = &other);
    /* A parameter that the route does not have changes nothing; nor does the time, */
    other = args;
    other.campaign_status = 3;
    changed = of;
    changed.args = &other;
    changed.now = INT64_C(6000000000);
    assert_true(str_eq(tag(of, a), tag(changed, b)));
    /* except where the route says so, by the minute. */
    struct etag_of first = of, last = of, next = of;
    first.route = last.route = next.route = campaigns;
    last.now = INT64_C(599999999);
    next.now = INT64_C(600000000);
    assert_true(str_eq(tag(first, a), tag(last, b)));
    assert_false(str_eq(tag(first, a), tag(next, b)));
}

static void tags_in_if_none_match(void **state)
{
    const struct str etag = STR("\"0123456789abcdef0123456789abcdef\"");
    (void)state;
    assert_true(etag_matches(etag, etag));
    assert_true(etag_matches(STR("*"), etag));
    assert_true(etag_matches(STR("W/\"0123456789abcdef0123456789abcdef\""), etag));
    assert_true(etag_matches(STR("\"x\" ,\t\"0123456789abcdef0123456789abcdef\""), etag));
    assert_false(etag_matches(STR("0123456789abcdef0123456789abcdef"), etag));
    assert_false(etag_matches(STR("\"x\", \"y\""), etag));
    assert_false(etag_matches(STR(""), etag));
}

/* ---- correlation ---- */
static void client_correlation(void **state)
{
    char longer[LIMIT_CORRELATION_ID + 2], cut[LIMIT_CORRELATION_ID + 1];
    struct arena arena;
    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    assert_text(correlation_visible(&arena, STR("abc-123")), "abc-123");
    assert_text(correlation_visible(&arena, STR("a b\r\nc\x7f\xc3\xa9"
                                                "d")),
                "a bcd");
    assert_text(correlation_visible(&arena, STR(" \t\n")), NULL);
    assert_text(correlation_visible(&arena, STR_NONE), NULL);
    memset(longer, 'x', sizeof longer - 1);
    memset(cut, 'x', sizeof cut - 1);
    longer[sizeof longer - 1] = cut[sizeof cut - 1] = 0;
    assert_text(correlation_visible(&arena, str_of(longer)), cut);
    assert_text(correlation_visible(&arena, str_of(cut)), cut);
    arena_done(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(tokens_are_whole_and_differ, setup),
    cmocka_unit_test(token_hashes_are_keyed),
    cmocka_unit_test(networks),
    cmocka_unit_test(what_is_no_address),
    cmocka_unit_test(loopback),
    cmocka_unit_test(networks_of_a_new_key),
    cmocka_unit_test(tags_hold_what_answers_depend_on),
    cmocka_unit_test(tags_in_if_none_match),
    cmocka_unit_test(client_correlation),
};

UNIT_MAIN("serve/parts")
