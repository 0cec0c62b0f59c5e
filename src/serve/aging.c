/* aging.c: see aging.h. */
#include "serve/aging.h"

#include "base/when.h"

static bool passed(int64_t from, int64_t months, int64_t now)
{
    int64_t end;
    return months > 0 && when_add_months(from, (int)months, &end) && end <= now;
}

bool aging_is_over(int64_t created, int64_t used, int64_t life, int64_t unused, int64_t now)
{
    return passed(created, life, now) || passed(used > created ? used : created, unused, now);
}
