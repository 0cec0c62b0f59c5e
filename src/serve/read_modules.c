/* read_modules.c: a person's modules and attempts in one training campaign. A campaign without modules has
 * one implied module, whose progress is the enrollment's own. */
#include "base/limits.h"
#include "base/must.h"
#include "model/record.h"
#include "serve/grown.h"
#include "serve/read.h"

static struct query *of_person(struct reading *r, enum query_name name, int64_t campaign, int64_t person)
{
    struct query *q = db_query(r->db, name);
    query_int(q, 1, r->tenant);
    query_int(q, 2, campaign);
    query_int(q, 3, person);
    return q;
}

static enum status read_attempts(struct reading *r, int64_t campaign, int64_t person, struct list *attempts)
{
    struct grown rows = { .arena = r->arena, .size = sizeof(struct attempt_row) };
    struct query *q = of_person(r, Q_READ_ATTEMPTS, campaign, person);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        read_own(r, q);
        struct attempt_row *row = grown_add(&rows);
        if (row == NULL) {
            query_end(q);
            return ST_NOMEM;
        }
        *row = (struct attempt_row){ .number = query_int_at(q, 1),
                                     .score = query_real_at(q, 2),
                                     .passed = query_is_null(q, 3) ? -1 : (int)query_int_at(q, 3),
                                     .at = query_int_at(q, 4) };
    }
    *attempts = grown_list(&rows);
    return st == ST_END ? ST_OK : st;
}

static int64_t or_zero(int64_t v)
{
    return v == NONE ? 0 : v;
}

static int implied_status(int phase)
{
    static const int status[PHASE_COUNT] = {
        [PHASE_NO_ACTION] = PROGRESS_NOT_STARTED,   [PHASE_NOT_STARTED] = PROGRESS_NOT_STARTED,
        [PHASE_SCHEDULED] = PROGRESS_NOT_STARTED,   [PHASE_ACKNOWLEDGED] = PROGRESS_NOT_STARTED,
        [PHASE_IN_PROGRESS] = PROGRESS_IN_PROGRESS, [PHASE_COMPLETED] = PROGRESS_COMPLETED,
        [PHASE_FAILED] = PROGRESS_FAILED,
    };
    must(phase >= 0 && phase < PHASE_COUNT);
    return status[phase];
}

static enum status add_implied(struct reading *r, int64_t campaign, int64_t person, int64_t seconds,
                               const struct enrollment_row *enrollment, struct module_row *row)
{
    struct query *q = of_person(r, Q_READ_COMMENT_OF_CAMPAIGN, campaign, person);
    enum status st = query_step(q);
    *row = (struct module_row){ .id.set = true,
                                .name = STR("-"),
                                .status = implied_status(enrollment->phase),
                                .completed_at = enrollment->completed_at,
                                .seconds = or_zero(seconds),
                                .rating = -1 };
    if (st == ST_OK) {
        read_own(r, q);
        row->comment = query_uuid_at(q, 1);
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

enum status read_modules(struct reading *r, int64_t campaign, int64_t person, int64_t seconds,
                         struct enrollment_row *row)
{
    struct grown rows = { .arena = r->arena, .size = sizeof(struct module_row) };
    struct query *q = of_person(r, Q_READ_MODULES, campaign, person);
    struct module_row *module = NULL;
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        read_own(r, q);
        module = grown_add(&rows);
        if (module == NULL) {
            query_end(q);
            return ST_NOMEM;
        }
        *module = (struct module_row){ .id = query_uuid_at(q, 1),
                                       .name = arena_str(r->arena, query_text_at(q, 2)),
                                       .status = query_is_null(q, 3) ? PROGRESS_NOT_STARTED
                                                                     : (int)query_int_at(q, 3),
                                       .completed_at = query_int_at(q, 4),
                                       .seconds = or_zero(query_int_at(q, 5)),
                                       .rating = query_real_at(q, 6),
                                       .comment = query_uuid_at(q, 7) };
    }
    if (st != ST_END) {
        return st;
    }
    if (rows.n == 0) {
        module = grown_add(&rows);
        if (module == NULL) {
            return ST_NOMEM;
        }
        TRY(add_implied(r, campaign, person, seconds, row, module));
    }
    row->modules = grown_list(&rows);
    return read_attempts(r, campaign, person, &row->attempts);
}
