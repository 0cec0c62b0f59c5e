/* average.c: division of exact sums with one rounding at the end. */
#include "derive/average.h"

#include "base/must.h"

#include <math.h>

static int bits_of(unsigned __int128 v)
{
    uint64_t high = (uint64_t)(v >> 64), low = (uint64_t)v;
    return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

double average_share(int64_t hi, int64_t lo, int64_t n)
{
    must(hi >= 0 && lo >= 0 && n >= 0);
    unsigned __int128 sum = ((unsigned __int128)hi << 30) + (unsigned __int128)lo; /* in 2^-60 */
    if (n == 0 || sum == 0) {
        return 0;
    }
    /* As many bits in front of the division as fit, and one more below the quotient for what is left over:
     * then the conversion to double rounds as the exact quotient would. */
    int shift = 126 - bits_of(sum);
    unsigned __int128 wide = sum << shift;
    unsigned __int128 quotient = wide / (uint64_t)n << 1 | (wide % (uint64_t)n != 0);
    return ldexp((double)quotient, -(60 + shift + 1));
}

int64_t average_whole(int64_t sum, int64_t n)
{
    must(sum >= 0 && n >= 0);
    return n == 0 ? 0 : sum / n + (sum % n >= n - sum % n);
}
