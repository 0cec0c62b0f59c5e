/* serve/request: requests through all steps, with a stand-in for the HTTP server: what is refused, in which
 * order, in which words; what depends on the client's address; long answers in pieces; tags. */
#include "serve_store.h"

#include "base/limits.h"
#include "base/when.h"
#include "model/words.h"
#include "serve/serve.h"
#include "serve/token.h"

#define OTHER    "e7c0adab-d2ea-4f32-930c-0726c16524fc"
#define TRAINING "c250a670-be89-42d5-a593-676de0aff226"
#define NOBODY   "00000000-0000-0000-0000-000000000001"

/* ---- the stand-in ---- */
static struct {
    int status, pulls;
    bool pulled, cut;
    struct buf fields, body;
} answer;

void http_answer(struct http_request *rq, int status, struct str fields, int64_t length, struct str body)
{
    (void)rq;
    assert_int_equal(answer.status, 0);
    answer.status = status;
    buf_str(&answer.fields, fields);
    answer.pulled = length == HTTP_PULLED;
    if (!answer.pulled) {
        assert_int_equal(length, body.len);
        buf_str(&answer.body, body);
    }
}

struct str http_field_of(const struct http_request *rq, struct str name)
{
    for (size_t i = 0; i < rq->field_count; i++) {
        if (str_eq_nocase(rq->fields[i].name, name)) {
            return rq->fields[i].value;
        }
    }
    return STR_NONE;
}

struct str http_reason(int status)
{
    return status == 431 ? STR("Request Header Fields Too Large") : STR("Not Found");
}

struct http_counts http_server_counts(const struct http_server *server)
{
    (void)server;
    fail_msg("there is no server");
    return (struct http_counts){ 0 };
}

int64_t http_server_tls_until(const struct http_server *server)
{
    (void)server;
    fail_msg("there is no server");
    return 0;
}

/* ---- a store with two tenants ---- */
static struct store *store;
static struct settings settings;
static struct world world;
static struct serve *serve;
static char token[TOKEN_LEN + 1], own[TOKEN_LEN + 8]; /* the usual key, and its header */

static struct query *insert(enum query_name name)
{
    return db_query(store_writer(store), name);
}

struct new_key {
    int64_t tenant, apis;
    const char *scopes, *cidrs;
    bool pseudonymous;
    int64_t expires_at;
};

static void add_key(const struct new_key *key, char text[TOKEN_LEN + 1])
{
    struct token made;
    unsigned char hash[TOKEN_HASH_LEN];
    token_make(&world, &made);
    token_hash(store_token_secret(store), str_of(made.text), hash);
    struct query *q = insert(Q_KEY_ADD);
    query_int(q, 1, key->tenant);
    query_text(q, 2, str_of(made.id));
    query_null(q, 3);
    query_int(q, 4, key->apis);
    query_text(q, 5, str_of(key->scopes));
    query_text(q, 6, str_of(key->cidrs));
    query_int(q, 7, key->pseudonymous);
    query_int(q, 8, 0);
    query_int(q, 9, key->expires_at);
    assert_int_equal(query_run(q), ST_OK);
    q = insert(Q_TOKEN_ADD);
    query_int(q, 1, key->tenant);
    query_text(q, 2, str_of(made.id));
    query_int(q, 3, 1);
    query_blob(q, 4, (struct str){ (const char *)hash, sizeof hash });
    query_int(q, 5, 0);
    assert_int_equal(query_run(q), ST_OK);
    memcpy(text, made.text, sizeof made.text);
}

static void start(const char *rate)
{
    struct why why;
    assert_int_equal(settings_flag(&settings, STR("outthink.rate"), str_of(rate), STR("test"), &why), ST_OK);
    assert_int_equal(settings_flag(&settings, STR("auth.failures_per_minute"), STR("5"), STR("test"), &why),
                     ST_OK);
    const struct serve_config config = { .store = store, .settings = &settings, .world = &world };
    if (serve_new(&config, 1, &serve, &why) != ST_OK) {
        fail_msg("%s", why.text);
    }
}

