/* dialect/openapi: the document says what the vendor's document and the decisions about it say, every
 * reference in it leads somewhere, and nothing is without evidence. Whether the program's replies fit it is
 * tested by tests/openapi. */
#include "unit.h"

#include "base/limits.h"
#include "dialect/openapi.h"
#include "dialect/outthink.h"
#include "dialect/registry.h"
#include "dialect/table.h"

#include <jansson.h>

static json_t *print(const struct dialect *dialect, const char *server)
{
    struct buf out;
    json_error_t error;
    buf_init(&out, 16 * MIB);
    openapi_print(dialect, str_of(server), STR("1.2.3"), &out);
    assert_false(out.failed);
    json_t *document =
        json_loadb(buf_text(&out).ptr, buf_text(&out).len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    assert_non_null(document);
    buf_done(&out);
    return document;
}

/* A member by its path of keys with '|' between them; what a reference leads to stands in its place. */
static json_t *follow(json_t *document, json_t *at, const char *path)
{
    struct str rest = str_of(path);
    while (rest.ptr != NULL && rest.len > 0) {
        struct str key = str_cut(&rest, '|');
        at = json_object_getn(at, key.ptr, key.len);
        const char *ref = json_string_value(json_object_get(at, "$ref"));
        if (ref != NULL) {
            char name[128];
            size_t n = 0;
            for (ref += 2; *ref; ref++) {
                name[n++] = *ref == '/' ? '|' : *ref;
            }
            name[n] = 0;
            at = follow(document, document, name);
        }
    }
    return at;
}

#define GET(path) json_t *operation = follow(document, document, "paths|" path "|get")

static void is_text(json_t *document, json_t *at, const char *path, const char *text)
{
    const char *found = json_string_value(follow(document, at, path));
    assert_non_null(found);
    assert_string_equal(found, text);
}

static void the_server_is_the_one_asked_for(void **state)
{
    json_t *document = print(&dialect_outthink, "https://muster.example.com/");
    json_t *server = json_array_get(json_object_get(document, "servers"), 0);
    (void)state;
    is_text(document, server, "url", "https://muster.example.com/analytics/v1");
    is_text(document, document, "info|version", "1.2.3");
    is_text(document, document, "openapi", "3.1.0");
    json_decref(document);
}

/* "Minimum value is 1 ... Maximum value is 100", "defaults to 10", "No upper limit" of skip. */
static void parameters_have_the_bounds_of_the_document(void **state)
{
    json_t *document = print(&dialect_outthink, "http://127.0.0.1:8080");
    GET("/campaigns");
    json_t *parameters = json_object_get(operation, "parameters");
    (void)state;
    json_t *skip = json_array_get(parameters, 0), *take = json_array_get(parameters, 1);
    is_text(document, skip, "name", "skip");
    assert_int_equal(json_integer_value(follow(document, skip, "schema|minimum")), 0);
    assert_null(follow(document, skip, "schema|maximum"));
    is_text(document, take, "name", "take");
    assert_int_equal(json_integer_value(follow(document, take, "schema|minimum")), 1);
    assert_int_equal(json_integer_value(follow(document, take, "schema|maximum")), 100);
    assert_int_equal(json_integer_value(follow(document, take, "schema|default")), 10);
    assert_true(json_is_true(json_object_get(take, "x-clamped")));
    assert_true(json_is_true(json_object_get(take, "x-case-insensitive")));
    json_t *status = json_array_get(parameters, 3);
    assert_int_equal(json_array_size(follow(document, status, "schema|enum")), 4);
    json_decref(document);
}

static bool has(json_t *array, const char *text)
{
    size_t i;
    json_t *value;
    json_array_foreach(array, i, value)
    {
        if (json_is_string(value) && strcmp(json_string_value(value), text) == 0) {
            return true;
        }
    }
    return false;
}

static void answers_have_types_words_and_nulls(void **state)
{
    json_t *document = print(&dialect_outthink, "http://127.0.0.1:8080");
    GET("/campaigns");
    (void)state;
    json_t *page =
        follow(document, operation, "responses|200|content|application/json; charset=utf-8|schema");
    json_t *row = follow(document, page, "properties|values|items");
    assert_int_equal(json_array_size(json_object_get(row, "required")), 13);
    assert_true(json_is_false(json_object_get(row, "additionalProperties")));
    is_text(document, row, "properties|id|format", "uuid");
    is_text(document, row, "properties|id|type", "string");
    is_text(document, row, "properties|name|x-evidence", "documented");
    assert_true(has(follow(document, row, "properties|passFailScore|type"), "null"));
    assert_true(has(follow(document, row, "properties|passFailScore|type"), "number"));
    assert_true(has(follow(document, row, "properties|type|enum"), "attackSimulation"));
    /* no zone here, one in simulations */
    is_text(document, row, "properties|createdAt|pattern",
            "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
            "(\\.[0-9]{0,6}[1-9])?$");
    assert_null(follow(document, row, "properties|createdAt|format"));
    is_text(document, document, "components|schemas|SimulationUserDetail|properties|openedAt|format",
            "date-time");
    assert_non_null(follow(document, operation, "responses|200|headers|ETag"));
    is_text(document, operation, "x-scope", "campaigns.read");
    json_decref(document);
}

static void errors_name_their_codes(void **state)
{
    json_t *document = print(&dialect_outthink, "http://127.0.0.1:8080");
    GET("/trainingCampaigns/{trainingCampaignId}/users/bulk");
    static const char code[] = "content|application/json; charset=utf-8|schema|properties|code|enum";
    (void)state;
    json_t *bad = follow(document, operation, "responses|400"),
           *missing = follow(document, operation, "responses|404");
    json_t *codes = follow(document, bad, code);
    assert_true(has(codes, "missing_customer_id_header") && has(codes, "invalid_customer_id_header"));
    assert_true(has(codes, "missing_authorization_header") && has(codes, "invalid_authorization_header"));
    assert_true(has(codes, "invalid_parameter"));
    assert_int_equal(json_array_size(codes), 5);
    assert_true(has(follow(document, missing, code), "file_not_available"));
    is_text(document, bad, "x-evidence", "documented");
    assert_non_null(follow(document, operation, "responses|429|headers|Retry-After"));
    assert_non_null(follow(document, operation, "responses|405|headers|Allow"));
    assert_null(follow(document, operation, "responses|304")); /* a file has no tag */
    json_t *head =
        follow(document, document, "paths|/trainingCampaigns/{trainingCampaignId}/users/bulk|head");
    assert_non_null(follow(document, head, "responses|404"));
    assert_null(follow(document, head, "responses|405")); /* HEAD is there */
    json_decref(document);
}

static void files_list_their_columns(void **state)
{
    static const char *const columns[] = { "FeedbackId", "ModuleId",          "CampaignId",
                                           "Comment",    "TranslatedComment", "LanguageCode",
                                           "Sentiment",  "ProcessedAt",       "UserSourceIdentifier",
                                           "UserId" };
    json_t *document = print(&dialect_outthink, "http://127.0.0.1:8080");
    GET("/attackSimulations/{attackSimulationId}/feedbackComments");
    (void)state;
    json_t *list = follow(document, operation, "responses|200|content|text/csv; charset=utf-8|x-columns");
    assert_int_equal(json_array_size(list), COUNT_OF(columns));
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        is_text(document, json_array_get(list, i), "name", columns[i]);
    }
    json_decref(document);
}

