/* audit_counts.c: what follows enrollments: their phase, what they show of their person, the sums of their
 * campaign and its counted blocks. Counted anew from the records, whatever the rows themselves say. */
#include "apply/audit.h"
#include "base/must.h"
#include "derive/enrollment.h"
#include "derive/share.h"

#include <string.h>

const char *const audit_tally_columns[AUDIT_TALLY] = {
    "total0",         "total1",          "total2",          "total3",        "total4",        "total5",
    "total6",         "active0",         "active1",         "active2",       "active3",       "active4",
    "active5",        "active6",         "engagement_n",    "engagement_hi", "engagement_lo", "knowledge_n",
    "knowledge_hi",   "knowledge_lo",    "started_n",       "seconds",       "opened",        "clicked",
    "reported",       "captured",        "resilient",       "fell",          "engaged",       "active_opened",
    "active_clicked", "active_reported", "active_captured",
};

/* Columns of CHECK_ENROLLMENTS. */
enum { CHECK_PERSON = 10, CHECK_TYPE, CHECK_RESULT };

struct block {
    int64_t bucket; /* NONE: none yet */
    int64_t n[PHASE_COUNT];
};

/* The campaign under way. */
struct counting {
    struct audit *audit;
    int64_t campaign; /* NONE: none yet */
    int64_t total[PHASE_COUNT], active[PHASE_COUNT];
    struct share_sum engagement, knowledge;
    int64_t started_n, seconds;
    struct simulation_counts simulation;
    struct block blocks[BLOCK_LEVELS];
};

/* The stored numbers of a bound query's row; zero where there is none: a row of zeros says the same. */
static enum status read_numbers(struct query *q, int64_t *numbers, int count)
{
    enum status st = query_step(q);
    memset(numbers, 0, (size_t)count * sizeof *numbers);
    for (int i = 0; st == ST_OK && i < count; i++) {
        numbers[i] = query_int_at(q, i);
    }
    query_end(q);
    return st == ST_END ? ST_OK : st;
}

static enum status compare(struct audit *a, struct difference *d, const int64_t *stored,
                           const int64_t *expected, int count)
{
    d->stored = stored;
    d->expected = expected;
    d->count = count;
    return memcmp(stored, expected, (size_t)count * sizeof *stored) == 0 ? ST_OK : a->differs(a->to, d);
}

static enum status compare_tally(struct audit *a, int64_t campaign, const int64_t *expected)
{
    struct difference d = { .what = DERIVED_TALLY, .keys = { campaign } };
    struct query *q = db_query(a->db, Q_CHECK_TALLY);
    int64_t stored[AUDIT_TALLY];
    query_int(q, 1, a->tenant);
    query_int(q, 2, campaign);
    TRY(read_numbers(q, stored, AUDIT_TALLY));
    return compare(a, &d, stored, expected, AUDIT_TALLY);
}

static enum status compare_block(struct audit *a, int64_t campaign, int level, int64_t bucket,
                                 const int64_t *expected)
{
    struct difference d = {
        .what = DERIVED_BLOCK, .keys = {campaign, level, bucket}
    };
    struct query *q = db_query(a->db, Q_CHECK_BLOCK);
    int64_t stored[PHASE_COUNT];
    query_int(q, 1, a->tenant);
    query_int(q, 2, campaign);
    query_int(q, 3, level);
    query_int(q, 4, bucket);
    TRY(read_numbers(q, stored, PHASE_COUNT));
    return compare(a, &d, stored, expected, PHASE_COUNT);
}

static enum status end_block(struct counting *c, int level)
{
    struct block *b = &c->blocks[level - 1];
    enum status st = b->bucket == NONE ? ST_OK : compare_block(c->audit, c->campaign, level, b->bucket, b->n);
    *b = (struct block){ .bucket = NONE };
    return st;
}

static enum status end_campaign(struct counting *c)
{
    int64_t tally[AUDIT_TALLY];
    int n = 0;
    if (c->campaign == NONE) {
        return ST_OK;
    }
    for (int level = 1; level <= BLOCK_LEVELS; level++) {
        TRY(end_block(c, level));
    }
    for (int i = 0; i < PHASE_COUNT; i++) {
        tally[n++] = c->total[i];
    }
    for (int i = 0; i < PHASE_COUNT; i++) {
        tally[n++] = c->active[i];
    }
    const struct share_sum *sums[] = { &c->engagement, &c->knowledge };
    for (size_t i = 0; i < COUNT_OF(sums); i++) {
        tally[n++] = sums[i]->n;
        tally[n++] = sums[i]->hi;
        tally[n++] = sums[i]->lo;
    }
    tally[n++] = c->started_n;
    tally[n++] = c->seconds;
    for (int i = 0; i < SIMULATION_COUNTS; i++) {
        tally[n++] = c->simulation.n[i];
    }
    must(n == AUDIT_TALLY);
    return compare_tally(c->audit, c->campaign, tally);
}

static void begin_campaign(struct counting *c, int64_t campaign)
{
    *c = (struct counting){ .audit = c->audit, .campaign = campaign };
    for (int i = 0; i < BLOCK_LEVELS; i++) {
        c->blocks[i].bucket = NONE;
    }
}