static int setup(void **state)
{
    (void)state;
    world_init(&world);
    world_set_clock(&world, 100 * WHEN_DAY);
    assert_int_equal(settings_init(&settings), ST_OK);
    store = serve_store_open();
    serve_store_tenant(store, "other", OTHER);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .expires_at = WHEN_NONE }, token);
    snprintf(own, sizeof own, "Bearer %s", token);
    buf_init(&answer.fields, MIB);
    buf_init(&answer.body, 64 * MIB);
    start("0");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    serve_free(serve);
    settings_done(&settings);
    buf_done(&answer.fields);
    buf_done(&answer.body);
    return serve_store_close(store);
}

/* ---- asking: what is not said is as it should be ---- */
#define CAMPAIGNS "/analytics/v1/campaigns"
#define ASK(...)  ask((struct ask){ __VA_ARGS__ })
static const char absent[] = "absent";

struct ask {
    const char *method, *path, *query, *customer, *authorization, *peer, *if_none_match, *correlation;
    bool local;
};

static const char *bearer(const char *text)
{
    static char value[300];
    snprintf(value, sizeof value, "Bearer %s", text);
    return value;
}

static struct str value_of(const char *given, const char *usual)
{
    return given == absent ? STR_NONE : str_of(given ? given : usual);
}

static void run(struct http_request *rq)
{
    if (serve_events.on_head(serve, rq) == HTTP_BODY) {
        assert_int_equal(answer.status, 0); /* nothing is answered before the body */
        assert_true(serve_events.on_body(serve, rq, STR("ignored"), false));
        assert_int_equal(answer.status, 0);
        serve_events.on_body(serve, rq, STR(""), true);
    }
    enum http_pull more = answer.pulled ? HTTP_MORE : HTTP_LAST;
    while (more == HTTP_MORE) {
        struct buf piece;
        buf_init(&piece, MIB);
        more = serve_events.on_pull(serve, rq, &piece);
        assert_true(more == HTTP_LAST || piece.len >= LIMIT_HTTP_WRITE);
        buf_str(&answer.body, buf_text(&piece));
        answer.pulls++;
        buf_done(&piece);
    }
    serve_events.on_done(serve, rq, &(struct http_result){ .status = answer.status });
}

/* Sends the request and leaves the answer in `answer`. */
static void ask(struct ask a)
{
    struct http_field fields[4];
    struct http_request rq = { .method = str_of(a.method ? a.method : "GET"),
                               .path = value_of(a.path, CAMPAIGNS),
                               .query = str_of(a.query),
                               .peer = str_of(a.peer ? a.peer : "192.0.2.7"),
                               .local = a.local,
                               .fields = fields };
    const struct http_field all[] = {
        {STR("ot-customer-id"),    value_of(a.customer,  CUSTOMER) },
        { STR("AUTHORIZATION"),                       value_of(a.authorization,                       own) },
        { STR("If-None-Match"),                    str_of(a.if_none_match)                },
        { STR("Correlation-ID"),str_of(a.correlation)}
    };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (all[i].value.ptr != NULL) {
            fields[rq.field_count++] = all[i];
        }
    }
    answer.status = answer.pulls = 0;
    answer.pulled = false;
    buf_reset(&answer.fields);
    buf_reset(&answer.body);
    arena_init(&rq.arena, LIMIT_ARENA);
    run(&rq);
    arena_done(&rq.arena);
}

static const char *header_field(const char *name)
{
    static char value[256];
    struct str rest = buf_text(&answer.fields);
    while (rest.len) {
        struct str line = str_cut(&rest, '\n');
        struct str key = str_cut(&line, ':');
        if (str_eq(key, str_of(name))) {
            snprintf(value, sizeof value, STR_FMT, (int)line.len - 2, line.ptr + 1);
            return value;
        }
    }
    return NULL;
}

static void expect(int status, const char *body)
{
    assert_text(buf_text(&answer.body), body);
    assert_int_equal(answer.status, status);
    assert_non_null(header_field("Correlation-Id"));
    assert_int_equal(strlen(header_field("Correlation-Id")), UUID_TEXT_LEN);
    assert_string_equal(header_field("Content-Type"), "application/json; charset=utf-8");
}

