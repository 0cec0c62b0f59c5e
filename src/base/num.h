/* num.h: numbers as text without printf: shortest form, no locale. */
#ifndef MUSTER_BASE_NUM_H
#define MUSTER_BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

enum { NUM_INT_MAX = 20, NUM_REAL_MAX = 32 };

/* Writes v in decimal at `to` (NUM_INT_MAX bytes of room) and returns the length. No NUL. */
size_t num_int(char *to, int64_t v);

/* Writes exactly `width` decimal digits of v (0 <= v < 10^width). */
void num_digits(char *to, unsigned width, uint64_t v);

/* Writes the shortest decimal that reads back as the same double, as JSON allows it (no inf or nan: must
 * be finite), at `to` (NUM_REAL_MAX bytes of room); returns the length. 0.54, 1, 1e-7; from 2^63 on always
 * with an exponent. */
size_t num_real(char *to, double v);

/* Writes n bytes as 2 n lower-case hexadecimal digits. */
void num_hex(char *to, const uint8_t *bytes, size_t n);

#endif
