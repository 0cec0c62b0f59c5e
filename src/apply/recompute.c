/* recompute.c: mends what the walks of audit.h find to differ. Rows that are right are not written, so that
 * nothing visible moves in a healthy store; rows that were wrong get the tenant's next seq, since what
 * clients hold of them was wrong too. */
#include "apply/recompute.h"

#include "apply/audit.h"
#include "base/must.h"

struct mending {
    struct audit audit;
    int64_t seq, mended;
};

/* A query whose first parameter is the tenant, followed by n integers. */
static struct query *begin(struct mending *m, enum query_name name, const int64_t *values, int n)
{
    struct query *q = db_query(m->audit.db, name);
    query_int(q, 1, m->audit.tenant);
    for (int i = 0; i < n; i++) {
        query_int(q, 2 + i, values[i]);
    }
    return q;
}

/* A row of zeros need not be there. */
static bool is_empty(const struct difference *d)
{
    int i = 0;
    while (i < d->count && d->expected[i] == 0) {
        i++;
    }
    return i == d->count;
}

static enum status mend_tally(struct mending *m, const struct difference *d)
{
    TRY(query_run(begin(m, Q_CAMPAIGN_DROP_TALLY, d->keys, 1)));
    if (is_empty(d)) {
        return ST_OK;
    }
    struct query *q = begin(m, Q_TALLY_ADD, d->keys, 1);
    for (int i = 0; i < d->count; i++) {
        query_int(q, 3 + i, d->expected[i]);
    }
    return query_run(q);
}

static enum status mend_block(struct mending *m, const struct difference *d)
{
    TRY(query_run(begin(m, Q_MEND_BLOCK_DROP, d->keys, 3)));
    if (is_empty(d)) {
        return ST_OK;
    }
    struct query *q = begin(m, Q_BLOCK_ADD, d->keys, 3);
    for (int i = 0; i < d->count; i++) {
        query_int(q, 5 + i, d->expected[i]);
    }
    return query_run(q);
}

/* One integer column of a row with n keys. */
static enum status mend_number(struct mending *m, enum query_name name, const struct difference *d, int n)
{
    struct query *q = begin(m, name, d->keys, n);
    query_int(q, 2 + n, *d->expected);
    query_int(q, 3 + n, m->seq);
    return query_run(q);
}

static enum status mend_guid(struct mending *m, enum query_name name, const struct difference *d, int n)
{
    struct query *q = begin(m, name, d->keys, n);
    query_blob(q, 2 + n, d->expected_text);
    query_int(q, 3 + n, m->seq);
    return query_run(q);
}

static enum status mend_shown(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_MEND_SHOWN, d->keys, 2);
    query_int(q, 4, m->seq);
    return query_run(q);
}

static enum status drop_name(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_MEND_ALIAS_DROP, &d->keys[1], 1);
    query_text(q, 3, d->stored_text);
    query_int(q, 4, d->keys[0]);
    return query_run(q);
}

static enum status add_name(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_ALIAS_ADD, &d->keys[1], 1);
    query_text(q, 3, d->expected_text);
    query_int(q, 4, d->keys[0]);
    TRY(query_run(q));
    m->mended -= db_changes(m->audit.db) == 0; /* another person holds it, by a record of theirs */
    return ST_OK;
}

static enum status mend_phase(struct mending *m, const struct difference *d)
{
    if (*d->expected != NONE) {
        return mend_number(m, Q_MEND_PHASE, d, 2);
    }
    m->mended--; /* the record itself is broken */
    return ST_OK;
}

static enum status mend_burst(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_EVENT_BURST, d->keys, 4);
    query_int(q, 6, *d->expected);
    return query_run(q);
}

static enum status mend_rule(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_EVENT_RULE, d->keys, 4);
    query_int(q, 6, *d->expected);
    query_int(q, 7, m->seq);
    return query_run(q);
}

static enum status mend_result(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_MEND_RESULT, d->keys, 2);
    for (int i = 0; i < d->count; i++) {
        query_int(q, 4 + i, d->expected[i]);
    }
    query_int(q, 4 + d->count, m->seq);
    return query_run(q);
}

static enum status mend_counter(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_COUNTER_SET, d->keys, 1);
    query_int(q, 3, *d->expected);
    return query_run(q);
}

/* One row; the lists and sums that follow from it are looked at after all rows. */
static enum status mend_journey(struct mending *m, const struct difference *d)
{
    struct journeys journeys;
    journeys_init(&journeys, m->audit.db, m->audit.tenant);
    enum status st = d->what == DERIVED_JOURNEY ? journeys_enrollment(&journeys, d->keys[0])
                                                : journeys_person(&journeys, d->keys[0]);
    st = st == ST_OK ? journeys_flush(&journeys) : st;
    journeys_done(&journeys);
    return st;
}

static enum status mend_places(struct mending *m, const struct difference *d)
{
    TRY(query_run(begin(m, Q_MEND_PLACES_DROP, d->keys, 2)));
    return query_run(begin(m, (enum query_name)(Q_MEND_PLACES_1 + d->keys[0] - 1), &d->keys[1], 1));
}

