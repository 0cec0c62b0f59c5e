/* registry.c: the list of dialects, and the check at start. */
#include "dialect/registry.h"

#include "base/must.h"
#include "dialect/access.h"
#include "dialect/cultureai.h"
#include "dialect/encode.h"
#include "dialect/kaspersky.h"
#include "dialect/outthink.h"
#include "dialect/path.h"
#include "dialect/securityjourney.h"

#include <string.h>

const struct dialect *const registry_dialects[] = { &dialect_outthink, &dialect_securityjourney,
                                                    &dialect_cultureai, &dialect_kaspersky, NULL };

static enum status check_wording(const struct wording *wording, const char *where, struct why *why)
{
    int last = wording->of != NULL ? wording->of->n : wording->last;
    if (wording->count != last - wording->first + 1) {
        return why_not(why, ST_INVALID, "%s: %d words for an enumeration of %d values", where, wording->count,
                       last - wording->first + 1);
    }
    for (int i = 0; i < wording->count; i++) {
        if (wording->word[i] == NULL) {
            return why_not(why, ST_INVALID, "%s: no word for the value %d", where, wording->first + i);
        }
    }
    return ST_OK;
}

static enum status check_table(const struct table *table, int depth, struct why *why)
{
    if (table->row_size == 0 || depth > ENCODE_DEPTH / 2) {
        return why_not(why, ST_INVALID, "a table without a row type, or tables nested too deep");
    }
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        if (f->key.len == 0 || memchr(f->key.ptr, '"', f->key.len) || f->evidence == EVIDENCE_UNSET) {
            return why_not(why, ST_INVALID, "field " STR_FMT ": no key or no evidence", STR_ARG(f->key));
        }
        if ((f->shape == SHAPE_TEXT && f->mask == MASK_UNSET) ||
            (f->shape == SHAPE_TIME && f->pattern == NULL) ||
            (f->shape == SHAPE_TEXTS && f->mask == MASK_UNSET) ||
            (f->shape == SHAPE_PIECES && f->mask == MASK_UNSET) || f->shape == SHAPE_INTS ||
            f->shape == SHAPE_JSON || (f->shape == SHAPE_WORD && f->wording == NULL) || f->option < 0 ||
            f->option > 61 || ((f->shape == SHAPE_LIST || f->shape == SHAPE_OBJECT) && f->table == NULL)) {
            return why_not(why, ST_INVALID,
                           "field " STR_FMT ": its mask, pattern, wording or table is missing",
                           STR_ARG(f->key));
        }
        if (f->wording != NULL) {
            TRY(check_wording(f->wording, f->key.ptr, why));
        }
        if (f->table != NULL) {
            TRY(check_table(f->table, depth + 1, why));
        }
    }
    return ST_OK;
}

/* The next {name} of a template behind *at; absent at its end. */
static struct str next_parameter(const char **at)
{
    const char *open = strchr(*at, '{');
    const char *close = open ? strchr(open, '}') : NULL;
    if (close == NULL) {
        return STR_NONE;
    }
    *at = close + 1;
    return (struct str){ open + 1, (size_t)(close - open - 1) };
}

/* Lists need a bound, times their forms, JSON a body that no GET has. */
static bool is_param(const struct route *route, const struct param *p)
{
    switch (p->shape) {
    case SHAPE_UUID:
    case SHAPE_INT:
    case SHAPE_WORD:
    case SHAPE_TEXT:
        return true;
    case SHAPE_TIME:
        return p->forms != 0;
    case SHAPE_TEXTS:
    case SHAPE_INTS:
        return p->where == IN_QUERY && p->hi > 0;
    case SHAPE_JSON:
        return p->where == IN_QUERY && route->body == BODY_JSON && strcmp(route->method, "GET") != 0;
    default:
        return false;
    }
}

/* The template's parameters must be the table's path parameters, in its order. */
static enum status check_params(const struct route *route, struct why *why)
{
    const char *at = route->path;
    int in_path = 0;
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        if (p->name == NULL || p->evidence == EVIDENCE_UNSET ||
            (p->shape == SHAPE_WORD && p->wording == NULL) || p->lo > p->hi || !is_param(route, p)) {
            return why_not(why, ST_INVALID, "%s: a parameter has holes: %s", route->path,
                           p->name ? p->name : "without a name");
        }
        if (p->wording != NULL) {
            TRY(check_wording(p->wording, p->name, why));
        }
        if (p->where == IN_PATH &&
            (++in_path > PATH_VALUES || !p->required || !str_eq(next_parameter(&at), str_of(p->name)))) {
            return why_not(why, ST_INVALID, "%s: the path does not hold its parameter %s", route->path,
                           p->name);
        }
    }
    if (next_parameter(&at).ptr != NULL) {
        return why_not(why, ST_INVALID, "%s: a parameter of the path is not in the table", route->path);
    }
    return ST_OK;
}

