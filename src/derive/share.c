/* share.c: see share.h. Parts below 2^-60 are rounded away: a thousandth of the last digit of any score. */
#include "derive/share.h"

#include <math.h>

void share_add(struct share_sum *sum, double score, int sign)
{
    if (score < 0) {
        return;
    }
    double scaled = score * 0x1p30;
    double whole = floor(scaled);
    sum->n += sign;
    sum->hi += sign * (int64_t)whole;
    sum->lo += sign * (int64_t)nearbyint((scaled - whole) * 0x1p30);
}
