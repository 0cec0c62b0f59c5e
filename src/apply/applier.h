/* applier.h: records into the store, with everything derived from them, in the caller's transaction.
 *
 * One applier serves one tenant on the writing connection. Between applier_begin and applier_end lies one
 * transaction of the caller; records come sorted as a batch sorts them (apply/batch.h): what is named before
 * what names it, the records of one person together, older before newer. */
#ifndef MUSTER_APPLY_APPLIER_H
#define MUSTER_APPLY_APPLIER_H

#include "apply/journey.h"
#include "apply/tally.h"
#include "apply/touched.h"
#include "base/arena.h"
#include "model/record_io.h"

enum applied {
    APPLIED_UNCHANGED = 0, /* said nothing new */
    APPLIED_NEW,
    APPLIED_CHANGED,
    APPLIED_IGNORED, /* older than what is there */
    APPLIED_DELETED,
};

/* Counters of a tenant; the numbers are stored (table counter). */
enum counter {
    COUNTER_PERSON_KEY = 1,
    COUNTER_PERSON_SECURITYJOURNEY,
    COUNTER_PERSON_CULTUREAI,
    COUNTER_ORGANIZATION_KEY,
    COUNTER_GROUP_KEY,
    COUNTER_CAMPAIGN_KEY,
    COUNTER_CAMPAIGN_SECURITYJOURNEY,
    COUNTER_CAMPAIGN_CULTUREAI,
    COUNTER_MODULE_KEY,
    COUNTER_ENROLLMENT,
    COUNTER_COMMENT_KEY,
    COUNTER_IMPORT,
    COUNTER_BEHAVIOR_EVENT,
    COUNTER_INGESTION,
    COUNTER_MAIL,
    COUNTER_END
};

struct applier {
    struct db *db;
    int64_t tenant;
    struct uuid
        customer; /* the tenant's customer id: name space of made identifiers, id of the root organization */
    int64_t seq;  /* of the transaction under way */
    int64_t batch_at;          /* for records without updatedAt */
    bool erased;               /* somebody of the tenant was erased */
    bool leaving;              /* these records make inactive whom the list left out */
    struct str source;         /* the list of people that the records come from; absent: none */
    bool wrote;                /* something changed in this transaction */
    bool campaigns_moved;      /* ranks must be counted again */
    int64_t next[COUNTER_END]; /* 0: not read yet in this transaction */
    enum graves {
        GRAVES_UNKNOWN,
        GRAVES_NONE,
        GRAVES_SOME
    } graves[KIND_COUNT]; /* whether deletions of a kind are remembered, as far as asked */
    struct buf campaign;  /* the id of the campaign that was named last, */
    int64_t campaign_key; /* and its key; NONE: no campaign yet */
    struct tally tally;
    struct touched touched; /* simulation events */
    struct journeys journeys;
    struct arena arena; /* of the record under way */
    struct grouped {
        struct buf group; /* the batch's key of the last person record, */
        int64_t person;   /* and whom it was */
    } last, begun;        /* now, and when the transaction began */
    struct {
        bool wrote;
        int64_t next[COUNTER_END];
    } part;                      /* as things stood before the record under way */
    uint64_t changed;            /* members that the last record changed, for previews, */
    struct record before, after; /* and the thing before (kind none: it is new) and after */
};

/* batch_at: the time of records that give none. ST_NOMEM. */
enum status applier_init(struct applier *a, struct db *db, int64_t tenant, const struct uuid *customer,
                         int64_t batch_at);
void applier_done(struct applier *a);

/* The transaction has begun: takes the tenant's next seq. */
enum status applier_begin(struct applier *a);

/* The record that follows is a part of the transaction; it was refused and taken back alone. */
void applier_part(struct applier *a);
void applier_part_undone(struct applier *a);

/* The transaction was rolled back: its records may be applied again. */
void applier_undone(struct applier *a);

/* Applies one record. group: the batch's name for the person a person record is about (records with an equal
 * group are one person); absent otherwise. ST_INVALID or ST_CONFLICT with a fault: this record cannot be
 * applied, nothing of it was; other failures end the transaction. */
enum status applier_record(struct applier *a, const struct record *record, struct str group,
                           enum applied *applied, struct fault *fault);

/* Between the parts of an interrupted batch: finds the person whom an applied record was about by its names,
 * so that further records of the group follow. ST_END: nobody has them. */
enum status applier_recall(struct applier *a, const struct record *record, struct str group);

/* Writes counters, numbers, ranks and the tenant's seq; then the caller commits. */
enum status applier_end(struct applier *a);

/* The next number of a counter; applier_given moves a counter past a number that somebody gave (NONE:
 * nobody). */
enum status applier_next(struct applier *a, enum counter counter, int64_t *number);
enum status applier_given(struct applier *a, enum counter counter, int64_t number);

#endif
