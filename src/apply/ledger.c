/* ledger.c: see ledger.h. */
#include "apply/ledger.h"

#include "apply/tally.h"
#include "base/must.h"
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

enum status ledger_init(struct ledger *l, struct db *db, int64_t tenant)
{
    *l = (struct ledger){ .db = db, .tenant = tenant, .room = FIRST_ROOM };
    ledger_forget(l);
    l->slots = calloc(l->room, sizeof *l->slots);
    return l->slots ? ST_OK : ST_NOMEM;
}

void ledger_done(struct ledger *l)
{
    free(l->slots);
    l->slots = NULL;
}

static void empty(struct ledger *l)
{
    if (l->used > 0) {
        memset(l->slots, 0, l->room * sizeof *l->slots);
        l->used = 0;
    }
}

void ledger_reset(struct ledger *l)
{
    empty(l);
    ledger_forget(l);
}

void ledger_forget(struct ledger *l)
{
    for (int i = 0; i < LEDGER_CAMPAIGNS; i++) {
        l->campaigns[i].key = NONE;
    }
}

/* Where the days are, or would be. */
static struct ledger_slot *slot_of(struct ledger_slot *slots, size_t room, int64_t day, int64_t until)
{
    uint64_t hash = (uint64_t)day * 0x9E3779B97F4A7C15u ^ (uint64_t)until * 0xC2B2AE3D27D4EB4Fu;
    hash ^= hash >> 29;
    for (size_t i = hash & (room - 1);; i = (i + 1) & (room - 1)) {
        if (!slots[i].used || (slots[i].day == day && slots[i].until == until)) {
            return &slots[i];
        }
    }
}

static enum status grow(struct ledger *l)
{
    size_t room = 2 * l->room;
    struct ledger_slot *more = calloc(room, sizeof *more);
    if (more == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < l->room; i++) {
        if (l->slots[i].used) {
            *slot_of(more, room, l->slots[i].day, l->slots[i].until) = l->slots[i];
        }
    }
    free(l->slots);
    l->slots = more;
    l->room = room;
    return ST_OK;
}

enum status ledger_row(struct ledger *l, int64_t day, int64_t until, int64_t good, int64_t bad)
{
    TRY(l->used > l->room / 4 * 3 ? grow(l) : ST_OK);
    struct ledger_slot *slot = slot_of(l->slots, l->room, day, until);
    if (!slot->used) {
        *slot = (struct ledger_slot){ .used = true, .day = day, .until = until };
        l->used++;
    }
    slot->good += good;
    slot->bad += bad;
    return ST_OK;
}

enum status ledger_part(struct ledger *l, const struct score_part *part, int64_t n)
{
    bool good = score_is_good(part->what);
    return ledger_row(l, part->day, part->until, good ? n * part->weight : 0, good ? 0 : n * part->weight);
}

static enum status campaign_of(struct ledger *l, int64_t key, const struct ledger_campaign **out)
{
    struct ledger_campaign *c = &l->campaigns[(uint64_t)key % LEDGER_CAMPAIGNS];
    *out = c;
    if (c->key == key) {
        return ST_OK;
    }
    struct query *q = db_query(l->db, Q_SCORE_CAMPAIGN);
    query_int(q, 1, l->tenant);
    query_int(q, 2, key);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    *c = (struct ledger_campaign){ .key = key,
                                   .type = (int)query_int_at(q, 0),
                                   .difficulty = query_is_null(q, 1) ? 0 : (int)query_int_at(q, 1),
                                   .due_at = query_int_at(q, 2) };
    query_end(q);
    return ST_OK;
}

enum status ledger_enrollment(struct ledger *l, int64_t campaign_key, const struct score_facts *given,
                              int sign)
{
    const struct ledger_campaign *campaign;
    struct score_part parts[SCORE_PARTS];
    struct score_facts facts = *given;
    TRY(campaign_of(l, campaign_key, &campaign));
    facts.campaign_type = campaign->type;
    facts.difficulty = campaign->difficulty;
    facts.due_at = facts.due_at == NONE ? campaign->due_at : facts.due_at;
    int n = score_parts_enrollment(&facts, parts);
    for (int i = 0; i < n; i++) {
        TRY(ledger_part(l, &parts[i], sign));
    }
    return ST_OK;
}

enum status ledger_campaign(struct ledger *l, int64_t campaign_key, int sign)
{
    struct query *q = db_query(l->db, Q_SCORE_ENROLLMENTS);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, l->tenant);
    query_int(q, 2, campaign_key);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        const struct score_facts facts = { .phase = (int)query_int_at(q, 0),
                                           .enrolled_at = query_int_at(q, 1),
                                           .started_at = query_int_at(q, 2),
                                           .last_accessed_at = query_int_at(q, 3),
                                           .completed_at = query_int_at(q, 4),
                                           .due_at = query_int_at(q, 5),
                                           .result = simulation_load(q, 6) };
        st = ledger_enrollment(l, campaign_key, &facts, sign);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status ledger_flush(struct ledger *l)
{
    for (size_t i = 0; l->used > 0 && i < l->room; i++) {
        const struct ledger_slot *slot = &l->slots[i];
        if (slot->good == 0 && slot->bad == 0) {
            continue;
        }
        struct query *q = db_query(l->db, Q_SCORE_DAY_ADD);
        query_int(q, 1, l->tenant);
        query_int(q, 2, slot->day);
        query_int(q, 3, slot->until);
        query_int(q, 4, slot->good);
        query_int(q, 5, slot->bad);
        TRY(query_run(q));
        if (slot->good < 0 || slot->bad < 0) {
            q = db_query(l->db, Q_SCORE_DAY_CLEAN); /* a row of zeros would tell of what was taken back */
            query_int(q, 1, l->tenant);
            query_int(q, 2, slot->day);
            query_int(q, 3, slot->until);
            TRY(query_run(q));
        }
    }
    empty(l);
    return ST_OK;
}
