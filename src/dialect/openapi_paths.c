/* openapi_paths.c: routes as operations: parameters, and the answer with 200. */
#include "base/must.h"
#include "dialect/access.h"
#include "dialect/openapi_inner.h"

#include <string.h>

/* ---- names ---- */

void openapi_operation_id(char name[OPENAPI_NAME], const struct route *route)
{
    size_t n = strlen(route->id != NULL ? route->id : route->method);
    must(n < OPENAPI_NAME);
    if (route->id != NULL) {
        memcpy(name, route->id, n + 1);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        name[i] = (char)(route->method[i] | 0x20);
    }
    name[n] = 0;
    openapi_camel(name, route->path);
}

/* What the answer with 200 is called among the components. */
static void answer_name(char name[OPENAPI_NAME], const struct route *route)
{
    char id[OPENAPI_NAME];
    openapi_operation_id(id, route);
    name[0] = 0;
    openapi_camel(name, id);
}

bool openapi_is_get(const struct route *route)
{
    return strcmp(route->method, "GET") == 0;
}

/* As step_etag.c. */
bool openapi_has_tag(const struct route *route)
{
    return openapi_is_get(route) && route->file == NULL && !route->stream && !route->untagged;
}

bool openapi_any_tag(const struct dialect *dialect)
{
    const struct route *r = dialect->routes;
    while (r->method != NULL && !openapi_has_tag(r)) {
        r++;
    }
    return r->method != NULL;
}

/* ---- parameters ---- */

static bool is_list(const struct param *p)
{
    return p->shape == SHAPE_TEXTS || p->shape == SHAPE_INTS;
}

static void parameter(struct openapi *o, const struct param *p)
{
    struct json *j = &o->json;
    json_open(j, '{');
    json_key(j, STR("name"));
    openapi_joined(o, p->name, is_list(p) ? "[]" : "");
    openapi_text(o, "in", p->where == IN_PATH ? "path" : "query");
    openapi_flag(o, "required", p->required);
    openapi_text(o, "description", p->about);
    openapi_open(o, "schema", '{');
    openapi_param_schema(o, p);
    json_close(j, '}');
    if (p->example != NULL) {
        json_key(j, STR("example"));
        openapi_param_example(o, p);
    }
    openapi_flag(o, "x-clamped", p->shape == SHAPE_INT && p->outside == REFUSED_NOT);
    openapi_flag(o, "x-case-insensitive", o->dialect->any_case);
    openapi_evidence(o, p->evidence);
    json_close(j, '}');
}

static void parameters(struct openapi *o, const struct route *route)
{
    openapi_open(o, "parameters", '[');
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        if (p->where == IN_PATH || !openapi_has_body(route)) {
            parameter(o, p);
        }
    }
    openapi_ref(o, NULL, "parameters", "CorrelationId");
    if (openapi_has_tag(route)) {
        openapi_ref(o, NULL, "parameters", "IfNoneMatch");
    }
    json_close(&o->json, ']');
}

/* ---- answers ---- */

static void file_content(struct openapi *o, const struct route *route)
{
    struct json *j = &o->json;
    const struct table *table = route->envelope->fields->table;
    struct buf head;
    openapi_open(o, "text/csv; charset=utf-8", '{');
    openapi_open(o, "schema", '{');
    openapi_text(o, "type", "string");
    openapi_text(o, "description",
                 "RFC 4180 with a header and CRLF. No value is an empty cell, truth is True or False.");
    json_close(j, '}');
    openapi_open(o, "x-columns", '[');
    buf_init(&head, 4096);
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        openapi_column(o, f);
        buf_str(&head, f == table->fields ? STR("") : STR(","));
        buf_str(&head, f->key);
    }
    json_close(j, ']');
    buf_str(&head, STR("\r\n"));
    must(!head.failed);
    json_key(j, STR("example"));
    json_str(j, buf_text(&head));
    buf_done(&head);
    json_close(j, '}');
}

