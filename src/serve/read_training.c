/* read_training.c: one campaign: its counters, its people, and one of them; simulations too, which have other
 * counters and columns of the same rows. */
/* hot path */
#include "base/must.h"
#include "derive/average.h"
#include "derive/simulation.h"
#include "model/identity.h"
#include "model/record.h"
#include "serve/read.h"

#include <stddef.h>

void read_own(const struct reading *r, const struct query *q)
{
    must(query_int_at(q, 0) == r->tenant);
}

static enum status unknown(struct reading *r, enum status st, size_t parameter)
{
    r->unknown = parameter;
    return st == ST_END ? ST_NOTFOUND : st;
}

/* A simulation is no training campaign, and the other way round. */
static enum status find(struct reading *r, bool simulation, struct training *training)
{
    struct query *q = db_query(r->db, Q_READ_TRAINING);
    query_int(q, 1, r->tenant);
    query_uuid(q, 2, &r->args->campaign);
    query_int(q, 3, simulation);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return unknown(r, st, offsetof(struct args, campaign));
    }
    read_own(r, q);
    *training = (struct training){ .key = query_int_at(q, 1),
                                   .name = arena_str(r->arena, query_text_at(q, 2)),
                                   .started_at = query_int_at(q, 3),
                                   .created_at = query_int_at(q, 4) };
    query_end(q);
    return ST_OK;
}

enum status read_find_training(struct reading *r, struct training *training)
{
    return find(r, false, training);
}

enum status read_find_simulation(struct reading *r, struct training *simulation)
{
    return find(r, true, simulation);
}

/* Where READ_TALLY has what. */
enum {
    TOTALS = 1,
    ACTIVES = TOTALS + PHASE_COUNT,
    ENGAGEMENT = ACTIVES + PHASE_COUNT,
    KNOWLEDGE = ENGAGEMENT + 3,
    STARTED = KNOWLEDGE + 3,
    SECONDS,
    OPENED,
    CLICKED,
    REPORTED,
    CAPTURED,
    RESILIENT,
    FELL,
    ACTIVE_OPENED,
    ACTIVE_CLICKED,
    ACTIVE_REPORTED,
    ACTIVE_CAPTURED
};

static double average_at(const struct query *q, int at)
{
    return average_share(query_int_at(q, at + 1), query_int_at(q, at + 2), query_int_at(q, at));
}

static void fill_summary(const struct query *q, struct summary_row *row)
{
    for (int i = 0; i < PHASE_COUNT; i++) {
        row->total[i] = query_int_at(q, TOTALS + i);
        row->active[i] = query_int_at(q, ACTIVES + i);
        row->total_users += row->total[i];
        row->active_users += row->active[i];
    }
    row->total_no_action =
        row->total[PHASE_NO_ACTION] + row->total[PHASE_NOT_STARTED] + row->total[PHASE_SCHEDULED];
    row->active_no_action =
        row->active[PHASE_NO_ACTION] + row->active[PHASE_NOT_STARTED] + row->active[PHASE_SCHEDULED];
    row->avg_engagement = average_at(q, ENGAGEMENT);
    row->avg_knowledge = average_at(q, KNOWLEDGE);
    row->avg_seconds = average_whole(query_int_at(q, SECONDS), query_int_at(q, STARTED));
    row->opened = query_int_at(q, OPENED);
    row->clicked = query_int_at(q, CLICKED);
    row->reported = query_int_at(q, REPORTED);
    row->captured = query_int_at(q, CAPTURED);
    row->active_opened = query_int_at(q, ACTIVE_OPENED);
    row->active_clicked = query_int_at(q, ACTIVE_CLICKED);
    row->active_reported = query_int_at(q, ACTIVE_REPORTED);
    row->active_captured = query_int_at(q, ACTIVE_CAPTURED);
    row->resiliency = simulation_resiliency(query_int_at(q, RESILIENT), query_int_at(q, FELL));
}

