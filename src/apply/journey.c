/* journey.c: see journey.h. Campaigns are settled first, since they touch enrollments, then enrollments,
 * which touch people, then people; places are gathered in memory and written last, so that a range of numbers
 * is written once however many of its rows have changed. */
#include "apply/journey.h"

#include "base/must.h"
#include "base/when.h"
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

enum { TOUCHED_MOST = 100000 }; /* what is touched by two chunks of an import */

/* One row more or less in a list, at its number. */
struct moved {
    int list;
    int64_t number, n;
};

void journeys_init(struct journeys *j, struct db *db, int64_t tenant)
{
    *j = (struct journeys){ .db = db, .tenant = tenant };
}

void journeys_done(struct journeys *j)
{
    free(j->enrollments.at);
    free(j->people.at);
    free(j->campaigns.at);
    free(j->leveled.at);
    free(j->moved);
    *j = (struct journeys){ .db = NULL };
}

void journeys_reset(struct journeys *j)
{
    j->enrollments.count = j->people.count = j->campaigns.count = j->leveled.count = j->moved_count = 0;
    memset(j->filled, 0, sizeof j->filled);
}

/* Makes room for one more of `size` bytes. */
static void *room_for(void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return at;
    }
    size_t wanted = *room ? 2 * *room : 256;
    void *more = realloc(at, wanted * size);
    if (more != NULL) {
        *room = wanted;
    }
    return more;
}

static enum status add(struct keys *keys, int64_t key)
{
    if (keys->count > 0 && keys->at[keys->count - 1] == key) {
        return ST_OK;
    }
    int64_t *more = room_for(keys->at, keys->count, &keys->room, sizeof *keys->at);
    if (more == NULL) {
        return ST_NOMEM;
    }
    keys->at = more;
    keys->at[keys->count++] = key;
    return ST_OK;
}

enum status journeys_enrollment(struct journeys *j, int64_t number)
{
    return add(&j->enrollments, number);
}

enum status journeys_person(struct journeys *j, int64_t person_key)
{
    return add(&j->people, person_key);
}

enum status journeys_campaign(struct journeys *j, int64_t campaign_key)
{
    return add(&j->campaigns, campaign_key);
}

