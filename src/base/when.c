/* when.c: calendar arithmetic by hand: no locale, no time zone database, nothing that can fail. */
#include "base/when.h"

#include "base/must.h"
#include "base/num.h"

#include <string.h>

#define FIRST_TICK (-62135596800 * WHEN_SECOND)     /* 0001-01-01 */
#define LAST_TICK  (253402300800 * WHEN_SECOND - 1) /* the last of 9999 */

/* Days since 1970-01-01; months are counted from March, so that the leap day is a year's last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool in(int v, int lo, int hi)
{
    return v >= lo && v <= hi;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool when_of_civil(const struct civil *c, int64_t *ticks)
{
    if (!in(c->year, 1, 9999) || !in(c->month, 1, 12) || !in(c->day, 1, days_in_month(c->year, c->month)) ||
        !in(c->hour, 0, 23) || !in(c->minute, 0, 59) || !in(c->second, 0, 59) ||
        !in(c->fraction, 0, 9999999)) {
        return false;
    }
    int64_t seconds =
        days_of(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
    *ticks = seconds * WHEN_SECOND + c->fraction;
    return true;
}

struct civil when_to_civil(int64_t ticks)
{
    must(ticks >= FIRST_TICK && ticks <= LAST_TICK);
    int64_t days = ticks / WHEN_DAY - (ticks % WHEN_DAY < 0);
    int64_t rest = ticks - days * WHEN_DAY;
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t mp = (5 * day_of_year + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    int seconds = (int)(rest / WHEN_SECOND);
    return (struct civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * mp + 2) / 5 + 1),
        .hour = seconds / 3600,
        .minute = seconds / 60 % 60,
        .second = seconds % 60,
        .fraction = (int)(rest % WHEN_SECOND),
    };
}

bool when_add_months(int64_t ticks, int months, int64_t *later)
{
    struct civil c = when_to_civil(ticks);
    int month = c.month - 1 + months % 12;
    c.year += months / 12 + month / 12;
    c.month = month % 12 + 1;
    if (c.year <= 9999 && c.day > days_in_month(c.year, c.month)) {
        c.day = days_in_month(c.year, c.month);
    }
    return when_of_civil(&c, later);
}

/* Takes exactly `width` digits from the front of *s. */
static bool take_digits(struct str *s, size_t width, int *value)
{
    int v = 0;
    if (s->len < width) {
        return false;
    }
    for (size_t i = 0; i < width; i++) {
        if (s->ptr[i] < '0' || s->ptr[i] > '9') {
            return false;
        }
        v = v * 10 + s->ptr[i] - '0';
    }
    *s = str_from(*s, width);
    *value = v;
    return true;
}

static bool take_char(struct str *s, const char *any)
{
    if (s->len == 0 || s->ptr[0] == 0 || strchr(any, s->ptr[0]) == NULL) {
        return false;
    }
    *s = str_from(*s, 1);
    return true;
}

static bool take_fraction(struct str *s, int *fraction)
{
    int digits = 0, v = 0;
    while (s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9') {
        if (++digits > 7) {
            return false;
        }
        v = v * 10 + s->ptr[0] - '0';
        *s = str_from(*s, 1);
    }
    for (int i = digits; i < 7; i++) {
        v *= 10;
    }
    *fraction = v;
    return digits > 0;
}

/* The zone at the end: nothing, Z, or +hh:mm as minutes east. */
static bool take_zone(struct str *s, int *minutes)
{
    int hour, minute;
    *minutes = 0;
    if (s->len == 0 || take_char(s, "Zz")) {
        return true;
    }
    bool west = s->ptr[0] == '-';
    if (!take_char(s, "+-") || !take_digits(s, 2, &hour) || !take_char(s, ":") ||
        !take_digits(s, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    *minutes = (hour * 60 + minute) * (west ? -1 : 1);
    return true;
}

bool when_parse(struct str s, int64_t *ticks)
{
    struct civil c = { 0 };
    int zone = 0;
    int64_t t;
    if (!take_digits(&s, 4, &c.year) || !take_char(&s, "-") || !take_digits(&s, 2, &c.month) ||
        !take_char(&s, "-") || !take_digits(&s, 2, &c.day)) {
        return false;
    }
    if (s.len) {
        if (!take_char(&s, "Tt ") || !take_digits(&s, 2, &c.hour) || !take_char(&s, ":") ||
            !take_digits(&s, 2, &c.minute) || !take_char(&s, ":") || !take_digits(&s, 2, &c.second)) {
            return false;
        }
        if ((take_char(&s, ".") && !take_fraction(&s, &c.fraction)) || !take_zone(&s, &zone)) {
            return false;
        }
    }
    if (s.len || !when_of_civil(&c, &t)) {
        return false;
    }
    t -= zone * 60 * WHEN_SECOND;
    if (t < FIRST_TICK || t > LAST_TICK) {
        return false;
    }
    *ticks = t;
    return true;
}

static size_t print_fraction(char *to, int fraction)
{
    size_t n = 8;
    if (fraction == 0) {
        return 0;
    }
    to[0] = '.';
    num_digits(to + 1, 7, (uint64_t)fraction);
    while (to[n - 1] == '0') {
        n--;
    }
    return n;
}

size_t when_print(char *to, int64_t ticks, const char *pattern)
{
    struct civil c = when_to_civil(ticks);
    size_t n = 0;
    for (const char *p = pattern; *p; p++) {
        must(n + 9 < WHEN_TEXT_MAX);
        if (*p == 'F') {
            n += print_fraction(to + n, c.fraction);
            continue;
        }
        int v = *p == 'Y'   ? c.year
                : *p == 'M' ? c.month
                : *p == 'D' ? c.day
                : *p == 'h' ? c.hour
                : *p == 'm' ? c.minute
                : *p == 's' ? c.second
                            : -1;
        unsigned width = *p == 'Y' ? 4 : 2;
        if (v < 0) {
            to[n++] = *p;
        } else {
            num_digits(to + n, width, (uint64_t)v);
            n += width;
        }
    }
    return n;
}

static bool two_digits(const char *at, int *value)
{
    *value = (at[0] - '0') * 10 + (at[1] - '0');
    return at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9';
}

bool when_parse_date(struct str text, int64_t *day)
{
    int64_t ticks;
    if (text.len != 10 || !when_parse(text, &ticks)) {
        return false;
    }
    *day = ticks / WHEN_DAY - (ticks % WHEN_DAY < 0);
    return true;
}

bool when_parse_clock(struct str text, int64_t *seconds)
{
    int hour, minute, second;
    if (text.len != 8 || text.ptr[2] != ':' || text.ptr[5] != ':' || !two_digits(text.ptr, &hour) ||
        !two_digits(text.ptr + 3, &minute) || !two_digits(text.ptr + 6, &second) || hour > 23 ||
        minute > 59 || second > 59) {
        return false;
    }
    *seconds = (int64_t)(hour * 60 + minute) * 60 + second;
    return true;
}
