/* read_mail.c: reported mail for the CultureAI API. The array of all rows and the long texts of one mail are
 * pulled (stream.h), so that neither a million reports nor a message of many MiB is held in memory. */
#include "serve/read_mail.h"

#include "apply/mails.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "model/record.h"
#include "serve/cursor.h"
#include "serve/stream.h"

#include <stdlib.h>
#include <string.h>

/* Beside those of read_cultureai.c; option bit of the field nextPageCursor (dialect/cultureai.c). */
enum { LIST_EMAIL_REPORTS = 3, OPTION_NEXT = 1, PAGE_SIZE = 50 };

enum { REPORTS_AUTO, REPORTS_PAGE, REPORTS_ARRAY }; /* the words of cultureai.email_reports */

static enum status take_boxes(struct arena *arena, struct str json, struct list *list)
{
    struct jsonin *root;
    if (json.len == 0 || jsonin_parse(json, &root, NULL) != ST_OK) {
        return ST_OK;
    }
    size_t n = jsonin_count(root);
    struct box_row *rows = arena_array(arena, struct box_row, n + 1);
    for (size_t i = 0; rows != NULL && i < n; i++) {
        const struct jsonin *box = jsonin_item(root, i);
        jsonin_text(jsonin_get(box, STR("name")), &rows[i].name);
        jsonin_text(jsonin_get(box, STR("email")), &rows[i].email);
        rows[i] = (struct box_row){ arena_str(arena, rows[i].name), arena_str(arena, rows[i].email) };
    }
    jsonin_free(root);
    *list = (struct list){ .at = rows, .n = (int64_t)n, .size = sizeof *rows };
    return rows ? ST_OK : ST_NOMEM;
}

static enum status take_texts(struct arena *arena, struct str json, struct texts *texts)
{
    struct jsonin *root;
    if (json.len == 0 || jsonin_parse(json, &root, NULL) != ST_OK) {
        return ST_OK;
    }
    size_t n = jsonin_count(root);
    struct str *all = arena_array(arena, struct str, n + 1);
    for (size_t i = 0; all != NULL && i < n; i++) {
        struct str text = STR("");
        jsonin_text(jsonin_item(root, i), &text);
        all[i] = arena_str(arena, text);
    }
    jsonin_free(root);
    *texts = (struct texts){ all, (int64_t)n };
    return all ? ST_OK : ST_NOMEM;
}

static struct str upper(struct arena *arena, struct str text)
{
    struct str copy = arena_str(arena, text);
    char *to = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; i < copy.len; i++) {
        to[i] = (char)(to[i] >= 'a' && to[i] <= 'z' ? to[i] - 32 : to[i]);
    }
    return copy;
}

/* The row under the query as the API shows it; texts go to the arena. */
static enum status show(struct arena *arena, struct query *q, struct email_report_row *row)
{
    struct mail_row m;
    mails_row_at(q, &m);
    *row = (struct email_report_row){
        .case_id = m.case_id,
        .number = m.number,
        .reported_at = m.reported_at,
        .simulated = m.simulated,
        .shared = m.is_shared_mailbox < 0 ? NONE : m.is_shared_mailbox,
        .risk_score = m.risk_score,
        .attachments = m.attachment_count,
        .type = m.has_raw || m.source.ptr == NULL ? STR("CULTUREAI") : upper(arena, m.source),
        .external_reference = arena_str(arena, m.external_reference),
        .subject = arena_str(arena, m.subject),
        .sender = {arena_str(arena,  m.sender_name),   arena_str(arena, m.sender_email)  },
        .reporter = { m.reporter_id, arena_str(arena, m.reporter_name), arena_str(arena, m.reporter_email) },
        .reason = m.reason,
    };
    TRY(take_boxes(arena, m.recipients, &row->recipients));
    TRY(take_texts(arena, m.interactions, &row->interactions));
    if (row->recipients.n == 0 && row->reporter.email.ptr != NULL) {
        struct box_row *box = arena_new(arena, struct box_row);
        if (box == NULL) {
            return ST_NOMEM;
        }
        *box = (struct box_row){ row->reporter.name, row->reporter.email };
        row->recipients = (struct list){ .at = box, .n = 1, .size = sizeof *box };
    }
    return arena->failed ? ST_NOMEM : ST_OK;
}

/* ---- the list as one array ---- */

struct all_reports {
    struct stream stream;
    struct mails_wanted wanted; /* after: the last that was given */
    struct email_report_row row;
};

