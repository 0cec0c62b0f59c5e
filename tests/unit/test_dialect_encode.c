/* dialect/cell, encode: cells of every shape, and the examples of the vendor's document byte by byte, written
 * whole and in pieces of every size. */
#include "unit.h"

#include "base/buf.h"
#include "base/when.h"
#include "dialect/cell.h"
#include "dialect/encode.h"
#include "dialect/outthink.h"
#include "dialect/table.h"
#include "model/record.h"

static const struct view plain;

static int64_t at(const char *time)
{
    int64_t ticks = NONE;
    assert_true(when_parse(str_of(time), &ticks));
    return ticks;
}

static struct uuid guid(const char *text)
{
    struct uuid uuid;
    assert_true(uuid_parse(str_of(text), &uuid));
    return uuid;
}

static const struct table *envelope(enum answer answer)
{
    const struct route *route = dialect_outthink.routes;
    while (route->answer != answer) {
        assert_non_null(route->method);
        route++;
    }
    return route->envelope;
}

/* The answer written in pieces of about `enough` bytes. */
static void write_all(const struct table *table, const void *row, size_t enough, struct buf *out)
{
    struct encode encode;
    struct buf piece;
    enum encoded state;
    buf_init(&piece, 1 << 20);
    encode_init(&encode, table, row, &plain);
    do {
        buf_reset(&piece);
        state = encode_more(&encode, &piece, enough);
        assert_true(state == ENCODED_ALL || piece.len >= enough);
        buf_str(out, buf_text(&piece));
    } while (state == ENCODED_MORE);
    assert_int_equal(state, ENCODED_ALL);
    buf_done(&piece);
}

static void expect(const struct table *table, const void *row, const char *json)
{
    for (size_t enough = 1; enough < strlen(json) + 2; enough += enough < 20 ? 1 : 61) {
        struct buf out;
        buf_init(&out, 1 << 20);
        write_all(table, row, enough, &out);
        assert_text(buf_text(&out), json);
        buf_done(&out);
    }
}

static void campaigns_example(void **state)
{
    struct campaign_row row = { .id = guid("e7c0adab-d2ea-4f32-930c-0726c16524fc"),
                                .name = STR("TEST"),
                                .type = CAMPAIGN_INSTANT,
                                .status = CAMPAIGN_COMPLETED,
                                .started_at = at("2023-02-24"),
                                .ended_at = at("2023-03-03"),
                                .organization = guid("838af527-dddd-41e4-9a51-0075aa62f76f"),
                                .delivery = DELIVERY_HEADLESS,
                                .created_at = at("2023-02-24T08:33:53.7242228"),
                                .pass_fail_score = -1,
                                .pass_fail_attempts = NONE };
    struct page page = {
        .total = 999, .take = 1, .rows = {.at = &row, .n = 1, .size = sizeof row}
    };
    (void)state;
    expect(
        envelope(ANSWER_CAMPAIGNS), &page,
        "{\"total\":999,\"skip\":0,\"take\":1,\"values\":[{\"id\":\"e7c0adab-d2ea-4f32-930c-0726c16524fc\","
        "\"name\":\"TEST\",\"type\":\"instant\",\"status\":\"completed\",\"engagedUsers\":0,"
        "\"startedAt\":\"2023-02-24T00:00:00\",\"endedAt\":\"2023-03-03T00:00:00\","
        "\"targetOrgId\":\"838af527-dddd-41e4-9a51-0075aa62f76f\",\"deliveryMethod\":\"headless\","
        "\"createdAt\":\"2023-02-24T08:33:53.7242228\",\"passFailEnabled\":false,\"passFailScore\":null,"
        "\"passFailAttempts\":null}]}");
}

static void summary_example(void **state)
{
    struct summary_row row = { .id = guid("c250a670-be89-42d5-a593-676de0aff226"),
                               .name = STR("My Awareness Training"),
                               .active_users = 3,
                               .total_users = 3,
                               .avg_engagement = 0.62,
                               .avg_knowledge = 0.9583333333333333,
                               .avg_seconds = 2205 };
    (void)state;
    row.active[PHASE_IN_PROGRESS] = row.total[PHASE_IN_PROGRESS] = 1;
    row.active[PHASE_COMPLETED] = row.total[PHASE_COMPLETED] = 2;
    expect(envelope(ANSWER_TRAINING_SUMMARY), &row,
           "{\"id\":\"c250a670-be89-42d5-a593-676de0aff226\",\"name\":\"My Awareness Training\","
           "\"activeUsers\":3,\"totalUsers\":3,\"avgEngagement\":0.62,\"avgKnowledge\":0.9583333333333333,"
           "\"avgTimeSpent\":2205,\"activeNoAction\":0,\"activeAcknowledged\":0,\"activeInProgress\":1,"
           "\"activeCompleted\":2,\"activeFailed\":0,\"totalNoAction\":0,\"totalAcknowledged\":0,"
           "\"totalInProgress\":1,\"totalCompleted\":2,\"totalFailed\":0}");
}

