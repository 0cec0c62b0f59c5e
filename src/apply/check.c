/* check.c: the walk over a sorted batch: contradictions and references. Parents come before what names them,
 * so that a bad parent makes its children bad lines in the same walk. */
#include "apply/check_walk.h"

#include "apply/erased.h"

#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static enum status mark_bad(const struct check *check, int64_t line_no)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_BAD_ADD);
    query_int(q, 1, line_no);
    return query_run(q);
}

enum status check_note(const struct check *check, int64_t line_no, const char *field, const char *format, ...)
{
    struct fault fault;
    struct query *q = db_query(check->stage->db, Q_STAGE_LINE);
    va_list args;
    snprintf(fault.field, sizeof fault.field, "%s", field);
    va_start(args, format);
    vsnprintf(fault.why.text, sizeof fault.why.text, format, args);
    va_end(args);
    query_int(q, 1, line_no);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CORRUPT : st;
    }
    struct place place = { (int)query_int_at(q, 0), query_int_at(q, 1) };
    query_end(q);
    TRY(mark_bad(check, line_no));
    if (db_changes(check->stage->db) == 0) {
        return ST_OK; /* bad already: its first fault is told */
    }
    return check->bad(check->to, line_no, place, &fault);
}

/* The record under way. Most jobs are checked by their keys alone. */
static enum status load_now(struct walk *w, struct record *record)
{
    struct place place;
    return stage_line(w->check->stage, w->now.line_no, &w->arena, record, &place);
}

static enum status need(struct walk *w, bool exists, const char *field, const char *what)
{
    return exists ? ST_OK
                  : check_note(w->check, w->now.line_no, field,
                               "there is no such %s, neither in the store nor in this batch; "
                               "add its record, or correct %s",
                               what, field);
}

static enum status check_id(struct walk *w, enum record_kind kind, enum query_name name, struct str id,
                            const char *field, const char *what)
{
    bool exists = true;
    if (id.ptr != NULL) {
        TRY(check_exists(w->check, kind, name, id, &exists));
    }
    return need(w, exists, field, what);
}

static enum status check_campaign_id(struct walk *w, struct str id)
{
    TRY(check_campaign(w, id));
    return need(w, w->campaign.exists, "campaignId", "campaign");
}

/* The batch may delete the person whom a line is about. */
static enum status check_alive(struct walk *w, struct str person_key)
{
    bool exists = true;
    if (w->drops_people) {
        enum status st = check_in_batch(w->check, KIND_PERSON, person_key, STR(""), &exists);
        if (st != ST_OK && st != ST_END) {
            return st;
        }
    }
    return need(w, exists, "person", "person");
}

static enum status check_module_id(struct walk *w, struct str campaign_id, struct str id)
{
    TRY(check_module(w, campaign_id, id));
    return need(w, w->module.exists, "moduleId", "module in the campaign");
}

/* A progress, an attempt or a certificate; key2: the person's key, then the module's id or the number. */
static enum status check_under_enrollment(struct walk *w)
{
    struct str campaign_id = buf_text(&w->now.key1), last = buf_text(&w->now.key2);
    struct str person_key = str_cut(&last, 0x1f);
    TRY(check_campaign(w, campaign_id));
    if (!w->campaign.exists) {
        return need(w, false, "campaignId", "campaign");
    }
    TRY(check_alive(w, person_key));
    TRY(check_enrollment(w, campaign_id, person_key));
    TRY(need(w, w->enrollment.exists, "person", "enrollment of this person in the campaign"));
    if (w->now.kind == KIND_ATTEMPT) {
        return ST_OK;
    }
    return check_module_id(w, campaign_id, last);
}

/* A comment that is moved to another module keeps the campaign that it has, in the store or by an earlier
 * line (then applying finds out). */