static void expect_refusal(int status, const char *code, const char *field)
{
    char start_of[200];
    snprintf(start_of, sizeof start_of, "{\"code\":\"%s\",\"field\":%s%s%s,\"reason\":\"", code,
             field ? "\"" : "", field ? field : "null", field ? "\"" : "");
    buf_byte(&answer.body, 0);
    assert_contains(answer.body.ptr, start_of);
    answer.body.len--;
    assert_int_equal(answer.status, status);
    assert_string_equal(header_field("Content-Type"), "application/json; charset=utf-8");
    assert_null(header_field("ETag"));
}

/* ---- tests ---- */
static void who_asks(void **state)
{
    char cut[TOKEN_LEN];
    (void)state;
    memcpy(cut, token, TOKEN_LEN - 1);
    cut[TOKEN_LEN - 1] = 0;
    ASK(.customer = absent, .authorization = absent);
    expect_refusal(400, "missing_customer_id_header", "OT-Customer-Id");
    ASK(.customer = "", .peer = "127.0.0.1");
    expect_refusal(400, "missing_customer_id_header", "OT-Customer-Id");
    ASK(.customer = "x", .authorization = absent, .peer = "127.0.0.1");
    expect_refusal(400, "invalid_customer_id_header", "OT-Customer-Id");
    ASK(.customer = NOBODY, .peer = "127.0.0.1");
    expect_refusal(400, "invalid_customer_id_header", "OT-Customer-Id");
    ASK(.authorization = absent, .peer = "127.0.0.1");
    expect_refusal(400, "missing_authorization_header", "Authorization");
    ASK(.customer = OTHER, .peer = "127.0.0.1");
    expect_refusal(400, "invalid_authorization_header", "Authorization");
    const char *const bad[] = { "Bearer",    "Bearer ",   "Basic x", token,
                                bearer(cut), "Bearer\tx", " ",       "Bearerx" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ASK(.authorization = bad[i], .peer = "127.0.0.1");
        expect_refusal(400, "invalid_authorization_header", "Authorization");
    }
    char spaced[100];
    snprintf(spaced, sizeof spaced, "bEARER   %s", token);
    ASK(.authorization = spaced, .customer = "{838AF527-DDDD-41E4-9A51-0075AA62F76F}");
    expect(200, "{\"total\":0,\"skip\":0,\"take\":10,\"values\":[]}");
}

static void keys_that_do_not_fit(void **state)
{
    char other_api[TOKEN_LEN + 1], expired[TOKEN_LEN + 1], near[TOKEN_LEN + 1], scoped[TOKEN_LEN + 1];
    int64_t now = world_now(&world);
    (void)state;
    add_key(&(struct new_key){ .tenant = 1, .apis = 30, .expires_at = WHEN_NONE }, other_api);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .expires_at = now + 1 }, expired);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .cidrs = "10.0.0.0/8", .expires_at = WHEN_NONE },
            near);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .scopes = "training.read", .expires_at = WHEN_NONE },
            scoped);
    ASK(.authorization = bearer(other_api));
    expect_refusal(400, "invalid_authorization_header", "Authorization");
    ASK(.authorization = bearer(expired));
    assert_int_equal(answer.status, 200);
    world_set_clock(&world, now + 1);
    ASK(.authorization = bearer(expired));
    expect_refusal(400, "invalid_authorization_header", "Authorization");
    ASK(.authorization = bearer(near));
    expect_refusal(400, "invalid_authorization_header", "Authorization");
    ASK(.authorization = bearer(near), .peer = "10.1.2.3");
    assert_int_equal(answer.status, 200);
    ASK(.authorization = bearer(near), .peer = "::ffff:10.1.2.3");
    assert_int_equal(answer.status, 200);
    ASK(.authorization = bearer(near), .peer = "", .local = true);
    assert_int_equal(answer.status, 200);
    ASK(.authorization = bearer(scoped));
    expect_refusal(400, "invalid_authorization_header", "Authorization");
    buf_byte(&answer.body, 0);
    assert_contains(answer.body.ptr, "campaigns.read");
    ASK(.authorization = bearer(scoped), .path = "/analytics/v1/base");
    expect(200, "{}");
}

