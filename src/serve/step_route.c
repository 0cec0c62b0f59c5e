/* step_route.c: what is asked for? First a route whose path is exactly this; else one whose last parameter is
 * missing, so that the parameters' step can say so. Then the method. */
#include "serve/request.h"

/* HEAD is answered wherever GET is. */
static bool method_is(struct str method, const struct route *route)
{
    return str_eq(method, str_of(route->method)) ||
           (str_eq(method, STR("HEAD")) && str_eq(str_of(route->method), STR("GET")));
}

static void allow(struct request *rq, const struct route *route)
{
    const char *head = str_eq(str_of(route->method), STR("GET")) ? ", HEAD" : "";
    rq->allow = arena_format(&rq->http->arena, STR_FMT "%s%s%s", STR_ARG(rq->allow),
                             rq->allow.len ? ", " : "", route->method, head);
}

/* The first path that fits is the one that is asked for (a word stands before a parameter in the table);
 * other rows of the same path have other methods. */
static bool find(struct request *rq, bool missing)
{
    struct str path = STR_NONE;
    for (const struct route *route = rq->dialect->routes; route->method != NULL; route++) {
        struct path_values values;
        if ((path.ptr != NULL && !str_eq(path, str_of(route->path))) ||
            !path_is(&rq->path, rq->base, rq->dialect, route, missing, &values)) {
            continue;
        }
        path = str_of(route->path);
        if (method_is(rq->http->method, route)) {
            rq->route = route;
            rq->path_values = values;
            return true;
        }
        allow(rq, route);
    }
    return rq->allow.len > 0;
}

enum step step_route(struct request *rq)
{
    if (!find(rq, false) && !find(rq, true)) {
        return request_refuse(rq, REFUSED_ROUTE, NULL, "There is nothing at this path");
    }
    if (rq->route == NULL) {
        return request_refuse(rq, REFUSED_METHOD, NULL,
                              "This path does not support the method; it allows " STR_FMT,
                              STR_ARG(rq->allow));
    }
    return STEP_NEXT;
}
