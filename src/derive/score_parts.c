/* score_parts.c: see score_parts.h. */
#include "derive/score_parts.h"

#include "base/must.h"
#include "model/record.h"

#include <math.h>

static const int64_t base[SCORE_WHATS] = {
    [SCORE_REPORTED] = 1000, [SCORE_REPORTED_FELL] = 400, [SCORE_REPORTED_REAL] = 1000,
    [SCORE_COMPLETED] = 500, [SCORE_CLICKED] = 1000,      [SCORE_ATTACHMENT] = 1200,
    [SCORE_ENTERED] = 1500,  [SCORE_CAPTURED] = 2000,     [SCORE_OVERDUE] = 300,
};

/* Falling for what is easily seen weighs more, and seeing what is hardly seen does. Tenths. */
static int64_t difficulty_of(int difficulty, bool good)
{
    switch (difficulty) {
    case DIFFICULTY_LEAST:
        return good ? 8 : 12;
    case DIFFICULTY_VERY:
        return good ? 12 : 8;
    default:
        return 10;
    }
}

static struct score_part part_of(const struct score_facts *f, enum score_what what, int64_t day,
                                 int64_t until)
{
    return (struct score_part){ what, base[what] * difficulty_of(f->difficulty, score_is_good(what)) / 10,
                                day, until };
}

/* The acts in the order of their gravity. */
static const struct {
    enum simulation_time time;
    enum score_what what;
} acts[] = {
    {SIMULATION_CLICKED_AT,   SCORE_CLICKED   },
    { SIMULATION_ATTACHED_AT, SCORE_ATTACHMENT},
    { SIMULATION_ENTERED_AT,  SCORE_ENTERED   },
    { SIMULATION_CAPTURED_AT, SCORE_CAPTURED  },
};

/* The gravest act on every date: an act stops to count on the day of a graver one. */
static int falls(const struct score_facts *f, struct score_part *parts, int64_t *first)
{
    int n = 0;
    int64_t until = SCORE_FOREVER;
    *first = SCORE_FOREVER;
    for (int i = (int)COUNT_OF(acts) - 1; i >= 0; i--) {
        int64_t at = f->result.at[acts[i].time];
        if (at == NONE || score_day(at) >= until) {
            continue;
        }
        parts[n++] = part_of(f, acts[i].what, score_day(at), until);
        *first = until = score_day(at);
    }
    return n;
}

static int of_simulation(const struct score_facts *f, struct score_part *parts)
{
    int64_t fell;
    int n = falls(f, parts, &fell);
    if (f->result.at[SIMULATION_REPORTED_AT] == NONE) {
        return n;
    }
    int64_t day = score_day(f->result.at[SIMULATION_REPORTED_AT]);
    if (day < fell) {
        parts[n++] = part_of(f, SCORE_REPORTED, day, fell);
    }
    if (fell != SCORE_FOREVER) {
        parts[n++] = part_of(f, SCORE_REPORTED_FELL, day < fell ? fell : day, SCORE_FOREVER);
    }
    return n;
}

static int64_t first_of(int64_t a, int64_t b, int64_t c, int64_t d)
{
    return a != NONE ? a : b != NONE ? b : c != NONE ? c : d;
}

static int of_training(const struct score_facts *f, struct score_part *parts)
{
    int n = 0;
    int64_t done = SCORE_FOREVER;
    if (f->phase == PHASE_COMPLETED) {
        /* Completed without a date: the latest that is known of it. */
        int64_t at = first_of(f->completed_at, f->last_accessed_at, f->started_at, f->enrolled_at);
        if (at == NONE) {
            return 0;
        }
        done = score_day(at);
        parts[n++] = (struct score_part){ SCORE_COMPLETED, base[SCORE_COMPLETED], done, SCORE_FOREVER };
    }
    int64_t late = f->due_at == NONE ? SCORE_FOREVER : score_day(f->due_at) + 1;
    if (late < done) {
        parts[n++] = (struct score_part){ SCORE_OVERDUE, base[SCORE_OVERDUE], late, done };
    }
    return n;
}

int score_parts_enrollment(const struct score_facts *f, struct score_part parts[SCORE_PARTS])
{
    return f->campaign_type == CAMPAIGN_SIMULATION ? of_simulation(f, parts) : of_training(f, parts);
}

struct score_part score_parts_behavior(int direction, int64_t weight, int64_t day)
{
    return (struct score_part){ direction == DIRECTION_POSITIVE ? SCORE_BEHAVIOR_GOOD : SCORE_BEHAVIOR_BAD,
                                weight == NONE ? SCORE_UNIT : weight, day, SCORE_FOREVER };
}

int64_t score_parts_weight(double weight)
{
    return weight < 0 ? SCORE_UNIT : (int64_t)floor(weight * SCORE_UNIT + 0.5);
}
