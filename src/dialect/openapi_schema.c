/* openapi_schema.c: tables as JSON schemas. A row's keys are always all there, and no other. */
#include "base/must.h"
#include "dialect/openapi_inner.h"
#include "dialect/table.h"

#include <string.h>

void openapi_collect_table(struct openapi *o, const struct table *table)
{
    for (int i = 0; i < o->table_count; i++) {
        if (o->tables[i] == table) {
            return;
        }
        must(table->name == NULL || strcmp(o->tables[i]->name, table->name) != 0);
    }
    if (table->name != NULL) {
        must(o->table_count < OPENAPI_TABLES);
        o->tables[o->table_count++] = table;
    }
    openapi_collect_inner(o, table);
}

void openapi_collect_inner(struct openapi *o, const struct table *table)
{
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        if (f->table != NULL) {
            openapi_collect_table(o, f->table);
        }
    }
}

void openapi_words(struct openapi *o, const struct wording *wording, bool null)
{
    openapi_open(o, "enum", '[');
    for (int i = 0; i < wording->count; i++) {
        bool again = false;
        for (int k = 0; k < i; k++) {
            again |= strcmp(wording->word[k], wording->word[i]) == 0;
        }
        if (!again) {
            json_str(&o->json, str_of(wording->word[i]));
        }
    }
    if (null) {
        json_null(&o->json);
    }
    json_close(&o->json, ']');
}

static void type(struct openapi *o, const char *name, bool null)
{
    if (!null) {
        openapi_text(o, "type", name);
        return;
    }
    openapi_open(o, "type", '[');
    json_str(&o->json, str_of(name));
    json_str(&o->json, STR("null"));
    json_close(&o->json, ']');
}

/* A time's pattern (when.h) as a regular expression. */
static void time_pattern(struct openapi *o, const char *pattern)
{
    static const struct {
        char letter;
        const char *expression;
    } parts[] = {
        {'Y',  "[0-9]{4}"                },
        { 'M', "(0[1-9]|1[0-2])"         },
        { 'D', "(0[1-9]|[12][0-9]|3[01])"},
        { 'h', "([01][0-9]|2[0-3])"      },
        { 'm', "[0-5][0-9]"              },
        { 's', "[0-5][0-9]"              },
        { 'F', "(\\.[0-9]{0,6}[1-9])?"   },
    };
    struct buf out;
    buf_init(&out, 512);
    buf_byte(&out, '^');
    for (; *pattern; pattern++) {
        size_t i = 0;
        while (i < COUNT_OF(parts) && parts[i].letter != *pattern) {
            i++;
        }
        if (i < COUNT_OF(parts)) {
            buf_str(&out, str_of(parts[i].expression));
            continue;
        }
        if (strchr(".+*?()[]{}|^$\\/", *pattern) != NULL) {
            buf_byte(&out, '\\');
        }
        buf_byte(&out, *pattern);
    }
    buf_byte(&out, '$');
    must(!out.failed);
    json_key(&o->json, STR("pattern"));
    json_str(&o->json, buf_text(&out));
    buf_done(&out);
}

static void time_schema(struct openapi *o, const struct field *field)
{
    type(o, "string", field->null);
    if (strncmp(field->pattern, "Y-M-DTh:m:s", 11) == 0 &&
        field->pattern[strlen(field->pattern) - 1] == 'Z') {
        openapi_text(o, "format", "date-time");
    } else if (strcmp(field->pattern, "Y-M-D") == 0) {
        openapi_text(o, "format", "date");
    }
    time_pattern(o, field->pattern);
}

static void number_schema(struct openapi *o, const char *name, const char *format, bool null)
{
    type(o, name, null);
    openapi_text(o, "format", format);
}

static void row_or_ref(struct openapi *o, const struct table *table);

