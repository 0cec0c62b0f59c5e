/* world.h: the clock stops and goes on, random bytes differ. */
#include "unit.h"

#include "base/when.h"
#include "base/world.h"

static void clock_can_be_set(void **state)
{
    struct world world;
    int64_t day;
    (void)state;
    world_init(&world);
    assert_true(when_parse(STR("2020-01-01"), &day));
    assert_true(world_now(&world) > day);
    world_set_clock(&world, day);
    assert_true(world_now(&world) == day);
    assert_true(world_now(&world) == day);
    world_set_clock(&world, WHEN_NONE);
    assert_true(world_now(&world) > day);
    int64_t a = world_monotonic_ms();
    assert_true(world_monotonic_ms() >= a);
}

static void random_bytes(void **state)
{
    struct world world;
    uint8_t a[32] = { 0 }, b[32] = { 0 };
    (void)state;
    world_init(&world);
    world_random(&world, a, sizeof a);
    world_random(&world, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    struct uuid u = world_uuid(&world), v = world_uuid(&world);
    assert_true(u.set);
    assert_int_equal(u.b[6] >> 4, 4);
    assert_int_equal(u.b[8] >> 6, 2);
    assert_false(uuid_eq(&u, &v));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(clock_can_be_set),
    cmocka_unit_test(random_bytes),
};

UNIT_MAIN("base/world")
