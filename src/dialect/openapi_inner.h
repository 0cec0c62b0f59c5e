/* openapi_inner.h: what the openapi_*.c share. Only they include it. */
#ifndef MUSTER_DIALECT_OPENAPI_INNER_H
#define MUSTER_DIALECT_OPENAPI_INNER_H

#include "base/json.h"
#include "dialect/dialect.h"

enum { OPENAPI_TABLES = 64, OPENAPI_SETS = 48, OPENAPI_NAME = 96 };

/* Refusals that share a status: one response of the document. */
struct openapi_set {
    int status;
    uint64_t what; /* bit 1 << enum refused */
};

/* One document under way. */
struct openapi {
    struct json json;
    const struct dialect *dialect;
    const struct table *tables[OPENAPI_TABLES]; /* those with a name: schemas */
    int table_count;
    struct openapi_set sets[OPENAPI_SETS];
    int set_count;
    unsigned headers; /* bits of the rows of openapi_headers.c that are named somewhere */
};

/* ---- openapi.c ---- */
void openapi_text(struct openapi *o, const char *key, const char *value); /* NULL: nothing is printed */
void openapi_joined(struct openapi *o, const char *a, const char *b);     /* both as one string */
void openapi_flag(struct openapi *o, const char *key, bool value);        /* false: nothing */
void openapi_open(struct openapi *o, const char *key, char bracket);
void openapi_evidence(struct openapi *o, enum evidence evidence);
/* {"$ref": "#/components/PART/NAME"} as the value of a key, or of an array where key is NULL. */
void openapi_ref_member(struct openapi *o, const char *part, const char *name); /* inside an open object */
void openapi_ref(struct openapi *o, const char *key, const char *part, const char *name);
/* "Payload too large", "payload_too_large", "payload-too-large" as PayloadTooLarge, behind what `name` holds.
 */
void openapi_camel(char name[OPENAPI_NAME], const char *text);

/* ---- openapi_schema.c ---- */
/* Adds the table and those in it to the document's. */
void openapi_collect_table(struct openapi *o, const struct table *table);
void openapi_collect_inner(struct openapi *o, const struct table *table); /* those in it only */
void openapi_schemas(struct openapi *o);
/* The schema of a table's row as the value of a key: a reference where it has a name. */
void openapi_row_schema(struct openapi *o, const char *key, const struct table *table);
/* The same for the array of the envelope's list. */
void openapi_array_schema(struct openapi *o, const char *key, const struct table *envelope);
void openapi_array_example(struct openapi *o, const char *key, const struct table *envelope);
void openapi_required(struct openapi *o, const struct table *table);
/* An example row as the value of a key, if its fields have examples. */
void openapi_row_example(struct openapi *o, const char *key, const struct table *table);
/* The members of a scalar field's or a parameter's schema, inside an open object. */
void openapi_field_schema(struct openapi *o, const struct field *field);
void openapi_words(struct openapi *o, const struct wording *wording, bool null);
/* One column of a file. */
void openapi_column(struct openapi *o, const struct field *field);

/* ---- openapi_paths.c ---- */
bool openapi_is_get(const struct route *route); /* then HEAD is there too */
bool openapi_has_tag(const struct route *route);
bool openapi_any_tag(const struct dialect *dialect);
void openapi_operation_id(char name[OPENAPI_NAME], const struct route *route);
void openapi_paths(struct openapi *o);
/* Answers of each route with 200, by operation. */
void openapi_answers(struct openapi *o);

/* ---- openapi_body.c ---- */
/* The members of a parameter's schema, inside an open object. */
void openapi_param_schema(struct openapi *o, const struct param *param);
void openapi_param_example(struct openapi *o, const struct param *param); /* as a value */
/* Whether its parameters are in the body and nowhere else. */
bool openapi_has_body(const struct route *route);
/* "requestBody". */
void openapi_body(struct openapi *o, const struct route *route);

/* ---- openapi_refused.c ---- */
/* The refusals that the route can end in, which HEAD shares but for the wrong method; NULL: a path that is no
 * route. */
uint64_t openapi_refusals_of(const struct dialect *dialect, const struct route *route, bool head);
void openapi_collect_refusals(struct openapi *o, uint64_t what);
/* "400": {"$ref"} and so on for these refusals, inside an open object. */
void openapi_refusal_refs(struct openapi *o, uint64_t what);
/* The same with the responses themselves. */
void openapi_refusal_answers(struct openapi *o, uint64_t what);
/* Components: a response for each set. */
void openapi_refusal_responses(struct openapi *o);
/* x-http: what is refused before anybody knows what is asked for. */
void openapi_http_refusals(struct openapi *o);

/* ---- openapi_headers.c ---- */
void openapi_headers(struct openapi *o);
void openapi_header_parameters(struct openapi *o);
/* "Name": {"$ref"}: the response header fields, inside an open object: those of every answer, and one more.
 */
void openapi_common_headers(struct openapi *o);
void openapi_header(struct openapi *o, const char *name);
void openapi_security(struct openapi *o);
void openapi_security_schemes(struct openapi *o);

#endif
