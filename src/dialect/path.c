/* path.c: paths by segments. */
/* hot path */
#include "dialect/path.h"

#include "base/must.h"
#include "dialect/percent.h"

static struct str without_slashes(struct str raw)
{
    struct str s = raw.len && raw.ptr[0] == '/' ? str_from(raw, 1) : raw;
    if (s.len && s.ptr[s.len - 1] == '/') {
        s.len--;
    }
    return s;
}

void path_split(struct arena *arena, struct str raw, struct path *path)
{
    struct str rest = without_slashes(raw);
    path->count = 0;
    while (rest.ptr != NULL && path->count <= PATH_SEGMENTS) {
        struct str segment = str_cut(&rest, '/');
        if (path->count < PATH_SEGMENTS) {
            path->segment[path->count] = percent_decode(arena, segment, false);
        }
        path->count++;
    }
}

static bool word_is(struct str word, struct str wanted, bool any_case)
{
    return any_case ? str_eq_nocase(word, wanted) : str_eq(word, wanted);
}

int path_under(const struct path *path, const struct dialect *dialect)
{
    struct str rest = without_slashes(str_of(dialect->base));
    int n = 0;
    while (rest.ptr != NULL) {
        struct str wanted = str_cut(&rest, '/');
        if (n >= path->count || n >= PATH_SEGMENTS || !word_is(path->segment[n], wanted, dialect->any_case)) {
            return 0;
        }
        n++;
    }
    return n;
}

bool path_is(const struct path *path, int base, const struct dialect *dialect, const struct route *route,
             bool missing, struct path_values *values)
{
    struct str rest = without_slashes(str_of(route->path));
    int at = base, n = 0;
    *values = (struct path_values){ 0 };
    if (path->count > PATH_SEGMENTS) {
        return false;
    }
    while (rest.ptr != NULL) {
        struct str wanted = str_cut(&rest, '/');
        bool parameter = wanted.len && wanted.ptr[0] == '{';
        if (at >= path->count) {
            return missing && parameter && rest.ptr == NULL && at == path->count;
        }
        if (parameter) {
            must(n < PATH_VALUES);
            values->value[n++] = path->segment[at];
        } else if (!word_is(path->segment[at], wanted, dialect->any_case)) {
            return false;
        }
        at++;
    }
    return at == path->count;
}
