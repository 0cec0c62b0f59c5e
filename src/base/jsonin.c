/* jsonin.c: jansson behind the interface of jsonin.h. A struct jsonin * is a json_t * under another name, so
 * that nothing else depends on the library. */
#include "base/jsonin.h"

#include "base/limits.h"
#include "base/must.h"

#include <jansson.h>

static const json_t *inner(const struct jsonin *value)
{
    return (const json_t *)value;
}

static const struct jsonin *outer(const json_t *value)
{
    return (const struct jsonin *)value;
}

/* Jansson's own limit (2048 levels) is fixed when it is built and deeper than our callers' stacks like. */
static bool too_deep(struct str text, size_t *at)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if ((c == '{' || c == '[') && ++depth > LIMIT_JSON_DEPTH) {
            *at = i + 1;
            return true;
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
    }
    return false;
}

static enum status refuse(const json_error_t *error, struct why *why)
{
    const char *what;
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
        return why_not(why, ST_NOMEM, "no memory to read the JSON text");
    case json_error_invalid_utf8:
        what = "bytes that are not UTF-8";
        break;
    case json_error_premature_end_of_input:
        what = "it ends too early";
        break;
    case json_error_end_of_input_expected:
        what = "there is more text behind its end";
        break;
    case json_error_duplicate_key:
        what = "a key that was there before";
        break;
    case json_error_numeric_overflow:
        what = "a number beyond 64 bits";
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        what = "the character \\u0000";
        break;
    default:
        what = "a mistake in its syntax";
        break;
    }
    return why_not(why, ST_INVALID, "this is not valid JSON: %s at byte %d", what, error->position);
}

enum status jsonin_parse(struct str text, struct jsonin **root, struct why *why)
{
    json_error_t error;
    size_t at;
    if (too_deep(text, &at)) {
        return why_not(why, ST_LIMIT, "the JSON text is nested more than %d levels deep at byte %zu",
                       LIMIT_JSON_DEPTH, at);
    }
    json_t *tree = json_loadb(text.len ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &error);
    if (tree == NULL) {
        return refuse(&error, why);
    }
    *root = (struct jsonin *)tree;
    return ST_OK;
}

void jsonin_free(struct jsonin *root)
{
    json_decref((json_t *)root);
}

enum jsonin_kind jsonin_kind(const struct jsonin *value)
{
    if (value == NULL) {
        return JSONIN_ABSENT;
    }
    switch (json_typeof(inner(value))) {
    case JSON_OBJECT:
        return JSONIN_MAP;
    case JSON_ARRAY:
        return JSONIN_LIST;
    case JSON_STRING:
        return JSONIN_TEXT;
    case JSON_INTEGER:
        return JSONIN_INT;
    case JSON_REAL:
        return JSONIN_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return JSONIN_BOOL;
    case JSON_NULL:
        break;
    }
    return JSONIN_NULL;
}

const char *jsonin_kind_words(enum jsonin_kind kind)
{
    static const char *const words[] = { "nothing",  "null", "true or false", "a whole number",
                                         "a number", "text", "a list",        "an object" };
    must((unsigned)kind < COUNT_OF(words));
    return words[kind];
}

const struct jsonin *jsonin_get(const struct jsonin *map, struct str key)
{
    return outer(json_object_getn(inner(map), key.len ? key.ptr : "", key.len));
}

size_t jsonin_count(const struct jsonin *value)
{
    return json_is_array(inner(value)) ? json_array_size(inner(value)) : json_object_size(inner(value));
}

const struct jsonin *jsonin_item(const struct jsonin *list, size_t i)
{
    must(json_is_array(inner(list)) && i < json_array_size(inner(list)));
    return outer(json_array_get(inner(list), i));
}

bool jsonin_text(const struct jsonin *value, struct str *text)
{
    if (!json_is_string(inner(value))) {
        return false;
    }
    *text = (struct str){ json_string_value(inner(value)), json_string_length(inner(value)) };
    return true;
}

bool jsonin_int(const struct jsonin *value, int64_t *number)
{
    if (!json_is_integer(inner(value))) {
        return false;
    }
    *number = json_integer_value(inner(value));
    return true;
}

bool jsonin_int_or_text(const struct jsonin *value, int64_t *number)
{
    struct str text;
    return jsonin_int(value, number) || (jsonin_text(value, &text) && str_int(text, number));
}

bool jsonin_real(const struct jsonin *value, double *number)
{
    if (!json_is_number(inner(value))) {
        return false;
    }
    *number = json_number_value(inner(value));
    return true;
}

bool jsonin_bool(const struct jsonin *value, bool *truth)
{
    if (!json_is_boolean(inner(value))) {
        return false;
    }
    *truth = json_is_true(inner(value));
    return true;
}

struct jsonin_walk jsonin_walk(const struct jsonin *map)
{
    return (struct jsonin_walk){ .map = map };
}

/* Jansson's iteration takes a map that may change; ours does not. */
bool jsonin_next(struct jsonin_walk *walk)
{
    json_t *map = (json_t *)inner(walk->map);
    walk->at = walk->value == NULL ? json_object_iter(map) : json_object_iter_next(map, walk->at);
    if (walk->at == NULL) {
        return false;
    }
    walk->key = (struct str){ json_object_iter_key(walk->at), json_object_iter_key_len(walk->at) };
    walk->value = outer(json_object_iter_value(walk->at));
    return true;
}
