/* simulation.c: see simulation.h. */
#include "derive/simulation.h"

#include "base/must.h"
#include "model/record.h"

#include <string.h>

struct simulation_result simulation_nothing(void)
{
    struct simulation_result nothing = { .landing_seconds = NONE };
    for (int i = 0; i < SIMULATION_TIMES; i++) {
        nothing.at[i] = NONE;
    }
    return nothing;
}

static void first(int64_t *at, int64_t now)
{
    if (*at == NONE || now < *at) {
        *at = now;
    }
}

static void add(struct simulation_result *r, const struct judged_event *e)
{
    static const struct {
        int time, click;
    } meaning[] = {
        [EVENT_SENT] = {SIMULATION_SENT_AT,      0},
        [EVENT_BOUNCED] = { SIMULATION_BOUNCED_AT,  0},
        [EVENT_OPENED] = { SIMULATION_OPENED_AT,   0},
        [EVENT_CLICKED] = { SIMULATION_CLICKED_AT,  1},
        [EVENT_CREDENTIALS_ENTERED] = { SIMULATION_ENTERED_AT,  1},
        [EVENT_CREDENTIALS_CAPTURED] = { SIMULATION_CAPTURED_AT, 0},
        [EVENT_ATTACHMENT_OPENED] = { SIMULATION_ATTACHED_AT, 1},
        [EVENT_REPLIED] = { SIMULATION_CLICKED_AT,  1},
        [EVENT_REPORTED] = { SIMULATION_REPORTED_AT, 0},
    };
    must(e->type > EVENT_NONE && (size_t)e->type < COUNT_OF(meaning));
    first(&r->at[meaning[e->type].time], e->at);
    if (meaning[e->type].click) {
        first(&r->at[SIMULATION_CLICKED_AT], e->at);
        if (e->landing_seconds > r->landing_seconds) { /* NONE is the least */
            r->landing_seconds = e->landing_seconds;
        }
    }
}

struct simulation_result simulation_result_of(const struct judged_event *events, size_t n)
{
    struct simulation_result result = simulation_nothing();
    for (size_t i = 0; i < n; i++) {
        if (!judge_is_scanner(events[i].rule)) {
            add(&result, &events[i]);
        }
    }
    return result;
}

bool simulation_same(const struct simulation_result *a, const struct simulation_result *b)
{
    return a->landing_seconds == b->landing_seconds && memcmp(a->at, b->at, sizeof a->at) == 0;
}

static bool did(const struct simulation_result *r, enum simulation_time what)
{
    return r->at[what] != NONE;
}

enum simulation_phase simulation_phase_of(const struct simulation_result *r)
{
    return did(r, SIMULATION_CAPTURED_AT)   ? SIMULATION_CAPTURED
           : did(r, SIMULATION_CLICKED_AT)  ? SIMULATION_CLICKED
           : did(r, SIMULATION_REPORTED_AT) ? SIMULATION_REPORTED
                                            : SIMULATION_NO_ACTION;
}

void simulation_count(struct simulation_counts *counts, const struct simulation_result *r, bool active,
                      int sign)
{
    bool opened = did(r, SIMULATION_OPENED_AT), clicked = did(r, SIMULATION_CLICKED_AT);
    bool reported = did(r, SIMULATION_REPORTED_AT), captured = did(r, SIMULATION_CAPTURED_AT);
    bool fell = clicked || captured;
    const bool one[SIMULATION_COUNTS] = {
        [SIMULATION_OPENED_N] = opened,
        [SIMULATION_CLICKED_N] = clicked,
        [SIMULATION_REPORTED_N] = reported,
        [SIMULATION_CAPTURED_N] = captured,
        [SIMULATION_RESILIENT_N] = reported && !fell,
        [SIMULATION_FELL_N] = fell,
        [SIMULATION_ENGAGED_N] = opened || reported || fell,
        [SIMULATION_ACTIVE_N] = active && opened,
        [SIMULATION_ACTIVE_N + 1] = active && clicked,
        [SIMULATION_ACTIVE_N + 2] = active && reported,
        [SIMULATION_ACTIVE_N + 3] = active && captured,
    };
    for (int i = 0; i < SIMULATION_COUNTS; i++) {
        counts->n[i] += one[i] ? sign : 0;
    }
}

double simulation_resiliency(int64_t resilient, int64_t fell)
{
    must(resilient >= 0 && fell >= 0);
    return resilient == 0 ? 0 : (double)resilient / (double)(resilient + fell);
}
