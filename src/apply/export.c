/* export.c: the store as a record stream. */
#include "apply/export.h"

#include "apply/seal.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/identity.h"
#include "model/members.h"
#include "model/record_io.h"

struct exporting {
    struct db *db;
    int64_t tenant;
    struct arena arena;
    struct buf text;
    export_line *line;
    void *to;
};

static struct str guid_text(struct arena *arena, struct uuid guid)
{
    char text[UUID_TEXT_LEN];
    if (!guid.set) {
        return STR_NONE;
    }
    uuid_print(text, &guid);
    return arena_str(arena, (struct str){ text, sizeof text });
}

/* What a row names, from the columns in front of updated_at; returns the index of updated_at. */
static int read_references(struct exporting *e, struct query *q, struct record *r)
{
    union record_body *b = &r->body;
    struct arena *arena = &e->arena;
    switch (r->kind) {
    case KIND_MODULE:
        b->module.campaign_id = arena_str(arena, query_text_at(q, 0));
        return 1;
    case KIND_ENROLLMENT:
        b->enrollment.campaign_id = arena_str(arena, query_text_at(q, 0));
        b->enrollment.person = guid_text(arena, query_uuid_at(q, 1));
        b->enrollment.ids.securityjourney = query_int_at(q, 2);
        return 3;
    case KIND_PROGRESS:
        b->progress.campaign_id = arena_str(arena, query_text_at(q, 0));
        b->progress.person = guid_text(arena, query_uuid_at(q, 1));
        b->progress.module_id = arena_str(arena, query_text_at(q, 2));
        return 3;
    case KIND_ATTEMPT:
        b->attempt.campaign_id = arena_str(arena, query_text_at(q, 0));
        b->attempt.person = guid_text(arena, query_uuid_at(q, 1));
        return 2;
    case KIND_CERTIFICATE:
        b->certificate.campaign_id = arena_str(arena, query_text_at(q, 0));
        b->certificate.person = guid_text(arena, query_uuid_at(q, 1));
        b->certificate.module_id = arena_str(arena, query_text_at(q, 2));
        return 3;
    case KIND_COMMENT:
        b->comment.campaign_id = arena_str(arena, query_text_at(q, 0));
        b->comment.person = guid_text(arena, query_uuid_at(q, 1));
        b->comment.module_id = arena_str(arena, query_text_at(q, 2));
        return 3;
    case KIND_SIMULATION_EVENT:
        b->simulation_event.campaign_id = arena_str(arena, query_text_at(q, 0));
        b->simulation_event.person = guid_text(arena, query_uuid_at(q, 1));
        return 2;
    case KIND_BEHAVIOR_EVENT:
        b->behavior_event.person = guid_text(arena, query_uuid_at(q, 0));
        return 1;
    case KIND_REPORTED_MAIL:
        b->reported_mail.number = query_int_at(q, 0);
        return 1;
    case KIND_MAIL_DECISION:
        b->mail_decision.source = arena_str(arena, query_text_at(q, 0));
        b->mail_decision.external_reference = arena_str(arena, query_text_at(q, 1));
        b->mail_decision.sha256 = arena_str(arena, query_text_at(q, 2));
        return 3;
    default:
        return 0;
    }
}

static enum status open_sealed(struct exporting *e, struct record *record)
{
    struct behavior_event *event = &record->body.behavior_event;
    return record->kind == KIND_BEHAVIOR_EVENT
               ? seal_open(e->db, &e->arena,
                           seal_of_event(&e->arena, e->tenant, event->behavior, event->reference),
                           event->metadata, &event->metadata)
               : ST_OK;
}

static enum status print_row(struct exporting *e, struct query *q, enum record_kind kind)
{
    struct record record;
    arena_reset(&e->arena);
    record_init(&record, kind);
    int at = read_references(e, q, &record);
    record.updated_at = query_int_at(q, at);
    record_load(q, at + 1, &e->arena, &record);
    TRY(open_sealed(e, &record));
    buf_reset(&e->text);
    record_print(&e->text, &record);
    return e->arena.failed || e->text.failed ? ST_NOMEM : e->line(e->to, buf_text(&e->text));
}

