/* read_bulk.c: the files of a campaign, training or simulation: its people in the order of their numbers, and
 * their comments in the order of time, then id. */
/* hot path */
#include "base/must.h"
#include "base/when.h"
#include "model/identity.h"
#include "model/record.h"
#include "serve/managers.h"
#include "serve/read.h"
#include "serve/stream.h"

#include <string.h>

/* What a file needs beyond its stream. */
struct bulk {
    struct stream stream;
    int64_t campaign;
    struct uuid campaign_id;
    int64_t at, until; /* users: numbers; comments: a moment, and the last comment's key */
    bool same_moment;  /* comments: the query reads the rest of one moment */
    size_t id_len;
    char id[LIMIT_NAME]; /* comments: the last one's id */
    union {
        struct enrollment_row user;
        struct comment_row comment;
    } body;
    struct managers managers; /* users */
};

/* ---- what both begin with ---- */

static enum status not_ready(struct reading *r, const struct training *training)
{
    int64_t begin = training->started_at != NONE ? training->started_at : training->created_at, ready;
    if (r->bulk_delay == 0) {
        return ST_OK;
    }
    /* A time that no clock reaches is never over. */
    bool beyond = __builtin_add_overflow(begin, r->bulk_delay * WHEN_SECOND, &ready);
    if (!beyond && ready <= r->now) {
        return ST_OK;
    }
    r->unknown = offsetof(struct args, campaign);
    r->early = true;
    return ST_NOTFOUND;
}

