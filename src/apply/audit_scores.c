/* audit_scores.c: the sums by day over everybody, counted anew: what follows from all enrollments and
 * behavior events, less what is stored, must leave nothing. */
#include "apply/audit.h"
#include "base/must.h"

static enum status take_stored(struct audit *a, struct ledger *ledger)
{
    struct query *q = db_query(a->db, Q_CHECK_SCORE_DAYS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = ledger_row(ledger, query_int_at(q, 0), query_int_at(q, 1), -query_int_at(q, 2),
                        -query_int_at(q, 3));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status add_campaigns(struct audit *a, struct ledger *ledger)
{
    struct query *q = db_query(a->db, Q_CHECK_SCORE_CAMPAIGNS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = ledger_campaign(ledger, query_int_at(q, 0), 1);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status add_behaviors(struct audit *a, struct ledger *ledger)
{
    struct query *q = db_query(a->db, Q_CHECK_SCORE_BEHAVIORS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        const struct score_part part =
            score_parts_behavior(query_is_null(q, 0) ? 0 : (int)query_int_at(q, 0),
                                 score_parts_weight(query_real_at(q, 1)), query_int_at(q, 2));
        st = ledger_part(ledger, &part, query_int_at(q, 3));
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status stored_day(struct audit *a, const struct ledger_slot *slot, int64_t numbers[2])
{
    struct query *q = db_query(a->db, Q_CHECK_SCORE_DAY);
    query_int(q, 1, a->tenant);
    query_int(q, 2, slot->day);
    query_int(q, 3, slot->until);
    enum status st = query_step(q);
    numbers[0] = st == ST_OK ? query_int_at(q, 0) : 0;
    numbers[1] = st == ST_OK ? query_int_at(q, 1) : 0;
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

static enum status compare(struct audit *a, const struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->room; i++) {
        const struct ledger_slot *slot = &ledger->slots[i];
        if (slot->good == 0 && slot->bad == 0) {
            continue;
        }
        int64_t stored[2];
        TRY(stored_day(a, slot, stored));
        const int64_t expected[2] = { stored[0] + slot->good, stored[1] + slot->bad };
        const struct difference d = {
            .what = DERIVED_SCORE_DAY,
            .keys = {slot->day, slot->until},
            .count = 2,
            .stored = stored,
            .expected = expected
        };
        TRY(a->differs(a->to, &d));
    }
    return ST_OK;
}

enum status audit_scores(struct audit *a)
{
    struct ledger ledger;
    enum status st = ledger_init(&ledger, a->db, a->tenant);
    st = st != ST_OK ? st : take_stored(a, &ledger);
    st = st != ST_OK ? st : add_campaigns(a, &ledger);
    st = st != ST_OK ? st : add_behaviors(a, &ledger);
    st = st != ST_OK ? st : compare(a, &ledger);
    ledger_done(&ledger);
    return st;
}

enum status audit_census(struct audit *a)
{
    struct query *q = db_query(a->db, Q_CHECK_CENSUS);
    const int64_t keys[3] = { 0 };
    query_int(q, 1, a->tenant);
    TRY(query_step(q));
    int64_t stored = query_int_at(q, 0), expected = query_int_at(q, 1);
    query_end(q);
    return audit_number(a, DERIVED_CENSUS, keys, "people", stored, expected);
}