static enum status step_report(struct stream *s)
{
    struct all_reports *all = s->own;
    if (s->query == NULL) {
        s->query = mails_query(s->db, &all->wanted);
    }
    TRY(query_step(s->query));
    TRY(show(s->scratch, s->query, &all->row));
    all->wanted.after = all->row.number;
    return ST_OK;
}

static enum status as_array(struct reading *r, struct page *page)
{
    struct all_reports *all = arena_new(r->arena, struct all_reports);
    if (all == NULL) {
        return ST_NOMEM;
    }
    all->wanted = (struct mails_wanted){ r->tenant, 0, INT64_MAX, r->args->from, -1 };
    all->wanted.from = r->args->from == NONE ? NONE + 1 : r->args->from;
    all->stream = (struct stream){ .db = r->db,
                                   .scratch = r->scratch,
                                   .tenant = r->tenant,
                                   .left = NONE,
                                   .step = step_report,
                                   .row = &all->row,
                                   .own = all };
    r->stream = &all->stream;
    r->array = true;
    *page = (struct page){
        .rows = {.next = stream_next, .source = &all->stream}
    };
    return ST_OK;
}

/* ---- the list as a page ---- */

static enum status begin(struct reading *r, int64_t from, struct cursor *at)
{
    uint64_t filter = cursor_filter(LIST_EMAIL_REPORTS, &from, 1);
    if (r->args->cursor.ptr == NULL) {
        struct query *q = db_query(r->db, Q_MAIL_COUNT);
        *at = (struct cursor){ .tenant = r->tenant, .filter = filter };
        query_int(q, 1, r->tenant);
        query_int(q, 2, from);
        TRY(query_step(q));
        at->total = query_int_at(q, 0);
        at->upper = query_int_at(q, 1);
        query_end(q);
        return ST_OK;
    }
    if (!cursor_read(db_secret(r->db), r->args->cursor, at) || at->tenant != r->tenant ||
        at->filter != filter || r->now - at->issued_at > WHEN_DAY) {
        return read_refuse(r, REFUSED_INVALID, "paginationCursor",
                           "The cursor is not one of this list, filter and customer, or older than a day");
    }
    return ST_OK;
}

static enum status as_page(struct reading *r, struct page *page)
{
    struct cursor at;
    int64_t from = r->args->from == NONE ? NONE + 1 : r->args->from;
    int64_t size = r->args->page_size == NONE ? PAGE_SIZE : r->args->page_size, n = 0;
    TRY(begin(r, from, &at));
    struct email_report_row *rows = arena_array(r->arena, struct email_report_row, (size_t)size + 1);
    if (rows == NULL) {
        return ST_NOMEM;
    }
    struct mails_wanted wanted = { r->tenant, at.last, at.upper, from, size + 1 };
    struct query *q = mails_query(r->db, &wanted);
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        must(n <= size);
        st = show(r->arena, q, &rows[n++]);
        if (st != ST_OK) {
            query_end(q);
            return st;
        }
    }
    TRY(st == ST_END ? ST_OK : st);
    struct str next = STR_NONE;
    if (n > size) {
        char text[CURSOR_LEN];
        n = size;
        at.last = rows[n - 1].number;
        at.issued_at = r->now - r->now % (60 * WHEN_SECOND); /* so that an ETag's minute holds */
        cursor_print(db_secret(r->db), &at, text);
        next = arena_str(r->arena, (struct str){ text, sizeof text });
        r->options |= (uint64_t)1 << OPTION_NEXT;
    }
    *page = (struct page){
        .rows = {.at = rows, .n = n, .size = sizeof *rows},
          .total = at.total, .next = next
    };
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

enum status read_email_reports(struct reading *r, struct page *page)
{
    int64_t how = r->settings[SETTING_CULTUREAI_EMAIL_REPORTS];
    bool paged = r->args->page_size != NONE || r->args->cursor.ptr != NULL;
    return how == REPORTS_ARRAY || (how == REPORTS_AUTO && !paged) ? as_array(r, page) : as_page(r, page);
}

/* ---- one mail ---- */

enum { PIECE = 768 * 1024 }; /* bytes, of which three are four in base64: no padding within */

struct detail {
    struct stream stream;
    int64_t number, at; /* bytes of the text that were given */
    int text;           /* which: headers, body, raw */
    enum { BEFORE, WITHIN, BEHIND } place;
    bool hidden;
    struct buf escaped;
    struct str piece;
};