#define MAVERICK                                                                                             \
    "\"userId\":\"62d50101-09bb-4d35-b446-1afbf0098f56\",\"userSourceIdentifier\":\"maverick@topgun.com\","  \
    "\"status\":\"active\",\"department\":\"Pilots\",\"country\":\"ES\",\"trainingStatus\":\"completed\","   \
    "\"engagementScore\":0.54,\"knowledgeScore\":0.9166666666666666,\"productivityScore\":0.8,"              \
    "\"intentionToComplyScore\":0.75,\"selfEfficacyScore\":0.8"

static struct enrollment_row maverick(void)
{
    return (struct enrollment_row){ .person = guid("62d50101-09bb-4d35-b446-1afbf0098f56"),
                                    .source = STR("maverick@topgun.com"),
                                    .active = true,
                                    .department = STR("Pilots"),
                                    .country = STR("ES"),
                                    .phase = PHASE_COMPLETED,
                                    .engagement = 0.54,
                                    .knowledge = 0.9166666666666666,
                                    .productivity = 0.8,
                                    .intention_to_comply = 0.75,
                                    .self_efficacy = 0.8,
                                    .enrolled_at = at("2023-02-27T09:23:31.1129908"),
                                    .started_at = at("2023-02-27T09:23:31.1129908"),
                                    .last_accessed_at = at("2023-02-27T10:31:48.551"),
                                    .completed_at = at("2023-03-11T08:02:44.1008698") };
}

static void users_example(void **state)
{
    struct enrollment_row row = maverick();
    struct page page = {
        .total = 999, .take = 1, .rows = {.at = &row, .n = 1, .size = sizeof row}
    };
    (void)state;
    expect(envelope(ANSWER_TRAINING_USERS), &page,
           "{\"total\":999,\"skip\":0,\"take\":1,\"values\":[{" MAVERICK "}]}");
}

static void user_detail_example(void **state)
{
    struct module_row module = { .id = guid("00000000-0000-0000-0000-000000000000"),
                                 .name = STR("-"),
                                 .status = PROGRESS_COMPLETED,
                                 .completed_at = at("2023-02-27T09:54:30.4861238"),
                                 .seconds = 1342,
                                 .rating = -1 };
    struct enrollment_row row = maverick();
    (void)state;
    row.modules = (struct list){ .at = &module, .n = 1, .size = sizeof module };
    expect(envelope(ANSWER_TRAINING_USER), &row,
           "{\"modules\":[{\"moduleId\":\"00000000-0000-0000-0000-000000000000\",\"moduleName\":\"-\","
           "\"moduleStatus\":\"completed\",\"completedAt\":\"2023-02-27T09:54:30.4861238\","
           "\"timeSpentSeconds\":1342,\"rating\":null,\"commentId\":null}],\"attempts\":[],"
           "\"enrolledAt\":\"2023-02-27T09:23:31.1129908\",\"startedAt\":\"2023-02-27T09:23:31.1129908\","
           "\"lastAccessedAt\":\"2023-02-27T10:31:48.551\",\"completedAt\":\"2023-03-11T08:02:44."
           "1008698\"," MAVERICK "}");
}

static void attempts_are_ours(void **state)
{
    struct attempt_row rows[] = {
        {.number = 1,  .at = at("2023-02-27T09:50:00"), .score = 0.5, .passed = 0 },
        { .number = 2, .at = NONE,                      .score = 1,   .passed = 1 },
        { .number = 3, .at = NONE,                      .score = -1,  .passed = -1}
    };
    struct enrollment_row row = maverick();
    struct buf out;
    (void)state;
    row.attempts = (struct list){ .at = rows, .n = 3, .size = sizeof *rows };
    buf_init(&out, 1 << 16);
    write_all(envelope(ANSWER_TRAINING_USER), &row, 1 << 15, &out);
    buf_byte(&out, 0);
    assert_contains(
        out.ptr,
        "\"attempts\":[{\"attempt\":1,\"score\":0.5,\"passed\":false,"
        "\"attemptedAt\":\"2023-02-27T09:50:00\"},{\"attempt\":2,\"score\":1,\"passed\":true,"
        "\"attemptedAt\":null},{\"attempt\":3,\"score\":null,\"passed\":null,\"attemptedAt\":null}]");
    buf_done(&out);
}