/* Every reference leads somewhere; every operation, parameter, field, header and response says its evidence.
 */
static void walk(json_t *document, json_t *at, const char *in, int *seen)
{
    const char *key;
    json_t *value;
    size_t i;
    json_array_foreach(at, i, value)
    {
        bool evident = strcmp(in, "parameters") == 0 && json_object_get(value, "$ref") == NULL;
        assert_true(!evident || json_object_get(value, "x-evidence") != NULL);
        walk(document, value, "", seen);
    }
    json_object_foreach(at, key, value)
    {
        static const char *const kinds[] = { "properties", "headers", "responses", "parameters" };
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            if (strcmp(in, kinds[k]) == 0 && json_object_get(value, "$ref") == NULL) {
                assert_non_null(json_object_get(value, "x-evidence"));
                ++*seen;
            }
        }
        assert_true(json_object_get(value, "operationId") == NULL ||
                    json_object_get(value, "x-evidence") != NULL);
        if (strcmp(key, "$ref") == 0) {
            json_t *holder = json_pack("{s:{s:O}}", "x", "$ref", value);
            assert_non_null(follow(document, holder, "x"));
            json_decref(holder);
        } else {
            walk(document, value, strcmp(in, "properties") == 0 ? "" : key,
                 seen); /* names of fields may be any */
        }
    }
}

