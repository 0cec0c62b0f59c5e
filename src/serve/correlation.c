/* correlation.c: see correlation.h. */
#include "serve/correlation.h"

#include "base/limits.h"

struct str correlation_visible(struct arena *arena, struct str text)
{
    char kept[LIMIT_CORRELATION_ID];
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < sizeof kept; i++) {
        if (text.ptr[i] >= ' ' && text.ptr[i] <= '~') {
            kept[n++] = text.ptr[i];
        }
    }
    struct str left = str_trim((struct str){ kept, n });
    return left.len ? arena_str(arena, left) : STR_NONE;
}
