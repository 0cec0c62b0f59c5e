/* journey.h: inside src/apply: what follows enrollments, progress, campaigns and people for lists that go
 * over all campaigns by number: the tables journey, learner, place and filled. Whoever changes a record
 * touches what it is about; what was touched is worked out anew from the records and compared with what is
 * stored, in the transaction of the change. So it does not matter how often, or in which order, something is
 * touched. */
#ifndef MUSTER_APPLY_JOURNEY_H
#define MUSTER_APPLY_JOURNEY_H

#include "model/phase.h"
#include "store/db.h"

struct keys {
    int64_t *at;
    size_t count, room;
};

struct journeys {
    struct db *db;
    int64_t tenant;
    struct keys enrollments, people, campaigns;
    struct keys leveled; /* people whose enrollments changed */
    struct moved *moved; /* places won and lost, not written yet */
    size_t moved_count, moved_room;
    int64_t filled[FILLED_END];
};

void journeys_init(struct journeys *journeys, struct db *db, int64_t tenant);
void journeys_done(struct journeys *journeys);
void journeys_reset(struct journeys *journeys);

/* The enrollment with this number, its progress, or its being there; the person; the campaign's type, level,
 * due date or modules, with all its enrollments as they are now. ST_NOMEM. */
enum status journeys_enrollment(struct journeys *journeys, int64_t number);
enum status journeys_person(struct journeys *journeys, int64_t person_key);
enum status journeys_campaign(struct journeys *journeys, int64_t campaign_key);

/* Whether so much was touched that it should be settled now. */
bool journeys_full(const struct journeys *journeys);

/* Brings everything in line, and forgets what was touched. */
enum status journeys_flush(struct journeys *journeys);

/* One row as it should be and as it is; exists: whether there should be one, or is. */
struct journey {
    bool exists;
    int64_t campaign_key, person_key, passed, required, attempts, updated, due;
};
struct learner {
    bool exists;
    int64_t number, listed, fields, levels, digits;
};
enum status journey_expected(struct db *db, int64_t tenant, int64_t number, struct journey *journey);
enum status journey_stored(struct db *db, int64_t tenant, int64_t number, struct journey *journey);
bool journey_same(const struct journey *a, const struct journey *b);
enum status learner_expected(struct db *db, int64_t tenant, int64_t person_key, struct learner *learner);
enum status learner_stored(struct db *db, int64_t tenant, int64_t person_key, struct learner *learner);
bool learner_same(const struct learner *a, const struct learner *b);

#endif