static void nothing_is_without_evidence(void **state)
{
    (void)state;
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        json_t *document = print(*d, "http://127.0.0.1:8080");
        int seen = 0;
        walk(document, document, "", &seen);
        assert_true(seen > 10);
        json_decref(document);
    }
}

/* ---- what no route of the first API has: lists as answers, bodies, texts of refusals, optional fields ----
 */

struct made {
    int64_t number;
    struct str maybe;
    struct texts tags;
    struct list rows;
};

#define ROW struct made
TABLE(made_row, F_INT_TEXT("number?", number, OURS, EXAMPLE_TEXT("7")),
      F_TEXT("maybe", maybe, MASK_FIRST_NAME, OURS, .option = 3, EXAMPLE(null), .null = true),
      F_TEXTS("tags", tags, MASK_PLAIN, OURS, .example = "[]"));
TABLE(made_list, F_LIST("rows", rows, made_row, OURS));
#undef ROW
#define ROW struct refusal
TABLE(made_refusal, F_TEXT("error", reason, MASK_PLAIN, OURS));
#undef ROW

static const struct param made_params[] = {
    P_INT("page.size", take, 1, 500, 50, OURS, .outside = REFUSED_UNACCEPTABLE),
    P_TEXTS("page.words", texts, 3, OURS),
    P_INTS("ids", ids, 5, OURS, .required = true),
    P_JSON("anything", json, false, OURS),
    { .shape = SHAPE_END },
};
static const struct param made_query[] = { P_INTS("ids", ids, 5, OURS), { .shape = SHAPE_END } };

#define MADE(m, p, pm, b)                                                                                    \
    {                                                                                                        \
        .method = m, .path = p, .scope = SCOPE_ANY_KEY, .budget = BUDGET_CUSTOMER, .answer = ANSWER_NOTHING, \
        .evidence = OURS, .params = pm, .envelope = &made_list, .array = true, .body = b                     \
    }
static const struct route made_routes[] = {
    MADE("GET", "/things", made_query, BODY_JSON_OR_QUERY),
    MADE("POST", "/things", made_params, BODY_JSON),
    { .method = NULL },
};

static void made_document(json_t **document)
{
    static struct refusal_words words[REFUSED_COUNT];
    static struct dialect dialect;
    struct why why;
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        words[i] = (struct refusal_words){ 400, "x", NULL, OURS, "Invalid {field} (a.b)" };
    }
    words[REFUSED_NO_KEY] = (struct refusal_words){ 401, "x", NULL, DOCUMENTED, "No key" };
    words[REFUSED_BAD_KEY] = (struct refusal_words){ 401, "x", NULL, OURS, "Bad key" };
    words[REFUSED_RANGE].status = 0;
    words[REFUSED_UNACCEPTABLE].status = 422;
    words[REFUSED_INTERNAL] = (struct refusal_words){ 500, "x", NULL, OURS, NULL };
    dialect = dialect_outthink;
    dialect.routes = made_routes;
    dialect.refusals = words;
    dialect.refusal = &made_refusal;
    dialect.credentials = (struct credentials){ .key = "ApiKey" };
    assert_int_equal(registry_check_dialect(&dialect, &why), ST_OK);
    *document = print(&dialect, "http://127.0.0.1:8080");
}