/* A revoked key is refused from the next request on, also where it was just used. */
static void revocation_acts_at_once(void **state)
{
    (void)state;
    ASK(.peer = NULL);
    assert_int_equal(answer.status, 200);
    struct query *q = insert(Q_KEY_REVOKE);
    query_int(q, 1, 1);
    query_text(q, 2, (struct str){ token + 4, TOKEN_ID_LEN });
    query_int(q, 3, 1);
    assert_int_equal(query_run(q), ST_OK);
    ASK(.peer = NULL);
    expect_refusal(400, "invalid_authorization_header", "Authorization");
}

/* ---- what a refusal costs ---- */
static struct {
    int n;
    enum query_name name[64];
} queries;

struct query *__real_db_query(struct db *db, enum query_name name);
struct query *__wrap_db_query(struct db *db, enum query_name name);
struct query *__wrap_db_query(struct db *db, enum query_name name)
{
    if (queries.n < (int)COUNT_OF(queries.name)) {
        queries.name[queries.n++] = name;
    }
    return __real_db_query(db, name);
}

static void write_token_end(const char *text, int64_t ends_at)
{
    struct query *q = insert(Q_TOKEN_END);
    query_int(q, 1, 1);
    query_text(q, 2, (struct str){ text + 4, TOKEN_ID_LEN });
    query_int(q, 3, 1);
    query_int(q, 4, ends_at);
    assert_int_equal(query_run(q), ST_OK);
}

/* Whatever is wrong with a key, and whether this loop has admitted it before or not: the same answer, byte
 * for byte, after the same questions to the store. */
static void refusals_cost_the_same(void **state)
{
    enum {
        UNKNOWN,
        NOT_WHOLE,
        SHORT,
        LONG,
        FOREIGN,
        OTHER_API,
        REVOKED,
        EXPIRED,
        ENDED,
        OUT_OF_RANGE,
        USED_HERE,
        KINDS
    };
    static char tokens[KINDS][TOKEN_LEN + 200];
    struct token unknown;
    struct buf first;
    int64_t now = world_now(&world);
    (void)state;
    token_make(&world, &unknown);
    snprintf(tokens[UNKNOWN], sizeof tokens[0], "%s", unknown.text);
    snprintf(tokens[NOT_WHOLE], sizeof tokens[0], "%.*s!", TOKEN_LEN - 1, token);
    snprintf(tokens[SHORT], sizeof tokens[0], "x");
    snprintf(tokens[LONG], sizeof tokens[0], "%s%0150d", token, 0);
    add_key(&(struct new_key){ .tenant = 2, .apis = 1, .expires_at = WHEN_NONE }, tokens[FOREIGN]);
    add_key(&(struct new_key){ .tenant = 1, .apis = 30, .expires_at = WHEN_NONE }, tokens[OTHER_API]);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .expires_at = now }, tokens[EXPIRED]);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .expires_at = WHEN_NONE }, tokens[REVOKED]);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .expires_at = WHEN_NONE }, tokens[ENDED]);
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .cidrs = "10.0.0.0/8", .expires_at = WHEN_NONE },
            tokens[OUT_OF_RANGE]);
    add_key(&(struct new_key){ .tenant = 2, .apis = 1, .expires_at = WHEN_NONE }, tokens[USED_HERE]);
    struct query *q = insert(Q_KEY_REVOKE);
    query_int(q, 1, 1);
    query_text(q, 2, (struct str){ tokens[REVOKED] + 4, TOKEN_ID_LEN });
    query_int(q, 3, now);
    assert_int_equal(query_run(q), ST_OK);
    write_token_end(tokens[ENDED], now);
    buf_init(&first, MIB);
    ASK(.peer = "127.0.0.1");
    assert_int_equal(answer.status, 200);
    ASK(.customer = OTHER, .authorization = bearer(tokens[USED_HERE]), .peer = "127.0.0.1");
    assert_int_equal(answer.status, 200);
    ASK(.authorization = bearer(tokens[OUT_OF_RANGE]), .peer = "10.0.0.1");
    assert_int_equal(answer.status, 200);
    for (int i = 0; i < 2 * KINDS; i++) {
        queries.n = 0;
        ASK(.authorization = bearer(tokens[i % KINDS]), .peer = "127.0.0.1");
        expect_refusal(400, "invalid_authorization_header", "Authorization");
        assert_int_equal(queries.n, 3); /* a token that is there and one that is not, in either order */
        assert_int_equal(queries.name[0], Q_DATA_VERSION);
        assert_int_equal(queries.name[1], Q_KEY_BY_HASH);
        assert_int_equal(queries.name[2], Q_KEY_BY_HASH);
        if (i == 0) {
            buf_str(&first, buf_text(&answer.body));
        }
        assert_true(str_eq(buf_text(&answer.body), buf_text(&first)));
    }
    /* A key that was admitted costs one question: whether anything was written since. */
    queries.n = 0;
    ASK(.path = "/analytics/v1/base", .peer = "127.0.0.1");
    assert_int_equal(answer.status, 200);
    assert_int_equal(queries.n, 1);
    buf_done(&first);
}

