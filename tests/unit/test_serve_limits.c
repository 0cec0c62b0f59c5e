/* serve/rate, serve/strangers: budgets against a model that keeps everything; memory against clients that
 * somebody makes up. MUSTER_ARRIVALS and MUSTER_CLIENTS make it longer (tests/long/limiter). */
#include "unit.h"

#include "base/address.h"
#include "serve/rate.h"
#include "serve/strangers.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND INT64_C(1000000000)

static struct world world;
static int64_t now_ns;
static size_t allocations;

static int64_t clock_of_test(void)
{
    return now_ns;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
    allocations++;
    return __real_calloc(n, size);
}

static int setup(void **state)
{
    (void)state;
    world_init(&world);
    now_ns = 5;
    srandom(7);
    return 0;
}

static long number(const char *name, long usual)
{
    const char *given = getenv(name);
    return given != NULL ? strtol(given, NULL, 10) : usual;
}

/* ---- budgets ---- */
enum { CUSTOMERS = 12, APIS = 2, MOST = 40 };

/* The model: every admission of the last seconds, counted one by one. */
struct model {
    int64_t at[4096];
    int64_t count;
};

static int64_t admitted_in_the_last_second(const struct model *m)
{
    int64_t n = 0;
    for (int64_t i = m->count - 1; i >= 0 && i >= m->count - 4096 && now_ns - m->at[i % 4096] < SECOND; i--) {
        n++;
    }
    return n;
}

/* The earliest time from now on at which fewer than n are within a second, tried at every leaving. */
static int64_t wait_of(const struct model *m, int64_t n)
{
    for (int64_t left = admitted_in_the_last_second(m); left > 0; left--) {
        if (left - 1 < n) {
            return m->at[(m->count - left) % 4096] + SECOND - now_ns;
        }
    }
    return 0;
}

static void arrive(struct rate *rate, struct model *m, int64_t customer, unsigned api, int64_t n,
                   int64_t *refused)
{
    int64_t wait = 0, before = admitted_in_the_last_second(m);
    bool admitted = rate_admit(rate, customer, api, n, &wait);
    assert_int_equal(admitted, before < n);
    if (admitted) {
        m->at[m->count++ % 4096] = now_ns;
        assert_true(admitted_in_the_last_second(m) <= MOST);
    } else {
        (*refused)++;
        assert_int_equal(wait, wait_of(m, n));
    }
}

/* Bursts, steady streams, pauses, often exactly a second or one nanosecond beside it; customers and APIs
 * mixed; now and then another budget. */
static void budgets_against_a_model(void **state)
{
    static struct model models[CUSTOMERS][APIS];
    static const int64_t steps[] = { 0,         0,         0,          1,      1000,      99999999,
                                     100000000, 100000001, SECOND - 1, SECOND, SECOND + 1 };
    struct rate *rate = rate_new(clock_of_test);
    int64_t refused = 0, n = 10, admitted = 0;
    (void)state;
    memset(models, 0, sizeof models);
    for (long i = 0, arrivals = number("MUSTER_ARRIVALS", 200000); i < arrivals; i++) {
        now_ns += random() % 20 == 0 ? steps[(size_t)random() % COUNT_OF(steps)] : random() % 3000000;
        if (random() % 1000 == 0) {
            n = 1 + random() % MOST;
        } else if (random() % 1000 == 0) {
            n = 10;
        }
        int64_t customer = random() % 3 ? random() % 3 : random() % CUSTOMERS;
        unsigned api = (unsigned)random() % APIS;
        arrive(rate, &models[customer][api], customer, 1U << api, n, &refused);
    }
    for (int i = 0; i < CUSTOMERS * APIS; i++) {
        admitted += models[i / APIS][i % APIS].count;
    }
    assert_true(refused > 10000 && admitted > 10000);
    rate_free(rate);
}

/* One customer alone, at the vendor's rate: the tenth is the last within a second, and a second later to the
 * nanosecond there is room. */
static void budgets_at_the_boundary(void **state)
{
    struct rate *rate = rate_new(clock_of_test);
    int64_t wait = 0;
    (void)state;
    for (int i = 0; i < 10; i++) {
        now_ns = 1000 + i;
        assert_true(rate_admit(rate, 1, 1, 10, &wait));
    }
    assert_false(rate_admit(rate, 1, 1, 10, &wait));
    assert_int_equal(wait, SECOND - 9);
    now_ns = 1000 + SECOND - 1;
    assert_false(rate_admit(rate, 1, 1, 10, &wait));
    assert_int_equal(wait, 1);
    now_ns = 1000 + SECOND;
    assert_true(rate_admit(rate, 1, 1, 10, &wait));
    assert_false(rate_admit(rate, 1, 1, 10, &wait));
    assert_int_equal(wait, 1);
    assert_true(rate_admit(rate, 1, 2, 10, &wait));
    assert_true(rate_admit(rate, 2, 1, 10, &wait));
    rate_free(rate);
}

