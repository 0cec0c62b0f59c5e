/* datein.c: a cell is cut into its three numbers and its time; only then the order matters. */
#include "base/datein.h"

#include "base/when.h"

/* 12/31/2025 14:05 in its parts. */
struct parts {
    int number[3], digits[3];
    char separator;
    struct str time; /* behind the date, trimmed */
};

/* Takes a number of at most 4 digits from the front of s. */
static bool take_number(struct str *s, int *number, int *digits)
{
    *number = *digits = 0;
    while (s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9') {
        if (++*digits > 4) {
            return false;
        }
        *number = *number * 10 + s->ptr[0] - '0';
        *s = str_from(*s, 1);
    }
    return *digits > 0;
}

static bool take_separator(struct str *s, char *separator)
{
    char c = s->len ? s->ptr[0] : 0;
    if (c != '.' && c != '/' && c != '-') {
        return false;
    }
    *s = str_from(*s, 1);
    *separator = c;
    return true;
}

static bool split(struct str s, struct parts *p)
{
    char second = 0;
    s = str_trim(s);
    if (!take_number(&s, &p->number[0], &p->digits[0]) || !take_separator(&s, &p->separator) ||
        !take_number(&s, &p->number[1], &p->digits[1]) || !take_separator(&s, &second) ||
        !take_number(&s, &p->number[2], &p->digits[2]) || second != p->separator) {
        return false;
    }
    if (s.len && s.ptr[0] != ' ' && s.ptr[0] != 'T' && s.ptr[0] != 't') {
        return false;
    }
    p->time = str_trim(str_from(s, 1));
    /* A separator without a time behind it. */
    return s.len == 0 || p->time.len > 0;
}

static bool year_first(const struct parts *p)
{
    return p->digits[0] == 4 && p->digits[1] <= 2 && p->digits[2] <= 2 && p->separator != '.';
}

/* A year of two digits is refused: it would need a guess at the century. */
static bool year_last(const struct parts *p)
{
    return p->digits[0] <= 2 && p->digits[1] <= 2 && p->digits[2] == 4;
}

/* " PM" at the end, also "p.m." */
static bool take_half(struct str *time, bool *afternoon)
{
    static const struct {
        struct str text;
        bool afternoon;
    } halves[] = {
        {STR_INIT("am"),    false},
        { STR_INIT("pm"),   true },
        { STR_INIT("a.m."), false},
        { STR_INIT("p.m."), true }
    };
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        struct str text = halves[i].text;
        if (time->len > text.len && str_eq_nocase(str_from(*time, time->len - text.len), text)) {
            *time = str_trim((struct str){ time->ptr, time->len - text.len });
            *afternoon = halves[i].afternoon;
            return true;
        }
    }
    return false;
}

/* The clock's part, h:mm[:ss[.fffffff]][zone], as ticks since midnight UTC. when_parse knows seconds,
 * fraction and zone; it is shown the time on a fixed day, completed to its form. */
static bool read_time(struct str time, int64_t *ticks)
{
    static const char day[] = "2000-01-01T";
    char text[WHEN_TEXT_MAX] = "2000-01-01T";
    size_t n = sizeof day - 1;
    int hour, minute, digits;
    bool afternoon = false;
    int64_t noon, at;
    bool halves = take_half(&time, &afternoon);
    if (!take_number(&time, &hour, &digits) || digits > 2 || time.len == 0 || time.ptr[0] != ':') {
        return false;
    }
    time = str_from(time, 1);
    if (!take_number(&time, &minute, &digits) || digits != 2 || (halves && (hour < 1 || hour > 12))) {
        return false;
    }
    hour = halves ? hour % 12 + (afternoon ? 12 : 0) : hour;
    text[n++] = (char)('0' + hour / 10);
    text[n++] = (char)('0' + hour % 10);
    text[n++] = ':';
    text[n++] = (char)('0' + minute / 10);
    text[n++] = (char)('0' + minute % 10);
    if (time.len == 0 || time.ptr[0] != ':') {
        text[n++] = ':', text[n++] = '0', text[n++] = '0';
    }
    if (hour > 23 || time.len >= sizeof text - n) {
        return false;
    }
    for (size_t i = 0; i < time.len; i++) {
        text[n++] = time.ptr[i];
    }
    if (!when_parse((struct str){ text, n }, &at) || !when_parse(STR("2000-01-01"), &noon)) {
        return false;
    }
    *ticks = at - noon;
    return true;
}

void datein_sample(struct datein_column *column, struct str cell)
{
    struct parts p;
    if (!split(cell, &p)) {
        return;
    }
    if (year_first(&p)) {
        column->iso = true;
    } else if (year_last(&p) && p.separator == '.') {
        column->dots = true;
    } else if (year_last(&p)) {
        column->slashed = true;
        column->dmy = column->dmy || (p.number[0] > 12 && p.number[1] <= 12);
        column->mdy = column->mdy || (p.number[1] > 12 && p.number[0] <= 12);
    }
}

enum datein_order datein_decide(const struct datein_column *column)
{
    if (column->dmy == column->mdy) {
        return DATEIN_UNKNOWN;
    }
    return column->dmy ? DATEIN_DMY : DATEIN_MDY;
}

enum datein_result datein_read(struct str cell, enum datein_order order, int64_t *ticks)
{
    struct parts p;
    struct civil c = { 0 };
    int64_t day, time = 0;
    if (!split(cell, &p) || (p.time.len && !read_time(p.time, &time))) {
        return DATEIN_NO_DATE;
    }
    if (year_first(&p)) {
        c = (struct civil){ .year = p.number[0], .month = p.number[1], .day = p.number[2] };
    } else if (!year_last(&p)) {
        return DATEIN_NO_DATE;
    } else if (p.separator != '.' && order == DATEIN_UNKNOWN) {
        return DATEIN_NO_ORDER;
    } else {
        bool month_first = p.separator != '.' && order == DATEIN_MDY;
        c = (struct civil){ .year = p.number[2],
                            .month = p.number[!month_first],
                            .day = p.number[month_first] };
    }
    if (!when_of_civil(&c, &day)) {
        return DATEIN_NO_DATE;
    }
    *ticks = day + time;
    return DATEIN_OK;
}
