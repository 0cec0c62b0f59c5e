/* apply/: properties over random batches (apply_story.h): the order of a batch's lines does not matter, a
 * batch twice is a batch once, a store filled from an export is the same store, and what is derived is right
 * at every moment. A failing seed is printed; run with it alone: test_apply_order SEED. */
#include "apply_kit.h"
#include "apply_story.h"

#include "apply/recompute.h"

#include <stdio.h>
#include <stdlib.h>

enum { SEEDS = 12, BATCHES = 6, LINES = 90 };

static uint64_t only_seed;

static uint64_t first_seed(void)
{
    return only_seed ? only_seed : 1;
}

static uint64_t last_seed(uint64_t most)
{
    return only_seed ? only_seed : most;
}

/* Applies a batch, bad lines left out; returns how many were bad. */
static int64_t apply(struct kit *kit, int at, const char *text)
{
    kit->skip_bad = true;
    if (kit_try(kit, at, text) != ST_OK) {
        fail_msg("%s", kit->why.text);
    }
    return kit->outcome.bad;
}

static void assert_same_store(struct kit *a, struct kit *b)
{
    char *x = kit_export(a), *y = kit_export(b);
    assert_same(x, y);
    free(x);
    free(y);
}

static void order_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed(); seed <= last_seed(SEEDS); seed++) {
        static struct story story;
        struct kit a, b;
        kit_open(&a);
        kit_open(&b);
        story_begin(&story, seed);
        print_message("# seed %llu\n", (unsigned long long)seed);
        for (int i = 0; i < BATCHES; i++) {
            story_next(&story, LINES);
            char *text = story_text(&story);
            int64_t bad = apply(&a, story.now, text);
            free(text);
            story_shuffle(&story);
            text = story_text(&story);
            assert_int_equal(apply(&b, story.now, text), bad);
            free(text);
            char *x = kit_dump(&a), *y = kit_dump(&b);
            assert_same(x, y);
            free(x);
            free(y);
        }
        assert_same_store(&a, &b);
        kit_verify(&a);
        kit_close(&a);
        kit_close(&b);
    }
}

static void twice_is_once(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed(); seed <= last_seed(SEEDS); seed++) {
        static struct story story;
        struct kit kit;
        kit_open(&kit);
        story_begin(&story, seed + 100);
        /* Deletions under a person are remembered by the GUID: with another one they are forgotten. And an
         * organization that goes and comes back in one batch leaves those below it without a parent. */
        story.steady = true;
        print_message("# seed %llu\n", (unsigned long long)seed);
        for (int i = 0; i < BATCHES; i++) {
            story_next(&story, LINES);
            char *text = story_text(&story);
            apply(&kit, story.now, text);
            char *before = kit_dump(&kit);
            int64_t seq = kit_seq(&kit);
            apply(&kit, story.now, text);
            char *after = kit_dump(&kit);
            assert_same(before, after);
            assert_int_equal(kit.outcome.added + kit.outcome.changed + kit.outcome.deleted, 0);
            assert_int_equal(kit_seq(&kit), seq);
            free(text);
            free(before);
            free(after);
        }
        kit_close(&kit);
    }
}

static void an_export_fills_the_same_store(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed(); seed <= last_seed(SEEDS); seed++) {
        static struct story story;
        struct kit a;
        kit_open(&a);
        story_begin(&story, seed + 200);
        print_message("# seed %llu\n", (unsigned long long)seed);
        for (int i = 0; i < BATCHES; i++) {
            struct kit b;
            story_next(&story, LINES);
            char *text = story_text(&story);
            apply(&a, story.now, text);
            free(text);
            text = kit_export(&a);
            kit_open(&b);
            kit_apply(&b, story.now, text);
            assert_same_store(&a, &b);
            kit_verify(&b);
            /* Importing one's own export is nothing new. */
            int64_t seq = kit_seq(&a);
            kit_apply(&a, story.now, text);
            assert_int_equal(kit_seq(&a), seq);
            assert_int_equal(a.outcome.unchanged, a.outcome.lines);
            free(text);
            kit_close(&b);
        }
        kit_close(&a);
    }
}

static void derived_data_is_always_right(void **state)
{
    static struct story story;
    struct kit kit;
    struct why why;
    int64_t mended;
    (void)state;
    kit_open(&kit);
    story_begin(&story, first_seed() + 300);
    for (int i = 0; i < 2000; i++) {
        story_next(&story, 1);
        story.now -= 90; /* 10 seconds an operation */
        apply(&kit, story.now, story.lines[0]);
        if (i % 50 == 49) {
            kit_verify(&kit);
        }
    }
    assert_true(kit_number(&kit, "SELECT count(*) FROM enrollment") > 5);
    assert_true(kit_number(&kit, "SELECT count(*) FROM tombstone") > 20);
    assert_int_equal(recompute_tenant(kit.db, kit.tenant, &mended, &why), ST_OK);
    assert_int_equal(mended, 0);
    kit_close(&kit);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(twice_is_once),
        cmocka_unit_test(an_export_fills_the_same_store),
        cmocka_unit_test(derived_data_is_always_right),
    };
    only_seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    return cmocka_run_group_tests_name("apply/order", tests, NULL, NULL);
}