static void error_example(void **state)
{
    struct refusal row = { .code = STR("missing_parameter"),
                           .field = STR("orgId"),
                           .reason = STR("Required parameter 'orgId' not supplied in the request") };
    (void)state;
    expect(dialect_outthink.refusal, &row,
           "{\"code\":\"missing_parameter\",\"field\":\"orgId\",\"reason\":"
           "\"Required parameter 'orgId' not supplied in the request\"}");
}

static void nothing_is_an_empty_object(void **state)
{
    struct page page = { 0 };
    (void)state;
    expect(envelope(ANSWER_NOTHING), &page, "{}");
}

/* Every trainingStatus and moduleStatus as the spelling rules say. */
static void words_of_every_status(void **state)
{
    static const char *const phases[] = { "noAction",   "notStarted", "scheduled", "acknowledged",
                                          "inProgress", "completed",  "failed" };
    static const char *const modules[] = { "notStarted", "inProgress", "inProgress", "completed", "failed" };
    const struct field *detail = envelope(ANSWER_TRAINING_USER)->fields, *field = detail->table->fields;
    struct cell cell;
    (void)state;
    for (int i = 1; i <= words_progress_status.n; i++) {
        struct module_row row = { .status = i };
        while (!str_eq(field->key, STR("moduleStatus"))) {
            field++;
        }
        cell_of(&cell, field, &row, &plain);
        assert_text(cell.text, modules[i - 1]);
    }
    while (!str_eq(detail->key, STR("trainingStatus"))) {
        detail++;
    }
    for (int i = 0; i < PHASE_COUNT; i++) {
        struct enrollment_row row = { .phase = i };
        cell_of(&cell, detail, &row, &plain);
        assert_text(cell.text, phases[i]);
    }
}

struct sample {
    struct str text;
    int64_t number, time;
    double real;
    bool flag;
    int truth, word;
    struct uuid uuid;
};
#define ROW struct sample
WORDING(sample_words, 0, 1, "zero", "one");
TABLE(sample_table, F_TEXT("text", text, MASK_PLAIN, OURS), F_INT("number", number, OURS),
      F_TIME("time", time, "Y-M-D", OURS), F_REAL("real", real, OURS), F_BOOL("flag", flag, OURS),
      F_FLAG("worded", flag, sample_words, OURS), F_TRUTH("truth", truth, OURS),
      F_WORD("word", word, sample_words, OURS), F_UUID("uuid", uuid, OURS));
TABLE(address_table, F_TEXT("address", text, MASK_ADDRESS, OURS), F_TEXT("free", text, MASK_FREE_TEXT, OURS));
#undef ROW

static void none_of_every_shape(void **state)
{
    struct sample row = { .number = NONE, .time = NONE, .real = -1, .truth = -1, .word = -1 };
    (void)state;
    expect(&sample_table, &row,
           "{\"text\":null,\"number\":null,\"time\":null,\"real\":null,\"flag\":false,\"worded\":\"zero\","
           "\"truth\":null,\"word\":null,\"uuid\":null}");
}

static void extremes_of_every_shape(void **state)
{
    struct sample row = { .text = STR("a\"\\\n\x01\xc3\xa9"),
                          .number = INT64_MIN + 1,
                          .time = 0,
                          .real = 0.0009765625,
                          .flag = true,
                          .truth = 1,
                          .word = 1 };
    (void)state;
    expect(
        &sample_table, &row,
        "{\"text\":\"a\\\"\\\\\\n\\u0001\xc3\xa9\",\"number\":-9223372036854775807,\"time\":\"1970-01-01\","
        "\"real\":0.0009765625,\"flag\":true,\"worded\":\"one\",\"truth\":true,\"word\":\"one\",\"uuid\":"
        "null}");
}

static void csv_truths(void **state)
{
    const struct view csv = { .csv = true };
    struct sample row = { .flag = true, .truth = 0 };
    struct cell cell;
    (void)state;
    cell_of(&cell, &sample_table.fields[4], &row, &csv);
    assert_text(cell.text, "True");
    cell_of(&cell, &sample_table.fields[6], &row, &csv);
    assert_text(cell.text, "False");
}

