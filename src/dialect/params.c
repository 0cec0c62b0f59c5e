/* params.c: see params.h. A query (or form) is cut at '&' and '=', then decoded; the first of two equal names
 * counts, an empty value is as good as none. In a JSON body null is as good as none. */
#include "dialect/params.h"

#include "base/limits.h"
#include "base/must.h"
#include "dialect/moment.h"
#include "dialect/percent.h"
#include "model/record.h"

struct reading {
    const struct dialect *dialect;
    const struct route *route;
    struct params_in *in;
    struct arena *arena;
    struct pair {
        struct str name, value;
    } * pairs;
    int count;
    struct denial *denial;
};

/* What was sent for a parameter: a scalar as text, or a JSON value; neither: nothing. */
struct given {
    struct str text;
    const struct jsonin *json;
};

static enum status refuse(struct reading *r, enum refused what, const char *field, struct str reason)
{
    *r->denial = (struct denial){ what, str_of(field), reason };
    return ST_INVALID;
}

/* "ids[]" and "ids[12]" are "ids". */
static struct str without_brackets(struct str name)
{
    size_t n = name.len;
    if (n == 0 || name.ptr[n - 1] != ']') {
        return name;
    }
    for (n--; n > 0 && name.ptr[n - 1] >= '0' && name.ptr[n - 1] <= '9'; n--) {
    }
    return n > 1 && name.ptr[n - 1] == '[' ? (struct str){ name.ptr, n - 1 } : name;
}

static bool is_list(const struct param *param)
{
    return param->shape == SHAPE_TEXTS || param->shape == SHAPE_INTS;
}

static bool name_is(const struct reading *r, struct str name, const struct param *param)
{
    struct str wanted = str_of(param->name);
    if (is_list(param)) {
        name = without_brackets(name);
    }
    return r->dialect->any_case ? str_eq_nocase(name, wanted) : str_eq(name, wanted);
}

/* How the table spells the name; a name that it does not hold gives NULL. */
static const char *spelled(const struct reading *r, struct str name)
{
    for (const struct param *p = r->route->params; p->shape != SHAPE_END; p++) {
        if (p->where == IN_QUERY && name_is(r, name, p)) {
            return p->name;
        }
    }
    return NULL;
}

static enum status read_pairs(struct reading *r, struct str query)
{
    while (query.ptr != NULL) {
        struct str value = str_cut(&query, '&');
        if (value.len == 0) {
            continue;
        }
        struct str name = percent_decode(r->arena, str_cut(&value, '='), true);
        value = percent_decode(r->arena, value, true);
        if (r->arena->failed) {
            return ST_NOMEM;
        }
        if (!str_utf8(name) || !str_utf8(value)) {
            return refuse(r, REFUSED_INVALID, spelled(r, name),
                          STR("The query is not valid UTF-8 after percent-decoding"));
        }
        if (r->count == LIMIT_PARAMS) {
            return refuse(r, REFUSED_INVALID, NULL, STR("The query has too many parameters"));
        }
        r->pairs[r->count++] = (struct pair){ name, value };
    }
    return ST_OK;
}

/* Whether the route may be asked by a query, and whether its body is JSON. */
static bool has_query(const struct route *route)
{
    return route->body != BODY_JSON;
}

static bool is_json(const struct route *route)
{
    return route->body == BODY_JSON || route->body == BODY_JSON_OR_QUERY;
}

static bool is_blank(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            return false;
        }
    }
    return true;
}

static enum status read_json(struct reading *r)
{
    struct why why;
    if (is_blank(r->in->body)) {
        return ST_OK;
    }
    enum status st = jsonin_parse(r->in->body, &r->in->json, &why);
    if (st == ST_NOMEM) {
        return st;
    }
    if (st != ST_OK) {
        return refuse(r, REFUSED_BODY, NULL,
                      arena_format(r->arena, "The body is not valid JSON: %s", why.text));
    }
    if (jsonin_kind(r->in->json) != JSONIN_MAP) {
        return refuse(r, REFUSED_BODY, NULL, STR("The body must be a JSON object"));
    }
    return ST_OK;
}

/* Room for as many pairs as there can be. */
static enum status make_room(struct reading *r)
{
    size_t n = 2;
    const struct str texts[] = { r->in->query, r->in->body };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        for (size_t k = 0; k < texts[i].len && n < LIMIT_PARAMS; k++) {
            n += texts[i].ptr[k] == '&';
        }
    }
    r->pairs = arena_array(r->arena, struct pair, n);
    return r->pairs == NULL ? ST_NOMEM : ST_OK;
}

static enum status read_sources(struct reading *r)
{
    if (has_query(r->route) && (r->in->query.len > 0 || r->route->body == BODY_FORM)) {
        TRY(make_room(r));
        TRY(read_pairs(r, r->in->query));
    }
    return r->route->body == BODY_FORM ? read_pairs(r, r->in->body)
           : is_json(r->route)         ? read_json(r)
                                       : ST_OK;
}

