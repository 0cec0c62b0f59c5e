/* serve/read_bulk, stream, managers, attachment: files pulled in turns of any size while the store changes:
 * what was there when the file began arrives exactly once, or the file breaks. */
#include "serve_store.h"

#include "base/limits.h"
#include "base/when.h"
#include "dialect/encode.h"
#include "dialect/outthink.h"
#include "serve/attachment.h"
#include "serve/read.h"
#include "serve/stream.h"

#define TRAINING "c250a670-be89-42d5-a593-676de0aff226"
#define PEOPLE   10

static struct store *store;
static struct db *reader;
static struct arena arena, scratch;
static struct args args;

/* The file under way. */
static struct page page;
static struct stream *stream;
static struct view view;
static struct encode encode;
static struct buf piece, text;

static void person(int i, const char *more)
{
    char line[1000];
    snprintf(line, sizeof line,
             "{\"kind\":\"person\",\"email\":\"p%d@example.com\"%s}\n"
             "{\"kind\":\"enrollment\",\"campaignId\":\"" TRAINING "\",\"person\":\"p%d@example.com\"}\n"
             "{\"kind\":\"comment\",\"id\":\"k%d\",\"campaignId\":\"" TRAINING
             "\",\"person\":\"p%d@example.com\",\"text\":\"t%d\"}\n",
             i, more, i, i, i, i);
    serve_store_records(store, line);
}

static void drop(const char *what)
{
    char line[200];
    snprintf(line, sizeof line, "{\"kind\":%s,\"deleted\":true}\n", what);
    serve_store_records(store, line);
}

static int setup(void **state)
{
    struct why why;
    (void)state;
    store = serve_store_open();
    assert_int_equal(store_reader(store, &reader, &why), ST_OK);
    arena_init(&arena, LIMIT_ARENA);
    arena_init(&scratch, LIMIT_ARENA);
    buf_init(&piece, MIB);
    buf_init(&text, MIB);
    args = (struct args){ .take = 10, .phase = -1 };
    assert_true(uuid_parse(STR(TRAINING), &args.campaign));
    serve_store_records(store, "{\"kind\":\"campaign\",\"id\":\"" TRAINING "\",\"name\":\"T\"}\n"
                               "{\"kind\":\"person\",\"email\":\"boss@example.com\"}\n");
    for (int i = 0; i < PEOPLE; i++) {
        person(i, ",\"managerEmail\":\"boss@example.com\"");
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(reader);
    arena_done(&arena);
    arena_done(&scratch);
    buf_done(&piece);
    buf_done(&text);
    return serve_store_close(store);
}

static void begin(enum status (*read)(struct reading *r, struct page *page), enum answer answer)
{
    const struct route *route = dialect_outthink.routes;
    struct reading r = { .db = reader, .arena = &arena, .scratch = &scratch, .tenant = 1, .args = &args };
    while (route->answer != answer) {
        route++;
    }
    arena_reset(&arena);
    buf_reset(&text);
    view = (struct view){ .csv = true, .tenant = 1 };
    assert_int_equal(db_begin(reader), ST_OK);
    assert_int_equal(read(&r, &page), ST_OK);
    db_rollback(reader);
    stream = r.stream;
    encode_init(&encode, route->envelope, &page, &view);
}

static void begin_users(void)
{
    begin(read_training_bulk, ANSWER_TRAINING_BULK);
}

static void begin_comments(void)
{
    begin(read_training_comments, ANSWER_TRAINING_COMMENTS);
}

/* One turn: about `enough` bytes. */
static enum encoded turn(size_t enough)
{
    buf_reset(&piece);
    enum encoded done = encode_more(&encode, &piece, enough);
    stream_pause(stream);
    buf_str(&text, buf_text(&piece));
    return done;
}

static enum encoded rest(size_t enough)
{
    enum encoded done;
    do {
        done = turn(enough);
    } while (done == ENCODED_MORE);
    return done;
}

static int lines(void)
{
    int n = 0;
    for (size_t i = 0; i < text.len; i++) {
        n += text.ptr[i] == '\n';
    }
    return n;
}

static int times(const char *part)
{
    int n = 0;
    buf_byte(&text, 0);
    for (const char *at = strstr(text.ptr, part); at != NULL; at = strstr(at + 1, part)) {
        n++;
    }
    text.len--;
    return n;
}

/* Turns of every size give the same file; a turn ends with a row. */
static void turns_of_every_size(void **state)
{
    static char whole[2][8000];
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        for (size_t enough = 1; enough < 4000; enough += enough < 10 ? 1 : 97) {
            (kind ? begin_comments : begin_users)();
            assert_int_equal(rest(enough), ENCODED_ALL);
            assert_int_equal(lines(), PEOPLE + 1);
            if (enough == 1) {
                snprintf(whole[kind], sizeof whole[kind], STR_FMT, STR_ARG(buf_text(&text)));
            }
            assert_text(buf_text(&text), whole[kind]);
            assert_int_equal(times(kind ? ",t7," : ",p7@example.com,"), 1);
        }
    }
}

static void what_comes_later_is_not_in_it(void **state)
{
    (void)state;
    begin_users();
    assert_int_equal(turn(1), ENCODED_MORE);
    person(99, "");
    assert_int_equal(rest(1), ENCODED_ALL);
    assert_int_equal(lines(), PEOPLE + 1);
    begin_comments();
    assert_int_equal(turn(1), ENCODED_MORE);
    person(98, "");
    assert_int_equal(rest(1), ENCODED_ALL);
    assert_int_equal(lines(), PEOPLE + 2); /* the one above is there now */
    assert_int_equal(times(",t98,"), 0);
}

