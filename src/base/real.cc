/* real.cc: the one C++ file. std::to_chars prints the shortest round-trip double eight times faster than
 * printf's try-and-read-back loop (docs/decisions/0003-numbers.md). */
#include <charconv>
#include <cmath>
#include <cstdlib>

extern "C" std::size_t num_real(char *to, double v);

extern "C" std::size_t num_real(char *to, double v)
{
    if (!std::isfinite(v)) {
        std::abort(); /* a contract of num.h: JSON has no word for it */
    }
    /* Without a point or an exponent a reader would take it for an integer, and one beyond 64 bits. */
    std::to_chars_result end = std::fabs(v) < 9223372036854775808.0
                                   ? std::to_chars(to, to + 32, v == 0 ? 0.0 : v)
                                   : std::to_chars(to, to + 32, v, std::chars_format::scientific);
    if (end.ec != std::errc()) {
        std::abort();
    }
    return static_cast<std::size_t>(end.ptr - to);
}
