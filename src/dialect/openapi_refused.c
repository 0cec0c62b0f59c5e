/* openapi_refused.c: refusals as responses. Those that share a status are one response of an operation; equal
 * sets of them are one component. */
#include "base/must.h"
#include "dialect/openapi_inner.h"
#include "dialect/table.h"
#include "http/http.h"

#include <string.h>

#define BIT(what) ((uint64_t)1 << (what))
_Static_assert(REFUSED_COUNT <= 64, "a set of refusals is a number of 64 bits");

/* In no vendor's words, as the refusals themselves. */
static const char *const meanings[REFUSED_COUNT] = {
    [REFUSED_NO_CUSTOMER] = "The header with the customer's id is missing or empty.",
    [REFUSED_BAD_CUSTOMER] = "There is no such customer.",
    [REFUSED_NO_KEY] = "The header with the key is missing or empty.",
    [REFUSED_BAD_KEY] = "The key is unknown, expired, revoked, of another customer or for another API.",
    [REFUSED_RANGE] = "The key may not be used from this address.",
    [REFUSED_PLAIN] = "The request came without TLS.",
    [REFUSED_SCOPE] = "The key does not have the scope that this needs.",
    [REFUSED_RATE] = "The customer has asked too often; Retry-After says when to try again.",
    [REFUSED_STRANGER] = "This address has failed to identify itself too often.",
    [REFUSED_ROUTE] = "There is nothing at this path.",
    [REFUSED_METHOD] = "The path is there for other methods; Allow names them.",
    [REFUSED_MISSING] = "A parameter is missing that must be there.",
    [REFUSED_INVALID] = "A parameter is not what it must be.",
    [REFUSED_UNACCEPTABLE] = "A parameter is well-formed, but not a value that can be.",
    [REFUSED_BODY] = "The body is not a JSON object.",
    [REFUSED_UNKNOWN] = "What the request names does not exist, or belongs to another customer.",
    [REFUSED_REFERENCE] = "A value of the request names what does not exist.",
    [REFUSED_TAKEN] = "A value of the request is somebody else's.",
    [REFUSED_NOT_READY] = "The file cannot be downloaded yet.",
    [REFUSED_TOO_LARGE] = "The body is too large.",
    [REFUSED_INTERNAL] = "Something went wrong on the server.",
};

/* What the HTTP server refuses by itself: no acceptable message, or too much at once. A body that is too
 * large is refused in the words of the API. */
static const int http_statuses[] = { 400, 408, 414, 417, 431, 501, 503, 505 };

static bool has_param(const struct route *route, bool in_path)
{
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        if (in_path ? p->where == IN_PATH : p->where != IN_PATH && p->required) {
            return true;
        }
    }
    return false;
}

/* Without those that have no words of their own: they look like others that are in the set anyhow. */
static uint64_t spoken(const struct dialect *dialect, uint64_t what)
{
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        what &= dialect->refusals[i].status != 0 ? UINT64_MAX : ~BIT(i);
    }
    return what;
}

/* A path that ends before its last parameter says that the parameter is missing. */
static bool any_parameter_last(const struct dialect *dialect)
{
    for (const struct route *r = dialect->routes; r->method != NULL; r++) {
        if (r->path[strlen(r->path) - 1] == '}') {
            return true;
        }
    }
    return false;
}