static enum status check_comment_module(struct walk *w, const struct record *r)
{
    const struct comment *c = &r->body.comment;
    if (c->module_id.ptr == NULL) {
        return ST_OK;
    }
    if (c->campaign_id.ptr != NULL) {
        return check_module_id(w, c->campaign_id, c->module_id);
    }
    struct query *q = db_query(w->check->store, Q_COMMENT_CAMPAIGN);
    query_int(q, 1, w->check->tenant);
    query_text(q, 2, c->id);
    enum status st = query_step(q);
    struct str campaign_id = st == ST_OK ? arena_str(&w->arena, query_text_at(q, 0)) : STR_NONE;
    query_end(q);
    bool erases = record_gives(r, offsetof(struct comment, campaign_id));
    if (st == ST_OK && !erases) {
        return check_module_id(w, campaign_id, c->module_id);
    }
    if (st != ST_OK && st != ST_END) {
        return st;
    }
    bool follows = w->before.kind == KIND_COMMENT && str_eq(buf_text(&w->before.key1), c->id);
    return follows && !erases ? ST_OK
                              : check_note(w->check, w->now.line_no, "campaignId",
                                           "a comment on a module needs its campaignId");
}

/* Somebody whom a line names beside its keys; absent: nobody. */
static enum status check_person(struct walk *w, struct str person)
{
    struct name names[REFERENCE_NAMES];
    struct str key;
    bool erased;
    if (person.ptr == NULL) {
        return ST_OK;
    }
    int n = identity_reference(&w->arena, person, names);
    TRY(erased_in_batch(w->check, names, n, &w->arena, &erased));
    if (erased) {
        return erased_leave_out(w->check, w->now.line_no);
    }
    enum status st = check_reference(w->check, person, &w->arena, &key);
    return st == ST_OK ? check_alive(w, key) : st == ST_END ? need(w, false, "person", "person") : st;
}

static enum status check_comment(struct walk *w, const struct record *r)
{
    const struct comment *c = &r->body.comment;
    if (c->campaign_id.ptr) {
        TRY(check_campaign_id(w, c->campaign_id));
    }
    TRY(check_comment_module(w, r));
    return check_person(w, c->person);
}

/* An event that is neither in the store nor in the line before this one is new: it needs a person and a date.
 */
static enum status check_behavior_event(struct walk *w, const struct record *r)
{
    const struct behavior_event *e = &r->body.behavior_event;
    const struct job *b = &w->before, *n = &w->now;
    bool follows = b->kind == n->kind && str_eq(buf_text(&b->key1), buf_text(&n->key1)) &&
                   str_eq(buf_text(&b->key2), buf_text(&n->key2));
    if (!follows && (e->person.ptr == NULL || e->date == NONE)) {
        struct query *q = db_query(w->check->store, Q_CHECK_BEHAVIOR_EVENT_AT);
        query_int(q, 1, w->check->tenant);
        query_text(q, 2, e->behavior);
        query_int(q, 3, e->reference);
        enum status st = query_step(q);
        query_end(q);
        TRY(st == ST_END ? check_note(w->check, w->now.line_no, e->person.ptr ? "date" : "person",
                                      "a new behavior event needs its person and its date")
                         : st);
    }
    return check_person(w, e->person);
}

/* What a line names beside its keys. */
static enum status check_line(struct walk *w)
{
    struct record r;
    TRY(load_now(w, &r));
    const union record_body *b = &r.body;
    switch (r.kind) {
    case KIND_ORGANIZATION:
        return check_id(w, KIND_ORGANIZATION, Q_ORGANIZATION_KEY, b->organization.parent_id, "parentId",
                        "organization");
    case KIND_PERSON:
        TRY(check_id(w, KIND_ORGANIZATION, Q_ORGANIZATION_KEY, b->person.organization_id, "organizationId",
                     "organization"));
        return check_id(w, KIND_GROUP, Q_GROUP_KEY, b->person.group_id, "groupId", "group");
    case KIND_CAMPAIGN:
        return check_id(w, KIND_ORGANIZATION, Q_ORGANIZATION_KEY, b->campaign.organization_id,
                        "organizationId", "organization");
    case KIND_COMMENT:
        return check_comment(w, &r);
    case KIND_BEHAVIOR_EVENT:
        return check_behavior_event(w, &r);
    default:
        return ST_OK;
    }
}