static enum status begin(struct reading *r, bool simulation, struct bulk **bulk)
{
    struct training training;
    TRY(simulation ? read_find_simulation(r, &training) : read_find_training(r, &training));
    TRY(not_ready(r, &training));
    struct bulk *b = arena_new(r->arena, struct bulk);
    if (b == NULL) {
        return ST_NOMEM;
    }
    b->stream = (struct stream){ .db = r->db, .scratch = r->scratch, .tenant = r->tenant, .own = b };
    b->campaign = training.key;
    b->campaign_id = r->args->campaign;
    b->managers.seq = NONE;
    r->file_name = training.name;
    r->stream = &b->stream;
    *bulk = b;
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

static void fill_page(struct bulk *b, struct page *page)
{
    struct stream *s = &b->stream;
    *page = (struct page){
        .rows = {.next = stream_next, .source = s},
          .total = s->left
    };
}

static void own(const struct stream *s, const struct query *q)
{
    must(query_int_at(q, 0) == s->tenant);
}

/* ---- people ---- */

/* The columns of READ_BULK; the texts are the query's. */
static struct enrollment_row bulk_row(const struct query *q)
{
    struct enrollment_row row = read_user_row(q);
    row.enrolled_at = query_int_at(q, 13);
    row.started_at = query_int_at(q, 14);
    row.last_accessed_at = query_int_at(q, 15);
    row.completed_at = query_int_at(q, 16);
    row.seconds = query_int_at(q, 17);
    row.business_unit = query_text_at(q, 18);
    row.job_role = query_text_at(q, 19);
    read_result(q, 21, &row);
    return row;
}

static enum status refresh_managers(struct stream *s)
{
    struct bulk *b = s->own;
    return managers_refresh(&b->managers, s->db, s->tenant);
}

static enum status step_user(struct stream *s)
{
    struct bulk *b = s->own;
    if (s->query == NULL) {
        s->query = db_query(s->db, Q_READ_BULK);
        query_int(s->query, 1, s->tenant);
        query_int(s->query, 2, b->campaign);
        query_int(s->query, 3, b->at);
        query_int(s->query, 4, b->until);
    }
    const struct query *q = s->query;
    TRY(query_step(s->query));
    own(s, q);
    struct str dashboard = b->body.user.dashboard;
    b->body.user = bulk_row(q);
    b->body.user.campaign = b->campaign_id;
    b->body.user.dashboard = dashboard;
    b->at = b->body.user.number;
    return managers_shown(&b->managers, s->db, s->scratch, s->tenant, query_text_at(q, 20),
                          &b->body.user.manager);
}

/* Where people look at the campaign: on this server, as the client knows it. */
static struct str dashboard_of(struct reading *r)
{
    char id[UUID_TEXT_LEN];
    if (r->site.len == 0) {
        return STR_NONE;
    }
    uuid_print(id, &r->args->campaign);
    return arena_format(r->arena, STR_FMT "/dashboard/campaigns/%.*s", STR_ARG(r->site), (int)sizeof id, id);
}

static enum status users_file(struct reading *r, bool simulation, struct page *page)
{
    struct bulk *b;
    struct summary_row tally = { 0 };
    TRY(begin(r, simulation, &b));
    TRY(read_tally(r, b->campaign, &tally));
    struct query *q = db_query(r->db, Q_READ_BULK_LAST);
    query_int(q, 1, r->tenant);
    query_int(q, 2, b->campaign);
    enum status st = query_step(q);
    if (st == ST_OK) {
        read_own(r, q);
        b->until = query_int_at(q, 1);
        query_end(q);
    } else if (st != ST_END) {
        return st;
    }
    b->stream.left = tally.total_users;
    b->stream.turn = refresh_managers;
    b->stream.step = step_user;
    b->stream.row = &b->body.user;
    b->body.user.dashboard = dashboard_of(r);
    fill_page(b, page);
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_training_bulk(struct reading *r, struct page *page)
{
    return users_file(r, false, page);
}

enum status read_simulation_bulk(struct reading *r, struct page *page)
{
    return users_file(r, true, page);
}

static enum status ask_shown(struct reading *r, const struct name *name, struct str campaign,
                             struct managers *managers, struct enrollment_row *row)
{
    struct query *q = db_query(r->db, Q_READ_USER_SHOWN);
    query_int(q, 1, r->tenant);
    query_int(q, 2, name->what);
    query_text(q, 3, name->value);
    query_text(q, 4, campaign);
    TRY(query_step(q));
    read_own(r, q);
    *row = bulk_row(q);
    row->campaign = query_uuid_at(q, 28);
    struct str *texts[] = { &row->source,        &row->department, &row->country,
                            &row->business_unit, &row->job_role,   &row->manager };
    row->manager = query_text_at(q, 20);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_str(r->arena, *texts[i]);
    }
    query_end(q);
    if (r->arena->failed) {
        return ST_NOMEM;
    }
    return managers_shown(managers, r->db, r->arena, r->tenant, row->manager, &row->manager);
}

enum status read_shown_user(struct reading *r, struct str campaign, struct str person,
                            struct managers *managers, struct enrollment_row *row)
{
    struct name names[REFERENCE_NAMES];
    int n = identity_reference(r->arena, person, names);
    enum status st = ST_END;
    for (int i = 0; i < n && st == ST_END; i++) {
        st = ask_shown(r, &names[i], campaign, managers, row);
    }
    return st == ST_END ? ST_NOTFOUND : st;
}

/* ---- comments ---- */

static struct query *ask_comments(struct bulk *b, enum query_name name)
{
    struct query *q = db_query(b->stream.db, name);
    query_int(q, 1, b->stream.tenant);
    query_int(q, 2, b->campaign);
    query_int(q, 3, b->until);
    query_int(q, 4, b->at);
    if (name == Q_READ_COMMENTS_AT) {
        query_text(q, 5, (struct str){ b->id, b->id_len });
    }
    return q;
}

/* The columns of READ_COMMENTS_*; the texts are the query's. */
static struct comment_row comment_row(const struct query *q)
{
    return (struct comment_row){ .id = query_uuid_at(q, 3),
                                 .module = query_uuid_at(q, 4),
                                 .person = query_uuid_at(q, 5),
                                 .text = query_text_at(q, 6),
                                 .translated = query_text_at(q, 7),
                                 .language = query_text_at(q, 8),
                                 .sentiment = query_text_at(q, 9),
                                 .processed_at = query_int_at(q, 10),
                                 .source = query_text_at(q, 11) };
}

static void fill_comment(struct bulk *b, const struct query *q)
{
    struct str id = query_text_at(q, 2);
    must(id.len <= sizeof b->id);
    own(&b->stream, q);
    b->at = query_int_at(q, 1);
    b->id_len = id.len;
    memcpy(b->id, id.ptr, id.len);
    b->body.comment = comment_row(q);
    b->body.comment.campaign = b->campaign_id;
}

static enum status step_comment(struct stream *s)
{
    struct bulk *b = s->own;
    if (s->query == NULL) {
        s->query = ask_comments(b, Q_READ_COMMENTS_AT);
        b->same_moment = true;
    }
    enum status st = query_step(s->query);
    if (st == ST_END && b->same_moment) {
        s->query = ask_comments(b, Q_READ_COMMENTS_AFTER);
        b->same_moment = false;
        st = query_step(s->query);
    }
    if (st == ST_OK) {
        fill_comment(b, s->query);
    }
    return st;
}

static enum status comments_file(struct reading *r, bool simulation, struct page *page)
{
    struct bulk *b;
    TRY(begin(r, simulation, &b));
    struct query *q = db_query(r->db, Q_READ_COMMENTS_COUNT);
    query_int(q, 1, r->tenant);
    query_int(q, 2, b->campaign);
    TRY(query_step(q));
    b->stream.left = query_int_at(q, 0);
    b->until = query_is_null(q, 1) ? 0 : query_int_at(q, 1);
    query_end(q);
    b->at = NONE + 1; /* the moment of those without one */
    b->stream.step = step_comment;
    b->stream.row = &b->body.comment;
    fill_page(b, page);
    return ST_OK;
}

enum status read_training_comments(struct reading *r, struct page *page)
{
    return comments_file(r, false, page);
}

enum status read_simulation_comments(struct reading *r, struct page *page)
{
    return comments_file(r, true, page);
}

enum status read_shown_comment(struct reading *r, const struct uuid *guid, struct str *id,
                               struct comment_row *row)
{
    struct query *q = db_query(r->db, Q_READ_COMMENT_SHOWN);
    query_int(q, 1, r->tenant);
    query_uuid(q, 2, guid);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    read_own(r, q);
    *row = comment_row(q);
    row->campaign = query_uuid_at(q, 12);
    *id = arena_str(r->arena, query_text_at(q, 2));
    struct str *texts[] = { &row->text, &row->translated, &row->language, &row->sentiment, &row->source };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_str(r->arena, *texts[i]);
    }
    query_end(q);
    return r->arena->failed ? ST_NOMEM : ST_OK;
}