uint64_t openapi_refusals_of(const struct dialect *dialect, const struct route *route, bool head)
{
    uint64_t what = BIT(REFUSED_NO_KEY) | BIT(REFUSED_BAD_KEY) | BIT(REFUSED_RANGE) | BIT(REFUSED_RATE) |
                    BIT(REFUSED_STRANGER) | BIT(REFUSED_INTERNAL);
    what |= dialect->credentials.customer != NULL ? BIT(REFUSED_NO_CUSTOMER) | BIT(REFUSED_BAD_CUSTOMER) : 0;
    what |= dialect->plain != 0 ? BIT(REFUSED_PLAIN) : 0;
    if (route == NULL) {
        return spoken(dialect,
                      what | BIT(REFUSED_ROUTE) | (any_parameter_last(dialect) ? BIT(REFUSED_MISSING) : 0));
    }
    what |= BIT(REFUSED_INVALID) | BIT(REFUSED_TOO_LARGE) | route->refuses | (head ? 0 : BIT(REFUSED_METHOD));
    what |= route->scope != SCOPE_ANY_KEY ? BIT(REFUSED_SCOPE) : 0;
    what |= has_param(route, false) ? BIT(REFUSED_MISSING) : 0;
    what |= has_param(route, true) ? BIT(REFUSED_UNKNOWN) : 0;
    what |= route->file != NULL ? BIT(REFUSED_NOT_READY) : 0;
    what |= route->body == BODY_JSON || route->body == BODY_JSON_OR_QUERY ? BIT(REFUSED_BODY) : 0;
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        what |= p->outside != REFUSED_NOT ? BIT(p->outside) : 0;
    }
    return spoken(dialect, what);
}

/* ---- sets ---- */

/* The refusals among them that the API answers with a status. */
static uint64_t with_status(const struct openapi *o, uint64_t what, int status)
{
    uint64_t left = 0;
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        left |= what & BIT(i) && o->dialect->refusals[i].status == status ? BIT(i) : 0;
    }
    return left;
}

/* The lowest status among them that is above one; 0: none. */
static int next_status(const struct openapi *o, uint64_t what, int above)
{
    int next = 0;
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        int status = o->dialect->refusals[i].status;
        if (what & BIT(i) && status > above && (next == 0 || status < next)) {
            next = status;
        }
    }
    return next;
}

static int find_set(const struct openapi *o, int status, uint64_t what)
{
    for (int i = 0; i < o->set_count; i++) {
        if (o->sets[i].status == status && o->sets[i].what == what) {
            return i;
        }
    }
    return -1;
}

void openapi_collect_refusals(struct openapi *o, uint64_t what)
{
    for (int status = 0; (status = next_status(o, what, status)) != 0;) {
        uint64_t set = with_status(o, what, status);
        if (find_set(o, status, set) < 0) {
            must(o->set_count < OPENAPI_SETS);
            o->sets[o->set_count++] = (struct openapi_set){ status, set };
        }
    }
}

/* NotFound, NotFound2, ... */
static void set_name(char name[OPENAPI_NAME], const struct openapi *o, int at)
{
    char number[3] = { 0 };
    int same = 0;
    for (int i = 0; i < at; i++) {
        same += o->sets[i].status == o->sets[at].status;
    }
    must(same < 9);
    number[0] = (char)(same > 0 ? '1' + same : 0);
    name[0] = 0;
    openapi_camel(name, http_reason(o->sets[at].status).ptr);
    openapi_camel(name, number);
}

/* "400" as a key. */
static void status_key(struct openapi *o, int status)
{
    char key[4] = { (char)('0' + status / 100), (char)('0' + status / 10 % 10), (char)('0' + status % 10),
                    0 };
    json_key(&o->json, str_of(key));
}

void openapi_refusal_refs(struct openapi *o, uint64_t what)
{
    for (int status = 0; (status = next_status(o, what, status)) != 0;) {
        char name[OPENAPI_NAME];
        int at = find_set(o, status, with_status(o, what, status));
        must(at >= 0);
        set_name(name, o, at);
        status_key(o, status);
        openapi_ref(o, NULL, "responses", name);
    }
}

/* ---- responses ---- */

