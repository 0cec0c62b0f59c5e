/* serve/read_report: a report of everybody in turns: the same text whatever fits into a turn, a bounded
 * number of queries however many people there are, constant memory, pages whose depth costs nothing, and what
 * comes or goes meanwhile. */
#include "serve_store.h"

#include "base/limits.h"
#include "base/settings.h"
#include "dialect/encode.h"
#include "dialect/kaspersky.h"
#include "serve/read.h"
#include "serve/stream.h"

enum { PEOPLE = 700, MODULES = 3 };

static struct store *store;
static struct db *reader;
static struct arena arena, scratch;
static struct buf piece, text;
static int64_t asked; /* queries begun */
static int64_t settings[SETTING_COUNT];

struct query *__real_db_query(struct db *db, enum query_name name);
struct query *__wrap_db_query(struct db *db, enum query_name name);

struct query *__wrap_db_query(struct db *db, enum query_name name)
{
    asked += db == reader;
    return __real_db_query(db, name);
}

static void add_person(struct buf *lines, int i)
{
    buf_format(
        lines,
        "{\"kind\":\"person\",\"email\":\"p%03d@example.com\"}\n"
        "{\"kind\":\"enrollment\",\"campaignId\":\"c\",\"person\":\"p%03d@example.com\",\"status\":"
        "\"inProgress\"}\n"
        "{\"kind\":\"progress\",\"campaignId\":\"c\",\"moduleId\":\"m1\",\"person\":\"p%03d@example.com\","
        "\"status\":\"completed\"}\n"
        "{\"kind\":\"simulationEvent\",\"campaignId\":\"s\",\"person\":\"p%03d@example.com\",\"type\":"
        "\"sent\","
        "\"at\":\"2026-01-01T00:00:00Z\"}\n",
        i, i, i, i);
}

static int set_up(void **state)
{
    struct buf lines;
    struct why why;
    (void)state;
    store = serve_store_open();
    assert_int_equal(store_reader(store, &reader, &why), ST_OK);
    arena_init(&arena, LIMIT_ARENA);
    arena_init(&scratch, LIMIT_ARENA);
    buf_init(&piece, MIB);
    buf_init(&text, 16 * MIB);
    buf_init(&lines, 16 * MIB);
    settings[SETTING_KASPERSKY_PAGE_SIZE] = 100;
    buf_lit(&lines,
            "{\"kind\":\"campaign\",\"id\":\"c\",\"name\":\"Course\",\"type\":\"curriculum\"}\n"
            "{\"kind\":\"campaign\",\"id\":\"s\",\"name\":\"Attack\",\"type\":\"attackSimulation\"}\n");
    for (int m = 1; m <= MODULES; m++) {
        buf_format(&lines,
                   "{\"kind\":\"module\",\"campaignId\":\"c\",\"id\":\"m%d\",\"name\":\"Module %d\"}\n", m,
                   m);
    }
    for (int i = 0; i < PEOPLE; i++) {
        add_person(&lines, i);
    }
    buf_byte(&lines, 0);
    assert_false(lines.failed);
    serve_store_records(store, buf_text(&lines).ptr);
    buf_done(&lines);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(reader);
    arena_done(&arena);
    arena_done(&scratch);
    buf_done(&piece);
    buf_done(&text);
    return serve_store_close(store);
}

struct asking {
    struct args args;
    struct page page;
    struct view view;
    struct encode encode;
    struct stream *stream;
    int64_t turns;
};

static void begin(struct asking *a, int64_t page)
{
    a->args = (struct args){ .page = page };
    struct reading r = { .db = reader,
                         .arena = &arena,
                         .scratch = &scratch,
                         .tenant = 1,
                         .args = &a->args,
                         .settings = settings };
    arena_reset(&arena);
    buf_reset(&text);
    asked = a->turns = 0;
    assert_int_equal(db_begin(reader), ST_OK);
    assert_int_equal(read_kaspersky_report(&r, &a->page), ST_OK);
    db_rollback(reader);
    a->stream = r.stream;
    a->view = (struct view){ .array = true, .tenant = 1 };
    encode_init(&a->encode, dialect_kaspersky.routes[0].envelope, &a->page, &a->view);
}

static enum encoded turn(struct asking *a, size_t enough)
{
    buf_reset(&piece);
    enum encoded done = encode_more(&a->encode, &piece, enough);
    stream_pause(a->stream);
    assert_int_not_equal(done, ENCODED_BROKEN);
    buf_str(&text, buf_text(&piece));
    a->turns++;
    return done;
}

static void finish(struct asking *a, size_t enough)
{
    while (turn(a, enough) == ENCODED_MORE) {
    }
    assert_false(text.failed);
}

