/* audit_journey.c: what lists over all campaigns are kept by, worked out anew from the records: rows by the
 * functions that also keep them (journey.h), sums and ranges of numbers from those rows. */
#include "apply/audit.h"
#include "base/must.h"

static struct query *ask(struct audit *a, enum query_name name)
{
    struct query *q = db_query(a->db, name);
    query_int(q, 1, a->tenant);
    return q;
}

static enum status differs(struct audit *a, enum derived what, int64_t key)
{
    struct difference d = { .what = what, .keys = { key } };
    return a->differs(a->to, &d);
}

static enum status check_journey(struct audit *a, int64_t number)
{
    struct journey expected, stored;
    TRY(journey_expected(a->db, a->tenant, number, &expected));
    TRY(journey_stored(a->db, a->tenant, number, &stored));
    return journey_same(&expected, &stored) ? ST_OK : differs(a, DERIVED_JOURNEY, number);
}

static enum status check_learner(struct audit *a, int64_t person_key)
{
    struct learner expected, stored;
    TRY(learner_expected(a->db, a->tenant, person_key, &expected));
    TRY(learner_stored(a->db, a->tenant, person_key, &stored));
    return learner_same(&expected, &stored) ? ST_OK : differs(a, DERIVED_LEARNER, person_key);
}

static enum status walk(struct audit *a, enum query_name name,
                        enum status (*check)(struct audit *a, int64_t key))
{
    struct query *q = ask(a, name);
    enum status st = ST_OK, step = ST_END;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = check(a, query_int_at(q, 0));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status check_modules(struct audit *a)
{
    struct query *q = ask(a, Q_CHECK_CAMPAIGN_MODULES);
    enum status st = ST_OK, step = ST_END;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        const int64_t keys[3] = { query_int_at(q, 0) };
        st = audit_number(a, DERIVED_CAMPAIGN, keys, "modules", query_int_at(q, 1), query_int_at(q, 3));
        st = st == ST_OK ? audit_number(a, DERIVED_CAMPAIGN, keys, "required modules", query_int_at(q, 2),
                                        query_int_at(q, 4))
                         : st;
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status check_places(struct audit *a)
{
    for (int list = 1; list <= PLACE_LISTS; list++) {
        for (int level = 1; level <= BLOCK_LEVELS; level++) {
            const int64_t keys[3] = { list, level };
            struct query *q = ask(a, (enum query_name)(Q_CHECK_PLACES_1 + list - 1));
            query_int(q, 2, level);
            TRY(query_step(q));
            int64_t wrong = query_int_at(q, 0);
            query_end(q);
            TRY(audit_number(a, DERIVED_PLACES, keys, "ranges", wrong, 0));
        }
    }
    return ST_OK;
}

static enum status check_filled(struct audit *a)
{
    for (int i = 1; i < FILLED_END; i++) {
        const int64_t keys[3] = { i };
        struct query *q = ask(a, Q_CHECK_FILLED);
        query_int(q, 2, i);
        TRY(query_step(q));
        int64_t stored = query_int_at(q, 0), expected = query_int_at(q, 1);
        query_end(q);
        TRY(audit_number(a, DERIVED_FILLED, keys, "people", stored, expected));
    }
    return ST_OK;
}

enum status audit_journeys(struct audit *a)
{
    TRY(check_modules(a));
    TRY(walk(a, Q_CHECK_JOURNEYS, check_journey));
    TRY(walk(a, Q_CHECK_LEARNERS, check_learner));
    TRY(check_places(a));
    return check_filled(a);
}
