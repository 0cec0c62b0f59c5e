/* arena.h: alignment, zeroing, the maximum, what reset keeps. */
#include "unit.h"

#include "base/arena.h"

static void allocations_are_zero_aligned_and_apart(void **state)
{
    struct arena arena;
    unsigned char *seen[300];
    (void)state;
    arena_init(&arena, 16 * 1024 * 1024);
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < COUNT_OF(seen); i++) {
            seen[i] = arena_alloc(&arena, i * 7);
            assert_non_null(seen[i]);
            assert_int_equal((uintptr_t)seen[i] % 16, 0);
            for (size_t n = 0; n < i * 7; n++) {
                assert_int_equal(seen[i][n], 0);
            }
            memset(seen[i], (int)(i % 255) + 1, i * 7);
        }
        for (size_t i = 0; i < COUNT_OF(seen); i++) {
            for (size_t n = 0; n < i * 7; n++) {
                assert_int_equal(seen[i][n], i % 255 + 1);
            }
        }
        arena_reset(&arena);
    }
    arena_done(&arena);
}

static void texts(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 100000);
    struct str copy = arena_str(&arena, (struct str){ "abcdef", 3 });
    assert_text(copy, "abc");
    assert_int_equal(copy.ptr[3], 0);
    assert_text(arena_str(&arena, STR("")), "");
    assert_null(arena_str(&arena, STR_NONE).ptr);
    assert_text(arena_format(&arena, "%d-%s", 5, "x"), "5-x");
    assert_false(arena.failed);
    arena_done(&arena);
}

static void the_maximum_holds_and_failure_sticks_until_reset(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 40 * 1024);
    assert_non_null(arena_alloc(&arena, 16 * 1024));
    assert_non_null(arena_alloc(&arena, 24 * 1024));
    assert_null(arena_alloc(&arena, 1));
    assert_true(arena.failed);
    assert_null(arena_str(&arena, STR("x")).ptr);
    arena_reset(&arena);
    assert_false(arena.failed);
    assert_int_equal(arena.total, 16 * 1024); /* the first block stays */
    assert_non_null(arena_alloc(&arena, 16 * 1024));
    assert_int_equal(arena.total, 16 * 1024);
    arena_done(&arena);
    assert_int_equal(arena.total, 0);
}

static void sizes_that_overflow(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, SIZE_MAX);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 20));
    assert_null(arena_alloc_n(&arena, SIZE_MAX / 2, 3));
    assert_true(arena.failed);
    arena_done(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(allocations_are_zero_aligned_and_apart),
    cmocka_unit_test(texts),
    cmocka_unit_test(the_maximum_holds_and_failure_sticks_until_reset),
    cmocka_unit_test(sizes_that_overflow),
};

UNIT_MAIN("base/arena")
