/* serve/cursor.c, read_cultureai.c: cursors that were altered, and what a reader of pages sees while people
 * come, go, are merged, archived and brought back: 10,000 random interleavings, straight on the functions of
 * the store, against a list of who was there kept beside it. */
#include "serve_store.h"

#include "apply/applier.h"
#include "apply/people.h"
#include "base/limits.h"
#include "base/when.h"
#include "model/record.h"
#include "serve/cursor.h"
#include "serve/read_cultureai.h"

enum { ROUNDS = 10000, PEOPLE_MOST = 4000, NOW = 1000 };

static struct store *store;
static struct db *db;
static struct arena arena;
static struct applier applier;
static struct uuid customer;
static struct args args;

/* Whoever there is; the index is their number less one. */
static struct one {
    bool live;        /* not deleted, merged or archived */
    bool gone;        /* for good */
    bool there, lost; /* at the first page of the reading; not all the time since */
    int seen;
} people[PEOPLE_MOST];
static int count, living;
static uint64_t seed = 1;

static uint32_t below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

static int set_up(void **state)
{
    (void)state;
    store = serve_store_open();
    db = store_writer(store);
    arena_init(&arena, LIMIT_ARENA);
    assert_true(uuid_parse(STR(CUSTOMER), &customer));
    assert_int_equal(applier_init(&applier, db, 1, &customer, NOW), ST_OK);
    assert_int_equal(db_begin(db), ST_OK); /* never committed: nothing here is about durability */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_rollback(db);
    applier_done(&applier);
    arena_done(&arena);
    return serve_store_close(store);
}

static void apply(int number, const char *more)
{
    char line[256];
    struct record record;
    struct fault fault;
    enum applied applied;
    snprintf(line, sizeof line, "{\"kind\":\"person\",\"email\":\"p%d@example.com\"%s}", number, more);
    arena_reset(&arena);
    assert_int_equal(record_read(str_of(line), &arena, &record, &fault), ST_OK);
    assert_int_equal(applier_begin(&applier), ST_OK);
    assert_int_equal(applier_record(&applier, &record, STR_NONE, &applied, &fault), ST_OK);
    assert_int_equal(applier_end(&applier), ST_OK);
}

static void lose(int i)
{
    living -= people[i].live;
    people[i].live = false;
    people[i].lost = true;
}

static void arrive(void)
{
    if (count == PEOPLE_MOST) {
        return;
    }
    int i = count++;
    people[i] = (struct one){ .live = true };
    living++;
    apply(i + 1, "");
}

static int somebody(void)
{
    int i = count ? (int)below((uint32_t)count) : 0;
    for (int k = 0; k < count; k++, i = (i + 1) % count) {
        if (!people[i].gone) {
            return i;
        }
    }
    return -1;
}

static void leave(void)
{
    int i = somebody();
    if (i >= 0) {
        apply(i + 1, ",\"deleted\":true");
        lose(i);
        people[i].gone = true;
    }
}

static void archive(void)
{
    int i = somebody();
    if (i >= 0 && people[i].live) {
        apply(i + 1, ",\"status\":\"archived\"");
        lose(i);
    } else if (i >= 0) {
        apply(i + 1, ",\"status\":\"active\"");
        people[i].live = true;
        living++;
    }
}

static void merge(void)
{
    struct people who = { .db = db, .tenant = 1, .customer = customer, .now = NOW };
    struct merged merged;
    struct why why;
    char names[2][64];
    int a = somebody(), b = somebody();
    if (a < 0 || a == b || !people[a].live) {
        return;
    }
    snprintf(names[0], sizeof names[0], "p%d@example.com", a + 1);
    snprintf(names[1], sizeof names[1], "p%d@example.com", b + 1);
    enum status st = people_merge(&who, str_of(names[0]), str_of(names[1]), &merged, &why);
    assert_int_equal(st, ST_OK);
    lose(b);
    people[b].gone = true;
}

static void something(void)
{
    switch (below(8)) {
    case 0:
    case 1:
    case 2:
        arrive();
        break;
    case 3:
    case 4:
        leave();
        break;
    case 5:
    case 6:
        archive();
        break;
    default:
        merge();
    }
}

static struct page read_page(bool risks)
{
    struct page page;
    struct reading r = { .db = db, .arena = &arena, .tenant = 1, .args = &args, .now = 5 * WHEN_DAY };
    enum status st = risks ? read_risks(&r, &page) : read_employees(&r, &page);
    assert_int_equal(st, ST_OK);
    assert_true((r.options != 0) == (page.next.ptr != NULL));
    return page;
}

