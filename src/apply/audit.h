/* audit.h: inside src/apply: walks over everything that is derived, comparing what is stored with what
 * follows from the records. verify.c tells each difference, recompute.c mends it: both work from one truth.
 *
 * Rows stream by in the order of their keys; memory does not grow with the store. */
#ifndef MUSTER_APPLY_AUDIT_H
#define MUSTER_APPLY_AUDIT_H

#include "apply/applier.h"

enum derived {
    DERIVED_TALLY,         /* keys: campaign; numbers in the order of the table */
    DERIVED_BLOCK,         /* campaign, level, bucket; counts by phase */
    DERIVED_PHASE,         /* campaign, number; expected NONE: the status is no known one */
    DERIVED_SHOWN,         /* campaign, number; column of the enrollment, numbers or texts */
    DERIVED_NAME,          /* person, kind of name, owner (NONE: missing); expected_text: the name */
    DERIVED_NAME_TOO_MANY, /* person, kind of name; stored_text: a name that is not theirs */
    DERIVED_NAMES_BROKEN,  /* person: the list of aliases cannot be read */
    DERIVED_MEMBERSHIP,    /* person; keys of organizations */
    DERIVED_USERS,         /* organization */
    DERIVED_RANK,          /* campaign */
    DERIVED_OWNER,         /* campaign; texts: GUIDs of organizations */
    DERIVED_ORGANIZATION,  /* organization; texts: its own GUID, as bytes */
    DERIVED_MODULE,        /* campaign, module; the same */
    DERIVED_COMMENT,       /* comment; the same */
    DERIVED_BURST,         /* campaign, person, type, time */
    DERIVED_RULE,          /* the same; numbers of rules */
    DERIVED_RESULT,        /* campaign, number; times in the order of the table, then landing seconds */
    DERIVED_CAMPAIGN,      /* campaign; column: its modules, or those that are required */
    DERIVED_JOURNEY,       /* number of the enrollment */
    DERIVED_LEARNER,       /* person */
    DERIVED_PLACES,        /* list, level; stored: how many ranges differ, expected 0 */
    DERIVED_FILLED,        /* field */
    DERIVED_SCORE_DAY,     /* day, until; sums of good and bad weights */
    DERIVED_CENSUS,        /* how many people the tenant has who are not archived */
    DERIVED_CASE,          /* number of a reported mail */
    DERIVED_COUNTER,       /* enum counter; stored: next, expected: at least this */
};

struct difference {
    enum derived what;
    int64_t keys[4];
    const char *column;
    int count; /* of numbers */
    const int64_t *stored, *expected;
    struct str stored_text, expected_text;
};

/* A difference was found; anything but ST_OK ends the walk and is returned. */
typedef enum status audit_differs(void *to, const struct difference *difference);

struct audit {
    struct db *db;
    int64_t tenant;
    struct uuid customer;
    struct arena arena; /* of the row under way */
    struct judge_lists lists;
    struct buf networks;
    audit_differs *differs;
    void *to;
};

/* Reads the tenant's customer id. ST_NOTFOUND: no such tenant. */
enum status audit_init(struct audit *audit, struct db *db, int64_t tenant, audit_differs *differs, void *to);
void audit_done(struct audit *audit);

/* Every walk, in an order in which each may be mended at once: what others follow from comes first. */
enum status audit_all(struct audit *audit);

/* audit_counts.c */
enum { AUDIT_TALLY = 33 };
extern const char *const audit_tally_columns[AUDIT_TALLY];
enum status audit_enrollments(struct audit *audit); /* phases, tallies, blocks */
enum status audit_shown(struct audit *audit);

/* mail_verify.c: the case of each reported mail. */
enum status audit_mails(struct audit *audit);

/* audit_journey.c: lists over all campaigns; after everything that they follow from. */
enum status audit_journeys(struct audit *audit);

/* audit_events.c: bursts and rules of simulation events, in this order when mending. */
enum status audit_events(struct audit *audit);
/* The result that a person's events have by the rules as they should be. */
enum status audit_result(struct audit *audit, int64_t campaign, int64_t person,
                         struct simulation_result *result);

/* audit_scores.c: after the enrollments, when mending. */
enum status audit_scores(struct audit *audit);
enum status audit_census(struct audit *audit);

/* audit_names.c: run twice when mending: a name must leave one person before another can have it. */
enum status audit_people(struct audit *audit);

/* audit.c: comparing one number or one GUID. */
enum status audit_number(struct audit *audit, enum derived what, const int64_t keys[3], const char *column,
                         int64_t stored, int64_t expected);
enum status audit_text(struct audit *audit, enum derived what, const int64_t keys[3], const char *column,
                       struct str stored, struct str expected);

#endif