/* How many rows the text has, and whether their ids grow. */
static int count_rows(void)
{
    static const char key[] = "{\"id\":\"";
    const char *last = NULL;
    int n = 0;
    for (size_t i = 0; i + sizeof key + 24 <= text.len; i++) {
        if (memcmp(text.ptr + i, key, sizeof key - 1) == 0) {
            const char *id = text.ptr + i + sizeof key - 1;
            assert_true(last == NULL || memcmp(last, id, 24) < 0);
            last = id;
            n++;
        }
    }
    return n;
}

static void turns_of_any_size(void **state)
{
    static const size_t sizes[] = { 1, 700, 5000, LIMIT_HTTP_WRITE, MIB / 2 };
    struct asking a;
    struct buf first;
    (void)state;
    buf_init(&first, 16 * MIB);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        begin(&a, 0);
        finish(&a, sizes[i]);
        assert_int_equal(count_rows(), PEOPLE);
        if (i == 0) {
            assert_int_equal(a.turns, PEOPLE + 1); /* and one that finds the end */
            buf_str(&first, buf_text(&text));
        }
        assert_true(str_eq(buf_text(&first), buf_text(&text)));
    }
    buf_done(&first);
}

/* Five walks a turn, whoever is in it; and what the request begins with. */
static void queries_are_bounded(void **state)
{
    struct asking a;
    (void)state;
    begin(&a, 0);
    int64_t before = asked;
    assert_true(before <= 2);
    finish(&a, LIMIT_HTTP_WRITE);
    assert_true(asked - before <= 5 * a.turns);
    assert_true(a.turns < PEOPLE / 20);
    assert_true((asked - before) * 100 <= 20 * PEOPLE); /* at most 20 for a hundred people */
}

static void memory_is_constant(void **state)
{
    struct asking a;
    (void)state;
    begin(&a, 0);
    (void)turn(&a, LIMIT_HTTP_WRITE);
    size_t request = arena.total, row = scratch.total;
    finish(&a, LIMIT_HTTP_WRITE);
    assert_int_equal(arena.total, request);
    assert_int_equal(scratch.total, row);
}

static void pages_at_any_depth(void **state)
{
    struct asking a;
    int64_t second = 0;
    struct buf whole;
    (void)state;
    buf_init(&whole, 16 * MIB);
    for (int page = 1; page <= PEOPLE / 100; page++) {
        begin(&a, page);
        int64_t to_find = asked;
        second = page == 2 ? to_find : second;
        assert_true(page < 2 || to_find == second);
        finish(&a, LIMIT_HTTP_WRITE);
        assert_int_equal(count_rows(), 100);
        struct str rows = { text.ptr + 1, text.len - 2 };
        buf_byte(&whole, page == 1 ? '[' : ',');
        buf_str(&whole, rows);
    }
    buf_lit(&whole, "]");
    begin(&a, PEOPLE / 100 + 1);
    finish(&a, LIMIT_HTTP_WRITE);
    assert_text(buf_text(&text), "[]");
    begin(&a, 0);
    finish(&a, LIMIT_HTTP_WRITE);
    assert_true(str_eq(buf_text(&whole), buf_text(&text)));
    buf_done(&whole);
}

/* Who is there all the time is in it once, whoever comes or goes. */
static void changes_meanwhile(void **state)
{
    struct asking a;
    int i = PEOPLE;
    struct buf lines;
    (void)state;
    buf_init(&lines, MIB);
    begin(&a, 0);
    while (turn(&a, LIMIT_HTTP_WRITE) == ENCODED_MORE) {
        buf_reset(&lines);
        add_person(&lines, i++);
        buf_format(&lines, "{\"kind\":\"person\",\"email\":\"p%03d@example.com\",\"deleted\":true}\n",
                   i - PEOPLE);
        buf_byte(&lines, 0);
        serve_store_records(store, buf_text(&lines).ptr);
    }
    int gone = i - PEOPLE, rows = count_rows();
    assert_true(gone > 2);
    assert_in_range(rows, PEOPLE - gone, PEOPLE + gone);
    for (int p = gone + 1; p < PEOPLE; p++) {
        char address[40];
        snprintf(address, sizeof address, "\"email\":\"p%03d@example.com\"", p);
        assert_non_null(memmem(text.ptr, text.len, address, strlen(address)));
    }
    buf_done(&lines);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(turns_of_any_size),  cmocka_unit_test(queries_are_bounded),
    cmocka_unit_test(memory_is_constant), cmocka_unit_test(pages_at_any_depth),
    cmocka_unit_test(changes_meanwhile),
};

int main(void)
{
    return cmocka_run_group_tests_name("serve_report", tests, set_up, tear_down);
}
