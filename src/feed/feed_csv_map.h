/* feed_csv_map.h: what the columns of a CSV file mean. For feed_csv.c. */
#ifndef MUSTER_FEED_FEED_CSV_MAP_H
#define MUSTER_FEED_FEED_CSV_MAP_H

#include "feed/feed_csv.h"

/* Takes the row with the headings: sets headings, columns, field and column. ST_INVALID: a heading that is
 * not known, or two columns that mean the same. */
enum status feed_csv_map(struct feed_csv *csv, const struct csvin_row *row, struct why *why);

/* After the sample: the order of the dates in each column. ST_INVALID: it is needed and cannot be seen. */
enum status feed_csv_decide(struct feed_csv *csv, struct why *why);

/* Tells people what was found out. */
void feed_csv_tell(const struct feed_csv *csv, const char *encoding, char separator);

/* The name of the attribute that an extra column becomes. */
struct str feed_csv_attribute(struct str heading);

#endif