static void lists_may_be_the_answer(void **state)
{
    json_t *document;
    made_document(&document);
    GET("/things");
    (void)state;
    json_t *content = follow(document, operation, "responses|200|content|application/json; charset=utf-8");
    is_text(document, content, "schema|type", "array");
    json_t *row = follow(document, content, "schema|items");
    json_t *required = json_object_get(row, "required");
    assert_true(has(required, "number?") && has(required, "tags") && !has(required, "maybe"));
    is_text(document, row, "properties|number?|type", "string");
    is_text(document, row, "properties|tags|items|type", "string");
    assert_int_equal(json_array_size(json_object_get(content, "example")), 1);
    is_text(document, json_array_get(json_object_get(operation, "parameters"), 0), "name", "ids[]");
    assert_null(json_object_get(operation, "requestBody"));
    assert_non_null(json_object_get(operation, "x-body"));
    json_decref(document);
}

static void bodies_are_objects(void **state)
{
    json_t *document;
    made_document(&document);
    json_t *operation = follow(document, document, "paths|/things|post");
    json_t *body = follow(document, operation, "requestBody|content|application/json|schema");
    (void)state;
    assert_true(has(json_object_get(body, "required"), "ids"));
    assert_int_equal(json_array_size(json_object_get(body, "required")), 1);
    assert_int_equal(json_object_size(json_object_get(body, "properties")), 3);
    assert_int_equal(json_integer_value(follow(document, body, "properties|page|properties|size|maximum")),
                     500);
    is_text(document, body, "properties|page|properties|words|items|type", "string");
    assert_int_equal(json_integer_value(follow(document, body, "properties|ids|maxItems")), 5);
    assert_null(json_object_get(follow(document, body, "properties|anything"), "type"));
    assert_null(follow(document, operation, "responses|304"));
    assert_null(follow(document, document, "paths|/things|post|x-body"));
    json_decref(document);
}

static void texts_of_refusals_are_patterns(void **state)
{
    static const char error[] = "content|application/json; charset=utf-8|schema|properties|error";
    json_t *document;
    made_document(&document);
    json_t *operation = follow(document, document, "paths|/things|post");
    (void)state;
    json_t *key = follow(document, operation, "responses|401");
    is_text(document, follow(document, key, error), "pattern", "^(No key|Bad key)$");
    assert_int_equal(json_array_size(json_object_get(key, "x-codes")), 2);
    assert_null(json_object_get(json_array_get(json_object_get(key, "x-codes"), 0), "code"));
    is_text(document, key, "x-evidence", "documented");
    json_t *text = follow(document, follow(document, operation, "responses|422"), error);
    is_text(document, text, "pattern", "^(Invalid .* \\(a\\.b\\))$");
    json_decref(document);
}

static void credentials_are_as_the_api_has_them(void **state)
{
    json_t *document;
    made_document(&document);
    (void)state;
    is_text(document, document, "components|securitySchemes|key|type", "apiKey");
    is_text(document, document, "components|securitySchemes|key|name", "ApiKey");
    assert_null(follow(document, document, "components|securitySchemes|customer"));
    json_decref(document);
    document = print(&dialect_outthink, "http://127.0.0.1:8080");
    is_text(document, document, "components|securitySchemes|key|scheme", "bearer");
    is_text(document, document, "components|securitySchemes|customer|name", "OT-Customer-Id");
    json_decref(document);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_server_is_the_one_asked_for),
    cmocka_unit_test(parameters_have_the_bounds_of_the_document),
    cmocka_unit_test(answers_have_types_words_and_nulls),
    cmocka_unit_test(errors_name_their_codes),
    cmocka_unit_test(files_list_their_columns),
    cmocka_unit_test(nothing_is_without_evidence),
    cmocka_unit_test(lists_may_be_the_answer),
    cmocka_unit_test(bodies_are_objects),
    cmocka_unit_test(texts_of_refusals_are_patterns),
    cmocka_unit_test(credentials_are_as_the_api_has_them),
};

UNIT_MAIN("dialect openapi")