static struct str value_in_pairs(const struct reading *r, const struct param *param)
{
    for (int i = 0; i < r->count; i++) {
        if (name_is(r, r->pairs[i].name, param)) {
            return r->pairs[i].value;
        }
    }
    return STR_NONE;
}

static enum status refuse_kind(struct reading *r, const struct param *param, const char *kind)
{
    return refuse(r, REFUSED_INVALID, param->name,
                  arena_format(r->arena, "Parameter '%s' must be %s", param->name, kind));
}

/* The member "a.b" of the body; NULL where there is none, or null. */
static enum status find_json(struct reading *r, const struct param *param, const struct jsonin **value)
{
    struct str name = str_of(param->name);
    const struct jsonin *at = r->in->json;
    while (name.ptr != NULL && at != NULL && jsonin_kind(at) != JSONIN_NULL) {
        if (jsonin_kind(at) != JSONIN_MAP) {
            return refuse_kind(r, param, "in an object");
        }
        at = jsonin_get(at, str_cut(&name, '.'));
    }
    *value = at == NULL || jsonin_kind(at) == JSONIN_NULL ? NULL : at;
    return ST_OK;
}

/* A JSON scalar as the text that a query would have. */
static enum status scalar_json(struct reading *r, const struct param *param, struct given *given)
{
    int64_t number;
    if (jsonin_text(given->json, &given->text)) {
        return ST_OK;
    }
    if (param->shape == SHAPE_INT) {
        if (!jsonin_int(given->json, &number)) {
            return refuse_kind(r, param, "a whole number");
        }
        given->text = arena_format(r->arena, "%lld", (long long)number);
        return ST_OK;
    }
    return refuse_kind(r, param, "text");
}

/* What was sent for a parameter; `n` counts the path's. */
static enum status find_value(struct reading *r, const struct param *param, int *n, struct given *given)
{
    *given = (struct given){ .text = STR_NONE };
    if (param->where == IN_PATH) {
        given->text = r->in->path->value[(*n)++];
    } else {
        if (r->in->json != NULL) {
            TRY(find_json(r, param, &given->json));
        }
        if (given->json == NULL && !is_list(param) && param->shape != SHAPE_JSON) {
            given->text = value_in_pairs(r, param);
        } else if (given->json != NULL && !is_list(param) && param->shape != SHAPE_JSON) {
            TRY(scalar_json(r, param, given));
            given->json = NULL; /* taken; an empty text is as good as none here too */
        }
    }
    if (given->text.len == 0) {
        given->text = STR_NONE;
    }
    return ST_OK;
}

bool params_int(struct str text, int64_t *value)
{
    bool minus = text.len && text.ptr[0] == '-';
    struct str digits = str_from(text, minus);
    if (str_int(text, value)) {
        return true;
    }
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') {
            return false;
        }
    }
    *value = minus ? INT64_MIN : INT64_MAX;
    return digits.len > 0;
}

static bool word_value(const struct reading *r, const struct wording *wording, struct str text, int *value)
{
    for (int i = 0; i < wording->count; i++) {
        struct str word = str_of(wording->word[i]);
        if (r->dialect->any_case ? str_eq_nocase(text, word) : str_eq(text, word)) {
            *value = wording->first + i;
            return true;
        }
    }
    return false;
}

static struct str words_listed(const struct reading *r, const struct param *param)
{
    struct str all = arena_format(r->arena, "Parameter '%s' must be one of", param->name);
    for (int i = 0; i < param->wording->count; i++) {
        all = arena_format(r->arena, STR_FMT "%s %s", STR_ARG(all), i ? "," : "", param->wording->word[i]);
    }
    return all;
}

static enum status read_int(struct reading *r, const struct param *param, struct str text, int64_t *to)
{
    int64_t v;
    if (text.ptr == NULL) {
        *to = param->initial;
        return ST_OK;
    }
    if (!params_int(text, &v)) {
        return refuse_kind(r, param, "a whole number");
    }
    if (param->outside != REFUSED_NOT && (v < param->lo || v > param->hi)) {
        return refuse(r, param->outside, param->name,
                      arena_format(r->arena, "Parameter '%s' must be from %lld to %lld", param->name,
                                   (long long)param->lo, (long long)param->hi));
    }
    *to = v < param->lo ? param->lo : v > param->hi ? param->hi : v;
    return ST_OK;
}