static bool is_flat_list(const struct table *table)
{
    const struct field *f = table->fields;
    if (f->shape != SHAPE_LIST || f[1].shape != SHAPE_END || f->table == NULL) {
        return false;
    }
    for (f = f->table->fields; f->shape != SHAPE_END; f++) {
        if (f->shape == SHAPE_LIST || f->shape == SHAPE_OBJECT || f->shape == SHAPE_TEXTS || f->option != 0) {
            return false;
        }
    }
    return true;
}

static bool has_list(const struct table *table)
{
    const struct field *f = table->fields;
    while (f->shape != SHAPE_END && f->shape != SHAPE_LIST) {
        f++;
    }
    return f->shape == SHAPE_LIST;
}

struct hole {
    bool open;
    const char *name; /* NULL ends the list */
};

/* Names the first that is open, and the table it is in. */
static enum status check_first(const struct hole *hole, const char *where, struct why *why)
{
    while (hole->name != NULL && !hole->open) {
        hole++;
    }
    return hole->name == NULL ? ST_OK : why_not(why, ST_INVALID, "%s: no %s", where, hole->name);
}

static enum status check_route(const struct route *route, struct why *why)
{
    if (route->path == NULL || route->path[0] != '/') {
        return why_not(why, ST_INVALID, "a route without a path");
    }
    TRY(check_first(
        (const struct hole[]){
            {route->scope == SCOPE_NONE,         ".scope"   },
            { route->budget == BUDGET_UNSET,     ".budget"  },
            { route->answer == ANSWER_UNSET,     ".answer"  },
            { route->evidence == EVIDENCE_UNSET, ".evidence"},
            { route->params == NULL,             ".params"  },
            { route->envelope == NULL,           ".envelope"},
            { false,                             NULL       }
    },
        route->path, why));
    if (route->scope != SCOPE_ANY_KEY && access_scope_name(route->scope) == NULL) {
        return why_not(why, ST_INVALID, "%s: its scope has no name in dialect/access.c", route->path);
    }
    TRY(check_params(route, why));
    if (route->file != NULL && !is_flat_list(route->envelope)) {
        return why_not(why, ST_INVALID, "%s: a file is one list without lists in it", route->path);
    }
    if ((route->stream || route->array) && (route->file != NULL || !has_list(route->envelope))) {
        return why_not(why, ST_INVALID, "%s: a stream or an array without a list", route->path);
    }
    return check_table(route->envelope, 1, why);
}

/* Every refusal needs words, but those that stand for another one, and those that cannot happen. */
static enum status check_refusals(const struct dialect *dialect, struct why *why)
{
    for (int i = REFUSED_NOT + 1; i < REFUSED_COUNT; i++) {
        const struct refusal_words *words = &dialect->refusals[i];
        bool needed = i != REFUSED_RANGE && i != REFUSED_UNACCEPTABLE && i != REFUSED_BODY &&
                      i != REFUSED_REFERENCE && i != REFUSED_TAKEN &&
                      (i != REFUSED_PLAIN || dialect->plain != 0) &&
                      ((i != REFUSED_NO_CUSTOMER && i != REFUSED_BAD_CUSTOMER) ||
                       dialect->credentials.customer != NULL);
        if (needed || words->status != 0) {
            if (words->status < 400 || words->code == NULL || words->evidence == EVIDENCE_UNSET) {
                return why_not(why, ST_INVALID,
                               "%s: no status of 400 or more, no code or no evidence for the refusal \"%s\"",
                               dialect->name, refused_name((enum refused)i));
            }
        }
    }
    return ST_OK;
}

enum status registry_check_dialect(const struct dialect *dialect, struct why *why)
{
    const char *name = dialect->name ? dialect->name : "an API";
    TRY(check_first(
        (const struct hole[]){
            {dialect->name == NULL,                             ".name"                         },
            { dialect->base == NULL || dialect->base[0] != '/', ".base"                         },
            { dialect->title == NULL,                           ".title"                        },
            { dialect->api == 0,                                ".api"                          },
            { dialect->credentials.key == NULL,                 ".credentials.key"              },
            { dialect->rate == 0,                               ".rate: the setting of its rate"},
            { dialect->content_type == NULL,                    ".content_type"                 },
            { dialect->routes == NULL,                          ".routes"                       },
            { dialect->refusal == NULL,                         ".refusal"                      },
            { dialect->refusals == NULL,                        ".refusals"                     },
            { false,                                            NULL                            }
    },
        name, why));
    if (access_api(str_of(name)) != dialect->api) {
        return why_not(why, ST_INVALID, "%s: dialect/access.c does not give this name its .api", name);
    }
    TRY(check_refusals(dialect, why));
    TRY(check_table(dialect->refusal, 1, why));
    for (const struct route *route = dialect->routes; route->method != NULL; route++) {
        TRY(check_route(route, why));
    }
    return ST_OK;
}

enum status registry_check(struct why *why)
{
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        TRY(registry_check_dialect(*d, why));
    }
    return ST_OK;
}