static enum status check_references(struct walk *w)
{
    struct str rest = buf_text(&w->now.key2);
    switch (w->now.kind) {
    case KIND_GROUP:
    case KIND_JOB_ROLE:
    case KIND_BEHAVIOR:
    case KIND_INGESTION:
    case KIND_REPORTED_MAIL:
        return ST_OK;
    case KIND_MAIL_DECISION: {
        bool exists;
        TRY(check_exists(w->check, KIND_REPORTED_MAIL, Q_MAIL_NUMBER, buf_text(&w->now.key1), &exists));
        return need(w, exists, "sha256", "reported mail");
    }
    case KIND_MODULE:
        return check_campaign_id(w, buf_text(&w->now.key1));
    case KIND_ENROLLMENT:
    case KIND_SIMULATION_EVENT: /* it enrolls its person; key2 begins with the person's key */
        TRY(check_campaign_id(w, buf_text(&w->now.key1)));
        return check_alive(w, str_cut(&rest, 0x1f));
    case KIND_PROGRESS:
    case KIND_ATTEMPT:
    case KIND_CERTIFICATE:
        return check_under_enrollment(w);
    default:
        return check_line(w);
    }
}

/* Whether there is or was such a campaign: here, in the store, or among what is remembered as deleted. */
static enum status is_known(struct walk *w, struct str campaign_id, bool *known)
{
    enum status st = check_in_batch(w->check, KIND_CAMPAIGN, campaign_id, STR(""), known);
    *known = true;
    if (st != ST_END) {
        return st;
    }
    TRY(check_campaign(w, campaign_id));
    if (w->campaign.exists) {
        return ST_OK;
    }
    struct query *q = db_query(w->check->store, Q_TOMBSTONE);
    query_int(q, 1, w->check->tenant);
    query_int(q, 2, KIND_CAMPAIGN);
    query_text(q, 3, campaign_id);
    st = query_step(q);
    query_end(q);
    *known = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

/* What is deleted may be gone with all around it, but its campaign must be one that there was. */
static enum status check_deletion(struct walk *w)
{
    struct uuid guid;
    bool known;
    switch (w->now.kind) {
    case KIND_ORGANIZATION:
        if (uuid_parse(buf_text(&w->now.key1), &guid) && uuid_eq(&guid, &w->check->customer)) {
            return check_note(w->check, w->now.line_no, "id", "the root organization cannot be deleted");
        }
        return ST_OK;
    case KIND_MODULE:
    case KIND_ENROLLMENT:
    case KIND_PROGRESS:
    case KIND_ATTEMPT:
    case KIND_CERTIFICATE:
        TRY(is_known(w, buf_text(&w->now.key1), &known));
        return need(w, known, "campaignId", "campaign");
    default:
        return ST_OK;
    }
}

/* Whether now and before are about one thing at one time; both alive. */
static bool is_pair(const struct walk *w)
{
    const struct job *a = &w->before, *b = &w->now;
    return a->kind == b->kind && a->updated_at == b->updated_at && a->deleted == b->deleted &&
           str_eq(buf_text(&a->key1), buf_text(&b->key1)) && str_eq(buf_text(&a->key2), buf_text(&b->key2));
}

static enum status check_pair(struct walk *w)
{
    struct record before, now;
    struct place place;
    if (!is_pair(w)) {
        return ST_OK;
    }
    TRY(stage_line(w->check->stage, w->before.line_no, &w->arena, &before, &place));
    TRY(load_now(w, &now));
    /* A missing time is the batch's: the same as one that is spelled out. */
    now.updated_at = before.updated_at;
    if (record_same(&before, &now)) {
        return ST_OK;
    }
    return check_note(w->check, w->now.line_no, "",
                      "this and line %lld say different things about the same %s at the same time; "
                      "give the newer one a later updatedAt",
                      (long long)place.line, kind_table(now.kind)->name);
}

static enum status check_job(struct walk *w)
{
    w->drops_people |= w->now.kind == KIND_PERSON && w->now.deleted;
    TRY(check_pair(w));
    return w->now.deleted ? check_deletion(w) : check_references(w);
}

static void job_init(struct job *job)
{
    job->kind = 0;
    buf_init(&job->key1, LIMIT_RECORD);
    buf_init(&job->key2, LIMIT_RECORD);
}

static enum status take_job(struct query *q, struct job *job)
{
    job->kind = (int)query_int_at(q, 0);
    buf_reset(&job->key1);
    buf_reset(&job->key2);
    buf_str(&job->key1, query_text_at(q, 1));
    buf_str(&job->key2, query_text_at(q, 2));
    job->updated_at = query_int_at(q, 3);
    job->deleted = query_int_at(q, 4) != 0;
    job->line_no = query_int_at(q, 5);
    return job->key1.failed || job->key2.failed ? ST_NOMEM : ST_OK;
}

static enum status walk_kinds(struct walk *w, enum record_kind from, enum record_kind to)
{
    struct query *q = db_query(w->check->stage->db, Q_STAGE_JOBS);
    enum status st = ST_OK, step;
    query_int(q, 1, from);
    query_int(q, 2, to);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        arena_reset(&w->arena);
        st = take_job(q, &w->now);
        st = st == ST_OK ? check_renew(w->check, ++w->turn) : st;
        st = st == ST_OK ? check_job(w) : st;
        struct job swap = w->before;
        w->before = w->now;
        w->now = swap;
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status count_bad(struct walk *w, int64_t *count)
{
    struct query *q = db_query(w->check->stage->db, Q_STAGE_BAD_COUNT);
    TRY(query_step(q));
    *count = query_int_at(q, 0);
    query_end(q);
    return ST_OK;
}

/* Organizations name others of their kind, which may turn out bad behind them: they are walked until no other
 * does. Everything else names what comes before it. */
static enum status walk_jobs(struct walk *w)
{
    int64_t bad, before;
    TRY(count_bad(w, &bad));
    do {
        before = bad;
        w->before.kind = KIND_NONE;
        TRY(walk_kinds(w, KIND_ORGANIZATION, KIND_ORGANIZATION));
        TRY(count_bad(w, &bad));
    } while (bad > before);
    return walk_kinds(w, KIND_ORGANIZATION + 1, KIND_COUNT);
}

/* A tenant for whom nothing was ever written knows nobody and remembers no deletion. */
static enum status find_empty(struct check *check)
{
    struct query *q = db_query(check->store, Q_TENANT_BY_ID);
    query_int(q, 1, check->tenant);
    enum status st = query_step(q);
    check->empty = st == ST_OK && query_int_at(q, 3) == 0;
    query_end(q);
    return st == ST_END ? ST_NOTFOUND : st;
}

static enum status look(struct check *check)
{
    struct walk w = { .check = check };
    struct seen *seen[] = { &w.campaign, &w.enrollment, &w.module };
    TRY(find_empty(check));
    TRY(erased_any(check->store, check->tenant, &check->anybody_erased));
    TRY(stage_settle(check->stage));
    TRY(erased_check(check));
    TRY(check_people(check));
    TRY(check_sort(check));
    arena_init(&w.arena, LIMIT_ARENA);
    job_init(&w.now);
    job_init(&w.before);
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        buf_init(&seen[i]->key, LIMIT_RECORD);
    }
    enum status st = walk_jobs(&w);
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        buf_done(&seen[i]->key);
    }
    struct job *jobs[] = { &w.now, &w.before };
    for (size_t i = 0; i < COUNT_OF(jobs); i++) {
        buf_done(&jobs[i]->key1);
        buf_done(&jobs[i]->key2);
    }
    arena_done(&w.arena);
    return st;
}

/* Each query in a view of its own would take and give back the store's locks. */
enum status check_run(struct check *check)
{
    check->view = !db_within(check->store);
    if (check->view) {
        TRY(db_begin(check->store));
    }
    enum status st = look(check);
    if (check->view) {
        db_rollback(check->store);
    }
    return st;
}

/* An old view would keep a server's log of changes growing. */
enum status check_renew(const struct check *check, int64_t turn)
{
    enum { TURNS = 1000 };
    if (!check->view || turn % TURNS != 0) {
        return ST_OK;
    }
    db_rollback(check->store);
    return db_begin(check->store);
}
