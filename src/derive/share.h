/* share.h: exact sums of shares (scores 0..1). A double is split into two whole parts of 2^-30 and 2^-60, so
 * that sums do not depend on the order in which rows came and went, and averages (average.h) print as
 * the arithmetic of the exact values does. */
#ifndef MUSTER_DERIVE_SHARE_H
#define MUSTER_DERIVE_SHARE_H

#include <stdint.h>

struct share_sum {
    int64_t n, hi, lo; /* how many, and the sum = hi * 2^-30 + lo * 2^-60 */
};

/* Adds (sign +1) or takes away (-1) a score; one that is not there (negative) changes nothing. */
void share_add(struct share_sum *sum, double score, int sign);

#endif
