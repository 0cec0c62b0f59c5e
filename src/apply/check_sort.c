/* check_sort.c: every line gets its place: kind, natural key, time. Keys of two parts are joined by a byte
 * that no name can hold. */
#include "apply/check.h"
#include "apply/erased.h"
#include "apply/mail.h"
#include "base/fold.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"

struct job {
    enum record_kind kind;
    struct str key1, key2;
    int64_t line_no;
};

#define PART "\x1f"

static enum status add_job(const struct check *check, const struct job *job, const struct record *r)
{
    struct query *q = db_query(check->stage->db, Q_STAGE_JOB_ADD);
    query_int(q, 1, job->kind);
    query_text(q, 2, job->key1);
    query_text(q, 3, job->key2);
    query_int(q, 4, r->updated_at == NONE ? check->batch_at : r->updated_at);
    query_int(q, 5, r->deleted);
    query_int(q, 6, job->line_no);
    return query_run(q);
}

/* ST_END: they were erased, the line is left out. */
static enum status person_key(const struct check *check, const struct person *person, struct arena *arena,
                              int64_t line_no, struct str *key)
{
    struct name *names;
    int count;
    int64_t root;
    bool erased;
    if (!identity_names(arena, person, &names, &count)) {
        return ST_NOMEM;
    }
    TRY(erased_in_batch(check, names, 1, arena, &erased));
    if (erased) {
        TRY(erased_leave_out(check, line_no));
        return ST_END;
    }
    enum status st = stage_find(check->stage, names[0].what, names[0].value, arena, &root, key);
    return st == ST_END ? ST_CORRUPT : st;
}

/* Key of a row that belongs to a person: the person's natural key, then the rest. Nobody: a bad line, ST_END.
 */
static enum status keyed_by_person(const struct check *check, struct str person, struct str rest,
                                   struct arena *arena, struct job *job)
{
    struct name names[REFERENCE_NAMES];
    struct str key;
    bool erased;
    int n = identity_reference(arena, person, names);
    TRY(erased_in_batch(check, names, n, arena, &erased));
    if (erased) {
        TRY(erased_leave_out(check, job->line_no));
        return ST_END;
    }
    enum status st = check_reference(check, person, arena, &key);
    if (st == ST_END) {
        TRY(check_note(check, job->line_no, "person",
                       "nobody has this id, sourceIdentifier or e-mail, neither in the store nor in this "
                       "batch; add a person record"));
        return ST_END;
    }
    TRY(st);
    job->key2 = rest.ptr ? arena_format(arena, STR_FMT PART STR_FMT, STR_ARG(key), STR_ARG(rest)) : key;
    return arena->failed ? ST_NOMEM : ST_OK;
}

/* What somebody reported who was erased is left out: ST_END. */
static enum status reporter_stays(const struct check *check, const struct reported_mail *m,
                                  struct arena *arena, int64_t line_no)
{
    struct name name = { NAME_EMAIL, STR_NONE };
    bool erased = false;
    if (!check->anybody_erased || m->reporter_email.ptr == NULL) {
        return ST_OK;
    }
    TRY(fold(arena, m->reporter_email, &name.value));
    TRY(erased_in_batch(check, &name, 1, arena, &erased));
    if (erased) {
        TRY(erased_leave_out(check, line_no));
    }
    return erased ? ST_END : ST_OK;
}

static enum status mail_of(const struct check *check, const struct reported_mail *m, struct arena *arena,
                           struct job *job)
{
    TRY(reporter_stays(check, m, arena, job->line_no));
    job->key1 = mail_key(arena, m->source, m->external_reference, m->sha256);
    return arena->failed ? ST_NOMEM : check_mail_number(check, job->line_no, m->number, job->key1);
}

