/* feed_gophish.h: what GoPhish writes, in its CSV files and in its database. The details of its events hold
 * what people typed into a landing page, passwords too: nothing of a cell or column is ever quoted in a
 * sentence, no cell becomes part of a record before its form has been checked, and of the details only
 * browser.address and browser.user-agent are looked at. Times are read to the 100 ns; GoPhish writes
 * nanoseconds. */
#ifndef MUSTER_FEED_FEED_GOPHISH_H
#define MUSTER_FEED_FEED_GOPHISH_H

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "2024-05-01T10:00:00.123456789Z", with a space and an offset in the database. false: no such time; the year
 * 1, which GoPhish writes for "never", gives WHEN_NONE. */
bool gophish_time(struct str text, int64_t *ticks);

/* Whether it looks like the address of a mailbox: at most 254 bytes, one @, nothing that JSON or a sentence
 * would have.
 */
bool gophish_address(struct str text);

/* The number of a campaign as a record's id: "SOURCE-7". false: it is no number. */
bool gophish_campaign(struct str number, struct str source, struct buf *id);

/* What a message of an event means: an enum event_type, 0 when it is nobody's act. false: GoPhish writes no
 * such. */
bool gophish_message(struct str message, int *type);

/* A row of results. Times: WHEN_NONE when there is none. */
struct gophish_result {
    struct str status, token;
    int64_t sent_at, modified_at;
    bool reported;
};

/* Something that happened. */
struct gophish_fact {
    int type; /* enum event_type */
    int64_t at;
    struct str token;
    struct str ip, agent;
    bool from_result; /* an act that only the results tell of, with the last time of its kind */
};

enum { GOPHISH_FACTS = 4 };

/* What a row of results tells; *n of facts. NULL, or what is wrong with the row. */
const char *gophish_facts(const struct gophish_result *result, struct gophish_fact facts[GOPHISH_FACTS],
                          int *n);

/* The details of an event: address and user agent of its browser, into `text` (which is reset) where they are
 * there and have the form of one; else absent. An empty text is no details. false: not JSON. The user agent
 * is cut at LIMIT_USER_AGENT. */
bool gophish_details(struct str details, struct buf *text, struct str *ip, struct str *agent);

/* Record lines, put into `line` (which is reset). */
void gophish_put_event(struct buf *line, struct str campaign, struct str email,
                       const struct gophish_fact *fact);
void gophish_put_enrollment(struct buf *line, struct str campaign, struct str email);

/* GoPhish of old wrote whole seconds, and may write two events of one person and kind at one moment: they are
 * told apart by 100 ns, in the order in which they come. */
struct gophish_moment {
    int64_t at;
    int n;
    struct {
        uint64_t what, whole;
    } seen[64];
};

/* The time for this event. The same event again gets the same time. */
int64_t gophish_apart(struct gophish_moment *moment, struct str email, const struct gophish_fact *fact);

/* People named already, so that not every event names its person again; forgets some. All zero at first. */
struct gophish_named {
    uint64_t people[4096];
};
bool gophish_is_new(struct gophish_named *named, struct str email);

#endif