/* Both tokens of a key are good until the older one ends. */
static void two_tokens(void **state)
{
    struct token second;
    unsigned char hash[TOKEN_HASH_LEN];
    int64_t now = world_now(&world);
    (void)state;
    token_make_for(&world, (struct str){ token + 4, TOKEN_ID_LEN }, &second);
    assert_true(token_is_whole(str_of(second.text)));
    assert_memory_equal(second.text, token, 4 + TOKEN_ID_LEN);
    assert_string_not_equal(second.text, token);
    ASK(.authorization = bearer(second.text), .peer = "127.0.0.1");
    assert_int_equal(answer.status, 400);
    token_hash(store_token_secret(store), str_of(second.text), hash);
    struct query *q = insert(Q_TOKEN_ADD);
    query_int(q, 1, 1);
    query_text(q, 2, str_of(second.id));
    query_int(q, 3, 2);
    query_blob(q, 4, (struct str){ (const char *)hash, sizeof hash });
    query_int(q, 5, now);
    assert_int_equal(query_run(q), ST_OK);
    write_token_end(token, now + 1);
    ASK(.peer = "127.0.0.1");
    assert_int_equal(answer.status, 200);
    ASK(.authorization = bearer(second.text), .peer = "127.0.0.1");
    assert_int_equal(answer.status, 200);
    world_set_clock(&world, now + 1);
    ASK(.peer = "127.0.0.1");
    assert_int_equal(answer.status, 400);
    ASK(.authorization = bearer(second.text), .peer = "127.0.0.1");
    assert_int_equal(answer.status, 200);
}

/* Authentication, route, method, scope, parameters, existence. */
static void order_of_refusals(void **state)
{
    char scoped[TOKEN_LEN + 1];
    (void)state;
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .scopes = "campaigns.read", .expires_at = WHEN_NONE },
            scoped);
    char key[TOKEN_LEN + 8];
    snprintf(key, sizeof key, "Bearer %s", scoped);
    ASK(.path = "/analytics/v1/nothing", .method = "POST", .customer = absent);
    expect_refusal(400, "missing_customer_id_header", "OT-Customer-Id");
    ASK(.path = "/analytics/v1/nothing", .method = "POST", .authorization = key);
    expect_refusal(404, "not_found", "path");
    ASK(.path = "/analytics/v1/trainingCampaigns/x", .method = "POST", .authorization = key);
    expect_refusal(405, "method_not_allowed", NULL);
    assert_string_equal(header_field("Allow"), "GET, HEAD");
    ASK(.path = "/analytics/v1/trainingCampaigns/x", .authorization = key);
    expect_refusal(400, "invalid_authorization_header", "Authorization");
    ASK(.path = "/analytics/v1/trainingCampaigns/x");
    expect_refusal(400, "invalid_parameter", "trainingCampaignId");
    ASK(.path = "/analytics/v1/trainingCampaigns");
    expect_refusal(400, "missing_parameter", "trainingCampaignId");
    ASK(.path = "/analytics/v1/trainingCampaigns/" NOBODY "/users", .query = "skip=x");
    expect_refusal(400, "invalid_parameter", "skip");
    ASK(.path = "/analytics/v1/trainingCampaigns/" NOBODY "/users");
    expect_refusal(404, "not_found", "trainingCampaignId");
    ASK(.path = "/analytics/v1/campaigns", .method = "get");
    expect_refusal(405, "method_not_allowed", NULL);
    ASK(.path = "/analytics/v1/campaigns", .method = "HEAD");
    assert_int_equal(answer.status, 200);
}