static enum status mend_case(struct mending *m, const struct difference *d)
{
    static const enum query_name places[] = { Q_MEND_MAIL_CASE, Q_MEND_MAIL_EDGES, Q_MEND_MAIL_DECISIONS };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct query *q = begin(m, places[i], d->keys, 1);
        query_int(q, 3, *d->expected);
        TRY(query_run(q));
    }
    return ST_OK;
}

static enum status mend_filled(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_MEND_FILLED, d->keys, 1);
    query_int(q, 3, *d->expected);
    return query_run(q);
}

static enum status mend_score_day(struct mending *m, const struct difference *d)
{
    struct query *q = begin(m, Q_SCORE_DAY_ADD, d->keys, 2);
    query_int(q, 4, d->expected[0] - d->stored[0]);
    query_int(q, 5, d->expected[1] - d->stored[1]);
    return query_run(q);
}

static enum status mend(void *to, const struct difference *d)
{
    struct mending *m = to;
    m->mended++;
    switch (d->what) {
    case DERIVED_TALLY:
        return mend_tally(m, d);
    case DERIVED_BLOCK:
        return mend_block(m, d);
    case DERIVED_PHASE:
        return mend_phase(m, d);
    case DERIVED_SHOWN:
        return mend_shown(m, d);
    case DERIVED_NAME:
        return add_name(m, d);
    case DERIVED_NAME_TOO_MANY:
        return drop_name(m, d);
    case DERIVED_NAMES_BROKEN:
        m->mended--; /* a record is broken: nothing that follows from it can be worked out */
        return ST_OK;
    case DERIVED_MEMBERSHIP:
        return mend_number(m, Q_MEND_PERSON_ORGANIZATION, d, 1);
    case DERIVED_USERS:
        return mend_number(m, Q_MEND_USERS, d, 1);
    case DERIVED_RANK:
        return mend_number(m, Q_MEND_RANK, d, 1);
    case DERIVED_OWNER:
        return mend_guid(m, Q_MEND_CAMPAIGN_ORGANIZATION, d, 1);
    case DERIVED_ORGANIZATION:
        return mend_guid(m, Q_MEND_ORGANIZATION_GUID, d, 1);
    case DERIVED_MODULE:
        return mend_guid(m, Q_MEND_MODULE_GUID, d, 2);
    case DERIVED_COMMENT:
        return mend_guid(m, Q_MEND_COMMENT_GUID, d, 1);
    case DERIVED_BURST:
        return mend_burst(m, d);
    case DERIVED_RULE:
        return mend_rule(m, d);
    case DERIVED_RESULT:
        return mend_result(m, d);
    case DERIVED_SCORE_DAY:
        return mend_score_day(m, d);
    case DERIVED_CENSUS:
        return mend_number(m, Q_MEND_CENSUS, d, 0);
    case DERIVED_COUNTER:
        return mend_counter(m, d);
    case DERIVED_CAMPAIGN:
        return query_run(begin(m, Q_CAMPAIGN_MODULES_SET, d->keys, 1));
    case DERIVED_JOURNEY:
    case DERIVED_LEARNER:
        return mend_journey(m, d);
    case DERIVED_CASE:
        return mend_case(m, d);
    case DERIVED_PLACES:
        return mend_places(m, d);
    case DERIVED_FILLED:
        return mend_filled(m, d);
    }
    must(!"a difference that nobody mends");
    return ST_CORRUPT;
}

static enum status next_seq(struct mending *m)
{
    struct query *q = begin(m, Q_TENANT_BY_ID, NULL, 0);
    enum status st = query_step(q);
    if (st == ST_OK) {
        m->seq = query_int_at(q, 3) + 1;
        query_end(q);
    }
    return st == ST_END ? ST_NOTFOUND : st;
}

static enum status rebuild(struct mending *m, struct db *writer, int64_t tenant)
{
    TRY(audit_init(&m->audit, writer, tenant, mend, m));
    TRY(next_seq(m));
    /* A name that leads to a wrong person is dropped there in the first walk over all people; only then can
     * it lead to the right one. */
    TRY(audit_people(&m->audit));
    TRY(audit_all(&m->audit));
    return m->mended == 0 ? ST_OK : query_run(begin(m, Q_TENANT_BUMP, NULL, 0));
}

enum status recompute_within(struct db *writer, int64_t tenant, int64_t *mended, struct why *why)
{
    struct mending m = { .mended = 0 };
    enum status st = rebuild(&m, writer, tenant);
    audit_done(&m.audit);
    if (st != ST_OK) {
        return why_not(why, st,
                       st == ST_NOTFOUND ? "there is no such tenant" : "nothing was rebuilt: %s (%s)",
                       db_error(writer), status_name(st));
    }
    *mended = m.mended;
    return ST_OK;
}

enum status recompute_tenant(struct db *writer, int64_t tenant, int64_t *mended, struct why *why)
{
    enum status st = db_begin(writer);
    st = st != ST_OK ? st : recompute_within(writer, tenant, mended, why);
    st = st != ST_OK ? st : db_commit(writer);
    if (st != ST_OK) {
        db_rollback(writer);
    }
    return st;
}
