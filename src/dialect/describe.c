/* describe.c: prints the tables; whoever wants to know what a route takes and gives asks the program. */
#include "dialect/describe.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "dialect/access.h"
#include "dialect/registry.h"

static void text(struct json *j, const char *key, const char *value)
{
    json_key(j, str_of(key));
    json_str(j, str_of(value));
}

static void evidence(struct json *j, enum evidence evidence)
{
    static const char *const names[] = { "unset", "documented", "observed", "ours" };
    text(j, "evidence", names[evidence]);
}

static const char *type_of(enum shape shape, const struct wording *wording)
{
    static const char *const names[] = {
        [SHAPE_TEXT] = "text",     [SHAPE_INT] = "integer",     [SHAPE_REAL] = "number",
        [SHAPE_BOOL] = "boolean",  [SHAPE_TRUTH] = "boolean",   [SHAPE_UUID] = "guid",
        [SHAPE_TIME] = "time",     [SHAPE_WORD] = "word",       [SHAPE_LIST] = "list",
        [SHAPE_OBJECT] = "object", [SHAPE_INT_TEXT] = "digits", [SHAPE_TEXTS] = "texts",
        [SHAPE_INTS] = "integers", [SHAPE_JSON] = "json",       [SHAPE_LENGTH] = "digits",
        [SHAPE_PIECES] = "text",
    };
    return wording != NULL ? "word" : names[shape];
}

/* The words, each once. */
static void values(struct json *j, const struct wording *wording)
{
    if (wording == NULL) {
        return;
    }
    json_key(j, STR("values"));
    json_open(j, '[');
    for (int i = 0; i < wording->count; i++) {
        bool again = false;
        for (int k = 0; k < i; k++) {
            again |= str_eq(str_of(wording->word[k]), str_of(wording->word[i]));
        }
        if (!again) {
            json_str(j, str_of(wording->word[i]));
        }
    }
    json_close(j, ']');
}

static void fields(struct json *j, const struct table *table)
{
    json_key(j, STR("fields"));
    json_open(j, '[');
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        json_open(j, '{');
        json_key(j, STR("name"));
        json_str(j, f->key);
        text(j, "type", type_of(f->shape, f->wording));
        values(j, f->wording);
        if (f->shape == SHAPE_TIME) {
            text(j, "pattern", f->pattern);
        }
        if (f->option != 0) {
            json_key(j, STR("optional"));
            json_bool(j, true);
        }
        if (f->table != NULL) {
            fields(j, f->table);
        }
        evidence(j, f->evidence);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void bounds(struct json *j, const struct param *p)
{
    if (p->shape == SHAPE_TEXTS || p->shape == SHAPE_INTS) {
        json_key(j, STR("most"));
        json_int(j, p->hi);
    }
    if (p->shape != SHAPE_INT) {
        return;
    }
    json_key(j, STR("minimum"));
    json_int(j, p->lo);
    json_key(j, STR("maximum"));
    json_int(j, p->hi);
    json_key(j, STR("default"));
    json_int(j, p->initial);
    text(j, "outside",
         p->outside == REFUSED_NOT       ? "clamped"
         : p->outside == REFUSED_INVALID ? "invalid"
                                         : "unacceptable");
}

static void parameters(struct json *j, const struct param *params)
{
    json_key(j, STR("parameters"));
    json_open(j, '[');
    for (const struct param *p = params; p->shape != SHAPE_END; p++) {
        json_open(j, '{');
        text(j, "name", p->name);
        text(j, "in", p->where == IN_PATH ? "path" : "query");
        text(j, "type", type_of(p->shape, p->wording));
        json_key(j, STR("required"));
        json_bool(j, p->required);
        values(j, p->wording);
        bounds(j, p);
        evidence(j, p->evidence);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void routes(struct json *j, const struct route *routes)
{
    static const char *const bodies[] = { NULL, "form", "json", "json or query" };
    json_key(j, STR("routes"));
    json_open(j, '[');
    for (const struct route *r = routes; r->method != NULL; r++) {
        json_open(j, '{');
        text(j, "method", r->method);
        text(j, "path", r->path);
        text(j, "scope", access_scope_name(r->scope));
        evidence(j, r->evidence);
        json_key(j, STR("clock"));
        json_bool(j, r->clock);
        text(j, "content", r->file != NULL ? "text/csv" : "application/json");
        text(j, "body", bodies[r->body]);
        json_key(j, STR("bodyLimit"));
        json_int(j, (int64_t)(r->body_limit ? r->body_limit : LIMIT_HTTP_BODY));
        json_key(j, STR("tagged"));
        json_bool(j, str_eq(str_of(r->method), STR("GET")) && r->file == NULL && !r->stream && !r->untagged);
        json_key(j, STR("array"));
        json_bool(j, r->array);
        parameters(j, r->params);
        fields(j, r->file != NULL ? r->envelope->fields->table : r->envelope);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void refusals(struct json *j, const struct dialect *dialect)
{
    json_key(j, STR("refusals"));
    json_open(j, '[');
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        if (dialect->refusals[i].status == 0) {
            continue; /* it cannot happen, or stands for another one */
        }
        json_open(j, '{');
        text(j, "why", refused_name((enum refused)i));
        json_key(j, STR("status"));
        json_int(j, dialect->refusals[i].status);
        text(j, "code", dialect->refusals[i].code);
        text(j, "field", dialect->refusals[i].field);
        evidence(j, dialect->refusals[i].evidence);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void describe_routes(struct buf *out)
{
    struct json json = json_to(out), *j = &json;
    json_open(j, '{');
    json_key(j, STR("apis"));
    json_open(j, '[');
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        json_open(j, '{');
        text(j, "api", (*d)->name);
        text(j, "base", (*d)->base);
        json_key(j, STR("credentials"));
        json_open(j, '{');
        text(j, "customer", (*d)->credentials.customer);
        text(j, "key", (*d)->credentials.key);
        text(j, "scheme", (*d)->credentials.scheme);
        json_key(j, STR("bare"));
        json_bool(j, (*d)->credentials.bare);
        json_close(j, '}');
        json_key(j, STR("anyCase"));
        json_bool(j, (*d)->any_case);
        routes(j, (*d)->routes);
        refusals(j, *d);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}
