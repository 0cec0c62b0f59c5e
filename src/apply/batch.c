/* batch.c: staging, checking and applying a batch of records. */
#include "apply/batch.h"

#include "apply/check.h"
#include "apply/kinds.h"
#include "apply/mail.h"
#include "apply/mail_batch.h"
#include "base/limits.h"
#include "base/must.h"
#include "mail/reader.h"
#include "model/members.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SNAPSHOT_FILE = -1 }; /* place.file of lines that batch_snapshot added */

struct batch {
    struct batch_options options;
    char *path; /* of the scratch file; NULL: in memory */
    struct stage stage;
    struct applier applier;
    bool applier_ready;
    bool parted;        /* each record is applied as a part of the transaction that can be taken back alone */
    struct arena kept;  /* as long as the batch */
    struct arena arena; /* of the line under way */
    struct outcome outcome;
    int64_t total, cursor, chunk;
    struct reader *reader;     /* of reported mail; NULL: none was needed yet */
    const atomic_bool *wanted; /* NULL: nothing short may come */
    batch_watcher *watcher;
    void *watcher_to;
};

static enum status prepare(const struct batch_options *options, struct batch **out)
{
    struct batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL) {
        return ST_NOMEM;
    }
    batch->options = *options;
    batch->options.stage = NULL;
    batch->chunk = LIMIT_APPLY_CHUNK;
    batch->options.source = STR_NONE;
    arena_init(&batch->arena, LIMIT_ARENA_MAIL);
    batch->path = options->stage ? strdup(options->stage) : NULL;
    arena_init(&batch->kept, LIMIT_ARENA);
    batch->options.source = arena_str(&batch->kept, options->source);
    batch->outcome.listed = calloc(LIMIT_BATCH_ERRORS, sizeof *batch->outcome.listed);
    if (batch->outcome.listed == NULL || (options->stage && batch->path == NULL)) {
        batch_free(batch);
        return ST_NOMEM;
    }
    *out = batch;
    return ST_OK;
}

static const char *path_of(const struct batch *batch)
{
    return batch->path ? batch->path : ":memory:";
}

enum status batch_new(const struct batch_options *options, struct batch **out, struct why *why)
{
    struct batch *batch;
    TRY(prepare(options, &batch));
    enum status st = stage_init(&batch->stage, path_of(batch), why);
    if (st != ST_OK) {
        batch_free(batch);
        return st;
    }
    *out = batch;
    return ST_OK;
}

