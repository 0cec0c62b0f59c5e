/* openapi.c: the document as a whole. */
#include "dialect/openapi.h"

#include "base/must.h"
#include "dialect/openapi_inner.h"

#include <stdio.h>
#include <string.h>

void openapi_text(struct openapi *o, const char *key, const char *value)
{
    if (value != NULL) {
        json_key(&o->json, str_of(key));
        json_str(&o->json, str_of(value));
    }
}

void openapi_joined(struct openapi *o, const char *a, const char *b)
{
    struct buf text;
    buf_init(&text, 1024);
    buf_str(&text, str_of(a));
    buf_str(&text, str_of(b));
    must(!text.failed);
    json_str(&o->json, buf_text(&text));
    buf_done(&text);
}

void openapi_flag(struct openapi *o, const char *key, bool value)
{
    if (value) {
        json_key(&o->json, str_of(key));
        json_bool(&o->json, true);
    }
}

void openapi_open(struct openapi *o, const char *key, char bracket)
{
    if (key != NULL) {
        json_key(&o->json, str_of(key));
    }
    json_open(&o->json, bracket);
}

void openapi_evidence(struct openapi *o, enum evidence evidence)
{
    static const char *const names[] = { NULL, "documented", "observed", "ours" };
    must(evidence != EVIDENCE_UNSET);
    openapi_text(o, "x-evidence", names[evidence]);
}

void openapi_ref_member(struct openapi *o, const char *part, const char *name)
{
    char to[2 * OPENAPI_NAME];
    int n = snprintf(to, sizeof to, "#/components/%s/%s", part, name);
    must(n > 0 && (size_t)n < sizeof to);
    openapi_text(o, "$ref", to);
}

void openapi_ref(struct openapi *o, const char *key, const char *part, const char *name)
{
    openapi_open(o, key, '{');
    openapi_ref_member(o, part, name);
    json_close(&o->json, '}');
}

void openapi_camel(char name[OPENAPI_NAME], const char *text)
{
    size_t at = strlen(name);
    bool upper = true;
    for (; *text; text++) {
        char c = *text;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter) {
            upper = true;
            continue;
        }
        must(at + 1 < OPENAPI_NAME);
        name[at++] = upper && c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        upper = false;
    }
    name[at] = 0;
}

static void info(struct openapi *o, struct str version)
{
    struct json *j = &o->json;
    openapi_open(o, "info", '{');
    openapi_text(o, "title", o->dialect->title ? o->dialect->title : o->dialect->name);
    openapi_text(o, "summary", "As Muster serves it.");
    openapi_text(o, "description", o->dialect->about);
    json_key(j, STR("version"));
    json_str(j, version);
    openapi_open(o, "license", '{');
    openapi_text(o, "name", "Apache License 2.0");
    openapi_text(o, "identifier", "Apache-2.0");
    json_close(j, '}');
    json_close(j, '}');
}

static void servers(struct openapi *o, struct str server)
{
    struct json *j = &o->json;
    struct buf url;
    while (server.len && server.ptr[server.len - 1] == '/') {
        server.len--;
    }
    buf_init(&url, server.len + strlen(o->dialect->base));
    buf_str(&url, server);
    buf_str(&url, str_of(o->dialect->base));
    openapi_open(o, "servers", '[');
    json_open(j, '{');
    json_key(j, STR("url"));
    json_str(j, buf_text(&url));
    json_close(j, '}');
    json_close(j, ']');
    buf_done(&url);
}

/* Each tag once, in the order of the routes. */
static void tags(struct openapi *o)
{
    const struct route *first = o->dialect->routes;
    openapi_open(o, "tags", '[');
    for (const struct route *r = first; r->method != NULL; r++) {
        bool again = r->tag == NULL;
        for (const struct route *s = first; s < r; s++) {
            again |= s->tag != NULL && r->tag != NULL && strcmp(s->tag, r->tag) == 0;
        }
        if (!again) {
            json_open(&o->json, '{');
            openapi_text(o, "name", r->tag);
            json_close(&o->json, '}');
        }
    }
    json_close(&o->json, ']');
}

static void collect(struct openapi *o)
{
    for (const struct route *r = o->dialect->routes; r->method != NULL; r++) {
        if (r->array) {
            openapi_collect_inner(o, r->envelope);
        } else if (r->file == NULL) {
            openapi_collect_table(o, r->envelope);
        }
        openapi_collect_refusals(o, openapi_refusals_of(o->dialect, r, false));
        if (openapi_is_get(r)) {
            openapi_collect_refusals(o, openapi_refusals_of(o->dialect, r, true));
        }
    }
}

static void components(struct openapi *o)
{
    struct json *j = &o->json;
    openapi_open(o, "components", '{');
    openapi_security_schemes(o);
    openapi_header_parameters(o);
    openapi_open(o, "responses", '{');
    openapi_answers(o);
    openapi_refusal_responses(o);
    json_close(j, '}');
    openapi_headers(o);
    openapi_schemas(o);
    json_close(j, '}');
}

void openapi_print(const struct dialect *dialect, struct str server, struct str version, struct buf *out)
{
    struct openapi document = { .json = json_to(out), .dialect = dialect }, *o = &document;
    struct json *j = &o->json;
    collect(o);
    json_open(j, '{');
    openapi_text(o, "openapi", "3.1.0");
    info(o, version);
    servers(o, server);
    openapi_security(o);
    openapi_flag(o, "x-case-insensitive", dialect->any_case);
    tags(o);
    openapi_paths(o);
    openapi_open(o, "x-unknown-path", '{');
    openapi_refusal_answers(o, openapi_refusals_of(dialect, NULL, false));
    json_close(j, '}');
    openapi_http_refusals(o);
    components(o);
    json_close(j, '}');
}