bool journeys_full(const struct journeys *j)
{
    return j->enrollments.count + j->people.count > TOUCHED_MOST;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort_once(struct keys *keys)
{
    size_t n = 0;
    if (keys->count > 0) {
        qsort(keys->at, keys->count, sizeof *keys->at, by_value);
    }
    for (size_t i = 0; i < keys->count; i++) {
        if (n == 0 || keys->at[n - 1] != keys->at[i]) {
            keys->at[n++] = keys->at[i];
        }
    }
    keys->count = n;
}

static struct query *ask(struct db *db, enum query_name name, int64_t tenant, int64_t key)
{
    struct query *q = db_query(db, name);
    query_int(q, 1, tenant);
    query_int(q, 2, key);
    return q;
}

/* ---- places ---- */

static enum status move(struct journeys *j, int list, int64_t number, int64_t n)
{
    if (n == 0) {
        return ST_OK;
    }
    struct moved *more = room_for(j->moved, j->moved_count, &j->moved_room, sizeof *j->moved);
    if (more == NULL) {
        return ST_NOMEM;
    }
    j->moved = more;
    j->moved[j->moved_count++] = (struct moved){ list, number, n };
    return ST_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct moved *x = a, *y = b;
    int c = (x->list > y->list) - (x->list < y->list);
    return c ? c : (x->number > y->number) - (x->number < y->number);
}

static enum status write_place(struct journeys *j, int list, int level, int64_t bucket, int64_t n)
{
    if (n == 0) {
        return ST_OK;
    }
    struct query *q = ask(j->db, Q_PLACE_ADD, j->tenant, list);
    query_int(q, 3, level);
    query_int(q, 4, bucket);
    query_int(q, 5, n);
    TRY(query_run(q));
    if (n > 0) {
        return ST_OK;
    }
    q = ask(j->db, Q_PLACE_TIDY, j->tenant, list);
    query_int(q, 3, level);
    query_int(q, 4, bucket);
    return query_run(q);
}

static enum status write_level(struct journeys *j, int level)
{
    int shift = BLOCK_BITS * level;
    for (size_t i = 0, end; i < j->moved_count; i = end) {
        const struct moved *first = &j->moved[i];
        int64_t n = 0;
        for (end = i; end < j->moved_count && j->moved[end].list == first->list &&
                      j->moved[end].number >> shift == first->number >> shift;
             end++) {
            n += j->moved[end].n;
        }
        TRY(write_place(j, first->list, level, first->number >> shift, n));
    }
    return ST_OK;
}

static enum status write_places(struct journeys *j)
{
    if (j->moved_count > 0) {
        qsort(j->moved, j->moved_count, sizeof *j->moved, by_place);
    }
    for (int level = 1; level <= BLOCK_LEVELS; level++) {
        TRY(write_level(j, level));
    }
    return ST_OK;
}

/* ---- enrollments ---- */

static int64_t second_of(int64_t ticks)
{
    return ticks / WHEN_SECOND - (ticks % WHEN_SECOND < 0);
}

static enum status add_progress(struct db *db, int64_t tenant, struct journey *journey)
{
    struct query *q = ask(db, Q_JOURNEY_PROGRESS, tenant, journey->campaign_key);
    query_int(q, 3, journey->person_key);
    TRY(query_step(q));
    journey->attempts = query_int_at(q, 0);
    journey->passed = query_int_at(q, 1);
    journey->required = query_int_at(q, 2);
    int64_t at = query_int_at(q, 3);
    query_end(q);
    at = at == NONE ? NONE : second_of(at);
    journey->updated = at > journey->updated ? at : journey->updated;
    return ST_OK;
}

enum status journey_expected(struct db *db, int64_t tenant, int64_t number, struct journey *journey)
{
    struct query *q = ask(db, Q_JOURNEY_EXPECTED, tenant, number);
    *journey = (struct journey){ .exists = false };
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    journey->exists = true;
    journey->campaign_key = query_int_at(q, 0);
    journey->person_key = query_int_at(q, 1);
    journey->updated = second_of(query_int_at(q, 2));
    journey->due = query_int_at(q, 3);
    bool begun = query_int_at(q, 4) != 0;
    query_end(q);
    return begun ? add_progress(db, tenant, journey) : ST_OK;
}

enum status journey_stored(struct db *db, int64_t tenant, int64_t number, struct journey *journey)
{
    struct query *q = ask(db, Q_JOURNEY_STORED, tenant, number);
    *journey = (struct journey){ .exists = false };
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    *journey = (struct journey){ .exists = true,
                                 .campaign_key = query_int_at(q, 0),
                                 .person_key = query_int_at(q, 1),
                                 .passed = query_int_at(q, 2),
                                 .required = query_int_at(q, 3),
                                 .attempts = query_int_at(q, 4),
                                 .updated = query_int_at(q, 5),
                                 .due = query_int_at(q, 6) };
    query_end(q);
    return ST_OK;
}

bool journey_same(const struct journey *a, const struct journey *b)
{
    return a->exists == b->exists && a->campaign_key == b->campaign_key && a->person_key == b->person_key &&
           a->passed == b->passed && a->required == b->required && a->attempts == b->attempts &&
           a->updated == b->updated && a->due == b->due;
}

static enum status write_journey(struct journeys *j, int64_t number, const struct journey *now)
{
    struct query *q = ask(j->db, now->exists ? Q_JOURNEY_SET : Q_JOURNEY_DROP, j->tenant, number);
    if (now->exists) {
        query_int(q, 3, now->campaign_key);
        query_int(q, 4, now->person_key);
        query_int(q, 5, now->passed);
        query_int(q, 6, now->required);
        query_int(q, 7, now->attempts);
        query_int(q, 8, now->updated);
        query_int(q, 9, now->due);
    }
    return query_run(q);
}

static enum status settle_enrollment(struct journeys *j, int64_t number)
{
    struct journey before, now;
    TRY(journey_expected(j->db, j->tenant, number, &now));
    TRY(journey_stored(j->db, j->tenant, number, &before));
    if (journey_same(&before, &now)) {
        return ST_OK;
    }
    TRY(write_journey(j, number, &now));
    TRY(move(j, PLACE_ENROLLMENTS, number, now.exists - before.exists));
    TRY(move(j, PLACE_ASSIGNMENTS, number, now.due - before.due));
    TRY(move(j, PLACE_ATTEMPTS, number, now.attempts - before.attempts));
    if (before.exists && before.person_key != now.person_key) {
        TRY(add(&j->leveled, before.person_key));
    }
    return now.exists && before.person_key != now.person_key ? add(&j->leveled, now.person_key) : ST_OK;
}

static enum status settle_campaign(struct journeys *j, int64_t campaign_key)
{
    struct query *q = ask(j->db, Q_CAMPAIGN_MODULES_SET, j->tenant, campaign_key);
    enum status st = ST_OK, step;
    TRY(query_run(q));
    q = ask(j->db, Q_JOURNEYS_OF_CAMPAIGN, j->tenant, campaign_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = journeys_enrollment(j, query_int_at(q, 0));
        st = st == ST_OK ? add(&j->leveled, query_int_at(q, 1)) : st;
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* ---- people ---- */

static bool is_blank(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != ' ' && text.ptr[i] != '\t' && text.ptr[i] != '\r' && text.ptr[i] != '\n') {
            return false;
        }
    }
    return true;
}

/* Columns of LEARNER_EXPECTED from the third on: the champion, then texts. */
static int64_t fields_of(const struct query *q)
{
    static const enum filled texts[] = {
        FILLED_AD_ID,
        FILLED_INITIAL,
        FILLED_PHONE_NUMBER,
        FILLED_TITLE,
        FILLED_COMPANY,
        FILLED_JOB_ROLE,
        FILLED_TEAM,
        FILLED_DEPARTMENT_NUMBER,
        FILLED_EMPLOYEE_NUMBER,
        FILLED_MANAGER_NAME,
        FILLED_MANAGERS_EMPLOYEE_NUMBER,
        FILLED_BUSINESS_UNIT,
        FILLED_EMPLOYEE_SECONDARY_NUMBER,
        FILLED_BUSINESS_UNIT_DESCRIPTION,
    };
    int64_t fields = query_int_at(q, 2) == 1 ? INT64_C(1) << FILLED_SECURITY_CHAMPION : 0;
    for (int i = 0; i < (int)COUNT_OF(texts); i++) {
        fields |= is_blank(query_text_at(q, 3 + i)) ? 0 : INT64_C(1) << texts[i];
    }
    return fields;
}

/* The first digits of a Kaspersky id as a number. */
static int64_t digits_of(struct str id)
{
    const unsigned char *b = (const unsigned char *)id.ptr;
    must(id.len == sizeof((struct key24 *)NULL)->b);
    _Static_assert(PLACE_DIGITS == 7, "three bytes and a half");
    return (int64_t)b[0] << 20 | (int64_t)b[1] << 12 | (int64_t)b[2] << 4 | b[3] >> 4;
}

static enum status count_levels(struct db *db, int64_t tenant, int64_t person_key, int64_t *levels)
{
    struct query *q = ask(db, Q_LEARNER_LEVELS, tenant, person_key);
    TRY(query_step(q));
    *levels = query_int_at(q, 0);
    query_end(q);
    return ST_OK;
}

enum status learner_expected(struct db *db, int64_t tenant, int64_t person_key, struct learner *learner)
{
    struct query *q = ask(db, Q_LEARNER_EXPECTED, tenant, person_key);
    *learner = (struct learner){ .exists = false };
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_OK : st;
    }
    learner->exists = true;
    learner->number = query_int_at(q, 0);
    learner->listed = query_int_at(q, 1);
    learner->fields = learner->listed ? fields_of(q) : 0;
    learner->digits = digits_of(query_blob_at(q, 17));
    query_end(q);
    return count_levels(db, tenant, person_key, &learner->levels);
}

