/* judge.h: was it a person or a scanner? Mail gateways open mails and follow links before anybody reads them;
 * counted as clicks they would blame people for what machines did. The rules stand in the order in which they
 * are asked; the first that fits is stored beside the event, by number, and shown by name.
 *
 * Only events that carry an address or a user agent are judged, and neither `sent` nor `bounced`. Events of a
 * source that publishes results have been judged by that source. All of these count as a person's. */
#ifndef MUSTER_DERIVE_JUDGE_H
#define MUSTER_DERIVE_JUDGE_H

#include "base/status.h"
#include "base/str.h"
#include "model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stored numbers: new ones go to the end. */
enum event_rule {
    RULE_NONE,            /* not judged yet */
    RULE_AS_VENDOR,       /* the source published a result: it counts as given */
    RULE_UNKNOWN,         /* neither address nor user agent */
    RULE_PERSON,          /* no rule says scanner */
    RULE_OUR_NETWORK,     /* the address is one of the team's own */
    RULE_SCANNER_NETWORK, /* the address belongs to a known scanner */
    RULE_TOO_FAST,        /* a click within JUDGE_FAST of the mail's being sent */
    RULE_BURST,           /* the address acted for JUDGE_PEOPLE people within JUDGE_BURST */
    RULE_ROBOT_AGENT,     /* the user agent is on the list */
    RULE_AFTER_REPORT,    /* a click after the person's report, from another address */
    RULE_SUPERSEDED, /* read off a list of results, and the events themselves are here: counts for nobody */
    RULE_COUNT
};

/* Ticks of 100 ns, both ends included; and different people. */
#define JUDGE_FAST  (20 * INT64_C(10000000))
#define JUDGE_BURST (60 * INT64_C(10000000))
enum { JUDGE_PEOPLE = 5 };

/* The name of a rule ("too-fast") and a sentence about what it found. RULE_NONE..RULE_COUNT - 1: must. */
const char *judge_name(enum event_rule rule);
const char *judge_sentence(enum event_rule rule);

/* Whether events of this rule count as a scanner's, or for nobody; all others count as a person's. */
bool judge_is_scanner(enum event_rule rule);

/* What the rules know: networks separated by spaces ("192.0.2.0/24 2001:db8::/32"), and parts of user agents
 * that only programs send, in lower case. */
struct judge_lists {
    struct str our_networks, scanner_networks;
    const char *const *agents;
    int agent_count;
};

/* What is shipped: no networks (which of them scan is known to the customer's mail team), and the agents of
 * judge.c, which also says as of when. */
extern const struct judge_lists judge_lists_shipped;

/* One event of one person in one campaign. */
struct judged_event {
    int type; /* enum event_type */
    int64_t at;
    struct str ip, agent;
    int64_t landing_seconds;
    int counted; /* enum event_counted */
    bool burst;  /* see below */
    enum event_rule rule;
};

/* Sets the rule of each of one person's events of a campaign; their order does not matter. as_given: vendors'
 * results keep RULE_AS_VENDOR; without it they are judged like all others, to show what the rules would say.
 */
void judge_events(struct judged_event *events, size_t n, const struct judge_lists *lists, bool as_given);

/* Whether an event of this type is somebody's act, so that its address counts for bursts. */
bool judge_is_act(int type);

/* ---- bursts ---- */

struct act {
    int64_t person, at;
    int type;
    bool stored; /* what was decided about it before */
};

/* Told of every act exactly once. Anything but ST_OK ends the walk. */
typedef enum status burst_decided(void *to, const struct act *act, bool burst);

/* A walk over the acts of one address in one campaign, in the order of their times. Memory: the acts of one
 * minute that are no burst yet. */
struct burst {
    burst_decided *decided;
    void *to;
    int known;
    struct act recent[JUDGE_PEOPLE]; /* the latest act of each of the last people, the newest first */
    struct act *waiting;
    size_t count, room;
};

void burst_begin(struct burst *burst, burst_decided *decided, void *to);
enum status burst_add(struct burst *burst, const struct act *act);
/* Decides what still waits; the walk may begin anew. */
enum status burst_end(struct burst *burst);
void burst_done(struct burst *burst);

#endif