static void json_content(struct openapi *o, const struct route *route)
{
    openapi_open(o, o->dialect->content_type, '{');
    if (route->either) {
        openapi_open(o, "schema", '{');
        openapi_open(o, "anyOf", '[');
        openapi_row_schema(o, NULL, route->envelope);
        openapi_array_schema(o, NULL, route->envelope);
        json_close(&o->json, ']');
        json_close(&o->json, '}');
        openapi_row_example(o, "example", route->envelope);
    } else if (route->array) {
        openapi_array_schema(o, "schema", route->envelope);
        openapi_array_example(o, "example", route->envelope);
    } else {
        openapi_row_schema(o, "schema", route->envelope);
        openapi_row_example(o, "example", route->envelope);
    }
    json_close(&o->json, '}');
}

void openapi_answers(struct openapi *o)
{
    struct json *j = &o->json;
    for (const struct route *r = o->dialect->routes; r->method != NULL; r++) {
        char name[OPENAPI_NAME];
        answer_name(name, r);
        openapi_open(o, name, '{');
        openapi_text(o, "description", r->summary ? r->summary : "The answer.");
        openapi_open(o, "headers", '{');
        openapi_common_headers(o);
        if (r->file != NULL) {
            openapi_header(o, "Content-Disposition");
        } else if (openapi_has_tag(r)) {
            openapi_header(o, "ETag");
        }
        json_close(j, '}');
        openapi_open(o, "content", '{');
        if (r->file != NULL) {
            file_content(o, r);
        } else {
            json_content(o, r);
        }
        json_close(j, '}');
        openapi_evidence(o, r->evidence);
        json_close(j, '}');
    }
}

static void responses(struct openapi *o, const struct route *route, bool head)
{
    char name[OPENAPI_NAME];
    answer_name(name, route);
    openapi_open(o, "responses", '{');
    openapi_ref(o, "200", "responses", name);
    if (openapi_has_tag(route)) {
        openapi_ref(o, "304", "responses", "NotModified");
    }
    openapi_refusal_refs(o, openapi_refusals_of(o->dialect, route, head));
    json_close(&o->json, '}');
}

/* ---- operations ---- */

static void members(struct openapi *o, const struct route *route, bool head)
{
    struct json *j = &o->json;
    char id[OPENAPI_NAME];
    openapi_operation_id(id, route);
    if (head) {
        openapi_camel(id, "head");
    }
    openapi_text(o, "operationId", id);
    if (route->tag != NULL) {
        openapi_open(o, "tags", '[');
        json_str(j, str_of(route->tag));
        json_close(j, ']');
    }
    if (route->summary != NULL) {
        json_key(j, STR("summary"));
        openapi_joined(o, route->summary, head ? " (header only)" : "");
    }
    openapi_text(o, "description", route->about);
    parameters(o, route);
    openapi_body(o, route);
    responses(o, route, head);
    openapi_text(o, "x-scope", access_scope_name(route->scope));
    openapi_evidence(o, head ? OURS : route->evidence);
}

static void operation(struct openapi *o, const struct route *route)
{
    const char *method = NULL;
    static const char *const methods[][2] = {
        {"GET",     "get"   },
        { "POST",   "post"  },
        { "PUT",    "put"   },
        { "PATCH",  "patch" },
        { "DELETE", "delete"},
    };
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        method = strcmp(methods[i][0], route->method) == 0 ? methods[i][1] : method;
    }
    must(method != NULL);
    openapi_open(o, method, '{');
    members(o, route, false);
    json_close(&o->json, '}');
    if (openapi_is_get(route)) {
        openapi_open(o, "head", '{');
        members(o, route, true);
        json_close(&o->json, '}');
    }
}

/* Rows with one path stand together in the document. */
void openapi_paths(struct openapi *o)
{
    const struct route *first = o->dialect->routes;
    openapi_open(o, "paths", '{');
    for (const struct route *r = first; r->method != NULL; r++) {
        bool again = false;
        for (const struct route *s = first; s < r; s++) {
            again |= strcmp(s->path, r->path) == 0;
        }
        if (again) {
            continue;
        }
        openapi_open(o, r->path, '{');
        for (const struct route *s = r; s->method != NULL; s++) {
            if (strcmp(s->path, r->path) == 0) {
                operation(o, s);
            }
        }
        json_close(&o->json, '}');
    }
    json_close(&o->json, '}');
}
