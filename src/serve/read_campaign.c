/* read_campaign.c: the list of campaigns. Without a filter a page is a range of ranks. With one, all
 * campaigns of the tenant are walked: there are hundreds of them, not millions, and the status depends on the
 * time. */
#include "base/must.h"
#include "derive/campaign.h"
#include "model/record.h"
#include "serve/read.h"

static enum status count_all(struct reading *r, int64_t *total)
{
    struct query *q = db_query(r->db, Q_READ_CAMPAIGN_LAST);
    query_int(q, 1, r->tenant);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *total = query_int_at(q, 0) + 1;
        query_end(q);
    }
    return st == ST_END ? ST_OK : st;
}

/* Adds the rows from a rank on, at most n, to the page. */
static enum status add_rows(struct reading *r, int64_t rank, int64_t n, struct campaign_row *rows,
                            int64_t *count)
{
    struct query *q = db_query(r->db, Q_READ_CAMPAIGNS);
    query_int(q, 1, r->tenant);
    query_int(q, 2, rank);
    query_int(q, 3, n);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        read_own(r, q);
        bool pass_fail = query_int_at(q, 10) == 1;
        int64_t started = query_int_at(q, 6), ended = query_int_at(q, 7);
        rows[(*count)++] = (struct campaign_row){
            .id = query_uuid_at(q, 1),
            .name = arena_str(r->arena, query_text_at(q, 2)),
            .type = (int)query_int_at(q, 3),
            .status =
                campaign_status_at(query_is_null(q, 4) ? 0 : (int)query_int_at(q, 4), started, ended, r->now),
            .delivery = query_is_null(q, 5) ? DELIVERY_HEADLESS : (int)query_int_at(q, 5),
            .started_at = started,
            .ended_at = ended,
            .created_at = query_int_at(q, 8),
            .organization = query_uuid_at(q, 9),
            .pass_fail = pass_fail,
            .pass_fail_score = pass_fail ? query_real_at(q, 11) : -1,
            .pass_fail_attempts = pass_fail ? query_int_at(q, 12) : NONE,
            .engaged_users = query_int_at(q, 13),
        };
    }
    return st == ST_END ? ST_OK : st;
}

static bool wanted(const struct reading *r, const struct query *q)
{
    const struct args *a = r->args;
    struct uuid organization = query_uuid_at(q, 4);
    int stored = query_is_null(q, 1) ? 0 : (int)query_int_at(q, 1);
    return (!a->organization.set || uuid_eq(&a->organization, &organization)) &&
           (a->campaign_status == CAMPAIGN_STATUS_NONE ||
            a->campaign_status == campaign_status_at(stored, query_int_at(q, 2), query_int_at(q, 3), r->now));
}

/* The ranks of the page's rows, and how many match in all. */
static enum status walk_all(struct reading *r, int64_t *ranks, int64_t *count, int64_t *total)
{
    struct query *q = db_query(r->db, Q_READ_CAMPAIGN_WALK);
    query_int(q, 1, r->tenant);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        if (!wanted(r, q)) {
            continue;
        }
        if (*total >= r->args->skip && *count < r->args->take) {
            ranks[(*count)++] = query_int_at(q, 0);
        }
        (*total)++;
    }
    return st == ST_END ? ST_OK : st;
}

static enum status read_filtered(struct reading *r, struct campaign_row *rows, int64_t *count, int64_t *total)
{
    int64_t *ranks = arena_array(r->arena, int64_t, (size_t)r->args->take), n = 0;
    if (ranks == NULL) {
        return ST_NOMEM;
    }
    TRY(walk_all(r, ranks, &n, total));
    for (int64_t i = 0; i < n; i++) {
        TRY(add_rows(r, ranks[i], 1, rows, count));
    }
    return ST_OK;
}

enum status read_campaigns(struct reading *r, struct page *page)
{
    const struct args *a = r->args;
    struct campaign_row *rows = arena_array(r->arena, struct campaign_row, (size_t)a->take);
    int64_t count = 0, total = 0;
    if (rows == NULL) {
        return ST_NOMEM;
    }
    if (a->organization.set || a->campaign_status != CAMPAIGN_STATUS_NONE) {
        TRY(read_filtered(r, rows, &count, &total));
    } else {
        TRY(count_all(r, &total));
        TRY(add_rows(r, a->skip, a->take, rows, &count));
    }
    *page = (struct page){
        .rows = {.at = rows, .n = count, .size = sizeof *rows},
        .total = total,
        .skip = a->skip,
        .take = a->take
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}