/* A campaign nobody was ever enrolled in has no row of counters. */
enum status read_tally(struct reading *r, int64_t campaign, struct summary_row *row)
{
    struct query *q = db_query(r->db, Q_READ_TALLY);
    query_int(q, 1, r->tenant);
    query_int(q, 2, campaign);
    enum status st = query_step(q);
    if (st == ST_OK) {
        read_own(r, q);
        fill_summary(q, row);
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status summary(struct reading *r, bool simulation, struct summary_row *row)
{
    struct training training;
    struct summary_row made = { .id = r->args->campaign };
    TRY(find(r, simulation, &training));
    made.name = training.name;
    TRY(read_tally(r, training.key, &made));
    *row = made;
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_training_summary(struct reading *r, struct summary_row *row)
{
    return summary(r, false, row);
}

enum status read_simulation_summary(struct reading *r, struct summary_row *row)
{
    return summary(r, true, row);
}

/* The first columns of READ_USERS, READ_USER and READ_BULK. */
struct enrollment_row read_user_row(const struct query *q)
{
    return (struct enrollment_row){ .number = query_int_at(q, 1),
                                    .person = query_uuid_at(q, 2),
                                    .source = query_text_at(q, 3),
                                    .active = query_int_at(q, 4) == 1,
                                    .department = query_text_at(q, 5),
                                    .country = query_text_at(q, 6),
                                    .phase = (int)query_int_at(q, 7),
                                    .engagement = query_real_at(q, 8),
                                    .knowledge = query_real_at(q, 9),
                                    .productivity = query_real_at(q, 10),
                                    .intention_to_comply = query_real_at(q, 11),
                                    .self_efficacy = query_real_at(q, 12) };
}

static struct enrollment_row user_at(struct reading *r, const struct query *q)
{
    read_own(r, q);
    struct enrollment_row row = read_user_row(q);
    row.source = arena_str(r->arena, row.source);
    row.department = arena_str(r->arena, row.department);
    row.country = arena_str(r->arena, row.country);
    return row;
}

/* The rows from a number on, but for the first `rest`. */
static enum status add_users(struct reading *r, int64_t campaign, int64_t number, int64_t rest,
                             struct enrollment_row *rows, int64_t *count)
{
    struct query *q = db_query(r->db, r->args->phase < 0 ? Q_READ_USERS : Q_READ_USERS_OF);
    query_int(q, 1, r->tenant);
    query_int(q, 2, campaign);
    query_int(q, 3, number);
    query_int(q, 4, r->args->take);
    query_int(q, 5, rest);
    if (r->args->phase >= 0) {
        query_int(q, 6, r->args->phase);
    }
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        rows[(*count)++] = user_at(r, q);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status users(struct reading *r, bool simulation, struct page *page)
{
    const struct args *a = r->args;
    struct training training;
    struct summary_row tally = { 0 };
    int64_t count = 0, number, rest;
    TRY(find(r, simulation, &training));
    TRY(read_tally(r, training.key, &tally));
    int64_t total = a->phase < 0 ? tally.total_users : tally.total[a->phase];
    struct enrollment_row *rows = arena_array(r->arena, struct enrollment_row, (size_t)a->take);
    if (rows == NULL) {
        return ST_NOMEM;
    }
    if (a->skip < total) {
        /* Counters and rows are written in the same transaction: what is counted is there. */
        const struct skip skip = { training.key, a->skip, total, tally.total_users, a->phase };
        enum status st = read_skip(r, &skip, &number, &rest);
        TRY(st == ST_END ? ST_CORRUPT : st);
        TRY(add_users(r, training.key, number, rest, rows, &count));
    }
    *page = (struct page){
        .rows = {.at = rows, .n = count, .size = sizeof *rows},
        .total = total,
        .skip = a->skip,
        .take = a->take
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_training_users(struct reading *r, struct page *page)
{
    return users(r, false, page);
}

enum status read_simulation_users(struct reading *r, struct page *page)
{
    return users(r, true, page);
}

/* The row of args' user in the campaign; *q is left standing on it. */
static enum status find_user(struct reading *r, bool simulation, struct training *training, struct query **q)
{
    char guid[UUID_TEXT_LEN];
    TRY(find(r, simulation, training));
    uuid_print(guid, &r->args->user);
    *q = db_query(r->db, Q_READ_USER);
    query_int(*q, 1, r->tenant);
    query_int(*q, 2, training->key);
    query_int(*q, 3, NAME_OUTTHINK);
    query_text(*q, 4, (struct str){ guid, sizeof guid });
    enum status st = query_step(*q);
    return st == ST_OK ? ST_OK : unknown(r, st, offsetof(struct args, user));
}

enum status read_training_user(struct reading *r, struct enrollment_row *row)
{
    struct training training;
    struct query *q;
    TRY(find_user(r, false, &training, &q));
    struct enrollment_row made = user_at(r, q);
    made.enrolled_at = query_int_at(q, 13);
    made.started_at = query_int_at(q, 14);
    made.last_accessed_at = query_int_at(q, 15);
    made.completed_at = query_int_at(q, 16);
    int64_t seconds = query_int_at(q, 17), person = query_int_at(q, 18);
    query_end(q);
    TRY(read_modules(r, training.key, person, seconds, &made));
    *row = made;
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

void read_result(const struct query *q, int at, struct enrollment_row *row)
{
    row->sent_at = query_int_at(q, at);
    row->opened_at = query_int_at(q, at + 1);
    row->clicked_at = query_int_at(q, at + 2);
    row->entered_at = query_int_at(q, at + 3);
    row->captured_at = query_int_at(q, at + 4);
    row->reported_at = query_int_at(q, at + 5);
    row->landing_seconds = query_int_at(q, at + 6);
    row->opened = row->opened_at != NONE;
    row->clicked = row->clicked_at != NONE;
    row->entered = row->entered_at != NONE;
    row->captured = row->captured_at != NONE;
    row->reported = row->reported_at != NONE;
}

enum status read_simulation_user(struct reading *r, struct enrollment_row *row)
{
    struct training training;
    struct query *q;
    TRY(find_user(r, true, &training, &q));
    *row = user_at(r, q);
    read_result(q, 19, row);
    query_end(q);
    return r->arena->failed ? ST_NOMEM : ST_OK;
}