/* Each code once; JSON has no set of its own for the texts that repeat. */
static void codes(struct openapi *o, uint64_t what)
{
    openapi_open(o, "enum", '[');
    for (int i = 0; i < REFUSED_COUNT; i++) {
        bool again = false;
        for (int k = 0; k < i; k++) {
            again |= what & BIT(i) && what & BIT(k) &&
                     strcmp(o->dialect->refusals[i].code, o->dialect->refusals[k].code) == 0;
        }
        if (what & BIT(i) && !again) {
            json_str(&o->json, str_of(o->dialect->refusals[i].code));
        }
    }
    json_close(&o->json, ']');
}

/* The words of a refusal as a regular expression: what a step fills in may be anything. */
static void text_pattern(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '{') {
            buf_str(out, STR(".*"));
            text = strchr(text, '}');
            must(text != NULL);
            continue;
        }
        if (strchr(".+*?()[]|^$\\/", *text) != NULL) {
            buf_byte(out, '\\');
        }
        buf_byte(out, *text);
    }
}

/* Where each of them has words of its own, no other text is possible. */
static void texts(struct openapi *o, uint64_t what)
{
    struct buf all;
    buf_init(&all, 4096);
    buf_str(&all, STR("^("));
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        if (what & BIT(i)) {
            if (o->dialect->refusals[i].text == NULL) {
                buf_done(&all);
                return;
            }
            buf_str(&all, all.len > 2 ? STR("|") : STR(""));
            text_pattern(&all, o->dialect->refusals[i].text);
        }
    }
    buf_str(&all, STR(")$"));
    must(!all.failed);
    if (what != 0) {
        json_key(&o->json, STR("pattern"));
        json_str(&o->json, buf_text(&all));
    }
    buf_done(&all);
}

/* The error body where its code is one of these; front: instead, the code of a status that HTTP itself has.
 */
static void body_schema(struct openapi *o, uint64_t what, const char *front)
{
    struct json *j = &o->json;
    const struct table *table = o->dialect->refusal;
    openapi_open(o, "schema", '{');
    openapi_text(o, "type", "object");
    openapi_required(o, table);
    openapi_open(o, "properties", '{');
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        json_key(j, f->key);
        json_open(j, '{');
        openapi_field_schema(o, f);
        if (f->at == offsetof(struct refusal, code) && front == NULL) {
            codes(o, what);
        } else if (f->at == offsetof(struct refusal, code)) {
            openapi_text(o, "const", front);
        } else if (f->at == offsetof(struct refusal, reason)) {
            texts(o, what);
        }
        json_close(j, '}');
    }
    json_close(j, '}');
    json_key(j, STR("additionalProperties"));
    json_bool(j, false);
    json_close(j, '}');
}

static void meaning(struct openapi *o, uint64_t what)
{
    struct buf text;
    buf_init(&text, 4096);
    for (int i = 0; i < REFUSED_COUNT; i++) {
        if (what & BIT(i)) {
            must(meanings[i] != NULL);
            buf_str(&text, text.len ? STR(" ") : STR(""));
            buf_str(&text, str_of(meanings[i]));
        }
    }
    must(!text.failed);
    json_key(&o->json, STR("description"));
    json_str(&o->json, buf_text(&text));
    buf_done(&text);
}

/* What is documented of one of them is documented of the status. */
static enum evidence evidence_of(const struct openapi *o, uint64_t what)
{
    enum evidence best = OURS;
    for (int i = 0; i < REFUSED_COUNT; i++) {
        if (what & BIT(i) && o->dialect->refusals[i].evidence < best) {
            best = o->dialect->refusals[i].evidence;
        }
    }
    return best;
}

static bool prints_code(const struct dialect *dialect)
{
    const struct field *f = dialect->refusal->fields;
    while (f->shape != SHAPE_END && f->at != offsetof(struct refusal, code)) {
        f++;
    }
    return f->shape != SHAPE_END;
}