/* The i-th entry of a list that a query or a JSON body gives. */
static enum status put_entry(struct reading *r, const struct param *param, struct str text,
                             const struct jsonin *json, void *list, int64_t i)
{
    if (param->shape == SHAPE_TEXTS) {
        struct str *to = (struct str *)list + i;
        *to = text;
        return json == NULL || jsonin_text(json, to) ? ST_OK : refuse_kind(r, param, "a list of texts");
    }
    int64_t *to = (int64_t *)list + i;
    bool good = json != NULL ? jsonin_int_or_text(json, to) : str_int(text, to);
    return good ? ST_OK : refuse_kind(r, param, "a list of whole numbers");
}

static enum status room_of(struct reading *r, const struct param *param, size_t n, void **list)
{
    if ((uint64_t)n > (uint64_t)param->hi) {
        return refuse(r, REFUSED_INVALID, param->name,
                      arena_format(r->arena, "Parameter '%s' must have at most %lld values", param->name,
                                   (long long)param->hi));
    }
    *list = param->shape == SHAPE_TEXTS ? (void *)arena_array(r->arena, struct str, n)
                                        : (void *)arena_array(r->arena, int64_t, n);
    return *list == NULL ? ST_NOMEM : ST_OK;
}

/* All entries of a list, from the body or else the query, into *list. */
static enum status read_entries(struct reading *r, const struct param *param, const struct jsonin *json,
                                void **list, int64_t *n)
{
    size_t count = json != NULL ? jsonin_count(json) : 0;
    for (int i = 0; json == NULL && i < r->count; i++) {
        count += name_is(r, r->pairs[i].name, param) && r->pairs[i].value.len > 0;
    }
    *n = 0;
    *list = NULL;
    if (count == 0) {
        return ST_OK;
    }
    TRY(room_of(r, param, count, list));
    for (size_t i = 0; json != NULL && i < count; i++) {
        TRY(put_entry(r, param, STR_NONE, jsonin_item(json, i), *list, (*n)++));
    }
    for (int i = 0; json == NULL && i < r->count; i++) {
        if (name_is(r, r->pairs[i].name, param) && r->pairs[i].value.len > 0) {
            TRY(put_entry(r, param, r->pairs[i].value, NULL, *list, (*n)++));
        }
    }
    return ST_OK;
}

static enum status read_list(struct reading *r, const struct param *param, const struct jsonin *json,
                             void *to)
{
    void *list;
    int64_t n;
    if (json != NULL && jsonin_kind(json) != JSONIN_LIST) {
        return refuse_kind(r, param, "a list");
    }
    TRY(read_entries(r, param, json, &list, &n));
    if (param->shape == SHAPE_TEXTS) {
        *(struct texts *)to = (struct texts){ list, n };
    } else {
        *(struct ints *)to = (struct ints){ list, n };
    }
    return ST_OK;
}

static enum status read_moment(struct reading *r, const struct param *param, struct str text, int64_t *to)
{
    *to = NONE;
    return text.ptr == NULL || moment_parse(text, param->forms, to) ? ST_OK : refuse_kind(r, param, "a time");
}

static enum status read_word(struct reading *r, const struct param *param, struct str text, int *to)
{
    *to = (int)param->initial;
    return text.ptr == NULL || word_value(r, param->wording, text, to)
               ? ST_OK
               : refuse(r, REFUSED_INVALID, param->name, words_listed(r, param));
}

static enum status read_value(struct reading *r, const struct param *param, const struct given *given,
                              void *to)
{
    struct str text = given->text;
    switch (param->shape) {
    case SHAPE_UUID:
        return text.ptr == NULL || uuid_parse(text, to) ? ST_OK : refuse_kind(r, param, "a GUID");
    case SHAPE_INT:
        return read_int(r, param, text, to);
    case SHAPE_WORD:
        return read_word(r, param, text, to);
    case SHAPE_TEXT:
        *(struct str *)to = text;
        return ST_OK;
    case SHAPE_TIME:
        return read_moment(r, param, text, to);
    case SHAPE_TEXTS:
    case SHAPE_INTS:
        return read_list(r, param, given->json, to);
    case SHAPE_JSON:
        *(const struct jsonin **)to = given->json;
        return ST_OK;
    default:
        must(false);
        return ST_INVALID;
    }
}

enum status params_read(const struct dialect *dialect, const struct route *route, struct params_in *in,
                        struct arena *arena, struct args *args, struct denial *denial)
{
    struct reading r = { .dialect = dialect, .route = route, .in = in, .arena = arena, .denial = denial };
    struct args read = { 0 };
    int n = 0;
    in->json = NULL;
    TRY(read_sources(&r));
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        struct given given;
        TRY(find_value(&r, p, &n, &given));
        if (p->required && given.text.ptr == NULL && given.json == NULL) {
            return refuse(&r, REFUSED_MISSING, p->name,
                          arena_format(arena, "Required parameter '%s' not supplied in the request",
                                       p->name));
        }
        TRY(read_value(&r, p, &given, (char *)&read + p->at));
    }
    if (arena->failed) {
        return ST_NOMEM;
    }
    *args = read;
    return ST_OK;
}
