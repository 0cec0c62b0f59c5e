/* feed_country.h: names of countries as lists of people write them, as ISO 3166 codes of two letters. */
#ifndef MUSTER_FEED_FEED_COUNTRY_H
#define MUSTER_FEED_FEED_COUNTRY_H

#include "base/arena.h"

struct feed_countries; /* lives in the arena it was made in */

/* All names in the languages of people-csv, and codes of three letters. NULL without memory. Takes some
 * milliseconds, so it is made when a file first needs it. */
struct feed_countries *feed_countries_new(struct arena *arena);

/* The code of a name ("Germany", "Deutschland", "DEU", "UK"), without regard to case and accents; absent when
 * there is none. */
struct str feed_country_code(const struct feed_countries *countries, struct str name);

/* How many names mean two countries; a test wants none. */
size_t feed_countries_ambiguous(const struct feed_countries *countries);

#endif