static void paths_under_no_base(void **state)
{
    static const char *const paths[] = { "/", "/analytics", "/analytics/v2/campaigns",
                                         "*", "",           "/control/clock" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        ASK(.path = paths[i], .customer = absent);
        assert_int_equal(answer.status, 404);
        assert_text(buf_text(&answer.body), "Not Found\n");
        assert_string_equal(header_field("Content-Type"), "text/plain; charset=utf-8");
        assert_non_null(header_field("Correlation-Id"));
    }
}

static void strangers_are_stopped(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        ASK(.authorization = "Bearer x", .peer = "198.51.100.1");
        expect_refusal(400, "invalid_authorization_header", "Authorization");
    }
    ASK(.peer = "198.51.100.1");
    expect_refusal(429, "rate_limit_exceeded", "Authorization");
    assert_true(strtol(header_field("Retry-After"), NULL, 10) >= 50);
    ASK(.peer = "198.51.100.2");
    assert_int_equal(answer.status, 200);
    for (int i = 0; i < 10; i++) { /* never on loopback, never on the unix socket */
        ASK(.authorization = "Bearer x", .peer = i % 2 ? "127.0.0.1" : "", .local = i % 2 == 0);
        expect_refusal(400, "invalid_authorization_header", "Authorization");
    }
}

/* All keys of a customer share the budget; who is not authenticated spends none of it. */
static void budget(void **state)
{
    char second[TOKEN_LEN + 1], other[TOKEN_LEN + 1];
    (void)state;
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .expires_at = WHEN_NONE }, second);
    add_key(&(struct new_key){ .tenant = 2, .apis = 1, .expires_at = WHEN_NONE }, other);
    serve_free(serve);
    start("3");
    int64_t begin = world_monotonic_ms();
    ASK(.peer = NULL);
    ASK(.authorization = "Bearer x");
    ASK(.authorization = bearer(second));
    ASK(.path = "/analytics/v1/nothing");
    assert_int_equal(answer.status, 404);
    ASK(.path = "/analytics/v1/nothing", .authorization = bearer(second));
    if (world_monotonic_ms() - begin < 900) { /* a machine that stood still in between proves nothing */
        expect_refusal(429, "rate_limit_exceeded", "OT-Customer-Id");
        assert_string_equal(header_field("Retry-After"), "1");
    }
    ASK(.customer = OTHER, .authorization = bearer(other));
    assert_int_equal(answer.status, 200);
}

/* Without a rate that somebody set, only the faithful profile has one: the vendor's 10. */
static void profiles(void **state)
{
    static const struct {
        bool demo;
        const char *profile;
        int admitted;
    } cases[] = {
        {true,   NULL,       10},
        { false, NULL,       30},
        { false, "faithful", 10},
        { true,  "relaxed",  30}
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct why why;
        struct serve_config config = { .store = store, .settings = &settings, .world = &world };
        int admitted = 0;
        serve_free(serve);
        settings_done(&settings);
        assert_int_equal(settings_init(&settings), ST_OK);
        if (cases[i].profile != NULL) {
            assert_int_equal(
                settings_flag(&settings, STR("profile"), str_of(cases[i].profile), STR("test"), &why), ST_OK);
        }
        config.faithful = cases[i].demo;
        assert_int_equal(serve_new(&config, 1, &serve, &why), ST_OK);
        int64_t begin = world_monotonic_ms();
        for (int k = 0; k < 30; k++) {
            ASK(.path = "/analytics/v1/base");
            admitted += answer.status == 200;
        }
        if (world_monotonic_ms() - begin < 900 || cases[i].admitted == 30) {
            assert_int_equal(admitted, cases[i].admitted);
        }
    }
}