static enum status count_one(struct counting *c, struct query *q, int phase,
                             const struct simulation_result *result)
{
    int64_t number = query_int_at(q, 1), seconds = query_int_at(q, 6);
    c->total[phase]++;
    c->active[phase] += query_int_at(q, 9) != 0;
    simulation_count(&c->simulation, result, query_int_at(q, 9) != 0, 1);
    share_add(&c->engagement, query_real_at(q, 7), 1);
    share_add(&c->knowledge, query_real_at(q, 8), 1);
    if (!query_is_null(q, 4)) {
        c->started_n++;
        c->seconds += seconds == NONE ? 0 : seconds;
    }
    for (int level = 1; level <= BLOCK_LEVELS; level++) {
        struct block *b = &c->blocks[level - 1];
        if (b->bucket != number >> (BLOCK_BITS * level)) {
            TRY(end_block(c, level));
            b->bucket = number >> (BLOCK_BITS * level);
        }
        b->n[phase]++;
    }
    return ST_OK;
}

/* The phase that follows from the record; NONE when its status is no known one. */
static int64_t phase_of(struct query *q, const struct simulation_result *result)
{
    if (query_int_at(q, CHECK_TYPE) == CAMPAIGN_SIMULATION) {
        return simulation_phase_of(result);
    }
    int64_t status = query_is_null(q, 3) ? ENROLLMENT_NONE : query_int_at(q, 3);
    struct enrollment e = { .started_at = query_int_at(q, 4), .completed_at = query_int_at(q, 5) };
    if (status < ENROLLMENT_NONE || status > ENROLLMENT_ABANDONED) {
        return NONE;
    }
    e.status = (int)status;
    return enrollment_phase(enrollment_status(&e));
}

static enum status compare_result(struct audit *a, const struct query *q,
                                  const struct simulation_result *expected)
{
    struct difference d = {
        .what = DERIVED_RESULT, .keys = {query_int_at(q, 0), query_int_at(q, 1)}
    };
    int64_t stored[SIMULATION_TIMES + 1], right[SIMULATION_TIMES + 1];
    for (int i = 0; i <= SIMULATION_TIMES; i++) {
        stored[i] = query_int_at(q, CHECK_RESULT + i);
        right[i] = i < SIMULATION_TIMES ? expected->at[i] : expected->landing_seconds;
    }
    return compare(a, &d, stored, right, SIMULATION_TIMES + 1);
}

static enum status count_row(struct counting *c, struct query *q)
{
    const int64_t keys[3] = { query_int_at(q, 0), query_int_at(q, 1) };
    struct simulation_result result;
    arena_reset(&c->audit->arena);
    TRY(audit_result(c->audit, keys[0], query_int_at(q, CHECK_PERSON), &result));
    TRY(compare_result(c->audit, q, &result));
    int64_t phase = phase_of(q, &result);
    if (keys[0] != c->campaign) {
        TRY(end_campaign(c));
        begin_campaign(c, keys[0]);
    }
    /* Where the record's own status is broken, the row counts as it stands. */
    int64_t counts_as = phase != NONE ? phase : query_int_at(q, 2);
    if (counts_as >= 0 && counts_as < PHASE_COUNT) {
        TRY(count_one(c, q, (int)counts_as, &result));
    }
    return audit_number(c->audit, DERIVED_PHASE, keys, "phase", query_int_at(q, 2), phase);
}

/* Counters of what has no enrollment at all. */
static enum status check_alone(struct audit *a, enum query_name name)
{
    static const int64_t zeros[AUDIT_TALLY];
    struct query *q = db_query(a->db, name);
    enum status st = ST_OK, step;
    query_int(q, 1, a->tenant);
    if (name == Q_CHECK_BLOCK_ALONE) {
        query_int(q, 2, BLOCK_LEVELS);
        query_int(q, 3, BLOCK_BITS);
    }
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        int64_t campaign = query_int_at(q, 0);
        st = name == Q_CHECK_TALLY_ALONE
                 ? compare_tally(a, campaign, zeros)
                 : compare_block(a, campaign, (int)query_int_at(q, 1), query_int_at(q, 2), zeros);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status audit_enrollments(struct audit *a)
{
    struct counting c = { .audit = a, .campaign = NONE };
    struct query *q = db_query(a->db, Q_CHECK_ENROLLMENTS);
    enum status st = ST_OK, step;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = count_row(&c, q);
    }
    query_end(q);
    TRY(st != ST_OK ? st : step == ST_END ? ST_OK : step);
    TRY(end_campaign(&c));
    TRY(check_alone(a, Q_CHECK_TALLY_ALONE));
    return check_alone(a, Q_CHECK_BLOCK_ALONE);
}

static enum status compare_shown(struct audit *a, struct query *q)
{
    static const char *const columns[] = { "guid",    "active",        "source",   "department",
                                           "country", "business unit", "job role", "manager e-mail" };
    const int64_t keys[3] = { query_int_at(q, 0), query_int_at(q, 1) };
    for (int i = 0; i < (int)COUNT_OF(columns); i++) {
        int at = 2 + 2 * i;
        if (i == 1) {
            TRY(audit_number(a, DERIVED_SHOWN, keys, columns[i], query_int_at(q, at),
                             query_int_at(q, at + 1)));
        } else {
            TRY(audit_text(a, DERIVED_SHOWN, keys, columns[i], query_blob_at(q, at),
                           query_blob_at(q, at + 1)));
        }
    }
    return ST_OK;
}

enum status audit_shown(struct audit *a)
{
    struct query *q = db_query(a->db, Q_CHECK_SHOWN);
    enum status st = ST_OK, step;
    query_int(q, 1, a->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = compare_shown(a, q);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}
