/* refused.c: see refused.h. */
#include "dialect/refused.h"

#include "base/must.h"

const struct refusal_words *refused_words(const struct refusal_words *words, enum refused what)
{
    static const enum refused stands_for[REFUSED_COUNT] = {
        [REFUSED_RANGE] = REFUSED_BAD_KEY,
        [REFUSED_UNACCEPTABLE] = REFUSED_INVALID,
        [REFUSED_BODY] = REFUSED_INVALID,
    };
    if (words[what].status == 0) {
        what = stands_for[what];
    }
    must(what != REFUSED_NOT && words[what].status != 0);
    return &words[what];
}
