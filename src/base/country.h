/* country.h: what a country is called in English. */
#ifndef MUSTER_BASE_COUNTRY_H
#define MUSTER_BASE_COUNTRY_H

#include "base/str.h"

/* The English name of an ISO 3166 code of two capital letters ("IT": "Italy"), after CLDR; what is no code is
 * given back as it is. The name lives as long as the program. Any thread. */
struct str country_name(struct str code);

#endif