static void tags(void **state)
{
    char tag[64];
    (void)state;
    ASK(.path = "/analytics/v1/organizations");
    snprintf(tag, sizeof tag, "%s", header_field("ETag"));
    ASK(.path = "/analytics/v1/Organizations/", .query = "skip=-5&x=1", .if_none_match = tag);
    assert_int_equal(answer.status, 304);
    assert_int_equal(answer.body.len, 0);
    assert_string_equal(header_field("ETag"), tag);
    assert_null(header_field("Content-Type"));
    ASK(.path = "/analytics/v1/organizations", .query = "skip=1", .if_none_match = tag);
    assert_int_equal(answer.status, 200);
    struct query *q = insert(Q_TENANT_BUMP);
    query_int(q, 1, 1);
    assert_int_equal(query_run(q), ST_OK);
    ASK(.path = "/analytics/v1/organizations", .if_none_match = tag);
    assert_int_equal(answer.status, 200);
    assert_string_not_equal(header_field("ETag"), tag);
}

static void correlation(void **state)
{
    (void)state;
    ASK(.correlation = "abc 1");
    assert_string_equal(header_field("Client-Correlation-Id"), "abc 1");
    ASK(.peer = NULL);
    assert_null(header_field("Client-Correlation-Id"));
}

static void the_front_s_refusals_in_the_api_s_words(void **state)
{
    static const struct {
        const char *path;
        int status;
        const char *body;
    } cases[] = {
        {CAMPAIGNS,  413, "{\"code\":\"payload_too_large\",\"field\":null,\"reason\":\"too much\"}"},
        { CAMPAIGNS, 431,
         "{\"code\":\"request_header_fields_too_large\",\"field\":null,\"reason\":\"too much\"}"   },
        { "",        431, "Request Header Fields Too Large\n"                                      },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct http_request rq = { .path = str_of(cases[i].path), .method = STR("GET") };
        answer.status = 0;
        buf_reset(&answer.fields);
        buf_reset(&answer.body);
        arena_init(&rq.arena, LIMIT_ARENA);
        serve_events.on_refuse(serve, &rq, cases[i].status, STR("too much"));
        serve_events.on_done(serve, &rq, &(struct http_result){ .status = answer.status });
        arena_done(&rq.arena);
        assert_int_equal(answer.status, cases[i].status);
        assert_text(buf_text(&answer.body), cases[i].body);
        assert_non_null(header_field("Correlation-Id"));
    }
}

#define PEOPLE "/analytics/v1/trainingCampaigns/" TRAINING "/users"
#define RECORDS                                                                                              \
    "{\"kind\":\"campaign\",\"id\":\"" TRAINING "\",\"name\":\"T\",\"type\":\"instant\"}\n"                  \
    "{\"kind\":\"person\",\"email\":\"ann@example.com\",\"department\":\"Accounts\"}\n"                      \
    "{\"kind\":\"enrollment\",\"campaignId\":\"" TRAINING "\",\"person\":\"ann@example.com\"}\n"