/* Marks whom the page shows; gives the cursor of the next, or nothing. */
static bool take_page(bool risks, int64_t total, int upper, char cursor[CURSOR_LEN])
{
    arena_reset(&arena);
    struct page page = read_page(risks);
    int64_t before = 0;
    assert_int_equal(page.total, total);
    assert_true(page.rows.n <= args.page_size);
    for (int64_t i = 0; i < page.rows.n; i++) {
        const char *row = (const char *)page.rows.at + (size_t)i * page.rows.size;
        int64_t number = risks ? ((const struct risk_row *)(const void *)row)->id
                               : ((const struct employee_row *)(const void *)row)->id;
        assert_true(number > before && number <= upper && number <= count);
        assert_true(people[number - 1].live);
        people[number - 1].seen++;
        before = number;
    }
    if (page.next.ptr != NULL) {
        assert_int_equal(page.rows.n, args.page_size);
        memcpy(cursor, page.next.ptr, CURSOR_LEN);
    }
    return page.next.ptr != NULL;
}

static void read_all(bool risks)
{
    char cursor[CURSOR_LEN];
    int upper = 0, total = living;
    for (int i = 0; i < count; i++) {
        people[i].there = people[i].live;
        people[i].lost = false;
        people[i].seen = 0;
        upper = people[i].live ? i + 1 : upper;
    }
    args = (struct args){ .page_size = 1 + (int64_t)below(7) };
    while (take_page(risks, total, upper, cursor)) {
        for (uint32_t n = below(4); n > 0; n--) {
            something();
        }
        args.page_size = 1 + (int64_t)below(7);
        args.cursor = (struct str){ cursor, sizeof cursor };
    }
    for (int i = 0; i < count; i++) {
        bool all_the_time = people[i].there && !people[i].lost;
        if (people[i].seen > 1 || (all_the_time && people[i].seen != 1)) {
            fail_msg("person %d was seen %d times", i + 1, people[i].seen);
        }
    }
}

/* Starts over now and then, so that a round stays short. */
static void forget_everybody(void)
{
    while (living > 12) {
        leave();
    }
}

static void nobody_is_skipped_or_seen_twice(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        if (count > PEOPLE_MOST - 100) {
            db_rollback(db);
            assert_int_equal(db_begin(db), ST_OK);
            count = living = 0;
        }
        for (int n = living; n < 8; n++) {
            arrive();
        }
        forget_everybody();
        read_all(round % 4 == 0);
    }
}

static void everything_altered_is_refused(void **state)
{
    const unsigned char *secret = db_secret(db);
    const struct cursor cursor = { 1, cursor_filter(1, NULL, 0), 2000000000000, -3, 4, 5 * WHEN_DAY };
    struct cursor read;
    char text[CURSOR_LEN], spoiled[CURSOR_LEN + 4];
    unsigned char other[32] = { 0 };
    (void)state;
    cursor_print(secret, &cursor, text);
    assert_true(cursor_read(secret, (struct str){ text, CURSOR_LEN }, &read));
    assert_memory_equal(&read, &cursor, sizeof cursor);
    assert_false(cursor_read(other, (struct str){ text, CURSOR_LEN }, &read));
    for (size_t i = 0; i < CURSOR_LEN; i++) {
        for (int c = 1; c < 256; c++) {
            memcpy(spoiled, text, CURSOR_LEN);
            spoiled[i] = (char)c;
            /* four characters have a second spelling */
            bool same =
                c == text[i] || (text[i] == '-' && (c == '+' || c == ' ')) || (text[i] == '_' && c == '/');
            if (cursor_read(secret, (struct str){ spoiled, CURSOR_LEN }, &read) != same) {
                fail_msg("byte %d instead of %d at %zu", c, text[i], i);
            }
        }
        assert_false(cursor_read(secret, (struct str){ text, i }, &read));
    }
    memcpy(spoiled, text, CURSOR_LEN);
    memcpy(spoiled + CURSOR_LEN, "===A", 4);
    assert_true(cursor_read(secret, (struct str){ spoiled, CURSOR_LEN + 1 }, &read));
    assert_true(cursor_read(secret, (struct str){ spoiled, CURSOR_LEN + 3 }, &read));
    assert_false(cursor_read(secret, (struct str){ spoiled, CURSOR_LEN + 4 }, &read));
    assert_false(cursor_read(secret, STR(""), &read));
}

static void filters_differ(void **state)
{
    static const int64_t ids[] = { 1, 2, 3 };
    (void)state;
    assert_true(cursor_filter(1, NULL, 0) != cursor_filter(2, NULL, 0));
    assert_true(cursor_filter(1, ids, 3) != cursor_filter(1, ids, 2));
    assert_true(cursor_filter(1, ids, 2) != cursor_filter(1, ids + 1, 2));
    assert_true(cursor_filter(1, ids, 3) == cursor_filter(1, ids, 3));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(everything_altered_is_refused),
    cmocka_unit_test(filters_differ),
    cmocka_unit_test(nobody_is_skipped_or_seen_twice),
};

int main(void)
{
    return cmocka_run_group_tests_name("serve/cursor", tests, set_up, tear_down);
}
