/* mail_read.c: `muster mail list` and `show`. They read the store themselves, beside a server or not. What
 * they print was written by strangers: controls never reach a terminal. */
#include "apply/mails.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/mail.h"
#include "mail/findings.h"

#include <inttypes.h>
#include <stdio.h>

struct printing {
    bool json;
    int64_t count;
    struct buf text;
};

static void put(struct json *j, struct str key, struct str value)
{
    json_key(j, key);
    json_str(j, value);
}

static void put_int(struct json *j, struct str key, int64_t value)
{
    json_key(j, key);
    if (value == NONE) {
        json_null(j);
    } else {
        json_int(j, value);
    }
}

static void put_box(struct json *j, struct str key, struct str name, struct str email)
{
    json_key(j, key);
    json_open(j, '{');
    put(j, STR("name"), name);
    put(j, STR("email"), email);
    json_close(j, '}');
}

static void row_json(struct buf *out, const struct mail_row *row)
{
    struct json j = json_to(out);
    json_open(&j, '{');
    put_int(&j, STR("number"), row->number);
    put_int(&j, STR("case"), row->case_id);
    json_key(&j, STR("reportedAt"));
    json_time(&j, row->reported_at);
    put_box(&j, STR("reporter"), row->reporter_name, row->reporter_email);
    put_box(&j, STR("sender"), row->sender_name, row->sender_email);
    put(&j, STR("subject"), row->subject);
    put_int(&j, STR("riskScore"), row->risk_score);
    put_int(&j, STR("attachments"), row->attachment_count);
    json_key(&j, STR("simulated"));
    json_bool(&j, row->simulated);
    put(&j, STR("verdict"), words_text(&words_mail_verdict, row->verdict));
    json_key(&j, STR("headersLost"));
    json_bool(&j, row->headers_lost);
    put(&j, STR("note"), row->note);
    json_close(&j, '}');
}

static void without_controls(struct buf *text, size_t from)
{
    for (size_t i = from; i < text->len; i++) {
        unsigned char c = (unsigned char)text->ptr[i];
        text->ptr[i] = c < 0x20 || c == 0x7F ? ' ' : (char)c;
    }
}

static void row_line(struct buf *out, const struct mail_row *row)
{
    char at[WHEN_TEXT_MAX], risk[24] = "-";
    size_t n = when_print(at, row->reported_at, "Y-M-D h:m");
    struct str state = row->simulated ? STR("simulated")
                       : row->verdict ? words_text(&words_mail_verdict, row->verdict)
                                      : STR("-");
    if (row->risk_score != NONE) {
        snprintf(risk, sizeof risk, "%" PRId64, row->risk_score);
    }
    size_t from = out->len;
    buf_format(out, "%6" PRId64 "  case %-6" PRId64 " %.*s  risk %3s  %-10.*s ", row->number, row->case_id,
               (int)n, at, risk, STR_ARG(state));
    buf_str(out, row->sender_email.ptr ? row->sender_email : row->sender_name);
    buf_lit(out, "  ");
    buf_str(out, row->subject);
    without_controls(out, from);
    buf_byte(out, '\n');
}

static enum status print_row(void *to, const struct mail_row *row)
{
    struct printing *p = to;
    buf_reset(&p->text);
    p->count++;
    if (p->json) {
        row_json(&p->text, row);
        buf_byte(&p->text, '\n');
    } else {
        row_line(&p->text, row);
    }
    return p->text.failed ? ST_NOMEM : cmd_write(buf_text(&p->text)) ? ST_OK : ST_IO;
}

int mail_list(const struct mail_options *o)
{
    struct why why = { "" };
    struct cmd_store open = { .store = NULL };
    struct cmd_tenant tenant;
    struct printing p = { .json = o->json };
    int64_t from = INT64_MIN + 1;
    if (o->from.ptr != NULL && !when_parse(o->from, &from)) {
        return cmd_usage("--from is a time such as 2026-01-31T09:30:00Z");
    }
    buf_init(&p.text, MIB);
    enum status st = cmd_open_read(cmd_data(o->data), &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, &why);
    if (st == ST_OK) {
        struct mails_wanted wanted = { tenant.id, 0, INT64_MAX, from, -1 };
        st = mails_read(open.reader, &wanted, print_row, &p);
        why_not(&why, st, "cannot print the list: %s", status_name(st));
    }
    cmd_close(&open);
    buf_done(&p.text);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}