/* The rows of a bound query. */
static enum status print_rows(struct exporting *e, enum record_kind kind, struct query *q)
{
    enum status st = ST_OK, step = ST_END;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        st = print_row(e, q, kind);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status print_kind(struct exporting *e, enum record_kind kind, enum query_name name)
{
    struct query *q = db_query(e->db, name);
    query_int(q, 1, e->tenant);
    return print_rows(e, kind, q);
}

static enum status is_known(struct exporting *e, enum query_name name, int what, struct str value,
                            bool *known)
{
    struct query *q = db_query(e->db, name);
    int at = 1;
    query_int(q, at++, e->tenant);
    if (what != 0) {
        query_int(q, at++, what);
    }
    query_text(q, at, value);
    enum status st = query_step(q);
    query_end(q);
    *known = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

/* A deletion under a campaign or person that is gone itself says nothing any more, and could not be read
 * back. */
static enum status still_matters(struct exporting *e, enum record_kind kind, struct str key, bool *matters)
{
    *matters = true;
    if (kind != KIND_MODULE && kind != KIND_ENROLLMENT && kind != KIND_PROGRESS && kind != KIND_ATTEMPT &&
        kind != KIND_CERTIFICATE && kind != KIND_SIMULATION_EVENT) {
        return ST_OK;
    }
    struct str rest = key, person = STR_NONE;
    TRY(is_known(e, Q_CAMPAIGN_KEY, 0, str_cut(&rest, 0x1f), matters));
    if (kind == KIND_MODULE || !*matters) {
        return ST_OK;
    }
    while (rest.ptr != NULL) {
        person = str_cut(&rest, 0x1f);
    }
    return is_known(e, Q_ALIAS, NAME_OUTTHINK, person, matters);
}

static enum status print_tombstones(struct exporting *e)
{
    struct query *q = db_query(e->db, Q_EXPORT_TOMBSTONES);
    enum status st = ST_OK, step;
    query_int(q, 1, e->tenant);
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        bool matters;
        st = still_matters(e, (enum record_kind)query_int_at(q, 0), query_text_at(q, 1), &matters);
        if (st == ST_OK && matters) {
            st = e->line(e->to, query_text_at(q, 2));
        }
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

static enum status print_all(struct exporting *e)
{
    static const struct {
        enum record_kind kind;
        enum query_name query;
    } kinds[] = {
        {KIND_ORGANIZATION,      Q_EXPORT_ORGANIZATIONS    },
        { KIND_GROUP,            Q_EXPORT_GROUPS           },
        { KIND_PERSON,           Q_EXPORT_PEOPLE           },
        { KIND_CAMPAIGN,         Q_EXPORT_CAMPAIGNS        },
        { KIND_MODULE,           Q_EXPORT_MODULES          },
        { KIND_ENROLLMENT,       Q_EXPORT_ENROLLMENTS      },
        { KIND_PROGRESS,         Q_EXPORT_PROGRESS         },
        { KIND_ATTEMPT,          Q_EXPORT_ATTEMPTS         },
        { KIND_CERTIFICATE,      Q_EXPORT_CERTIFICATES     },
        { KIND_COMMENT,          Q_EXPORT_COMMENTS         },
        { KIND_SIMULATION_EVENT, Q_EXPORT_SIMULATION_EVENTS},
        { KIND_JOB_ROLE,         Q_EXPORT_JOB_ROLES        },
        { KIND_BEHAVIOR,         Q_EXPORT_BEHAVIORS        },
        { KIND_BEHAVIOR_EVENT,   Q_EXPORT_BEHAVIOR_EVENTS  },
        { KIND_INGESTION,        Q_EXPORT_INGESTIONS       },
        { KIND_REPORTED_MAIL,    Q_EXPORT_REPORTED_MAILS   },
        { KIND_MAIL_DECISION,    Q_EXPORT_MAIL_DECISIONS   },
    };
    _Static_assert(COUNT_OF(kinds) == KIND_COUNT - 1, "every kind is exported");
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        TRY(print_kind(e, kinds[i].kind, kinds[i].query));
    }
    return print_tombstones(e);
}

static enum status print_held(struct exporting *e, enum record_kind kind, enum query_name name,
                              int64_t person_key, int64_t campaign_key)
{
    struct query *q = db_query(e->db, name);
    query_int(q, 1, e->tenant);
    query_int(q, 2, person_key);
    query_int(q, 3, campaign_key);
    return print_rows(e, kind, q);
}

enum status export_enrollments(struct db *db, int64_t tenant, int64_t person_key, int64_t campaign_key,
                               export_line *line, void *to)
{
    struct exporting e = { .db = db, .tenant = tenant, .line = line, .to = to };
    arena_init(&e.arena, LIMIT_ARENA_MAIL);
    buf_init(&e.text, 2 * LIMIT_MAIL);
    enum status st = print_held(&e, KIND_ENROLLMENT, Q_HELD_ENROLLMENTS, person_key, campaign_key);
    st = st != ST_OK ? st : print_held(&e, KIND_PROGRESS, Q_HELD_PROGRESS, person_key, campaign_key);
    st = st != ST_OK ? st : print_held(&e, KIND_ATTEMPT, Q_HELD_ATTEMPTS, person_key, campaign_key);
    st = st != ST_OK ? st : print_held(&e, KIND_CERTIFICATE, Q_HELD_CERTIFICATES, person_key, campaign_key);
    st = st != ST_OK ? st : print_held(&e, KIND_SIMULATION_EVENT, Q_HELD_EVENTS, person_key, campaign_key);
    arena_done(&e.arena);
    buf_done(&e.text);
    return st;
}

enum status export_comments(struct db *db, int64_t tenant, int64_t person_key, export_line *line, void *to)
{
    struct exporting e = { .db = db, .tenant = tenant, .line = line, .to = to };
    arena_init(&e.arena, LIMIT_ARENA_MAIL);
    buf_init(&e.text, 2 * LIMIT_MAIL);
    enum status st = print_held(&e, KIND_COMMENT, Q_HELD_COMMENTS, person_key, NONE);
    st = st != ST_OK ? st : print_held(&e, KIND_BEHAVIOR_EVENT, Q_HELD_BEHAVIOR_EVENTS, person_key, NONE);
    st = st != ST_OK ? st : print_held(&e, KIND_REPORTED_MAIL, Q_HELD_MAILS, person_key, NONE);
    arena_done(&e.arena);
    buf_done(&e.text);
    return st;
}

enum status export_records(struct db *db, int64_t tenant, export_line *line, void *to, struct why *why)
{
    struct exporting e = { .db = db, .tenant = tenant, .line = line, .to = to };
    arena_init(&e.arena, LIMIT_ARENA_MAIL);
    buf_init(&e.text, 2 * LIMIT_MAIL);
    enum status st = db_begin(db);
    st = st != ST_OK ? st : print_all(&e);
    db_rollback(db);
    arena_done(&e.arena);
    buf_done(&e.text);
    return st == ST_OK
               ? ST_OK
               : why_not(why, st, "cannot export: %s", st == ST_IO ? "writing failed" : status_name(st));
}
