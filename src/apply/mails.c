/* mails.c: see mails.h. */
#include "apply/mails.h"

#include "apply/mail.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "mail/findings.h"

#include <string.h>

void mails_row_at(struct query *q, struct mail_row *row)
{
    *row = (struct mail_row){ .number = query_int_at(q, 0),
                              .case_id = query_int_at(q, 1),
                              .source = query_text_at(q, 2),
                              .external_reference = query_text_at(q, 3),
                              .reported_at = query_int_at(q, 4),
                              .simulated = query_int_at(q, 5) != 0,
                              .is_shared_mailbox = query_is_null(q, 6) ? -1 : query_int_at(q, 6) != 0,
                              .recipients = query_text_at(q, 7),
                              .sender_name = query_text_at(q, 8),
                              .sender_email = query_text_at(q, 9),
                              .subject = query_text_at(q, 10),
                              .risk_score = query_int_at(q, 11),
                              .attachment_count = query_int_at(q, 12),
                              .reporter_name = query_text_at(q, 13),
                              .reporter_email = query_text_at(q, 14),
                              .reason = query_is_null(q, 15) ? 0 : (int)query_int_at(q, 15),
                              .interactions = query_text_at(q, 16),
                              .has_raw = query_int_at(q, 17) != 0,
                              .reporter_id = query_int_at(q, 18),
                              .verdict = query_is_null(q, 21) ? 0 : (int)query_int_at(q, 21),
                              .note = query_text_at(q, 22),
                              .headers_lost = !query_is_null(q, 23) && query_int_at(q, 23) != 0 };
    /* Somebody of the store is shown as the store knows them. */
    if (row->reporter_id != NONE) {
        row->reporter_name = query_is_null(q, 19) ? row->reporter_name : query_text_at(q, 19);
        row->reporter_email = query_is_null(q, 20) ? row->reporter_email : query_text_at(q, 20);
    }
}

struct query *mails_query(struct db *db, const struct mails_wanted *wanted)
{
    struct query *q = db_query(db, Q_MAILS);
    query_int(q, 1, wanted->tenant);
    query_int(q, 2, wanted->after);
    query_int(q, 3, wanted->upto);
    query_int(q, 4, wanted->from);
    query_int(q, 5, MAIL_DAYS * WHEN_DAY);
    query_int(q, 6, finding_points(FINDING_FIRST_SENDER));
    query_int(q, 7, wanted->limit);
    return q;
}

enum status mails_read(struct db *db, const struct mails_wanted *wanted, mails_row *row, void *to)
{
    struct query *q = mails_query(db, wanted);
    struct mail_row one;
    enum status st = ST_OK, step = ST_END;
    while (st == ST_OK && (step = query_step(q)) == ST_OK) {
        mails_row_at(q, &one);
        st = row(to, &one);
    }
    query_end(q);
    return st != ST_OK ? st : step == ST_END ? ST_OK : step;
}

enum status mails_content(struct db *db, int64_t tenant, int64_t number, struct arena *arena,
                          struct mail_content *content)
{
    struct query *q = db_query(db, Q_MAIL_CONTENT);
    query_int(q, 1, tenant);
    query_int(q, 2, number);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_NOTFOUND : st;
    }
    bool here = !query_is_null(q, 4);
    struct mail_content made = { .headers = arena_str(arena, query_text_at(q, 0)),
                                 .links = arena_str(arena, query_text_at(q, 1)),
                                 .body = arena_str(arena, query_text_at(q, 2)),
                                 .attachments = arena_str(arena, query_text_at(q, 3)),
                                 .raw = here ? arena_str(arena, query_blob_at(q, 4)) : STR_NONE,
                                 .findings = arena_str(arena, query_text_at(q, 5)),
                                 .look_alike = arena_str(arena, query_text_at(q, 6)) };
    query_end(q);
    if (arena->failed) {
        return ST_NOMEM;
    }
    *content = made;
    return here ? ST_OK : ST_NOTFOUND;
}

/* ---- administration ---- */