static void rows(struct openapi *o, uint64_t what)
{
    struct json *j = &o->json;
    openapi_open(o, "x-codes", '[');
    for (int i = 0; i < REFUSED_COUNT; i++) {
        if (what & BIT(i)) {
            json_open(j, '{');
            openapi_text(o, "code", prints_code(o->dialect) ? o->dialect->refusals[i].code : NULL);
            openapi_text(o, "text", o->dialect->refusals[i].text);
            openapi_text(o, "field", o->dialect->refusals[i].field);
            openapi_text(o, "description", meanings[i]);
            openapi_evidence(o, o->dialect->refusals[i].evidence);
            json_close(j, '}');
        }
    }
    json_close(j, ']');
}

static void headers(struct openapi *o, uint64_t what)
{
    openapi_open(o, "headers", '{');
    openapi_common_headers(o);
    if (what & BIT(REFUSED_METHOD)) {
        openapi_header(o, "Allow");
    }
    if (what & (BIT(REFUSED_RATE) | BIT(REFUSED_STRANGER))) {
        openapi_header(o, "Retry-After");
    }
    json_close(&o->json, '}');
}

static void not_modified(struct openapi *o)
{
    openapi_open(o, "NotModified", '{');
    openapi_text(o, "description", "The client has it already: its If-None-Match names the present ETag.");
    openapi_open(o, "headers", '{');
    openapi_common_headers(o);
    openapi_header(o, "ETag");
    json_close(&o->json, '}');
    openapi_evidence(o, OURS);
    json_close(&o->json, '}');
}

static void response(struct openapi *o, uint64_t what)
{
    struct json *j = &o->json;
    json_open(j, '{');
    meaning(o, what);
    headers(o, what);
    openapi_open(o, "content", '{');
    openapi_open(o, o->dialect->content_type, '{');
    body_schema(o, what, NULL);
    json_close(j, '}');
    json_close(j, '}');
    rows(o, what);
    openapi_evidence(o, evidence_of(o, what));
    json_close(j, '}');
}

void openapi_refusal_responses(struct openapi *o)
{
    if (openapi_any_tag(o->dialect)) {
        not_modified(o);
    }
    for (int i = 0; i < o->set_count; i++) {
        char name[OPENAPI_NAME];
        set_name(name, o, i);
        json_key(&o->json, str_of(name));
        response(o, o->sets[i].what);
    }
}

void openapi_refusal_answers(struct openapi *o, uint64_t what)
{
    for (int status = 0; (status = next_status(o, what, status)) != 0;) {
        status_key(o, status);
        response(o, with_status(o, what, status));
    }
}

/* ---- what HTTP itself refuses ---- */

/* "URI Too Long" as uri_too_long, as refuse.c does. */
static void front_code(char code[OPENAPI_NAME], struct str reason)
{
    must(reason.len < OPENAPI_NAME);
    for (size_t i = 0; i < reason.len; i++) {
        char c = reason.ptr[i];
        code[i] = c == ' ' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    code[reason.len] = 0;
}

static void http_refusal(struct openapi *o, int status)
{
    struct json *j = &o->json;
    struct str reason = http_reason(status);
    char code[OPENAPI_NAME];
    front_code(code, reason);
    json_open(j, '{');
    json_key(j, STR("description"));
    json_str(j, reason);
    openapi_open(o, "headers", '{');
    openapi_common_headers(o);
    json_close(j, '}');
    openapi_open(o, "content", '{');
    openapi_open(o, o->dialect->content_type, '{');
    body_schema(o, 0, code);
    json_close(j, '}');
    openapi_open(o, "text/plain; charset=utf-8", '{');
    openapi_open(o, "schema", '{');
    openapi_text(o, "type", "string");
    openapi_text(o, "description", "Where it cannot be known which API is meant.");
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
    openapi_evidence(o, OURS);
    json_close(j, '}');
}

void openapi_http_refusals(struct openapi *o)
{
    openapi_open(o, "x-http", '{');
    for (size_t i = 0; i < COUNT_OF(http_statuses); i++) {
        status_key(o, http_statuses[i]);
        http_refusal(o, http_statuses[i]);
    }
    json_close(&o->json, '}');
}