/* Never silently short. */
static void what_disappears_breaks_it(void **state)
{
    static const char *const gone[] = {
        "\"enrollment\",\"campaignId\":\"" TRAINING "\",\"person\":\"p8@example.com\"",
        "\"person\",\"email\":\"p7@example.com\"",
        "\"campaign\",\"id\":\"" TRAINING "\"",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(gone); i++) {
        begin_users();
        for (int n = 0; n < 3; n++) {
            assert_int_equal(turn(1), ENCODED_MORE);
        }
        drop(gone[i]);
        assert_int_equal(rest(1), ENCODED_BROKEN);
        assert_int_equal(stream->failure, ST_CONFLICT);
    }
}

static void a_comment_that_disappears_breaks_it(void **state)
{
    (void)state;
    begin_comments();
    assert_int_equal(turn(1), ENCODED_MORE);
    drop("\"comment\",\"id\":\"k9\"");
    assert_int_equal(rest(1), ENCODED_BROKEN);
    begin_comments();
    assert_int_equal(rest(1), ENCODED_ALL);
    assert_int_equal(lines(), PEOPLE);
    begin_comments(); /* one that moves in front is written twice */
    assert_int_equal(turn(200), ENCODED_MORE);
    assert_int_equal(times(",t0,"), 1);
    serve_store_records(store, "{\"kind\":\"comment\",\"id\":\"k0\",\"createdAt\":\"2026-01-01T00:00:00Z\","
                               "\"updatedAt\":\"2026-01-01T00:00:00Z\"}\n");
    assert_int_equal(rest(1), ENCODED_BROKEN);
}

static void what_was_written_already_may_go(void **state)
{
    (void)state;
    begin_users();
    for (int n = 0; n < 4; n++) {
        assert_int_equal(turn(1), ENCODED_MORE);
    }
    assert_int_equal(times(",p0@example.com,"), 1);
    drop("\"enrollment\",\"campaignId\":\"" TRAINING "\",\"person\":\"p0@example.com\"");
    assert_int_equal(rest(1), ENCODED_ALL);
    assert_int_equal(lines(), PEOPLE + 1);
}

static void managers_are_never_old(void **state)
{
    (void)state;
    begin_users();
    assert_int_equal(turn(700), ENCODED_MORE);
    int before = times(",boss@example.com,active");
    assert_true(before > 0 && before < PEOPLE);
    serve_store_records(store,
                        "{\"kind\":\"person\",\"email\":\"boss@example.com\",\"sourceIdentifier\":\"B\"}\n");
    assert_int_equal(rest(700), ENCODED_ALL);
    assert_int_equal(times(",B,active"), PEOPLE - before);
    assert_int_equal(times(",boss@example.com,active"), before);
}

static void many_managers(void **state)
{
    char line[300];
    (void)state;
    for (int i = 0; i < 300; i++) {
        snprintf(line, sizeof line,
                 "{\"kind\":\"person\",\"email\":\"m%d@example.com\",\"sourceIdentifier\":\"S%d\"}\n", i, i);
        serve_store_records(store, line);
        snprintf(line, sizeof line, ",\"managerEmail\":\"M%d@EXAMPLE.com\"", i);
        person(100 + i, line);
    }
    begin_users();
    assert_int_equal(rest(5000), ENCODED_ALL);
    for (int i = 0; i < 300; i++) {
        snprintf(line, sizeof line, ",S%d,active,,,,,p%d@example.com,", i, 100 + i);
        assert_int_equal(times(line), 1);
    }
}

/* ---- the name ---- */
static void expect_name(const char *name, const char *value)
{
    arena_reset(&arena);
    assert_text(attachment_value(&arena, name ? str_of(name) : STR_NONE, STR("id"), "users"), value);
}

static void names(void **state)
{
    char longer[400], value[1400];
    (void)state;
    expect_name("A", "attachment; filename=\"A users.csv\"; filename*=UTF-8''A%20users.csv");
    expect_name(NULL, "attachment; filename=\"id users.csv\"; filename*=UTF-8''id%20users.csv");
    expect_name(" ..", "attachment; filename=\"id users.csv\"; filename*=UTF-8''id%20users.csv");
    expect_name("../x", "attachment; filename=\"_x users.csv\"; filename*=UTF-8''_x%20users.csv");
    expect_name("a\r\nSet-Cookie: x\\\"", "attachment; filename=\"a__Set-Cookie_ x__ users.csv\"; "
                                          "filename*=UTF-8''a__Set-Cookie_%20x__%20users.csv");
    expect_name("\xE2\x80\xAE"
                "gpj\xC2\x85\xF0\x9F\x90\x9F",
                "attachment; filename=\"gpj_ users.csv\"; filename*=UTF-8''gpj%F0%9F%90%9F%20users.csv");
    /* Cut between characters: 149 letters leave no room for two bytes. */
    memset(longer, 'n', 149);
    memcpy(longer + 149, "\xC3\xA9\xC3\xA9", 5);
    snprintf(value, sizeof value,
             "attachment; filename=\"%.149s users.csv\"; filename*=UTF-8''%.149s%%20users.csv", longer,
             longer);
    expect_name(longer, value);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
    TEST(turns_of_every_size),
    TEST(what_comes_later_is_not_in_it),
    TEST(what_disappears_breaks_it),
    TEST(a_comment_that_disappears_breaks_it),
    TEST(what_was_written_already_may_go),
    TEST(managers_are_never_old),
    TEST(many_managers),
    TEST(names),
};

UNIT_MAIN("serve/bulk")