/* ---- one mail ---- */

static void put_finding(struct json *j, enum finding_name name, struct str detail)
{
    json_open(j, '{');
    put(j, STR("name"), finding_word(name));
    put_int(j, STR("points"), finding_points(name));
    put(j, STR("reason"), finding_reason(name));
    put(j, STR("detail"), detail);
    json_close(j, '}');
}

static void put_findings(struct json *j, const struct mail_content *c)
{
    struct jsonin *root = NULL;
    json_key(j, STR("findings"));
    json_open(j, '[');
    if (c->findings.ptr != NULL && jsonin_parse(c->findings, &root, NULL) == ST_OK) {
        for (size_t i = 0; i < jsonin_count(root); i++) {
            struct str word = STR(""), detail = STR_NONE;
            jsonin_text(jsonin_get(jsonin_item(root, i), STR("name")), &word);
            jsonin_text(jsonin_get(jsonin_item(root, i), STR("detail")), &detail);
            if (finding_of(word) != FINDING_NONE) {
                put_finding(j, finding_of(word), detail);
            }
        }
        jsonin_free(root);
    }
    if (c->look_alike.ptr != NULL) {
        put_finding(j, FINDING_LOOK_ALIKE, c->look_alike);
    }
    json_close(j, ']');
}

struct showing {
    struct buf *out;
    const struct mail_content *content;
    bool found;
};

static enum status show_row(void *to, const struct mail_row *row)
{
    struct showing *s = to;
    const struct mail_content *c = s->content;
    struct buf *out = s->out;
    s->found = true;
    row_json(out, row);
    out->len--; /* the object goes on */
    struct json j = json_to(out);
    j.comma = true;
    put_findings(&j, c);
    json_key(&j, STR("links"));
    json_raw(&j, c->links.ptr ? c->links : STR("[]"));
    json_key(&j, STR("attachmentList"));
    json_raw(&j, c->attachments.ptr ? c->attachments : STR("[]"));
    put(&j, STR("headers"), c->headers);
    put(&j, STR("body"), c->body);
    json_close(&j, '}');
    buf_byte(out, '\n');
    return out->failed ? ST_NOMEM : ST_OK;
}

static enum status show(const struct mail_options *o, struct db *db, int64_t number, struct buf *out,
                        struct why *why)
{
    struct cmd_tenant tenant;
    struct arena arena;
    struct mail_content content = { .headers = STR_NONE };
    struct showing s = { out, &content, false };
    TRY(cmd_find_tenant(db, o->tenant, &tenant, why));
    arena_init(&arena, LIMIT_ARENA_MAIL);
    enum status st = mails_content(db, tenant.id, number, &arena, &content);
    if (o->raw && st == ST_OK) {
        buf_str(out, content.raw);
        s.found = true;
    } else if (st == ST_OK || st == ST_NOTFOUND) {
        struct mails_wanted wanted = { tenant.id, number - 1, number, INT64_MIN + 1, 1 };
        st = o->raw ? ST_OK : mails_read(db, &wanted, show_row, &s);
    }
    arena_done(&arena);
    if (st == ST_OK && !s.found) {
        return why_not(why, ST_NOTFOUND, "there is no reported mail %" PRId64 "%s", number,
                       o->raw ? " whose message is here" : "");
    }
    return st == ST_OK ? ST_OK : why_not(why, st, "cannot read it: %s", status_name(st));
}

int mail_show(const struct mail_options *o, int64_t number)
{
    struct why why = { "" };
    struct cmd_store open = { .store = NULL };
    struct buf out;
    buf_init(&out, LIMIT_MAIL_ANSWER);
    enum status st = cmd_open_read(cmd_data(o->data), &open, &why);
    st = st != ST_OK ? st : show(o, open.reader, number, &out, &why);
    bool good = st == ST_OK && cmd_write(buf_text(&out));
    cmd_close(&open);
    buf_done(&out);
    return st != ST_OK ? cmd_fail(&why) : good ? EXIT_DONE : EXIT_FAILED;
}
