/* when.h: points in time as 64-bit counts of 100 ns since 1970-01-01 00:00 UTC ("ticks"), years 1 to 9999,
 * proleptic Gregorian, no leap seconds. */
#ifndef MUSTER_BASE_WHEN_H
#define MUSTER_BASE_WHEN_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHEN_NONE   INT64_MIN /* no time */
#define WHEN_SECOND ((int64_t)10000000)
#define WHEN_DAY    (86400 * WHEN_SECOND)

enum { WHEN_TEXT_MAX = 48 };

struct civil {
    int year, month, day, hour, minute, second;
    int fraction; /* 100 ns, 0..9999999 */
};

/* Ticks of a calendar time; false when a member is out of its range (also Feb 30 and year 0 or 10000). */
bool when_of_civil(const struct civil *civil, int64_t *ticks);

/* The same day and time so many months later (its last day where a month is too short); false beyond the year
 * 9999. */
bool when_add_months(int64_t ticks, int months, int64_t *later);

/* The calendar time of ticks (years 1..9999: must). */
struct civil when_to_civil(int64_t ticks);

/* RFC 3339: YYYY-MM-DD, T, t or space, hh:mm:ss, up to 7 fraction digits (more are refused, since cutting
 * would lose data), Z or an offset or nothing (UTC). A date alone is its midnight. */
bool when_parse(struct str text, int64_t *ticks);

/* Prints ticks by a pattern: Y M D h m s are numbers of 4 or 2 digits, F is "." and the fraction without its
 * trailing zeros, or nothing when it is zero; every other character stands for itself. Returns the length;
 * to has WHEN_TEXT_MAX bytes; patterns come from our tables, so one that is too long is a bug. */
size_t when_print(char *to, int64_t ticks, const char *pattern);

/* A date alone, YYYY-MM-DD, as days since 1970; a time of day, hh:mm:ss, as seconds. Nothing else. */
bool when_parse_date(struct str text, int64_t *day);
bool when_parse_clock(struct str text, int64_t *seconds);

#define WHEN_DATE    "Y-M-D"
#define WHEN_CLOCK   "h:m:s"
#define WHEN_RFC3339 "Y-M-DTh:m:sFZ" /* what records carry */

#endif
