/* moment.c: see moment.h. */
#include "dialect/moment.h"

#include "base/when.h"

#include <stddef.h>

struct cursor {
    const char *at, *end;
};

/* Exactly n digits. */
static bool digits(struct cursor *c, int n, int *value)
{
    *value = 0;
    for (int i = 0; i < n; i++, c->at++) {
        if (c->at == c->end || *c->at < '0' || *c->at > '9') {
            return false;
        }
        *value = *value * 10 + (*c->at - '0');
    }
    return true;
}

static bool take(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted) {
        return false;
    }
    c->at++;
    return true;
}

static bool date(struct cursor *c, char between, struct civil *civil)
{
    return digits(c, 4, &civil->year) && take(c, between) && digits(c, 2, &civil->month) &&
           take(c, between) && digits(c, 2, &civil->day);
}

/* Up to 7 digits count; further ones are less than a tick. */
static bool fraction(struct cursor *c, struct civil *civil)
{
    int unit = 1000000, n = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++, n++) {
        civil->fraction += unit * (*c->at - '0');
        unit /= 10;
    }
    return n > 0;
}

/* "09:30", and where `seconds` says so ":00" must follow, or may. */
static bool time_of_day(struct cursor *c, bool seconds, struct civil *civil)
{
    if (!digits(c, 2, &civil->hour) || !take(c, ':') || !digits(c, 2, &civil->minute)) {
        return false;
    }
    return take(c, ':') ? digits(c, 2, &civil->second) : !seconds;
}

/* Z, +hh:mm, +hhmm, +hh or nothing. */
static bool zone(struct cursor *c, int64_t *offset)
{
    int sign = 1, hours, minutes = 0;
    *offset = 0;
    if (c->at == c->end || take(c, 'Z') || take(c, 'z')) {
        return true;
    }
    if (take(c, '-')) {
        sign = -1;
    } else if (!take(c, '+') && !take(c, ' ')) {
        return false;
    }
    if (!digits(c, 2, &hours) || hours > 23) {
        return false;
    }
    if (c->at < c->end && ((void)take(c, ':'), !digits(c, 2, &minutes) || minutes > 59)) {
        return false;
    }
    *offset = sign * (hours * 60 + minutes) * 60 * WHEN_SECOND;
    return true;
}

static bool iso(struct cursor *c, int64_t *ticks)
{
    struct civil civil = { 0 };
    int64_t offset = 0;
    if (!date(c, '-', &civil)) {
        return false;
    }
    if (c->at < c->end) {
        if ((!take(c, 'T') && !take(c, 't') && !take(c, ' ')) || !time_of_day(c, false, &civil) ||
            (take(c, '.') && !fraction(c, &civil)) || !zone(c, &offset)) {
            return false;
        }
    }
    if (c->at != c->end || !when_of_civil(&civil, ticks)) {
        return false;
    }
    *ticks -= offset;
    return true;
}

static bool spaced(struct cursor *c, char between, bool seconds, int64_t *ticks)
{
    struct civil civil = { 0 };
    if (!date(c, between, &civil)) {
        return false;
    }
    if (c->at < c->end && (!take(c, ' ') || !time_of_day(c, seconds, &civil))) {
        return false;
    }
    return c->at == c->end && when_of_civil(&civil, ticks);
}

bool moment_parse(struct str text, unsigned forms, int64_t *ticks)
{
    struct cursor a = { text.ptr, text.ptr + text.len }, b = a, c = a;
    return (forms & MOMENT_ISO && iso(&a, ticks)) ||
           (forms & MOMENT_SLASHES && spaced(&b, '/', false, ticks)) ||
           (forms & MOMENT_PLAIN && spaced(&c, '-', true, ticks));
}