static void pseudonyms(void **state)
{
    static const unsigned char key[32] = "secret", other[32] = "another";
    const struct view one = { .tenant = 1, .pseudonym_key = key },
                      two = { .tenant = 2, .pseudonym_key = key };
    const struct view elsewhere = { .tenant = 1, .pseudonym_key = other };
    struct sample row = { .text = STR("Ann@Example.com") }, again = { .text = STR("ann@example.COM") };
    struct cell cell, same, differs, third;
    (void)state;
    cell_of(&cell, &address_table.fields[0], &row, &one);
    cell_of(&same, &address_table.fields[0], &again, &one);
    cell_of(&differs, &address_table.fields[0], &row, &two);
    cell_of(&third, &address_table.fields[0], &row, &elsewhere);
    assert_int_equal(cell.text.len, strlen("0123456789abcdef@pseudonym.invalid"));
    assert_text(str_from(cell.text, 16), "@pseudonym.invalid");
    assert_true(str_eq(cell.text, same.text));
    assert_false(str_eq(cell.text, differs.text));
    assert_false(str_eq(cell.text, third.text));
    cell_of(&cell, &address_table.fields[1], &row, &one);
    assert_text(cell.text, "");
    row.text = STR_NONE;
    cell_of(&cell, &address_table.fields[0], &row, &one);
    assert_int_equal(cell.how, CELL_NONE);
}

/* A pulled list: counts up to n, then ends or breaks. */
struct pulled {
    struct sample row;
    int64_t n;
    bool breaks;
};

static const void *pull(struct list *list)
{
    struct pulled *p = list->source;
    if (p->row.number == p->n) {
        list->failed = p->breaks;
        return NULL;
    }
    p->row.number++;
    return &p->row;
}

#define ROW struct page
TABLE(pulled_table, F_LIST("values", rows, sample_table, OURS));
#undef ROW

static void pulled_lists_stream(void **state)
{
    struct pulled p = { .n = 100000 };
    struct page page = {
        .rows = {.next = pull, .source = &p}
    };
    struct encode encode;
    struct buf piece;
    int64_t rows = 0, pieces = 0;
    enum encoded done;
    (void)state;
    buf_init(&piece, 70000);
    encode_init(&encode, &pulled_table, &page, &plain);
    do {
        buf_reset(&piece);
        done = encode_more(&encode, &piece, 65536);
        assert_int_not_equal(done, ENCODED_BROKEN);
        pieces++;
        for (size_t i = 0; i + 9 < piece.len; i++) {
            rows += memcmp(piece.ptr + i, "{\"text\":", 8) == 0;
        }
        /* A row is written within one turn: what it points to may end with the turn. */
        assert_true(piece.ptr[piece.len - 1] == '}');
    } while (done == ENCODED_MORE);
    assert_true(pieces > 100);
    assert_int_equal(rows, 100000);
    assert_int_equal(p.row.number, 100000);
    buf_done(&piece);
}

/* ---- CSV ---- */

#define ROW struct enrollment_row
TABLE(person_columns, F_KEY("Key", source, MASK_ADDRESS, OURS),
      F_TEXT("Text", department, MASK_FREE_TEXT, OURS), F_REAL("Real", engagement, OURS),
      F_INT("Int", number, OURS), F_BOOL("Truth", active, OURS), F_UUID("Id", person, OURS));
#undef ROW
#define ROW struct page
TABLE(person_file, F_LIST("rows", rows, person_columns, OURS));
#undef ROW

static void expect_csv(const struct enrollment_row *rows, int64_t n, enum csvout_escape escape,
                       const char *csv)
{
    const struct page page = {
        .rows = {.at = rows, .n = n, .size = sizeof *rows}
    };
    const struct view view = { .csv = true, .escape = escape };
    for (size_t enough = 1; enough < strlen(csv) + 2; enough++) {
        struct encode encode;
        struct buf out, piece;
        enum encoded state;
        buf_init(&out, 1 << 16);
        buf_init(&piece, 1 << 16);
        encode_init(&encode, &person_file, &page, &view);
        do {
            buf_reset(&piece);
            state = encode_more(&encode, &piece, enough);
            assert_true(state == ENCODED_ALL || piece.len >= enough);
            assert_true(piece.len == 0 || piece.ptr[piece.len - 1] == '\n'); /* whole rows */
            buf_str(&out, buf_text(&piece));
        } while (state == ENCODED_MORE);
        assert_int_equal(state, ENCODED_ALL);
        assert_text(buf_text(&out), csv);
        buf_done(&out);
        buf_done(&piece);
    }
}