/* A pseudonymous key gets other answers and other tags; what is no name or address stays. */
static void pseudonymous_keys(void **state)
{
    char hidden[TOKEN_LEN + 1], tag[64];
    (void)state;
    add_key(&(struct new_key){ .tenant = 1, .apis = 1, .pseudonymous = true, .expires_at = WHEN_NONE },
            hidden);
    serve_store_records(store, RECORDS);
    ASK(.path = PEOPLE);
    buf_byte(&answer.body, 0);
    assert_contains(answer.body.ptr, "\"userSourceIdentifier\":\"ann@example.com\"");
    snprintf(tag, sizeof tag, "%s", header_field("ETag"));
    ASK(.path = PEOPLE, .authorization = bearer(hidden), .if_none_match = tag);
    assert_int_equal(answer.status, 200);
    buf_byte(&answer.body, 0);
    assert_null(strstr(answer.body.ptr, "ann"));
    assert_null(strstr(answer.body.ptr, "example.com"));
    assert_contains(answer.body.ptr,
                    "@pseudonym.invalid\",\"status\":\"active\",\"department\":\"Accounts\"");
}

/* To the byte: what another tenant has is as unknown as what nobody has. */
static void other_tenants_have_nothing(void **state)
{
    char other[TOKEN_LEN + 1];
    static char unknown[1000];
    (void)state;
    add_key(&(struct new_key){ .tenant = 2, .apis = 1, .expires_at = WHEN_NONE }, other);
    serve_store_records(store, RECORDS);
    ASK(.path = PEOPLE);
    assert_int_equal(answer.status, 200);
    ASK(.path = "/analytics/v1/trainingCampaigns/" NOBODY "/users", .customer = OTHER,
        .authorization = bearer(other));
    expect_refusal(404, "not_found", "trainingCampaignId");
    snprintf(unknown, sizeof unknown, STR_FMT, STR_ARG(buf_text(&answer.body)));
    ASK(.path = PEOPLE, .customer = OTHER, .authorization = bearer(other));
    assert_text(buf_text(&answer.body), unknown);
    assert_int_equal(answer.status, 404);
}

/* One hundred campaigns with long names: more than one piece; all of it arrives. */
static void long_answers_stream(void **state)
{
    static char name[8000];
    (void)state;
    memset(name, 'n', sizeof name);
    for (int i = 0; i < 100; i++) {
        struct query *q = insert(Q_SAVE_CAMPAIGN);
        struct uuid id = { .set = true, .b[15] = (uint8_t)i };
        char text[16];
        snprintf(text, sizeof text, "c%d", i);
        int at = 1;
        query_int(q, at++, 1);     /* tenant */
        query_int(q, at++, i + 1); /* campaign_key */
        query_uuid(q, at++, &id);  /* organization_guid */
        query_int(q, at++, 1);     /* seq */
        query_int(q, at++, 0);     /* updated_at */
        query_text(q, at++, str_of(text));
        query_uuid(q, at++, &id);
        query_int(q, at++, i + 1);
        query_int(q, at++, i + 1);
        query_blob(q, at++, (struct str){ (const char *)id.b, 12 });
        query_text(q, at++, (struct str){ name, sizeof name });
        query_int(q, at++, CAMPAIGN_INSTANT);
        query_int(q, 18, i); /* created_at */
        assert_int_equal(query_run(q), ST_OK);
    }
    ASK(.query = "take=100&status=notStarted");
    assert_int_equal(answer.status, 200);
    assert_true(answer.pulled && answer.pulls > 10);
    assert_true(answer.body.len > 100 * sizeof name);
    int rows = 0;
    for (size_t i = 0; i + 7 < answer.body.len; i++) {
        rows += memcmp(answer.body.ptr + i, "{\"id\":\"", 7) == 0;
    }
    assert_int_equal(rows, 100);
    assert_memory_equal(answer.body.ptr + answer.body.len - 3, "}]}", 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
    TEST(who_asks),
    TEST(keys_that_do_not_fit),
    TEST(revocation_acts_at_once),
    TEST(order_of_refusals),
    TEST(paths_under_no_base),
    TEST(refusals_cost_the_same),
    TEST(two_tokens),
    TEST(strangers_are_stopped),
    TEST(budget),
    TEST(profiles),
    TEST(tags),
    TEST(correlation),
    TEST(the_front_s_refusals_in_the_api_s_words),
    TEST(pseudonymous_keys),
    TEST(other_tenants_have_nothing),
    TEST(long_answers_stream),
};

UNIT_MAIN("serve/request")