/* Only those who asked in the last second are remembered, however many there are. */
static void budgets_of_many(void **state)
{
    struct rate *rate = rate_new(clock_of_test);
    int64_t wait = 0;
    size_t most = 0;
    (void)state;
    for (long i = 0, n = number("MUSTER_CLIENTS", 100000); i < n; i++) {
        now_ns += SECOND / 1000;
        assert_true(rate_admit(rate, i, 1, 10, &wait));
        most = rate_kept(rate) > most ? rate_kept(rate) : most;
    }
    /* A thousand a second, and in each of 1,024 slots what nobody new has swept yet. */
    assert_true(most <= 1000 + 2 * 1024);
    rate_free(rate);
}

/* ---- strangers ---- */
static void strangers_wait_for_their_minute(void **state)
{
    struct strangers *s = strangers_new(3, &world);
    struct address a, b;
    int64_t wait = 0;
    (void)state;
    assert_true(address_parse(STR("192.0.2.1"), &a) && address_parse(STR("192.0.2.2"), &b));
    for (int i = 0; i < 3; i++) {
        assert_false(strangers_blocked(s, &a, 1000, &wait));
        strangers_failed(s, &a, 1000 + i);
    }
    assert_true(strangers_blocked(s, &a, 2000, &wait));
    assert_int_equal(wait, 59000);
    assert_false(strangers_blocked(s, &b, 2000, &wait));
    assert_true(strangers_blocked(s, &a, 60999, &wait));
    assert_int_equal(wait, 1);
    assert_false(strangers_blocked(s, &a, 61000, &wait));
    strangers_failed(s, &a, 61000);
    assert_false(strangers_blocked(s, &a, 61000, &wait));
    strangers_free(s);
}

/* So few addresses that none gives way to another. An address's minute begins with its first failure. */
static void strangers_against_a_model(void **state)
{
    enum { ADDRESSES = 100, PER_MINUTE = 5, MINUTE = 60000 };
    static struct {
        int64_t begin, failures;
    } model[ADDRESSES];
    struct strangers *s = strangers_new(PER_MINUTE, &world);
    int64_t now = 1000, blocked = 0;
    (void)state;
    memset(model, 0, sizeof model);
    for (long i = 0, arrivals = number("MUSTER_ARRIVALS", 200000); i < arrivals; i++) {
        char text[32];
        struct address address;
        int64_t wait = 0, at = random() % ADDRESSES;
        int64_t steps[] = { 0, 1, 100, 400, 59999, 60000 };
        now += random() % 200 ? random() % 300 : steps[(size_t)random() % COUNT_OF(steps)];
        snprintf(text, sizeof text, "192.0.2.%d", (int)at);
        assert_true(address_parse(str_of(text), &address));
        bool over = model[at].failures == 0 || now - model[at].begin >= MINUTE;
        bool wanted = !over && model[at].failures >= PER_MINUTE;
        assert_int_equal(strangers_blocked(s, &address, now, &wait), wanted);
        if (wanted) {
            blocked++;
            assert_int_equal(wait, model[at].begin + MINUTE - now);
        } else if (random() % 4) { /* else: it knew the key */
            strangers_failed(s, &address, now);
            model[at].begin = over ? now : model[at].begin;
            model[at].failures = over ? 1 : model[at].failures + 1;
        }
    }
    assert_true(blocked > 1000);
    strangers_free(s);
}

static void strangers_of_one_subscriber(void **state)
{
    struct strangers *s = strangers_new(1, &world);
    struct address a, same, other;
    int64_t wait;
    (void)state;
    assert_true(address_parse(STR("2001:db8:0:1::5"), &a) &&
                address_parse(STR("2001:db8:0:1:ffff::9"), &same) &&
                address_parse(STR("2001:db8:0:2::5"), &other));
    strangers_failed(s, &a, 1000);
    assert_true(strangers_blocked(s, &same, 1000, &wait));
    assert_false(strangers_blocked(s, &other, 1000, &wait));
    strangers_free(s);
}

/* A flood of addresses that fail once does not free the one that failed often, and takes no more memory: none
 * of its failures allocates. */
static void strangers_of_a_flood(void **state)
{
    struct strangers *s = strangers_new(60, &world);
    struct address one, many;
    int64_t wait;
    (void)state;
    assert_true(address_parse(STR("192.0.2.1"), &one));
    for (int i = 0; i < 60; i++) {
        strangers_failed(s, &one, 1000);
    }
    assert_true(address_parse(STR("10.0.0.0"), &many));
    size_t before = allocations;
    for (long i = 0, n = number("MUSTER_CLIENTS", 100000); i < n; i++) {
        many.b[13] = (uint8_t)(i >> 16);
        many.b[14] = (uint8_t)(i >> 8);
        many.b[15] = (uint8_t)i;
        strangers_failed(s, &many, 1000);
    }
    assert_int_equal(allocations, before);
    assert_true(strangers_blocked(s, &one, 1000, &wait));
    strangers_free(s);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(budgets_against_a_model, setup),
    cmocka_unit_test_setup(budgets_at_the_boundary, setup),
    cmocka_unit_test_setup(budgets_of_many, setup),
    cmocka_unit_test_setup(strangers_wait_for_their_minute, setup),
    cmocka_unit_test_setup(strangers_against_a_model, setup),
    cmocka_unit_test_setup(strangers_of_one_subscriber, setup),
    cmocka_unit_test_setup(strangers_of_a_flood, setup),
};

UNIT_MAIN("serve/limits")
