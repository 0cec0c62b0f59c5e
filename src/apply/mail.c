/* mail.c: reported mail into the store: its key, its number, its texts; cases and judging follow in the same
 * transaction (mail_case.c, mail_judge.c). */
#include "apply/mail.h"

#include "base/fold.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "mail/charset.h"

#include <stddef.h>

enum { MAIL_MEMBERS = 12 }; /* first member column of LOAD_REPORTED_MAIL */

struct place {
    struct stored stored;
    struct str id;
    int64_t number, case_id;
};

struct str mail_key(struct arena *arena, struct str source, struct str external_reference, struct str sha256)
{
    if (external_reference.ptr != NULL && source.ptr != NULL) {
        return arena_format(arena, STR_FMT "\x1f" STR_FMT, STR_ARG(source), STR_ARG(external_reference));
    }
    return sha256.ptr ? arena_str(arena, sha256) : STR_NONE;
}

static bool is_sha256(struct str s)
{
    bool good = s.len == 64;
    for (size_t i = 0; i < s.len; i++) {
        good = good && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f'));
    }
    return good;
}

enum status mail_check(const struct record *record, struct fault *fault)
{
    bool mail = record->kind == KIND_REPORTED_MAIL;
    const struct reported_mail *m = &record->body.reported_mail;
    const struct mail_decision *d = &record->body.mail_decision;
    struct str source = mail ? m->source : d->source, sha256 = mail ? m->sha256 : d->sha256;
    struct str reference = mail ? m->external_reference : d->external_reference;
    if (reference.ptr != NULL && source.ptr == NULL) {
        return apply_refuse(fault, "source", "an externalReference needs the source that it is from");
    }
    if (sha256.ptr != NULL && !is_sha256(sha256)) {
        return apply_refuse(fault, "sha256", "sha256 must be 64 hexadecimal digits in lower case");
    }
    if (reference.ptr == NULL && sha256.ptr == NULL) {
        return apply_refuse(fault, mail ? "raw" : "sha256",
                            mail ? "a reported mail needs raw, sha256, or source and externalReference"
                                 : "a decision needs the mail's sha256, or source and externalReference");
    }
    if (!mail && !record->deleted && d->verdict == VERDICT_NONE) {
        return apply_refuse(fault, "verdict", "a decision needs a verdict");
    }
    return ST_OK;
}

/* ---- from facts ---- */

static void give(struct record *record, size_t at)
{
    record->given |= (uint64_t)1 << member_index(KIND_REPORTED_MAIL, at);
}

#define GIVE(member) give(record, offsetof(struct reported_mail, member))

/* A text as the record model takes it: a name is not empty and has no more than LIMIT_NAME bytes. */
static struct str as_name(struct arena *arena, struct str s)
{
    s = str_trim(charset_clip(s, LIMIT_NAME));
    return s.len ? arena_str(arena, s) : STR_NONE;
}

static struct str as_text(struct arena *arena, struct str s)
{
    return s.ptr ? arena_str(arena, charset_clip(s, LIMIT_TEXT)) : STR_NONE;
}

static void put_text(struct json *j, struct str key, struct str text)
{
    json_key(j, key);
    json_str(j, text);
}

