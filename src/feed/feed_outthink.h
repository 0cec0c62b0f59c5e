/* feed_outthink.h: what the OutThink API's CSV files have in common: one campaign a file, things named by
 * GUID, and cells that only say what the store shows already. */
#ifndef MUSTER_FEED_FEED_OUTTHINK_H
#define MUSTER_FEED_FEED_OUTTHINK_H

#include "feed/feed_csv.h"

enum feed_outthink_type { FEED_OUTTHINK_TRAINING, FEED_OUTTHINK_SIMULATION, FEED_OUTTHINK_ANY };

struct feed_outthink {
    enum feed_outthink_type may_be; /* what the file's campaign may be */
    struct str given;    /* the file's only campaign, as its rows name it; absent before the first row */
    struct str campaign; /* its record's id */
};

/* Whether a campaign is named, and --campaign-type is a type that the file can be about. */
enum status feed_outthink_begin(const struct feed_csv *csv, enum feed_outthink_type may_be, struct why *why);

/* The first row names the campaign (its record is emitted when the options tell something about it), the
 * others must agree; --campaign-id goes before all. May set csv->bad_row. */
enum status feed_outthink_settle(struct feed_csv *csv, struct feed_outthink *own, const struct csvin_row *row,
                                 struct why *why);

/* A GUID as Muster prints it; anything else as it is. In the arena or the id itself. */
struct str feed_outthink_id(struct arena *arena, struct str id);

/* Begins a record line: {"kind":"..." */
void feed_outthink_open(struct json *j, const char *kind);

/* Whether the file has a column for this key. */
bool feed_outthink_has(const struct feed_csv *csv, const char *record, const char *key);

/* The store's people and comments, where the taker of the records has one; absent or NULL otherwise. */
const struct feed_known *feed_outthink_known(const struct feed_csv *csv);

#endif
