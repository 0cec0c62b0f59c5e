/* check.c: the walk over a sorted batch: contradictions and references. Parents come before what names them,
 * so that a bad parent makes its children bad lines in the same walk. */
#include "apply/check.h"

#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A job as it is walked; texts are copies in the walk's own buffers. */
struct job {
    int kind;
    struct buf key1, key2;
    int64_t updated_at, line_no;
    bool deleted;
};

/* The last parent looked up: most lines share theirs with the line before. */
struct seen {
    struct buf key;
    bool exists;
};

struct walk {
    const struct check *check;
    struct arena arena;
    struct job now, before;
    struct seen campaign, enrollment, module;
    bool drops_people; /* the batch deletes somebody */
};

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

/* Whether the batch leaves such a thing: ST_OK with *exists, ST_END when the batch does not speak of it. */
static enum status in_batch(const struct check *check, enum record_kind kind, struct str key1,
                            struct str key2, bool *exists)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_JOB_LAST);
    query_int(q, 1, kind);
    query_text(q, 2, key1);
    query_text(q, 3, key2);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *exists = query_int_at(q, 0) == 0;
        query_end(q);
    }
    return st;
}

/* One integer of the store by tenant and a text. */
static enum status in_store(const struct check *check, enum query_name name, struct str id, int64_t *key)
{
    struct query *q = db_query(check->store, name);
    query_int(q, 1, check->tenant);
    query_text(q, 2, id);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *key = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static enum status exists_by_id(const struct check *check, enum record_kind kind, enum query_name name,
                                struct str id, bool *exists)
{
    int64_t key;
    enum status st = in_batch(check, kind, id, STR(""), exists);
    if (st != ST_END) {
        return st;
    }
    st = in_store(check, name, id, &key);
    *exists = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

static bool is_seen(const struct seen *seen, struct str a, struct str b)
{
    struct str key = buf_text(&seen->key);
    return key.len == a.len + b.len + 1 && str_starts(key, a) && key.ptr[a.len] == 0 &&
           str_eq(str_from(key, a.len + 1), b);
}

static void see(struct seen *seen, struct str a, struct str b, bool exists)
{
    buf_reset(&seen->key);
    buf_str(&seen->key, a);
    buf_byte(&seen->key, 0);
    buf_str(&seen->key, b);
    seen->exists = exists;
}

static enum status campaign_exists(struct walk *w, struct str id)
{
    bool exists;
    if (is_seen(&w->campaign, id, STR(""))) {
        return ST_OK;
    }
    TRY(exists_by_id(w->check, KIND_CAMPAIGN, Q_CAMPAIGN_KEY, id, &exists));
    see(&w->campaign, id, STR(""), exists);
    return ST_OK;
}

static enum status module_exists(struct walk *w, struct str campaign_id, struct str id)
{
    bool exists = false;
    int64_t campaign_key;
    if (is_seen(&w->module, campaign_id, id)) {
        return ST_OK;
    }
    enum status st = in_batch(w->check, KIND_MODULE, campaign_id, id, &exists);
    if (st == ST_END) {
        st = in_store(w->check, Q_CAMPAIGN_KEY, campaign_id, &campaign_key);
        if (st == ST_OK) {
            struct query *q = db_query(w->check->store, Q_MODULE_KEY);
            query_int(q, 1, w->check->tenant);
            query_int(q, 2, campaign_key);
            query_text(q, 3, id);
            st = query_step(q);
            query_end(q);
            exists = st == ST_OK;
        }
    }
    see(&w->module, campaign_id, id, exists);
    return st == ST_END ? ST_OK : st;
}

static enum status stored_person(const struct check *check, struct arena *arena, struct str reference,
                                 int64_t *person_key)
{
    struct name names[REFERENCE_NAMES];
    int n = identity_reference(arena, reference, names);
    for (int i = 0; i < n; i++) {
        struct query *q = db_query(check->store, Q_ALIAS);
        query_int(q, 1, check->tenant);
        query_int(q, 2, names[i].what);
        query_text(q, 3, names[i].value);
        enum status st = query_step(q);
        if (st == ST_OK) {
            *person_key = query_int_at(q, 0);
            query_end(q);
        }
        if (st != ST_END) {
            return st;
        }
    }
    return ST_END;
}

/* The record under way. Most jobs are checked by their keys alone. */
static enum status load_now(struct walk *w, struct record *record)
{
    struct place place;
    return stage_line(w->check->stage, w->now.line_no, &w->arena, record, &place);
}

/* Only the line of a progress or an attempt says whom of the store it means. */
static enum status stored_enrollment(struct walk *w, struct str campaign_id)
{
    struct record record;
    int64_t campaign_key, person_key;
    TRY(load_now(w, &record));
    struct str person =
        record.kind == KIND_PROGRESS ? record.body.progress.person : record.body.attempt.person;
    TRY(in_store(w->check, Q_CAMPAIGN_KEY, campaign_id, &campaign_key));
    TRY(stored_person(w->check, &w->arena, person, &person_key));
    struct query *q = db_query(w->check->store, Q_ENROLLMENT_NUMBER);
    query_int(q, 1, w->check->tenant);
    query_int(q, 2, person_key);
    query_int(q, 3, campaign_key);
    enum status st = query_step(q);
    query_end(q);
    return st;
}

static enum status enrollment_exists(struct walk *w, struct str campaign_id, struct str key)
{
    bool exists = false;
    if (is_seen(&w->enrollment, campaign_id, key)) {
        return ST_OK;
    }
    enum status st = in_batch(w->check, KIND_ENROLLMENT, campaign_id, key, &exists);
    if (st == ST_END) {
        st = stored_enrollment(w, campaign_id);
        exists = st == ST_OK;
    }
    see(&w->enrollment, campaign_id, key, exists);
    return st == ST_END ? ST_OK : st;
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
        TRY(exists_by_id(w->check, kind, name, id, &exists));
    }
    return need(w, exists, field, what);
}

static enum status check_campaign_id(struct walk *w, struct str id)
{
    TRY(campaign_exists(w, id));
    return need(w, w->campaign.exists, "campaignId", "campaign");
}

/* The batch may delete the person whom a line is about. */
static enum status check_alive(struct walk *w, struct str person_key)
{
    bool exists = true;
    if (w->drops_people) {
        enum status st = in_batch(w->check, KIND_PERSON, person_key, STR(""), &exists);
        if (st != ST_OK && st != ST_END) {
            return st;
        }
    }
    return need(w, exists, "person", "person");
}

/* A progress or an attempt; key2: the person's key, then the module's id or the number. */
static enum status check_under_enrollment(struct walk *w)
{
    struct str campaign_id = buf_text(&w->now.key1), last = buf_text(&w->now.key2);
    struct str person_key = str_cut(&last, 0x1f);
    TRY(campaign_exists(w, campaign_id));
    if (!w->campaign.exists) {
        return need(w, false, "campaignId", "campaign");
    }
    TRY(check_alive(w, person_key));
    TRY(enrollment_exists(w, campaign_id, person_key));
    TRY(need(w, w->enrollment.exists, "person", "enrollment of this person in the campaign"));
    if (w->now.kind == KIND_ATTEMPT) {
        return ST_OK;
    }
    TRY(module_exists(w, campaign_id, last));
    return need(w, w->module.exists, "moduleId", "module in the campaign");
}

static enum status check_comment(struct walk *w, const struct comment *c)
{
    if (c->campaign_id.ptr) {
        TRY(check_campaign_id(w, c->campaign_id));
    }
    if (c->module_id.ptr && c->campaign_id.ptr) {
        TRY(module_exists(w, c->campaign_id, c->module_id));
        TRY(need(w, w->module.exists, "moduleId", "module in the campaign"));
    }
    if (c->person.ptr) {
        struct str key;
        enum status st = check_reference(w->check, c->person, &w->arena, &key);
        if (st == ST_OK) {
            return check_alive(w, key);
        }
        return st == ST_END ? need(w, false, "person", "person") : st;
    }
    return ST_OK;
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
        return check_comment(w, &b->comment);
    default:
        return ST_OK;
    }
}

static enum status check_references(struct walk *w)
{
    switch (w->now.kind) {
    case KIND_GROUP:
        return ST_OK;
    case KIND_MODULE:
        return check_campaign_id(w, buf_text(&w->now.key1));
    case KIND_ENROLLMENT:
        TRY(check_campaign_id(w, buf_text(&w->now.key1)));
        return check_alive(w, buf_text(&w->now.key2));
    case KIND_PROGRESS:
    case KIND_ATTEMPT:
        return check_under_enrollment(w);
    default:
        return check_line(w);
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
    return w->now.deleted ? ST_OK : check_references(w);
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

static enum status walk_jobs(struct walk *w)
{
    struct query *q = db_query(w->check->stage->db, Q_STAGE_JOBS);
    enum status st = ST_OK, step;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        arena_reset(&w->arena);
        st = take_job(q, &w->now);
        st = st == ST_OK ? check_job(w) : st;
        struct job swap = w->before;
        w->before = w->now;
        w->now = swap;
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status check_run(const struct check *check)
{
    struct walk w = { .check = check };
    struct seen *seen[] = { &w.campaign, &w.enrollment, &w.module };
    TRY(stage_settle(check->stage));
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
