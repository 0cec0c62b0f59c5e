/* refused.c: see refused.h. */
#include "dialect/refused.h"

#include "base/must.h"

const struct refusal_words *refused_words(const struct refusal_words *words, enum refused what)
{
    static const enum refused stands_for[REFUSED_COUNT] = {
        [REFUSED_RANGE] = REFUSED_BAD_KEY, [REFUSED_UNACCEPTABLE] = REFUSED_INVALID,
        [REFUSED_BODY] = REFUSED_INVALID,  [REFUSED_REFERENCE] = REFUSED_UNKNOWN,
        [REFUSED_TAKEN] = REFUSED_INVALID,
    };
    if (words[what].status == 0) {
        what = stands_for[what];
    }
    must(what != REFUSED_NOT && words[what].status != 0);
    return &words[what];
}

const char *refused_name(enum refused what)
{
    static const char *const names[REFUSED_COUNT] = {
        [REFUSED_NO_CUSTOMER] = "no customer",
        [REFUSED_BAD_CUSTOMER] = "bad customer",
        [REFUSED_NO_KEY] = "no key",
        [REFUSED_BAD_KEY] = "bad key",
        [REFUSED_RANGE] = "range",
        [REFUSED_PLAIN] = "plain",
        [REFUSED_SCOPE] = "scope",
        [REFUSED_RATE] = "rate",
        [REFUSED_STRANGER] = "stranger",
        [REFUSED_ROUTE] = "route",
        [REFUSED_METHOD] = "method",
        [REFUSED_MISSING] = "missing",
        [REFUSED_INVALID] = "invalid",
        [REFUSED_UNACCEPTABLE] = "unacceptable",
        [REFUSED_BODY] = "body",
        [REFUSED_UNKNOWN] = "unknown",
        [REFUSED_REFERENCE] = "reference",
        [REFUSED_TAKEN] = "taken",
        [REFUSED_NOT_READY] = "not ready",
        [REFUSED_TOO_LARGE] = "too large",
        [REFUSED_INTERNAL] = "internal",
    };
    must(names[what] != NULL);
    return names[what];
}