static void csv_files(void **state)
{
    const struct enrollment_row rows[] = {
        {.source = STR("=k"),
         .department = STR("+1"),
         .engagement = 0.1,
         .number = -5,
         .active = true,
         .person = guid("62d50101-09bb-4d35-b446-1afbf0098f56") },
        { .source = STR("-a,b"), .department = STR("say \"x\"\r\ny"), .engagement = -1, .number = NONE},
        { .source = STR("'=k"),                                        .department = STR("''@"),                                        .engagement = 1,                                         .number = 0             },
    };
    (void)state;
    expect_csv(rows, 0, CSVOUT_PLAIN, "Key,Text,Real,Int,Truth,Id\r\n");
    expect_csv(rows, 3, CSVOUT_PLAIN,
               "Key,Text,Real,Int,Truth,Id\r\n"
               "=k,+1,0.1,-5,True,62d50101-09bb-4d35-b446-1afbf0098f56\r\n"
               "\"-a,b\",\"say \"\"x\"\"\r\ny\",,,False,\r\n"
               "'=k,''@,1,0,False,\r\n");
    /* Keys and numbers stay as they are. */
    expect_csv(rows, 3, CSVOUT_EXCEL,
               "Key,Text,Real,Int,Truth,Id\r\n"
               "=k,'+1,0.1,-5,True,62d50101-09bb-4d35-b446-1afbf0098f56\r\n"
               "\"-a,b\",\"say \"\"x\"\"\r\ny\",,,False,\r\n"
               "'=k,'''@,1,0,False,\r\n");
}

static void a_file_that_breaks_is_no_answer(void **state)
{
    struct pulled p = { .n = 3, .breaks = true };
    const struct page page = {
        .rows = {.next = pull, .source = &p}
    };
    const struct view view = { .csv = true };
    struct encode encode;
    struct buf out;
    (void)state;
    buf_init(&out, 1 << 16);
    encode_init(&encode, &pulled_table, &page, &view);
    assert_int_equal(encode_more(&encode, &out, 1 << 15), ENCODED_BROKEN);
    buf_done(&out);
    buf_init(&out, 10);
    p = (struct pulled){ .n = 3 };
    encode_init(&encode, &pulled_table, &page, &view);
    assert_int_equal(encode_more(&encode, &out, 1 << 15), ENCODED_BROKEN);
    buf_done(&out);
}

static void a_list_that_breaks_is_no_answer(void **state)
{
    struct pulled p = { .n = 3, .breaks = true };
    struct page page = {
        .rows = {.next = pull, .source = &p}
    };
    struct encode encode;
    struct buf out;
    (void)state;
    buf_init(&out, 1 << 16);
    encode_init(&encode, &pulled_table, &page, &plain);
    assert_int_equal(encode_more(&encode, &out, 1 << 15), ENCODED_BROKEN);
    buf_done(&out);
}

static void a_full_buffer_is_no_answer(void **state)
{
    struct sample row = { .text = STR("0123456789012345678901234567890123456789") };
    struct encode encode;
    struct buf out;
    (void)state;
    buf_init(&out, 30);
    encode_init(&encode, &sample_table, &row, &plain);
    assert_int_equal(encode_more(&encode, &out, 1000), ENCODED_BROKEN);
    buf_done(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(campaigns_example),
    cmocka_unit_test(summary_example),
    cmocka_unit_test(users_example),
    cmocka_unit_test(user_detail_example),
    cmocka_unit_test(attempts_are_ours),
    cmocka_unit_test(error_example),
    cmocka_unit_test(nothing_is_an_empty_object),
    cmocka_unit_test(words_of_every_status),
    cmocka_unit_test(none_of_every_shape),
    cmocka_unit_test(extremes_of_every_shape),
    cmocka_unit_test(csv_truths),
    cmocka_unit_test(pseudonyms),
    cmocka_unit_test(pulled_lists_stream),
    cmocka_unit_test(csv_files),
    cmocka_unit_test(a_file_that_breaks_is_no_answer),
    cmocka_unit_test(a_list_that_breaks_is_no_answer),
    cmocka_unit_test(a_full_buffer_is_no_answer),
};

UNIT_MAIN("dialect/encode")
