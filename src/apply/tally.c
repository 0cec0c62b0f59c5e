/* tally.c: gathering counter changes in a small hash table and adding them to their rows. */
#include "apply/tally.h"

#include "base/must.h"
#include "derive/share.h"

#include <stdlib.h>

/* One row's changes: level 0 is the campaign's tally row, 1.. a block of that level. */
struct tally_slot {
    bool used;
    int level;
    int64_t campaign_key, bucket;
    int64_t total[PHASE_COUNT], active[PHASE_COUNT];
    struct share_sum engagement, knowledge;
    int64_t started_n, seconds;
    struct simulation_counts simulation;
};

enum status tally_init(struct tally *tally, struct db *db, int64_t tenant)
{
    *tally = (struct tally){ .db = db, .tenant = tenant };
    tally->slots = calloc(TALLY_SLOTS, sizeof *tally->slots);
    tally->order = calloc(TALLY_SLOTS, sizeof *tally->order);
    enum status st = ledger_init(&tally->ledger, db, tenant);
    return tally->slots && tally->order ? st : ST_NOMEM;
}

void tally_done(struct tally *tally)
{
    free(tally->slots);
    free(tally->order);
    tally->slots = NULL;
    tally->order = NULL;
    ledger_done(&tally->ledger);
}

static void empty(struct tally *tally)
{
    while (tally->used) {
        tally->slots[tally->order[--tally->used]].used = false;
    }
}

void tally_reset(struct tally *tally)
{
    empty(tally);
    ledger_reset(&tally->ledger);
}

static struct tally_slot *slot_of(struct tally *tally, int64_t campaign_key, int level, int64_t bucket)
{
    uint64_t hash = (uint64_t)campaign_key * 0x9E3779B97F4A7C15u ^ (uint64_t)bucket * 0xC2B2AE3D27D4EB4Fu ^
                    (uint64_t)level;
    hash ^= hash >> 29;
    for (uint64_t i = hash;; i++) {
        struct tally_slot *slot = &tally->slots[i % TALLY_SLOTS];
        if (!slot->used) {
            *slot = (struct tally_slot){
                .used = true, .level = level, .campaign_key = campaign_key, .bucket = bucket
            };
            tally->order[tally->used++] = (uint16_t)(i % TALLY_SLOTS);
            return slot;
        }
        if (slot->campaign_key == campaign_key && slot->level == level && slot->bucket == bucket) {
            return slot;
        }
    }
}

enum status tally_count(struct tally *tally, const struct counted *c, int sign)
{
    must(c->phase >= 0 && c->phase < PHASE_COUNT);
    if (tally->used > TALLY_SLOTS * 3 / 4) {
        TRY(tally_flush(tally));
    }
    struct tally_slot *sum = slot_of(tally, c->campaign_key, 0, 0);
    sum->total[c->phase] += sign;
    sum->active[c->phase] += c->active ? sign : 0;
    share_add(&sum->engagement, c->engagement, sign);
    share_add(&sum->knowledge, c->knowledge, sign);
    if (c->started_at != INT64_MIN) {
        sum->started_n += sign;
        sum->seconds += sign * (c->seconds == INT64_MIN ? 0 : c->seconds);
    }
    simulation_count(&sum->simulation, &c->result, c->active, sign);
    for (int level = 1; level <= BLOCK_LEVELS; level++) {
        slot_of(tally, c->campaign_key, level, c->number >> (BLOCK_BITS * level))->total[c->phase] += sign;
    }
    const struct score_facts facts = { .phase = c->phase,
                                       .enrolled_at = c->enrolled_at,
                                       .started_at = c->started_at,
                                       .last_accessed_at = c->last_accessed_at,
                                       .completed_at = c->completed_at,
                                       .due_at = c->planned_end,
                                       .result = c->result };
    return ledger_enrollment(&tally->ledger, c->campaign_key, &facts, sign);
}

static enum status write_tally(struct tally *tally, const struct tally_slot *slot)
{
    struct query *q = db_query(tally->db, Q_TALLY_ADD);
    int at = 1;
    query_int(q, at++, tally->tenant);
    query_int(q, at++, slot->campaign_key);
    for (int i = 0; i < PHASE_COUNT; i++) {
        query_int(q, at++, slot->total[i]);
    }
    for (int i = 0; i < PHASE_COUNT; i++) {
        query_int(q, at++, slot->active[i]);
    }
    const struct share_sum *sums[] = { &slot->engagement, &slot->knowledge };
    for (size_t i = 0; i < COUNT_OF(sums); i++) {
        query_int(q, at++, sums[i]->n);
        query_int(q, at++, sums[i]->hi);
        query_int(q, at++, sums[i]->lo);
    }
    query_int(q, at++, slot->started_n);
    query_int(q, at++, slot->seconds);
    for (int i = 0; i < SIMULATION_COUNTS; i++) {
        query_int(q, at++, slot->simulation.n[i]);
    }
    return query_run(q);
}

struct simulation_result simulation_load(const struct query *q, int at)
{
    struct simulation_result result;
    for (int i = 0; i < SIMULATION_TIMES; i++) {
        result.at[i] = query_int_at(q, at + i);
    }
    result.landing_seconds = query_int_at(q, at + SIMULATION_TIMES);
    return result;
}

void simulation_bind(struct query *q, int at, const struct simulation_result *result)
{
    for (int i = 0; i < SIMULATION_TIMES; i++) {
        query_int(q, at + i, result->at[i]);
    }
    query_int(q, at + SIMULATION_TIMES, result->landing_seconds);
}

static enum status write_block(struct tally *tally, const struct tally_slot *slot)
{
    struct query *q = db_query(tally->db, Q_BLOCK_ADD);
    query_int(q, 1, tally->tenant);
    query_int(q, 2, slot->campaign_key);
    query_int(q, 3, slot->level);
    query_int(q, 4, slot->bucket);
    for (int i = 0; i < PHASE_COUNT; i++) {
        query_int(q, 5 + i, slot->total[i]);
    }
    return query_run(q);
}

enum status tally_flush(struct tally *tally)
{
    for (int i = 0; i < tally->used; i++) {
        const struct tally_slot *slot = &tally->slots[tally->order[i]];
        TRY(slot->level == 0 ? write_tally(tally, slot) : write_block(tally, slot));
    }
    empty(tally);
    return ledger_flush(&tally->ledger);
}