static void put_recipients(struct json *j, struct arena *arena, const struct facts *f)
{
    json_open(j, '[');
    for (int i = 0; i < f->recipient_count; i++) {
        json_open(j, '{');
        put_text(j, STR("name"), as_name(arena, f->recipients[i].name));
        put_text(j, STR("email"), as_name(arena, f->recipients[i].email));
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_attachments(struct json *j, const struct facts *f)
{
    json_open(j, '[');
    for (int i = 0; i < f->attachment_count; i++) {
        const struct attachment *one = &f->attachments_list[i];
        json_open(j, '{');
        put_text(j, STR("filename"), one->name);
        put_text(j, STR("contentType"), one->type);
        json_key(j, STR("size"));
        json_int(j, one->size);
        put_text(j, STR("sha512"), (struct str){ one->sha512, sizeof one->sha512 });
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_links(struct json *j, const struct facts *f)
{
    json_open(j, '[');
    for (int i = 0; i < f->link_count; i++) {
        json_str(j, f->links[i]);
    }
    json_close(j, ']');
}

static void put_findings(struct json *j, const struct facts *f)
{
    json_open(j, '[');
    for (int i = 0; i < f->finding_count; i++) {
        json_open(j, '{');
        put_text(j, STR("name"), finding_word(f->findings[i].name));
        put_text(j, STR("detail"), f->findings[i].detail);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static enum status fill_lists(struct arena *arena, const struct facts *f, struct reported_mail *m)
{
    struct str *to[] = { &m->recipients, &m->attachments, &m->links, &m->findings };
    struct buf out;
    buf_init(&out, LIMIT_MAIL_ANSWER);
    for (int i = 0; i < 4; i++) {
        buf_reset(&out);
        struct json j = json_to(&out);
        if (i == 0) {
            put_recipients(&j, arena, f);
        } else if (i == 1) {
            put_attachments(&j, f);
        } else if (i == 2) {
            put_links(&j, f);
        } else {
            put_findings(&j, f);
        }
        *to[i] = out.failed ? STR_NONE : arena_str(arena, buf_text(&out));
    }
    buf_done(&out);
    return arena->failed || m->findings.ptr == NULL ? ST_NOMEM : ST_OK;
}

enum status mail_fill(struct arena *arena, const struct facts *f, struct record *record)
{
    struct reported_mail *m = &record->body.reported_mail;
    m->sender_name = as_text(arena, f->sender.name);
    m->sender_email = as_name(arena, f->sender.email);
    m->subject = as_text(arena, f->subject);
    m->attachment_count = f->attachments;
    m->note = f->note;
    m->sender_domain = f->sender_domain;
    m->subject_key = f->subject_key;
    m->hosts = f->hosts;
    m->domains = f->domains;
    m->tokens = f->tokens;
    m->signature = f->signature;
    m->headers = f->headers;
    m->body = f->body;
    m->is_html = f->is_html;
    m->headers_lost = f->headers_lost;
    GIVE(sender_name), GIVE(sender_email), GIVE(subject), GIVE(attachment_count), GIVE(note),
        GIVE(sender_domain);
    GIVE(subject_key), GIVE(hosts), GIVE(domains), GIVE(tokens), GIVE(signature), GIVE(headers), GIVE(body);
    GIVE(is_html), GIVE(headers_lost), GIVE(recipients), GIVE(attachments), GIVE(links), GIVE(findings);
    return fill_lists(arena, f, m);
}

/* ---- the store ---- */

enum status mail_find(struct applier *a, struct str key, int64_t *number)
{
    struct query *q = db_query(a->db, Q_MAIL_NUMBER);
    query_int(q, 1, a->tenant);
    query_text(q, 2, key);
    enum status st = query_step(q);
    if (st == ST_OK) {
        *number = query_int_at(q, 0);
        query_end(q);
    }
    return st;
}

static enum status load(struct applier *a, struct place *place)
{
    struct query *q = db_query(a->db, Q_LOAD_REPORTED_MAIL);
    query_int(q, 1, a->tenant);
    query_text(q, 2, place->id);
    TRY(apply_fill(a, q, KIND_REPORTED_MAIL, 0, MAIL_MEMBERS, &place->stored));
    if (place->stored.exists) {
        place->number = query_int_at(q, 0);
        place->case_id = query_int_at(q, 2);
        place->stored.record.body.reported_mail.number = place->number;
        query_end(q);
    }
    return ST_OK;
}

/* The number: given, or the next. It stays as it is. */
static enum status find_number(struct applier *a, const struct record *r, struct place *place,
                               struct fault *fault)
{
    int64_t given = r->body.reported_mail.number;
    struct query *q = db_query(a->db, Q_MAIL_ID);
    if (place->stored.exists || given == NONE) {
        if (given != NONE && given != place->number) {
            return apply_refuse(fault, "ids.cultureai", "this mail has the number %lld, which stays",
                                (long long)place->number);
        }
        return place->stored.exists ? ST_OK : applier_next(a, COUNTER_MAIL, &place->number);
    }
    query_int(q, 1, a->tenant);
    query_int(q, 2, given);
    enum status st = query_step(q);
    query_end(q);
    if (st == ST_OK) {
        return apply_refuse(fault, "ids.cultureai", "another mail has the number %lld", (long long)given);
    }
    place->number = given;
    return st == ST_END ? applier_given(a, COUNTER_MAIL, given) : st;
}

static enum status folded(struct applier *a, struct str email, struct str *to)
{
    enum status st = fold(&a->arena, email, to);
    return st == ST_NOMEM ? st : ST_OK;
}

static enum status insert(struct applier *a, const struct place *place, const struct mail_judged *judged,
                          struct str reporter)
{
    const struct reported_mail *m = &place->stored.record.body.reported_mail;
    struct str sender;
    TRY(folded(a, m->sender_email, &sender));
    struct query *q = db_query(a->db, Q_SAVE_REPORTED_MAIL);
    query_int(q, 1, a->tenant);
    query_int(q, 2, place->number);
    query_text(q, 3, place->id);
    query_int(q, 4, place->case_id);
    query_text(q, 5, reporter);
    query_text(q, 6, sender);
    query_int(q, 7, judged->points);
    query_text(q, 8, judged->look_alike);
    query_int(q, 9, judged->simulated);
    query_int(q, 10, judged->campaign_key);
    query_int(q, 11, judged->pending);
    query_int(q, 12, a->seq);
    query_int(q, 13, place->stored.record.updated_at);
    record_bind(q, 14, &place->stored.record);
    return query_run(q);
}

static enum status add_tokens(struct applier *a, int64_t number, struct str tokens)
{
    TRY(apply_run(a, Q_DROP_MAIL_TOKENS, number, NONE, NONE));
    while (tokens.ptr != NULL) {
        struct str token = str_cut(&tokens, ' ');
        if (token.len > 0) {
            struct query *q = db_query(a->db, Q_MAIL_TOKEN_ADD);
            query_int(q, 1, a->tenant);
            query_text(q, 2, token);
            query_int(q, 3, number);
            TRY(query_run(q));
        }
    }
    return ST_OK;
}

static enum status save(struct applier *a, struct place *place)
{
    struct reported_mail *m = &place->stored.record.body.reported_mail;
    struct mail_judged judged;
    struct str reporter;
    if (place->stored.exists) {
        TRY(mail_unlink(a, place->number, place->case_id));
    }
    TRY(folded(a, m->reporter_email, &reporter));
    TRY(mail_judge(a, m, reporter, &judged));
    TRY(mail_link(a, place->number, m, &place->case_id));
    if (judged.campaign_key != NONE) {
        TRY(mail_tell(a, m, reporter, judged.campaign_key, place->stored.record.updated_at, &judged.pending));
    }
    TRY(insert(a, place, &judged, reporter));
    return add_tokens(a, place->number, m->tokens);
}

static enum status drop(struct applier *a, int64_t number, int64_t case_id)
{
    TRY(mail_unlink(a, number, case_id));
    TRY(apply_run(a, Q_DROP_MAIL_TOKENS, number, NONE, NONE));
    TRY(apply_run(a, Q_DROP_MAIL_DECISIONS, number, NONE, NONE));
    a->wrote = true;
    return apply_run(a, Q_DROP_MAIL, number, NONE, NONE);
}

static enum status bury(struct applier *a, const struct record *r, struct place *place)
{
    const struct reported_mail *m = &r->body.reported_mail;
    struct record line;
    record_init(&line, KIND_REPORTED_MAIL);
    struct reported_mail *to = &line.body.reported_mail;
    to->source = m->source;
    to->external_reference = m->external_reference;
    to->sha256 = m->external_reference.ptr ? STR_NONE : m->sha256;
    to->number = place->stored.exists ? place->number : m->number;
    TRY(applier_given(a, COUNTER_MAIL, to->number));
    TRY(apply_bury(a, &line, place->id, apply_time(a, r)));
    return place->stored.exists ? drop(a, place->number, place->case_id) : ST_OK;
}

enum status apply_reported_mail(struct applier *a, const struct record *r, enum applied *applied,
                                struct fault *fault)
{
    const struct reported_mail *m = &r->body.reported_mail;
    struct place place = { .number = NONE, .case_id = NONE };
    enum gate gate;
    place.id = mail_key(&a->arena, m->source, m->external_reference, m->sha256);
    must(place.id.ptr != NULL);
    TRY(load(a, &place));
    TRY(apply_gate(a, r, &place.stored, place.id, &gate));
    if (apply_stops(gate, applied)) {
        return ST_OK;
    }
    if (gate == GATE_DELETE || gate == GATE_ABSENT) {
        *applied = gate == GATE_DELETE ? APPLIED_DELETED : APPLIED_UNCHANGED;
        return bury(a, r, &place);
    }
    TRY(find_number(a, r, &place, fault));
    *applied = apply_merge(a, r, &place.stored);
    struct reported_mail *to = &place.stored.record.body.reported_mail;
    to->number = place.number;
    if (to->reported_at == NONE) {
        to->reported_at = a->batch_at;
    }
    a->after = place.stored.record;
    return *applied == APPLIED_NEW || *applied == APPLIED_CHANGED ? save(a, &place) : ST_OK;
}

enum status mail_drop_reporter(struct applier *a, int64_t person_key, int64_t *count)
{
    int64_t number = 0;
    *count = 0;
    for (;;) {
        struct query *q = db_query(a->db, Q_PERSON_MAIL);
        query_int(q, 1, a->tenant);
        query_int(q, 2, person_key);
        query_int(q, 3, number);
        enum status st = query_step(q);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        number = query_int_at(q, 0);
        query_end(q);
        q = db_query(a->db, Q_MAIL_ID);
        query_int(q, 1, a->tenant);
        query_int(q, 2, number);
        TRY(query_step(q));
        int64_t case_id = query_int_at(q, 1);
        query_end(q);
        TRY(drop(a, number, case_id));
        ++*count;
    }
}
