/* datein.h: dates as spreadsheets and exports write them, read as UTC:
 *     2025-12-31, 2025-12-31 14:05[:09[.1234567]], with T and a zone too; 2025/12/31
 *     31.12.2025 [14:05[:09]]                                          day first, always
 *     31/12/2025 or 12/31/2025, also with hyphens, [14:05[:09] [PM]]   the column decides
 * Which of the two comes first in a column is seen by a number above 12 in its sample; where none is, the
 * caller has to know: both readings would be dates, and a guess would be wrong for half of the world. */
#ifndef MUSTER_BASE_DATEIN_H
#define MUSTER_BASE_DATEIN_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum datein_order {
    DATEIN_UNKNOWN, /* dates with / and - in this column cannot be read */
    DATEIN_DMY,
    DATEIN_MDY,
};

/* What a column's sample showed. Starts as all zero. */
struct datein_column {
    bool slashed;   /* there are dates whose order is in question */
    bool dmy, mdy;  /* some date can only be this */
    bool iso, dots; /* the other forms, for showing */
};

/* Looks at one more cell of the sample; cells that are no date change nothing. */
void datein_sample(struct datein_column *column, struct str cell);

/* DATEIN_UNKNOWN when the sample does not show it, or shows both. */
enum datein_order datein_decide(const struct datein_column *column);

enum datein_result {
    DATEIN_OK,
    DATEIN_NO_DATE,  /* none of the forms, or no such day */
    DATEIN_NO_ORDER, /* a date with / or -, and the order is unknown */
};

/* Reads a cell; spaces at its ends do not matter. */
enum datein_result datein_read(struct str cell, enum datein_order order, int64_t *ticks);

#endif
