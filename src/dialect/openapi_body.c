/* openapi_body.c: parameters as schemas, and those that come as a JSON body. A GET's body repeats its query,
 * for which OpenAPI has no words: x-body says how it is read. */
#include "base/must.h"
#include "dialect/moment.h"
#include "dialect/openapi_inner.h"

#include <string.h>

static void int_schema(struct openapi *o, const struct param *p)
{
    struct json *j = &o->json;
    openapi_text(o, "type", "integer");
    openapi_text(o, "format", "int64");
    json_key(j, STR("minimum"));
    json_int(j, p->lo);
    if (p->hi != INT64_MAX) {
        json_key(j, STR("maximum"));
        json_int(j, p->hi);
    }
    if (!p->required && p->initial >= p->lo && p->initial <= p->hi) {
        json_key(j, STR("default"));
        json_int(j, p->initial);
    }
}

static void list_schema(struct openapi *o, const struct param *p)
{
    openapi_text(o, "type", "array");
    json_key(&o->json, STR("maxItems"));
    json_int(&o->json, p->hi);
    openapi_open(o, "items", '{');
    openapi_text(o, "type", p->shape == SHAPE_INTS ? "integer" : "string");
    json_close(&o->json, '}');
}

static void moment_schema(struct openapi *o, const struct param *p)
{
    openapi_text(o, "type", "string");
    openapi_open(o, "x-forms", '[');
    if (p->forms & MOMENT_ISO) {
        json_str(&o->json, STR("2026-01-31T09:30:00Z"));
    }
    if (p->forms & MOMENT_SLASHES) {
        json_str(&o->json, STR("2026/01/31 09:30:00"));
    }
    if (p->forms & MOMENT_PLAIN) {
        json_str(&o->json, STR("2026-01-31 09:30:00"));
    }
    json_close(&o->json, ']');
}

void openapi_param_schema(struct openapi *o, const struct param *p)
{
    switch (p->shape) {
    case SHAPE_UUID:
        openapi_text(o, "type", "string");
        openapi_text(o, "format", "uuid");
        break;
    case SHAPE_INT:
        int_schema(o, p);
        break;
    case SHAPE_WORD:
        openapi_text(o, "type", "string");
        openapi_words(o, p->wording, false);
        break;
    case SHAPE_TEXT:
        openapi_text(o, "type", "string");
        break;
    case SHAPE_TIME:
        moment_schema(o, p);
        break;
    case SHAPE_TEXTS:
    case SHAPE_INTS:
        list_schema(o, p);
        break;
    case SHAPE_JSON: /* anything */
        break;
    default:
        must(false);
    }
}

/* A table may leave out the quotes of a text. */
void openapi_param_example(struct openapi *o, const struct param *p)
{
    bool text =
        p->shape == SHAPE_UUID || p->shape == SHAPE_WORD || p->shape == SHAPE_TEXT || p->shape == SHAPE_TIME;
    if (text && p->example[0] != '"') {
        json_str(&o->json, str_of(p->example));
    } else {
        json_raw(&o->json, str_of(p->example));
    }
}

bool openapi_has_body(const struct route *route)
{
    return strcmp(route->method, "GET") != 0 &&
           (route->body == BODY_JSON || route->body == BODY_JSON_OR_QUERY);
}

/* ---- the body as an object: "event.date" is the member date of the object event ---- */

/* What follows the prefix in the parameter's name; NULL where it is none of the body, or has another prefix.
 */
static const char *behind(const struct param *p, const char *prefix)
{
    size_t n = strlen(prefix);
    return p->where == IN_QUERY && strncmp(p->name, prefix, n) == 0 ? p->name + n : NULL;
}

/* The part of the name up to the next dot. */
static struct str member_of(const char *rest)
{
    return (struct str){ rest, strcspn(rest, ".") };
}

/* Whether an earlier parameter has the same member of this object. */
static bool seen(const struct route *route, const struct param *p, const char *prefix)
{
    struct str member = member_of(behind(p, prefix));
    for (const struct param *before = route->params; before < p; before++) {
        const char *rest = behind(before, prefix);
        if (rest != NULL && str_eq(member_of(rest), member)) {
            return true;
        }
    }
    return false;
}

static void required(struct openapi *o, const struct route *route, const char *prefix)
{
    bool any = false;
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        const char *rest = behind(p, prefix);
        if (rest == NULL || !p->required) {
            continue;
        }
        bool again = false;
        for (const struct param *before = route->params; before < p; before++) {
            const char *other = behind(before, prefix);
            again |= other != NULL && before->required && str_eq(member_of(other), member_of(rest));
        }
        if (!any) {
            openapi_open(o, "required", '[');
        }
        any = true;
        if (!again) {
            json_str(&o->json, member_of(rest));
        }
    }
    if (any) {
        json_close(&o->json, ']');
    }
}

static void scalar(struct openapi *o, const struct param *p)
{
    openapi_param_schema(o, p);
    openapi_text(o, "description", p->about);
    if (p->example != NULL) {
        openapi_open(o, "examples", '[');
        openapi_param_example(o, p);
        json_close(&o->json, ']');
    }
    openapi_flag(o, "x-clamped", p->shape == SHAPE_INT && p->outside == REFUSED_NOT);
    openapi_evidence(o, p->evidence);
}

static void object(struct openapi *o, const struct route *route, const char *prefix)
{
    struct json *j = &o->json;
    openapi_text(o, "type", "object");
    required(o, route, prefix);
    openapi_open(o, "properties", '{');
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        const char *rest = behind(p, prefix);
        if (rest == NULL || seen(route, p, prefix)) {
            continue;
        }
        struct str member = member_of(rest);
        json_key(j, member);
        json_open(j, '{');
        if (rest[member.len] == '.') {
            char inner[OPENAPI_NAME];
            size_t n = (size_t)(rest - p->name) + member.len + 1;
            must(n < sizeof inner);
            memcpy(inner, p->name, n);
            inner[n] = 0;
            object(o, route, inner);
            openapi_evidence(o, p->evidence); /* of the first of its members */
        } else {
            scalar(o, p);
        }
        json_close(j, '}');
    }
    json_close(j, '}');
}

void openapi_body(struct openapi *o, const struct route *route)
{
    struct json *j = &o->json;
    static const char *const how[] = {
        [BODY_FORM] = "form, as more of the query",
        [BODY_JSON] = "JSON object instead of the query",
        [BODY_JSON_OR_QUERY] = "JSON object instead of the query",
    };
    if (route->body == BODY_DROPPED) {
        return;
    }
    if (!openapi_has_body(route)) {
        openapi_text(o, "x-body", how[route->body]);
        return;
    }
    openapi_open(o, "requestBody", '{');
    openapi_open(o, "content", '{');
    openapi_open(o, "application/json", '{');
    openapi_open(o, "schema", '{');
    object(o, route, "");
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
}