static void shape_schema(struct openapi *o, const struct field *field)
{
    switch (field->shape) {
    case SHAPE_TEXT:
    case SHAPE_PIECES:
        type(o, "string", field->null);
        openapi_flag(o, "x-personal", field->mask != MASK_PLAIN);
        break;
    case SHAPE_INT:
        number_schema(o, "integer", "int64", field->null);
        break;
    case SHAPE_REAL:
        number_schema(o, "number", "double", field->null);
        break;
    case SHAPE_BOOL:
    case SHAPE_TRUTH:
        type(o, "boolean", field->null);
        break;
    case SHAPE_UUID:
        type(o, "string", field->null);
        openapi_text(o, "format", "uuid");
        openapi_text(o, "pattern", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");
        break;
    case SHAPE_TIME:
        time_schema(o, field);
        break;
    case SHAPE_LIST:
        type(o, "array", false);
        openapi_row_schema(o, "items", field->table);
        break;
    case SHAPE_OBJECT:
        row_or_ref(o, field->table);
        break;
    case SHAPE_INT_TEXT:
        type(o, "string", field->null);
        openapi_text(o, "pattern", "^-?[0-9]+$");
        break;
    case SHAPE_LENGTH: /* a setting says which of the three */
        openapi_open(o, "type", '[');
        json_str(&o->json, STR("string"));
        json_str(&o->json, STR("integer"));
        json_close(&o->json, ']');
        openapi_text(o, "pattern", "^([0-9]+|[0-9]{2,}:[0-5][0-9]:[0-5][0-9])$");
        break;
    case SHAPE_TEXTS:
        type(o, "array", false);
        openapi_open(o, "items", '{');
        openapi_text(o, "type", "string");
        openapi_flag(o, "x-personal", field->mask != MASK_PLAIN);
        json_close(&o->json, '}');
        break;
    case SHAPE_WORD:
    case SHAPE_INTS:
    case SHAPE_JSON:
    case SHAPE_END:
        must(false);
    }
}

void openapi_field_schema(struct openapi *o, const struct field *field)
{
    if (field->wording != NULL) {
        type(o, "string", field->null);
        openapi_words(o, field->wording, field->null);
    } else {
        shape_schema(o, field);
    }
    openapi_text(o, "description", field->about);
    if (field->example != NULL && field->shape != SHAPE_LIST) {
        openapi_open(o, "examples", '[');
        json_raw(&o->json, str_of(field->example));
        json_close(&o->json, ']');
    }
    openapi_evidence(o, field->evidence);
}

/* What only some answers have is not required. */
void openapi_required(struct openapi *o, const struct table *table)
{
    openapi_open(o, "required", '[');
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        if (f->option == 0) {
            json_str(&o->json, f->key);
        }
    }
    json_close(&o->json, ']');
}

static void row_members(struct openapi *o, const struct table *table)
{
    struct json *j = &o->json;
    openapi_text(o, "type", "object");
    if (table->fields->shape != SHAPE_END) {
        openapi_required(o, table);
        openapi_open(o, "properties", '{');
        for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
            json_key(j, f->key);
            json_open(j, '{');
            openapi_field_schema(o, f);
            json_close(j, '}');
        }
        json_close(j, '}');
    }
    json_key(j, STR("additionalProperties"));
    json_bool(j, false);
}

/* Other members may stand beside the reference: the standard allows it in schemas. */
static void row_or_ref(struct openapi *o, const struct table *table)
{
    if (table->name == NULL) {
        row_members(o, table);
        return;
    }
    char name[OPENAPI_NAME] = "";
    openapi_camel(name, table->name);
    openapi_ref_member(o, "schemas", name);
}

void openapi_row_schema(struct openapi *o, const char *key, const struct table *table)
{
    openapi_open(o, key, '{');
    row_or_ref(o, table);
    json_close(&o->json, '}');
}

static const struct field *list_of(const struct table *table)
{
    const struct field *f = table->fields;
    while (f->shape != SHAPE_LIST) {
        must(f->shape != SHAPE_END);
        f++;
    }
    return f;
}

void openapi_array_schema(struct openapi *o, const char *key, const struct table *envelope)
{
    openapi_open(o, key, '{');
    openapi_text(o, "type", "array");
    openapi_row_schema(o, "items", list_of(envelope)->table);
    json_close(&o->json, '}');
}

void openapi_schemas(struct openapi *o)
{
    openapi_open(o, "schemas", '{');
    for (int i = 0; i < o->table_count; i++) {
        char name[OPENAPI_NAME] = "";
        openapi_camel(name, o->tables[i]->name);
        openapi_open(o, name, '{');
        row_members(o, o->tables[i]);
        json_close(&o->json, '}');
    }
    json_close(&o->json, '}');
}

/* ---- examples ---- */

static bool has_example(const struct table *table)
{
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        bool inner = f->shape == SHAPE_LIST || f->shape == SHAPE_OBJECT;
        if (f->example == NULL && (!inner || !has_example(f->table))) {
            return false;
        }
    }
    return true;
}

static void example_of(struct openapi *o, const struct table *table)
{
    struct json *j = &o->json;
    json_open(j, '{');
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        json_key(j, f->key);
        if (f->example != NULL) {
            json_raw(j, str_of(f->example));
            continue;
        }
        if (f->shape == SHAPE_LIST) {
            json_open(j, '[');
        }
        example_of(o, f->table);
        if (f->shape == SHAPE_LIST) {
            json_close(j, ']');
        }
    }
    json_close(j, '}');
}

void openapi_row_example(struct openapi *o, const char *key, const struct table *table)
{
    if (has_example(table)) {
        json_key(&o->json, str_of(key));
        example_of(o, table);
    }
}

void openapi_array_example(struct openapi *o, const char *key, const struct table *envelope)
{
    const struct table *table = list_of(envelope)->table;
    if (has_example(table)) {
        openapi_open(o, key, '[');
        example_of(o, table);
        json_close(&o->json, ']');
    }
}

void openapi_column(struct openapi *o, const struct field *field)
{
    struct json *j = &o->json;
    json_open(j, '{');
    json_key(j, STR("name"));
    json_str(j, field->key);
    openapi_open(o, "schema", '{');
    openapi_field_schema(o, field);
    json_close(j, '}');
    json_close(j, '}');
}