/* The next bytes of the text under way, as they stand in JSON; empty at its end. */
static enum status next_bytes(struct stream *s)
{
    static const enum query_name names[] = { Q_MAIL_PIECE_HEADERS, Q_MAIL_PIECE_BODY, Q_MAIL_PIECE_RAW };
    struct detail *d = s->own;
    struct query *q = db_query(s->db, names[d->text]);
    query_int(q, 1, s->tenant);
    query_int(q, 2, d->number);
    query_int(q, 3, d->at + 1);
    query_int(q, 4, PIECE);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END ? ST_CONFLICT : st; /* it is gone meanwhile */
    }
    struct str bytes = query_blob_at(q, 0);
    d->at += (int64_t)bytes.len;
    buf_reset(&d->escaped);
    if (d->text == 2) {
        base64_add(&d->escaped, bytes);
    } else {
        json_quote(&d->escaped, bytes.ptr ? bytes : STR(""));
    }
    query_end(q);
    struct str text = buf_text(&d->escaped);
    d->piece = d->text == 2 ? text : (struct str){ text.ptr + 1, text.len - 2 };
    return d->escaped.failed ? ST_NOMEM : ST_OK;
}

/* A text as pieces: a quote, its bytes, a quote, its end; then the next one. */
static enum status step_piece(struct stream *s)
{
    struct detail *d = s->own;
    if (d->place == BEHIND) {
        d->place = BEFORE;
        d->at = 0;
        d->text++;
        return ST_END;
    }
    if (d->place == WITHIN && !d->hidden) {
        TRY(next_bytes(s));
        if (d->piece.len > 0) {
            return ST_OK;
        }
    }
    d->piece = STR("\"");
    d->place = d->place == BEFORE ? WITHIN : BEHIND;
    return ST_OK;
}

static void end_detail(struct stream *s)
{
    struct detail *d = s->own;
    buf_done(&d->escaped);
}

static enum status take_attachments(struct arena *arena, struct str json, struct list *list)
{
    struct jsonin *root;
    if (json.len == 0 || jsonin_parse(json, &root, NULL) != ST_OK) {
        return ST_OK;
    }
    size_t n = jsonin_count(root);
    struct attachment_row *rows = arena_array(arena, struct attachment_row, n + 1);
    for (size_t i = 0; rows != NULL && i < n; i++) {
        const struct jsonin *one = jsonin_item(root, i);
        struct str name = STR_NONE, type = STR(""), sha512 = STR("");
        jsonin_text(jsonin_get(one, STR("filename")), &name);
        jsonin_text(jsonin_get(one, STR("contentType")), &type);
        jsonin_text(jsonin_get(one, STR("sha512")), &sha512);
        rows[i] = (struct attachment_row){ arena_str(arena, name), arena_str(arena, type),
                                           arena_str(arena, sha512) };
    }
    jsonin_free(root);
    *list = (struct list){ .at = rows, .n = (int64_t)n, .size = sizeof *rows };
    return rows ? ST_OK : ST_NOMEM;
}

static enum status find(struct reading *r, struct email_detail_row *row)
{
    struct query *q = db_query(r->db, Q_MAIL_IS_HERE);
    query_int(q, 1, r->tenant);
    query_int(q, 2, r->args->report);
    enum status st = query_step(q);
    if (st != ST_OK) {
        return st == ST_END
                   ? read_refuse(r, REFUSED_UNACCEPTABLE, "reportTypeId", "There is no such report here")
                   : st;
    }
    st = ST_OK;
    if (!r->pseudonymous) {
        st = take_texts(r->arena, query_text_at(q, 0), &row->links);
        st = st != ST_OK ? st : take_attachments(r->arena, query_text_at(q, 1), &row->attachments);
    }
    query_end(q);
    return st;
}

enum status read_email_detail(struct reading *r, struct email_detail_row *row)
{
    *row = (struct email_detail_row){
        .links = {NULL, 0}
    };
    if (!str_eq(r->args->report_type, STR("CULTUREAI"))) {
        return read_refuse(r, REFUSED_UNACCEPTABLE, "reportType",
                           "Only reports of the type CULTUREAI have content");
    }
    TRY(find(r, row));
    struct detail *d = arena_new(r->arena, struct detail);
    if (d == NULL) {
        return ST_NOMEM;
    }
    d->number = r->args->report;
    d->hidden = r->pseudonymous;
    buf_init(&d->escaped, 8 * PIECE);
    d->stream = (struct stream){ .db = r->db,
                                 .scratch = r->scratch,
                                 .tenant = r->tenant,
                                 .left = NONE,
                                 .step = step_piece,
                                 .end = end_detail,
                                 .row = &d->piece,
                                 .own = d };
    r->stream = &d->stream;
    struct list pulled = { .next = stream_next, .source = &d->stream };
    row->headers = row->body = row->raw = pulled;
    return ST_OK;
}
