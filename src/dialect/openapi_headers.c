/* openapi_headers.c: header fields of requests and answers, and how a client says who it is. */
#include "base/must.h"
#include "dialect/openapi_inner.h"

#include <string.h>

/* The fields of answers. always: it is in every answer that names it. */
static const struct header {
    const char *name, *format, *pattern, *about;
    bool always, integer;
} rows[] = {
    {
     .name = "Correlation-Id",
     .format = "uuid",
     .pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
     .about = "The request's own number, for questions about it.",
     .always = true,
     },
    {
     .name = "Client-Correlation-Id",
     .pattern = "^[ -~]{1,128}$",
     .about = "What the client sent as Correlation-Id: its visible ASCII characters, at most 128.",
     },
    {
     .name = "Cache-Control",
     .pattern = "^(no-store|private, no-cache)$",
     .about = "private, no-cache where there is an ETag to ask with, else no-store.",
     .always = true,
     },
    {
     .name = "ETag",
     .pattern = "^(W/)?\"[!#-~]*\"$",
     .about = "Changes when the answer may have changed; to be sent back as If-None-Match.",
     .always = true,
     },
    {
     .name = "Content-Disposition",
     .pattern = "^attachment; filename=\"[ !#-~]+\\.csv\"; filename\\*=UTF-8''[!-~]+\\.csv$",
     .about = "A name for the file, in ASCII and as it is.",
     .always = true,
     },
    {
     .name = "Allow",
     .pattern = "^[A-Z]+(, [A-Z]+)*$",
     .about = "The methods that the path is there for.",
     .always = true,
     },
    {
     .name = "Retry-After",
     .about = "After so many seconds the next request is admitted.",
     .always = true,
     .integer = true,
     },
};

static void component_name(char name[OPENAPI_NAME], const char *header)
{
    name[0] = 0;
    openapi_camel(name, header);
}

static void schema(struct openapi *o, const struct header *h)
{
    openapi_open(o, "schema", '{');
    openapi_text(o, "type", h->integer ? "integer" : "string");
    openapi_text(o, "format", h->format);
    openapi_text(o, "pattern", h->pattern);
    if (h->integer) {
        json_key(&o->json, STR("minimum"));
        json_int(&o->json, 1);
    }
    json_close(&o->json, '}');
}

static enum evidence correlation(const struct openapi *o)
{
    return o->dialect->correlation != EVIDENCE_UNSET ? o->dialect->correlation : OURS;
}

void openapi_headers(struct openapi *o)
{
    openapi_open(o, "headers", '{');
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char name[OPENAPI_NAME];
        if (!(o->headers >> i & 1)) {
            continue;
        }
        component_name(name, rows[i].name);
        openapi_open(o, name, '{');
        openapi_text(o, "description", rows[i].about);
        openapi_flag(o, "required", rows[i].always);
        schema(o, &rows[i]);
        openapi_evidence(o, strstr(rows[i].name, "Correlation") ? correlation(o) : OURS);
        json_close(&o->json, '}');
    }
    json_close(&o->json, '}');
}

void openapi_header(struct openapi *o, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        o->headers |= strcmp(rows[i].name, name) == 0 ? 1u << i : 0;
    }
    char component[OPENAPI_NAME];
    component_name(component, name);
    openapi_ref(o, name, "headers", component);
}

void openapi_common_headers(struct openapi *o)
{
    openapi_header(o, "Correlation-Id");
    openapi_header(o, "Client-Correlation-Id");
    openapi_header(o, "Cache-Control");
}

static void request_field(struct openapi *o, const char *component, const char *name, const char *about,
                          enum evidence evidence)
{
    openapi_open(o, component, '{');
    openapi_text(o, "name", name);
    openapi_text(o, "in", "header");
    openapi_text(o, "description", about);
    openapi_open(o, "schema", '{');
    openapi_text(o, "type", "string");
    json_close(&o->json, '}');
    openapi_evidence(o, evidence);
    json_close(&o->json, '}');
}

void openapi_header_parameters(struct openapi *o)
{
    openapi_open(o, "parameters", '{');
    request_field(o, "CorrelationId", "Correlation-Id",
                  "A number of the client's own; it comes back as Client-Correlation-Id.", correlation(o));
    if (openapi_any_tag(o->dialect)) {
        request_field(o, "IfNoneMatch", "If-None-Match",
                      "The ETag of an earlier answer: as long as it holds, the answer is 304 without a body.",
                      OURS);
    }
    json_close(&o->json, '}');
}

/* ---- who asks ---- */

void openapi_security(struct openapi *o)
{
    struct json *j = &o->json;
    openapi_open(o, "security", '[');
    json_open(j, '{');
    if (o->dialect->credentials.customer != NULL) {
        openapi_open(o, "customer", '[');
        json_close(j, ']');
    }
    openapi_open(o, "key", '[');
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
}

static void in_header(struct openapi *o, const char *name, const char *about)
{
    openapi_text(o, "type", "apiKey");
    openapi_text(o, "in", "header");
    openapi_text(o, "name", name);
    openapi_text(o, "description", about);
}

/* What the standard calls basic is a name and a password in base64; a key behind that word is a header. */
static void key_scheme(struct openapi *o)
{
    const struct credentials *c = &o->dialect->credentials;
    if (c->scheme != NULL && strcmp(c->scheme, "Bearer") == 0 && strcmp(c->key, "Authorization") == 0) {
        openapi_text(o, "type", "http");
        openapi_text(o, "scheme", "bearer");
        openapi_text(o, "description",
                     c->bare ? "A key of Muster. The word Bearer may be left out." : "A key of Muster.");
        return;
    }
    struct buf about;
    buf_init(&about, 256);
    buf_format(&about, "A key of Muster%s%s.", c->scheme ? " behind the word " : "",
               c->scheme ? c->scheme : "");
    buf_byte(&about, 0);
    must(!about.failed);
    in_header(o, c->key, buf_text(&about).ptr);
    buf_done(&about);
}

void openapi_security_schemes(struct openapi *o)
{
    struct json *j = &o->json;
    openapi_open(o, "securitySchemes", '{');
    if (o->dialect->credentials.customer != NULL) {
        openapi_open(o, "customer", '{');
        in_header(o, o->dialect->credentials.customer, "The customer's id, a GUID.");
        openapi_evidence(o, DOCUMENTED);
        json_close(j, '}');
    }
    openapi_open(o, "key", '{');
    key_scheme(o);
    openapi_evidence(o, DOCUMENTED);
    json_close(j, '}');
    json_close(j, '}');
}