static enum status count_todo(struct batch *batch)
{
    struct query *q = db_query(batch->stage.db, Q_STAGE_TODO_COUNT);
    enum status st = query_step(q);
    if (st == ST_OK) {
        batch->total = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

/* What the check left out: whoever applies the batch tells it. */
static enum status count_erased(struct batch *batch)
{
    struct query *q = db_query(batch->stage.db, Q_STAGE_ERASED_LINES);
    enum status st = query_step(q);
    if (st == ST_OK) {
        batch->outcome.erased = batch->outcome.ignored = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

enum status batch_resume(const struct batch_options *options, int64_t cursor, struct batch **out,
                         struct why *why)
{
    struct batch *batch;
    TRY(prepare(options, &batch));
    enum status st = stage_open(&batch->stage, path_of(batch), why);
    st = st != ST_OK ? st : count_todo(batch);
    st = st != ST_OK ? st : count_erased(batch);
    st = st != ST_OK ? st : outcome_recall(&batch->stage, &batch->outcome);
    if (st != ST_OK) {
        batch_keep(batch);
        return st;
    }
    batch->cursor = cursor;
    *out = batch;
    return ST_OK;
}

void batch_keep(struct batch *batch)
{
    if (batch == NULL) {
        return;
    }
    if (batch->stage.db != NULL) {
        stage_done(&batch->stage);
    }
    if (batch->applier_ready) {
        applier_done(&batch->applier);
    }
    reader_free(batch->reader);
    arena_done(&batch->arena);
    arena_done(&batch->kept);
    free(batch->outcome.listed);
    free(batch->path);
    free(batch);
}

void batch_free(struct batch *batch)
{
    if (batch != NULL && batch->path != NULL) {
        unlink(batch->path);
    }
    batch_keep(batch);
}

static enum status note(struct batch *batch, struct place place, const struct fault *fault)
{
    struct outcome *o = &batch->outcome;
    o->bad++;
    if (o->listed_count < LIMIT_BATCH_ERRORS) {
        o->listed[o->listed_count++] = (struct bad_line){ place, *fault };
    }
    return ST_OK;
}

enum status batch_bad(struct batch *batch, struct place place, const char *field, const char *reason)
{
    struct fault fault;
    snprintf(fault.field, sizeof fault.field, "%s", field);
    snprintf(fault.why.text, sizeof fault.why.text, "%s", reason);
    batch->outcome.lines++;
    return note(batch, place, &fault);
}

struct bad_line *batch_last_bad(struct batch *batch)
{
    const struct outcome *o = &batch->outcome;
    return o->bad > 0 && o->bad == o->listed_count ? &o->listed[o->listed_count - 1] : NULL;
}

/* A person must be named by something that others can find. */
static enum status check_person(const struct record *record, struct fault *fault)
{
    const struct person *p = &record->body.person;
    if (record->kind == KIND_PERSON && !p->source_identifier.ptr && !p->email.ptr && !p->ids.outthink.set &&
        p->ids.securityjourney == NONE && p->ids.cultureai == NONE && !p->ids.kaspersky.set) {
        snprintf(fault->field, sizeof fault->field, "email");
        return why_not(&fault->why, ST_INVALID, "a person needs an e-mail, a sourceIdentifier or one of ids");
    }
    return ST_OK;
}

enum status batch_reader(struct batch *batch, struct reader **reader)
{
    if (batch->reader == NULL) {
        TRY(reader_new(&batch->reader));
    }
    *reader = batch->reader;
    return ST_OK;
}

/* A reported mail that brings its message is understood now, not while the store is written. */
static enum status understand(struct batch *batch, struct record *record, struct fault *fault,
                              struct why *why)
{
    if (record->kind == KIND_REPORTED_MAIL) {
        TRY(batch_understand(batch, &batch->arena, record, fault, why));
    }
    return record->kind == KIND_REPORTED_MAIL || record->kind == KIND_MAIL_DECISION
               ? mail_check(record, fault)
               : ST_OK;
}

enum status batch_line(struct batch *batch, struct str line, struct place place, struct why *why)
{
    struct record record;
    struct fault fault;
    arena_reset(&batch->arena);
    batch->outcome.lines++;
    enum status st = record_read(line, &batch->arena, &record, &fault);
    st = st == ST_OK ? check_person(&record, &fault) : st;
    st = st == ST_OK ? understand(batch, &record, &fault, why) : st;
    if (st == ST_INVALID || st == ST_LIMIT) {
        return note(batch, place, &fault);
    }
    return st == ST_OK ? batch_record(batch, &record, place, why) : st;
}

enum status batch_record(struct batch *batch, const struct record *record, struct place place,
                         struct why *why)
{
    enum status st = stage_add(&batch->stage, record, place);
    if (st != ST_OK) {
        why_not(why, st,
                st == ST_FULL
                    ? "the disk is full: the import needs about as much room as its file; nothing was applied"
                    : "cannot keep the line: %s",
                status_name(st));
    }
    return st;
}

/* Whether any name of a person of the store stands in the batch. */
static enum status is_listed(struct batch *batch, struct db *store, int64_t person_key, bool *listed)
{
    struct query *q = db_query(store, Q_PERSON_NAMES);
    enum status st = ST_OK, step = ST_END;
    *listed = false;
    query_int(q, 1, batch->options.tenant);
    query_int(q, 2, person_key);
    while (st == ST_OK && !*listed && (step = query_step(q)) == ST_OK) {
        struct str key;
        int64_t root;
        arena_reset(&batch->arena);
        st = stage_find(&batch->stage, (int)query_int_at(q, 0), query_text_at(q, 1), &batch->arena, &root,
                        &key);
        *listed = st == ST_OK;
        st = st == ST_END ? ST_OK : st;
    }
    query_end(q);
    return st != ST_OK || *listed ? st : step == ST_END ? ST_OK : step;
}

static enum status add_inactive(struct batch *batch, const struct uuid *guid)
{
    struct record record;
    record_init(&record, KIND_PERSON);
    record.body.person.ids.outthink = *guid;
    record.body.person.status = PERSON_INACTIVE;
    record.given = (uint64_t)1 << member_index(KIND_PERSON, offsetof(struct person, ids.outthink)) |
                   (uint64_t)1 << member_index(KIND_PERSON, offsetof(struct person, status));
    return stage_add(&batch->stage, &record, (struct place){ SNAPSHOT_FILE, 0 });
}

static enum status count_active(struct batch *batch, struct db *store, int64_t *active)
{
    struct query *q = db_query(store, Q_ACTIVE_PEOPLE);
    query_int(q, 1, batch->options.tenant);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *active = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static enum status find_missing(struct batch *batch, struct db *store, int64_t *count)
{
    struct query *q = db_query(store, Q_SOURCE_PEOPLE);
    enum status st = ST_OK, step = ST_END;
    query_int(q, 1, batch->options.tenant);
    query_text(q, 2, batch->options.source);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        struct uuid guid = query_uuid_at(q, 1);
        bool listed;
        st = is_listed(batch, store, query_int_at(q, 0), &listed);
        if (st == ST_OK && !listed) {
            st = add_inactive(batch, &guid);
            ++*count;
        }
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status batch_snapshot(struct batch *batch, struct db *store, int64_t *count, int64_t *active,
                           struct why *why)
{
    int64_t missing = 0;
    must(batch->options.source.ptr != NULL);
    enum status st = stage_settle(&batch->stage);
    st = st != ST_OK ? st : find_missing(batch, store, &missing);
    st = st != ST_OK ? st : count_active(batch, store, active);
    if (st != ST_OK) {
        return why_not(why, st, "cannot compare the list with the store: %s", status_name(st));
    }
    *count = missing;
    return ST_OK;
}

static enum status checked_bad(void *to, int64_t line_no, struct place place, const struct fault *fault)
{
    (void)line_no;
    return note(to, place, fault);
}

enum status batch_check(struct batch *batch, struct db *store, struct why *why)
{
    struct check check = {
        &batch->stage, store, batch->options.tenant, batch->options.customer, batch->options.batch_at,
        checked_bad,   batch, &batch->outcome.erased
    };
    enum status st = check_run(&check);
    if (st != ST_OK) {
        return why_not(why, st, "cannot check the batch: %s", status_name(st));
    }
    batch->outcome.ignored += batch->outcome.erased;
    if (batch->outcome.bad > 0 && !batch->options.skip_bad) {
        return why_not(why, ST_INVALID, "%lld of %lld lines are bad; nothing was applied",
                       (long long)batch->outcome.bad, (long long)batch->outcome.lines);
    }
    st = outcome_keep(&batch->stage, &batch->outcome);
    return st != ST_OK ? why_not(why, st, "cannot keep what the check found: %s", status_name(st))
                       : stage_seal(&batch->stage, path_of(batch), &batch->total, why);
}

int64_t batch_total(const struct batch *batch)
{
    return batch->total;
}

int64_t batch_applied(const struct batch *batch)
{
    return batch->cursor;
}

static void count_applied(struct outcome *o, enum applied applied)
{
    int64_t *counts[] = {
        [APPLIED_UNCHANGED] = &o->unchanged, [APPLIED_NEW] = &o->added,       [APPLIED_CHANGED] = &o->changed,
        [APPLIED_IGNORED] = &o->ignored,     [APPLIED_DELETED] = &o->deleted,
    };
    ++*counts[applied];
}

/* Names of the same person stand together in a batch: the key that check_sort gave. */
static enum status group_of(struct batch *batch, const struct record *record, struct str *group)
{
    struct name *names;
    int count;
    int64_t root;
    *group = STR_NONE;
    if (record->kind != KIND_PERSON) {
        return ST_OK;
    }
    if (!identity_names(&batch->arena, &record->body.person, &names, &count)) {
        return ST_NOMEM;
    }
    enum status st = stage_find(&batch->stage, names[0].what, names[0].value, &batch->arena, &root, group);
    return st == ST_END ? ST_CORRUPT : st;
}

static void watch(struct batch *batch, const struct record *record, enum applied applied)
{
    const struct applier *a = &batch->applier;
    if (batch->watcher == NULL || applied == APPLIED_UNCHANGED || applied == APPLIED_IGNORED) {
        return;
    }
    bool deleted = applied == APPLIED_DELETED;
    const struct record *before = !deleted && a->before.kind != KIND_NONE ? &a->before : NULL;
    batch->watcher(batch->watcher_to, applied, before, deleted ? record : &a->after, a->changed);
}

/* A record that cannot be applied, as against a store that cannot be written. */
static bool is_refused(enum status st)
{
    return st == ST_INVALID || st == ST_CONFLICT;
}

/* One record, whole or not at all. Not parted, a refused one leaves a half of itself behind: the caller takes
 * the whole transaction back. */
static enum status apply_one(struct batch *batch, struct db *writer, const struct record *record,
                             struct place place)
{
    enum applied applied = APPLIED_UNCHANGED;
    struct fault fault;
    struct str group;
    TRY(group_of(batch, record, &group));
    /* A record that a snapshot added is about somebody whom the list does not name. */
    batch->applier.source = batch->options.source;
    batch->applier.leaving = place.file == SNAPSHOT_FILE;
    if (batch->parted) {
        applier_part(&batch->applier);
        TRY(db_savepoint(writer));
    }
    enum status st = applier_record(&batch->applier, record, group, &applied, &fault);
    if (batch->parted && is_refused(st)) {
        TRY(db_rollback_savepoint(writer));
        applier_part_undone(&batch->applier);
        if (fault.why.text[0] == 0) {
            why_not(&fault.why, st, "it contradicts something that is in the store (%s)", db_error(writer));
        }
        return note(batch, place, &fault);
    }
    TRY(st);
    if (batch->parted) {
        TRY(db_release(writer));
    }
    count_applied(&batch->outcome, applied);
    watch(batch, record, applied);
    return ST_OK;
}

static bool gives_way(const struct batch *batch, int64_t done)
{
    return batch->wanted != NULL && done >= LIMIT_APPLY_LEAST &&
           atomic_load_explicit(batch->wanted, memory_order_relaxed);
}

/* At most `most` records from the cursor on; *cursor moves with them. */
static enum status apply_some(struct batch *batch, struct db *writer, int64_t most, int64_t *cursor)
{
    struct query *q = db_query(batch->stage.db, Q_STAGE_TODO);
    struct record record;
    enum status st = ST_OK, step = ST_END;
    size_t bytes = 0;
    query_int(q, 1, batch->cursor);
    query_int(q, 2, most);
    while (st == ST_OK && bytes < LIMIT_APPLY_BYTES && (step = query_step(q)) == ST_OK) {
        struct place place = { (int)query_int_at(q, 1), query_int_at(q, 2) };
        arena_reset(&batch->arena);
        *cursor = query_int_at(q, 0);
        bytes += most == INT64_MAX ? 0 : query_blob_at(q, 3).len;
        record_unpack(query_blob_at(q, 3), NULL, &record);
        st = apply_one(batch, writer, &record, place);
        if (st == ST_OK && gives_way(batch, *cursor - batch->cursor)) {
            break;
        }
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

/* A line that was applied before the interruption; its record lives in the batch's arena. */
static enum status read_done(struct batch *batch, int64_t no, struct record *record)
{
    struct query *q = db_query(batch->stage.db, Q_STAGE_TODO);
    query_int(q, 1, no - 1);
    query_int(q, 2, 1);
    arena_reset(&batch->arena);
    enum status st = query_step(q);
    if (st == ST_OK) {
        record_unpack(query_blob_at(q, 3), &batch->arena, record);
        query_end(q);
    }
    return st == ST_END ? ST_CORRUPT : batch->arena.failed ? ST_NOMEM : st;
}

/* The records of one person may have no name in common, so whoever goes on in their midst has to know whom
 * the earlier ones found or made. */
static enum status recall_group(struct batch *batch)
{
    struct record record;
    struct str group;
    struct buf first;
    enum status st = ST_END;
    buf_init(&first, LIMIT_RECORD);
    for (int64_t no = batch->cursor; st == ST_END && no > 0; no--) {
        st = read_done(batch, no, &record);
        st = st != ST_OK ? st : group_of(batch, &record, &group);
        if (st != ST_OK || group.ptr == NULL || record.deleted ||
            (first.len > 0 && !str_eq(group, buf_text(&first)))) {
            break;
        }
        buf_reset(&first);
        buf_str(&first, group);
        st = applier_recall(&batch->applier, &record, group);
    }
    buf_done(&first);
    return st == ST_END ? ST_OK : st;
}

static enum status ready_applier(struct batch *batch, struct db *writer)
{
    if (batch->applier_ready) {
        return ST_OK;
    }
    const struct batch_options *o = &batch->options;
    batch->applier_ready = true;
    TRY(applier_init(&batch->applier, writer, o->tenant, &o->customer, o->batch_at));
    return recall_group(batch);
}

/* The largest number that lines give to a kind of thing. */
static enum status most_given(struct batch *batch, enum record_kind kind, enum name_kind what, int64_t *most)
{
    struct query *q = db_query(batch->stage.db, kind == KIND_PERSON ? Q_STAGE_NAME_MOST : Q_STAGE_GIVEN_MOST);
    query_int(q, 1, what);
    if (kind != KIND_PERSON) {
        query_int(q, 2, kind);
    }
    TRY(query_step(q));
    *most = kind == KIND_PERSON ? query_int_at(q, 0) : check_number_of(query_blob_at(q, 0));
    query_end(q);
    return ST_OK;
}

/* The numbers that lines give are taken before any is made, so that a made one never stands in a given one's
 * way. */
static enum status reserve_given(struct batch *batch)
{
    static const struct {
        enum record_kind kind;
        enum name_kind what;
        enum counter counter;
    } given[] = {
        {KIND_PERSON,         NAME_SECURITYJOURNEY, COUNTER_PERSON_SECURITYJOURNEY  },
        { KIND_PERSON,        NAME_CULTUREAI,       COUNTER_PERSON_CULTUREAI        },
        { KIND_CAMPAIGN,      NAME_SECURITYJOURNEY, COUNTER_CAMPAIGN_SECURITYJOURNEY},
        { KIND_CAMPAIGN,      NAME_CULTUREAI,       COUNTER_CAMPAIGN_CULTUREAI      },
        { KIND_ENROLLMENT,    NAME_SECURITYJOURNEY, COUNTER_ENROLLMENT              },
        { KIND_REPORTED_MAIL, NAME_CULTUREAI,       COUNTER_MAIL                    },
    };
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        int64_t most;
        TRY(most_given(batch, given[i].kind, given[i].what, &most));
        TRY(applier_given(&batch->applier, given[i].counter, most));
    }
    return ST_OK;
}

enum status batch_settle(struct batch *batch, struct db *writer, int64_t *batch_at)
{
    struct batch_options *o = &batch->options;
    struct query *q = db_query(writer, Q_TENANT_BATCH_AT);
    query_int(q, 1, o->tenant);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    int64_t last = query_int_at(q, 0);
    query_end(q);
    if (last > o->batch_at) {
        o->batch_at = last;
    }
    q = db_query(writer, Q_TENANT_BATCH_AT_SET);
    query_int(q, 1, o->tenant);
    query_int(q, 2, o->batch_at);
    TRY(query_run(q));
    *batch_at = o->batch_at;
    return ST_OK;
}

/* A batch that goes in as a whole settles its time with it; a registered import did so before. */
static enum status settle_unregistered(struct batch *batch, struct db *writer, int64_t import_id)
{
    int64_t batch_at;
    return import_id != 0 || batch->cursor != 0 ? ST_OK : batch_settle(batch, writer, &batch_at);
}

static enum status apply_chunk(struct batch *batch, struct db *writer, int64_t most, int64_t *cursor)
{
    TRY(ready_applier(batch, writer));
    batch->applier.batch_at = batch->options.batch_at;
    TRY(applier_begin(&batch->applier));
    if (batch->cursor == 0) {
        TRY(reserve_given(batch));
    }
    TRY(apply_some(batch, writer, most, cursor));
    return applier_end(&batch->applier);
}

static enum status move_cursor(struct batch *batch, struct db *writer, int64_t import_id, int64_t cursor)
{
    if (import_id == 0) {
        return ST_OK;
    }
    struct query *q = db_query(writer, Q_IMPORT_CURSOR);
    query_int(q, 1, batch->options.tenant);
    query_int(q, 2, import_id);
    query_int(q, 3, cursor);
    return query_run(q);
}

void batch_give_way(struct batch *batch, const atomic_bool *wanted)
{
    batch->wanted = wanted;
}

/* Identifiers made of hashes lie all over their index: the fewer transactions, the fewer times each of its
 * pages is written. Progress is still told some forty times. */
void batch_alone(struct batch *batch)
{
    int64_t chunk = batch->total / 40;
    batch->chunk = chunk < LIMIT_APPLY_CHUNK   ? LIMIT_APPLY_CHUNK
                   : chunk > LIMIT_APPLY_ALONE ? LIMIT_APPLY_ALONE
                                               : chunk;
}

static enum status step_once(struct batch *batch, struct db *writer, int64_t import_id, int64_t *cursor)
{
    struct outcome before = batch->outcome;
    enum status st = db_begin(writer);
    st = st != ST_OK ? st : settle_unregistered(batch, writer, import_id);
    st = st != ST_OK ? st : apply_chunk(batch, writer, batch->chunk, cursor);
    st = st != ST_OK ? st : move_cursor(batch, writer, import_id, *cursor);
    st = st != ST_OK ? st : db_commit(writer);
    if (st != ST_OK) {
        batch->outcome = before;
    }
    return st;
}

static enum status cannot_apply(struct db *writer, enum status st, struct why *why)
{
    return st == ST_NOMEM ? why_not(why, st, "cannot apply: out of memory")
                          : why_not(why, st, "cannot apply: %s (%s)", db_error(writer), status_name(st));
}

/* Refused records are so rare after the check that it is cheaper to do a chunk twice, for one of them, than
 * to make every record a part that can be taken back. */
enum status batch_step(struct batch *batch, struct db *writer, int64_t import_id, bool *more, struct why *why)
{
    int64_t cursor = batch->cursor;
    batch->parted = false;
    enum status st = step_once(batch, writer, import_id, &cursor);
    if (is_refused(st)) {
        db_rollback(writer);
        applier_undone(&batch->applier);
        batch->parted = true;
        st = step_once(batch, writer, import_id, &cursor);
    }
    if (st != ST_OK) {
        cannot_apply(writer, st, why);
        db_rollback(writer);
        return st;
    }
    batch->cursor = cursor;
    *more = cursor < batch->total;
    return ST_OK;
}

enum status batch_apply(struct batch *batch, struct db *writer, struct why *why)
{
    return batch_apply_first(batch, writer, INT64_MAX, why);
}

enum status batch_apply_first(struct batch *batch, struct db *writer, int64_t most, struct why *why)
{
    int64_t cursor = batch->cursor;
    batch->wanted = NULL; /* all of it is one transaction */
    batch->parted = true;
    enum status st = settle_unregistered(batch, writer, 0);
    st = st != ST_OK ? st : apply_chunk(batch, writer, most, &cursor);
    if (st != ST_OK) {
        return cannot_apply(writer, st, why);
    }
    batch->cursor = cursor;
    return ST_OK;
}

void batch_watch(struct batch *batch, batch_watcher *watcher, void *to)
{
    batch->watcher = watcher;
    batch->watcher_to = to;
}

const struct outcome *batch_outcome(const struct batch *batch)
{
    return &batch->outcome;
}