enum status learner_stored(struct db *db, int64_t tenant, int64_t person_key, struct learner *learner)
{
    struct query *q = ask(db, Q_LEARNER_STORED, tenant, person_key);
    *learner = (struct learner){ .exists = false };
    enum status st = query_step(q);
    if (st == ST_OK) {
        *learner = (struct learner){ true,
                                     query_int_at(q, 0),
                                     query_int_at(q, 1),
                                     query_int_at(q, 2),
                                     query_int_at(q, 3),
                                     query_int_at(q, 4) };
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

bool learner_same(const struct learner *a, const struct learner *b)
{
    return a->exists == b->exists && a->number == b->number && a->listed == b->listed &&
           a->fields == b->fields && a->levels == b->levels && a->digits == b->digits;
}

static enum status count_learner(struct journeys *j, const struct learner *learner, int sign)
{
    for (int i = 1; i < FILLED_END; i++) {
        j->filled[i] += sign * (learner->fields >> i & 1);
    }
    TRY(move(j, PLACE_USERS, learner->number, sign * learner->listed));
    TRY(move(j, PLACE_REPORTS, learner->digits, sign * learner->listed));
    return move(j, PLACE_LEVELS, learner->number, sign * learner->levels);
}

static enum status write_learner(struct journeys *j, int64_t person_key, const struct learner *now)
{
    struct query *q = ask(j->db, now->exists ? Q_LEARNER_SET : Q_LEARNER_DROP, j->tenant, person_key);
    if (now->exists) {
        query_int(q, 3, now->number);
        query_int(q, 4, now->listed);
        query_int(q, 5, now->fields);
        query_int(q, 6, now->levels);
        query_int(q, 7, now->digits);
    }
    return query_run(q);
}

static enum status replace(struct journeys *j, int64_t person_key, const struct learner *before,
                           const struct learner *now)
{
    if (learner_same(before, now)) {
        return ST_OK;
    }
    TRY(count_learner(j, before, -1));
    TRY(write_learner(j, person_key, now));
    return count_learner(j, now, 1);
}

static enum status settle_person(struct journeys *j, int64_t person_key)
{
    struct learner before, now;
    TRY(learner_stored(j->db, j->tenant, person_key, &before));
    TRY(learner_expected(j->db, j->tenant, person_key, &now));
    return replace(j, person_key, &before, &now);
}

/* Nothing but the person's enrollments changed. */
static enum status settle_levels(struct journeys *j, int64_t person_key)
{
    struct learner before, now;
    TRY(learner_stored(j->db, j->tenant, person_key, &before));
    if (!before.exists) {
        return settle_person(j, person_key);
    }
    now = before;
    TRY(count_levels(j->db, j->tenant, person_key, &now.levels));
    return replace(j, person_key, &before, &now);
}

static enum status write_filled(struct journeys *j)
{
    for (int i = 1; i < FILLED_END; i++) {
        if (j->filled[i] != 0) {
            struct query *q = ask(j->db, Q_FILLED_ADD, j->tenant, i);
            query_int(q, 3, j->filled[i]);
            TRY(query_run(q));
        }
    }
    return ST_OK;
}

static enum status each(struct journeys *j, struct keys *keys,
                        enum status (*settle)(struct journeys *j, int64_t key))
{
    sort_once(keys);
    for (size_t i = 0, n = keys->count; i < n; i++) {
        TRY(settle(j, keys->at[i]));
    }
    return ST_OK;
}

enum status journeys_flush(struct journeys *j)
{
    TRY(each(j, &j->campaigns, settle_campaign));
    TRY(each(j, &j->enrollments, settle_enrollment));
    TRY(each(j, &j->people, settle_person));
    TRY(each(j, &j->leveled, settle_levels));
    TRY(write_places(j));
    TRY(write_filled(j));
    journeys_reset(j);
    return ST_OK;
}
