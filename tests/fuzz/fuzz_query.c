/* fuzz_query.c: any bytes as path and query of a request: whatever they are, they belong to a route or to
 * none, and the parameters are within their bounds or refused with a parameter's name and a reason. The input
 * is the path, a '?', and the query. */
#include "base/limits.h"
#include "base/must.h"
#include "dialect/outthink.h"
#include "dialect/params.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_args(const struct route *route, const struct args *args)
{
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        const char *at = (const char *)args + p->at;
        if (p->shape == SHAPE_INT) {
            int64_t v = *(const int64_t *)(const void *)at;
            must(v >= p->lo && v <= p->hi);
        } else if (p->shape == SHAPE_WORD) {
            int v = *(const int *)(const void *)at;
            must(v == p->initial || (v >= p->wording->first && v < p->wording->first + p->wording->count));
        } else {
            must(!p->required || ((const struct uuid *)(const void *)at)->set);
        }
    }
}

static void check_denial(const struct route *route, const struct denial *denial)
{
    bool named = denial->field.ptr == NULL;
    must(denial->what == REFUSED_INVALID || denial->what == REFUSED_MISSING);
    must(denial->reason.len > 0);
    for (const struct param *p = route->params; p->shape != SHAPE_END; p++) {
        named |= str_eq(denial->field, str_of(p->name));
    }
    must(named);
}

static void check_route(const struct route *route, const struct path_values *values, struct str query,
                        struct arena *arena)
{
    struct args args;
    struct denial denial;
    struct params_in in = { .path = values, .query = query };
    enum status st = params_read(&dialect_outthink, route, &in, arena, &args, &denial);
    must(st == ST_OK || st == ST_INVALID);
    if (st == ST_OK) {
        check_args(route, &args);
    } else {
        check_denial(route, &denial);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str query = { (const char *)data, size };
    struct str raw = str_cut(&query, '?');
    struct arena arena;
    struct path path;
    int routes = 0;
    arena_init(&arena, LIMIT_ARENA);
    path_split(&arena, raw, &path);
    int base = path_under(&path, &dialect_outthink);
    for (const struct route *route = dialect_outthink.routes; route->method != NULL; route++) {
        struct path_values values = { 0 };
        if (base && path_is(&path, base, &dialect_outthink, route, false, &values)) {
            routes++;
            check_route(route, &values, query, &arena);
        }
        check_route(route, &values, query, &arena);
    }
    must(routes <= 1);
    arena_done(&arena);
    return 0;
}
