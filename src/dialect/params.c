/* params.c: see params.h. A query is cut at '&' and '=', then decoded; the first of two equal names counts,
 * an empty value is as good as none. */
#include "dialect/params.h"

#include "base/limits.h"
#include "base/must.h"
#include "dialect/percent.h"

struct reading {
    const struct dialect *dialect;
    const struct route *route;
    const struct path_values *path;
    struct arena *arena;
    struct pair {
        struct str name, value;
    } pairs[LIMIT_PARAMS];
    int count;
    struct denial *denial;
};

static enum status refuse(struct reading *r, enum refused what, const char *field, struct str reason)
{
    *r->denial = (struct denial){ what, str_of(field), reason };
    return ST_INVALID;
}

static bool name_is(const struct reading *r, struct str name, const struct param *param)
{
    struct str wanted = str_of(param->name);
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

static enum status read_query(struct reading *r, struct str query)
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

/* The raw value of a parameter; absent when it is not there or empty. `n` counts the path's parameters. */
static struct str value_of(const struct reading *r, const struct param *param, int *n)
{
    struct str value = STR_NONE;
    if (param->where == IN_PATH) {
        value = r->path->value[(*n)++];
    } else {
        for (int i = 0; i < r->count; i++) {
            if (name_is(r, r->pairs[i].name, param)) {
                value = r->pairs[i].value;
                break;
            }
        }
    }
    return value.len ? value : STR_NONE;
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
    int64_t v = param->initial;
    if (text.ptr != NULL && !params_int(text, &v)) {
        return refuse(r, REFUSED_INVALID, param->name,
                      arena_format(r->arena, "Parameter '%s' must be a whole number", param->name));
    }
    *to = v < param->lo ? param->lo : v > param->hi ? param->hi : v;
    return ST_OK;
}

static enum status read_value(struct reading *r, const struct param *param, struct str text, void *to)
{
    switch (param->shape) {
    case SHAPE_UUID:
        if (text.ptr != NULL && !uuid_parse(text, to)) {
            return refuse(r, REFUSED_INVALID, param->name,
                          arena_format(r->arena, "Parameter '%s' must be a GUID", param->name));
        }
        return ST_OK;
    case SHAPE_INT:
        return read_int(r, param, text, to);
    case SHAPE_WORD:
        *(int *)to = (int)param->initial;
        if (text.ptr != NULL && !word_value(r, param->wording, text, to)) {
            return refuse(r, REFUSED_INVALID, param->name, words_listed(r, param));
        }
        return ST_OK;
    default:
        must(false);
        return ST_INVALID;
    }
}

enum status params_read(const struct dialect *dialect, const struct route *route,
                        const struct path_values *path, struct str query, struct arena *arena,
                        struct args *args, struct denial *denial)
{
    struct reading r = { .dialect = dialect, .route = route, .path = path, .arena = arena, .denial = denial };
    struct args read = { 0 };
    int n = 0;
    TRY(read_query(&r, query));
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        struct str text = value_of(&r, p, &n);
        if (p->required && text.ptr == NULL) {
            return refuse(&r, REFUSED_MISSING, p->name,
                          arena_format(arena, "Required parameter '%s' not supplied in the request",
                                       p->name));
        }
        TRY(read_value(&r, p, text, (char *)&read + p->at));
    }
    if (arena->failed) {
        return ST_NOMEM;
    }
    *args = read;
    return ST_OK;
}
