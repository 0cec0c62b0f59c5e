/* feed_format.h: what a source is made of; for the files of this folder. */
#ifndef MUSTER_FEED_FEED_FORMAT_H
#define MUSTER_FEED_FEED_FORMAT_H

#include "base/source.h"
#include "feed/feed.h"

/* One file being read. */
struct feed_run {
    const struct feed_options *options;
    const struct feed_events *events;
    struct source *source;
};

struct feed_format {
    const char *name;
    enum status (*read)(const struct feed_run *run, struct why *why);
    /* For a file that is not read from its start to its end: then read is NULL, and run->source too. */
    enum status (*open)(const struct feed_run *run, const char *path, struct why *why);
};

/* Tells events->progress. */
void feed_progress(const struct feed_run *run);

extern const struct feed_format feed_behavior_events_csv;
extern const struct feed_format feed_records, feed_people_csv, feed_outthink_users_csv,
    feed_outthink_comments_csv, feed_outthink_simulation_csv, feed_gophish_results, feed_gophish_events,
    feed_gophish_db, feed_reported_mail;

#endif
