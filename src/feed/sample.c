/* sample.c: the options and the order of kinds. Another kind of record is one function and one line here. */
#include "feed/sample.h"

#include "base/limits.h"
#include "base/must.h"
#include "feed/sample_edge.h"
#include "feed/sample_org.h"
#include "feed/sample_run.h"

#include <stdlib.h>

/* References point upwards. */
static const struct {
    struct str name;
    enum status (*write)(struct sample_run *run);
} kinds[] = {
    {STR_INIT("organization"),     sample_org_write             },
    { STR_INIT("group"),           sample_org_write_groups      },
    { STR_INIT("person"),          sample_person_write          },
    { STR_INIT("campaign"),        sample_campaign_write        },
    { STR_INIT("module"),          sample_campaign_write_modules},
    { STR_INIT("enrollment"),      sample_enrollment_write      },
    { STR_INIT("progress"),        sample_progress_write        },
    { STR_INIT("attempt"),         sample_attempt_write         },
    { STR_INIT("certificate"),     sample_certificate_write     },
    { STR_INIT("comment"),         sample_comment_write         },
    { STR_INIT("simulationEvent"), sample_simulation_write      },
    { STR_INIT("jobRole"),         sample_role_write            },
    { STR_INIT("behavior"),        sample_behavior_write        },
    { STR_INIT("behaviorEvent"),   sample_behavior_write_events },
    { STR_INIT("reportedMail"),    sample_mail_write            },
};

static int64_t date(int year, int month, int day)
{
    int64_t ticks;
    must(when_of_civil(&(struct civil){ .year = year, .month = month, .day = day }, &ticks));
    return ticks;
}

struct sample_options sample_defaults(void)
{
    return (struct sample_options){
        .people = 500, .campaigns = 12, .simulations = 3, .seed = 1, .today = date(2026, 11, 20)
    };
}

static bool in(int64_t v, int64_t lo, int64_t hi)
{
    return v >= lo && v <= hi;
}

static enum status prepare(struct sample_run *run)
{
    run->day = run->options->today - run->options->today % WHEN_DAY;
    run->root = sample_org_id(run, 0);
    buf_init(&run->line, LIMIT_RECORD);
    arena_init(&run->arena, 1 * MIB);
    sample_name_init(run->pools, &run->arena);
    for (int i = 0; i < SAMPLE_DEPARTMENTS; i++) {
        run->departments.quota[i] = sample_departments[i].quota;
    }
    for (int i = 0; i < SAMPLE_POOLS; i++) {
        run->origins.quota[i] = sample_pools[i].quota;
    }
    if (run->arena.failed) {
        return ST_NOMEM;
    }
    sample_run_divide(run, &run->departments, 0);
    sample_run_divide(run, &run->origins, 1);
    return ST_OK;
}

enum status sample_write(const struct sample_options *options, enum status (*emit)(void *to, struct str line),
                         void *to)
{
    if (!in(options->people, 0, LIMIT_SAMPLE_PEOPLE) || !in(options->campaigns, 0, LIMIT_SAMPLE_CAMPAIGNS) ||
        !in(options->simulations, 0, LIMIT_SAMPLE_CAMPAIGNS) ||
        !in(options->today, date(1990, 1, 1), date(9000, 1, 1))) {
        return ST_INVALID;
    }
    struct sample_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return ST_NOMEM;
    }
    run->options = options;
    run->emit = emit;
    run->to = to;
    enum status st = prepare(run);
    for (size_t i = 0; i < COUNT_OF(kinds) && st == ST_OK; i++) {
        st = kinds[i].write(run);
        if (st == ST_OK && options->edge_cases) {
            st = sample_edge_write(run, kinds[i].name);
        }
    }
    buf_done(&run->line);
    arena_done(&run->arena);
    free(run);
    return st;
}