static enum status key_of(const struct check *check, const struct record *r, struct arena *arena,
                          struct job *job)
{
    const union record_body *b = &r->body;
    job->key2 = STR("");
    switch (r->kind) {
    case KIND_ORGANIZATION:
        job->key1 = b->organization.id;
        return ST_OK;
    case KIND_GROUP:
        job->key1 = b->group.id;
        return ST_OK;
    case KIND_PERSON:
        return person_key(check, &b->person, arena, job->line_no, &job->key1);
    case KIND_CAMPAIGN:
        job->key1 = b->campaign.id;
        return check_campaign_ids(check, job->line_no, &b->campaign);
    case KIND_MODULE:
        job->key1 = b->module.campaign_id;
        job->key2 = b->module.id;
        return ST_OK;
    case KIND_ENROLLMENT:
        job->key1 = b->enrollment.campaign_id;
        TRY(keyed_by_person(check, b->enrollment.person, STR_NONE, arena, job));
        return check_enrollment_ids(check, job->line_no, &b->enrollment, job->key2, arena);
    case KIND_PROGRESS:
        job->key1 = b->progress.campaign_id;
        return keyed_by_person(check, b->progress.person, b->progress.module_id, arena, job);
    case KIND_ATTEMPT:
        job->key1 = b->attempt.campaign_id;
        return keyed_by_person(check, b->attempt.person,
                               arena_format(arena, "%07lld", (long long)b->attempt.number), arena, job);
    case KIND_CERTIFICATE:
        job->key1 = b->certificate.campaign_id;
        return keyed_by_person(check, b->certificate.person, b->certificate.module_id, arena, job);
    case KIND_COMMENT:
        job->key1 = b->comment.id;
        return ST_OK;
    case KIND_SIMULATION_EVENT:
        job->key1 = b->simulation_event.campaign_id;
        return keyed_by_person(check, b->simulation_event.person,
                               arena_format(arena, "%d" PART "%lld", b->simulation_event.type,
                                            (long long)b->simulation_event.at),
                               arena, job);
    case KIND_JOB_ROLE:
        return fold(arena, b->job_role.name, &job->key1);
    case KIND_BEHAVIOR:
        job->key1 = b->behavior.reference;
        return ST_OK;
    case KIND_BEHAVIOR_EVENT:
        job->key1 = b->behavior_event.behavior;
        job->key2 = arena_format(arena, "%016lld", (long long)b->behavior_event.reference);
        return arena->failed ? ST_NOMEM : ST_OK;
    case KIND_INGESTION:
        job->key1 = arena_format(arena, "%016lld", (long long)b->ingestion.number);
        return arena->failed ? ST_NOMEM : ST_OK;
    case KIND_REPORTED_MAIL:
        return mail_of(check, &b->reported_mail, arena, job);
    case KIND_MAIL_DECISION:
        job->key1 = mail_key(arena, b->mail_decision.source, b->mail_decision.external_reference,
                             b->mail_decision.sha256);
        job->key2 = b->mail_decision.whole_case > 0 ? STR("case") : STR("mail");
        return arena->failed ? ST_NOMEM : ST_OK;
    case KIND_NONE:
    case KIND_COUNT:
        break;
    }
    must(!"a kind without a key");
    return ST_CORRUPT;
}

enum status check_sort(const struct check *check)
{
    struct arena arena;
    struct record record;
    struct query *q = db_query(check->stage->db, Q_STAGE_LINES);
    enum status st = ST_OK, step;
    arena_init(&arena, LIMIT_ARENA);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        struct job job = { .line_no = query_int_at(q, 0) };
        arena_reset(&arena);
        record_unpack(query_blob_at(q, 2), NULL, &record);
        job.kind = record.kind;
        st = check_renew(check, job.line_no);
        st = st == ST_OK ? key_of(check, &record, &arena, &job) : st;
        if (st == ST_OK) {
            st = add_job(check, &job, &record);
        }
        st = st == ST_END ? ST_OK : st;
    }
    query_end(q);
    arena_done(&arena);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}
