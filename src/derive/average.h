/* average.h: averages of the sums that a tally keeps, exact until the last rounding, so that the order of the
 * records never shows. */
#ifndef MUSTER_DERIVE_AVERAGE_H
#define MUSTER_DERIVE_AVERAGE_H

#include <stdint.h>

/* The double nearest to (hi * 2^-30 + lo * 2^-60) / n; 0 over nobody. hi, lo >= 0. */
double average_share(int64_t hi, int64_t lo, int64_t n);

/* sum / n rounded half up; 0 over nobody. sum >= 0. */
int64_t average_whole(int64_t sum, int64_t n);

#endif