static enum status key_of(struct applier *a, int64_t number, struct record *record, struct why *why)
{
    struct mail_decision *d = &record->body.mail_decision;
    struct query *q = db_query(a->db, Q_MAIL_ID);
    query_int(q, 1, a->tenant);
    query_int(q, 2, number);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? why_not(why, ST_NOTFOUND, "there is no reported mail %lld", (long long)number)
                            : st;
    }
    struct str id = arena_str(&a->arena, query_text_at(q, 0));
    query_end(q);
    const char *part = id.len ? memchr(id.ptr, 0x1f, id.len) : NULL;
    if (part != NULL) {
        d->source = (struct str){ id.ptr, (size_t)(part - id.ptr) };
        d->external_reference = str_from(id, d->source.len + 1);
    } else {
        d->sha256 = id;
    }
    return id.ptr ? ST_OK : ST_NOMEM;
}

static enum status decide(struct applier *a, const struct mails_decision *asked, struct why *why)
{
    struct record record;
    struct fault fault;
    enum applied applied;
    record_init(&record, KIND_MAIL_DECISION);
    TRY(key_of(a, asked->number, &record, why));
    struct mail_decision *d = &record.body.mail_decision;
    d->whole_case = asked->whole_case;
    d->verdict = asked->verdict;
    d->by = asked->by;
    d->at = a->batch_at;
    d->note = asked->note;
    record.given = ~(uint64_t)0 >> (64 - kind_table(KIND_MAIL_DECISION)->count);
    enum status st = apply_mail_decision(a, &record, &applied, &fault);
    return st == ST_INVALID ? why_not(why, st, "%s", fault.why.text) : st;
}

enum status mails_decide(const struct mails *mails, const struct mails_decision *decision, struct why *why)
{
    struct applier a;
    enum status st = applier_init(&a, mails->db, mails->tenant, &mails->customer, mails->now);
    st = st != ST_OK ? st : applier_begin(&a);
    st = st != ST_OK ? st : decide(&a, decision, why);
    st = st != ST_OK ? st : applier_end(&a);
    applier_done(&a);
    return st;
}

enum status mails_settings(struct db *db, int64_t tenant, struct arena *arena,
                           struct mails_settings *settings)
{
    struct query *q = db_query(db, Q_MAIL_SETTINGS);
    query_int(q, 1, tenant);
    TRY(query_step(q));
    *settings =
        (struct mails_settings){ arena_str(arena, query_text_at(q, 0)), arena_str(arena, query_text_at(q, 1)),
                                 arena_str(arena, query_text_at(q, 2)) };
    query_end(q);
    return arena->failed ? ST_NOMEM : ST_OK;
}

static enum status set(struct applier *a, const struct mails_settings *given, struct why *why)
{
    struct mails_settings now;
    const struct str texts[] = { given->domains, given->headers, given->hosts };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (texts[i].len > LIMIT_NETWORKS) {
            return why_not(why, ST_LIMIT, "a list has at most %d bytes", (int)LIMIT_NETWORKS);
        }
    }
    TRY(mails_settings(a->db, a->tenant, &a->arena, &now));
    struct query *q = db_query(a->db, Q_MAIL_SETTINGS_SET);
    query_int(q, 1, a->tenant);
    query_text(q, 2, given->domains.ptr ? given->domains : now.domains);
    query_text(q, 3, given->headers.ptr ? given->headers : now.headers);
    query_text(q, 4, given->hosts.ptr ? given->hosts : now.hosts);
    TRY(query_run(q));
    return mail_rejudge_all(a);
}

enum status mails_set(const struct mails *mails, const struct mails_settings *settings, struct why *why)
{
    struct applier a;
    enum status st = applier_init(&a, mails->db, mails->tenant, &mails->customer, mails->now);
    st = st != ST_OK ? st : applier_begin(&a);
    st = st != ST_OK ? st : set(&a, settings, why);
    st = st != ST_OK ? st : applier_end(&a);
    applier_done(&a);
    return st;
}
