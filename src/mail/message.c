/* message.c: header fields, body, attachments and findings of one message. */
#include "mail/message.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "base/when.h"
#include "mail/charset.h"
#include "mail/host.h"
#include "mail/judge_mail.h"
#include "mail/links.h"
#include "mail/pasted.h"
#include "mail/similar.h"

#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <openssl/evp.h>
#include <string.h>

struct work {
    struct arena *arena;
    const struct parts *parts;
    int root;
    struct facts *f;
    struct buf text, html, note;
    struct buf readable; /* the body's words */
    bool cut;
};

void message_preload(void)
{
    g_mime_init();
    xmlInitParser();
    charset_preload();
    host_preload();
}

static void note(struct work *w, const char *sentence)
{
    if (w->note.len > 0) {
        buf_byte(&w->note, ' ');
    }
    buf_str(&w->note, str_of(sentence));
}

struct str message_disposition(struct arena *arena, const struct part *part)
{
    struct str value = parts_field(arena, part->head, STR("Content-Disposition"), 0);
    return value.ptr ? str_trim(str_cut(&value, ';')) : STR("");
}

struct str message_file_name(struct arena *arena, const struct part *part)
{
    struct str value = parts_field(arena, part->head, STR("Content-Disposition"), 0);
    struct str name = header_disposition_param(arena, value, "filename");
    if (name.len == 0) {
        value = parts_field(arena, part->head, STR("Content-Type"), 0);
        name = header_type_param(arena, value, "name");
    }
    return name.len ? charset_clip(name, LIMIT_NAME) : STR_NONE;
}

struct str message_decode(struct arena *arena, const struct part *part, size_t max, bool *cut)
{
    struct str how = str_trim(parts_field(arena, part->head, STR("Content-Transfer-Encoding"), 0));
    GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_DEFAULT;
    if (str_eq_nocase(how, STR("base64"))) {
        encoding = GMIME_CONTENT_ENCODING_BASE64;
    } else if (str_eq_nocase(how, STR("quoted-printable"))) {
        encoding = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    } else if (str_eq_nocase(how, STR("x-uuencode")) || str_eq_nocase(how, STR("uuencode"))) {
        encoding = GMIME_CONTENT_ENCODING_UUENCODE;
    }
    if (encoding == GMIME_CONTENT_ENCODING_DEFAULT) {
        *cut |= part->body.len > max;
        return (struct str){ part->body.ptr, part->body.len < max ? part->body.len : max };
    }
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, encoding);
    char *to = arena_alloc(arena, g_mime_encoding_outlen(&state, part->body.len) + 1);
    if (to == NULL) {
        return STR_NONE;
    }
    size_t n = part->body.len ? g_mime_encoding_step(&state, part->body.ptr, part->body.len, to) : 0;
    *cut |= n > max;
    return (struct str){ to, n < max ? n : max };
}

static bool is_flowed(struct arena *arena, struct str type)
{
    return str_eq_nocase(header_type_param(arena, type, "format"), STR("flowed"));
}

/* RFC 3676: lines that end in a space go on; a space in front is stuffing; "-- " is a signature. */
static void add_flowed(struct buf *out, struct str text, bool delete_space)
{
    while (text.ptr != NULL) {
        struct str line = str_cut(&text, '\n');
        if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
            line.len--;
        }
        if (line.len > 0 && line.ptr[0] == ' ') {
            line = str_from(line, 1);
        }
        bool soft = line.len > 0 && line.ptr[line.len - 1] == ' ' && !str_eq(line, STR("-- ")) && text.ptr;
        line.len -= soft && delete_space;
        buf_str(out, line);
        if (!soft && text.ptr != NULL) {
            buf_lit(out, "\r\n");
        }
    }
}

static void add_text(struct work *w, const struct part *part)
{
    bool html = str_eq(part->type, STR("text/html"));
    struct buf *to = html ? &w->html : &w->text;
    struct str type = parts_field(w->arena, part->head, STR("Content-Type"), 0);
    struct str bytes = message_decode(w->arena, part, LIMIT_MAIL_BODY, &w->cut);
    struct str text =
        charset_text(w->arena, bytes, header_type_param(w->arena, type, "charset"), LIMIT_MAIL_BODY, &w->cut);
    size_t room = LIMIT_MAIL_BODY - to->len;
    w->cut |= text.len > room;
    text = charset_clip(text, room);
    if (!html && is_flowed(w->arena, type)) {
        struct str remove = header_type_param(w->arena, type, "delsp");
        add_flowed(to, text, str_eq_nocase(remove, STR("yes")));
    } else {
        buf_str(to, text);
    }
}

static void hash(struct str bytes, char *hex)
{
    unsigned char digest[64];
    unsigned n = 0;
    must(EVP_Digest(bytes.ptr ? bytes.ptr : "", bytes.len, digest, &n, EVP_sha512(), NULL) == 1 && n == 64);
    num_hex(hex, digest, sizeof digest);
}

static void add_attachment(struct work *w, const struct part *part)
{
    struct facts *f = w->f;
    f->attachments++;
    if (f->attachment_count == LIMIT_MAIL_ATTACHMENTS) {
        return;
    }
    struct attachment *a = &f->attachments_list[f->attachment_count++];
    /* A message inside is its bytes as they stand. */
    struct str bytes =
        part->shape == PART_MESSAGE ? part->body : message_decode(w->arena, part, LIMIT_MAIL, &w->cut);
    bool cut = false;
    a->name = message_file_name(w->arena, part);
    a->type = charset_text(w->arena, part->type, STR_NONE, 128, &cut);
    a->size = (int64_t)bytes.len;
    hash(bytes, a->sha512);
}

/* Text that is shown, and not a file. The other ways to show the same text are left out. */
static bool is_body(struct work *w, const struct part *part)
{
    if (!str_eq(part->type, STR("text/plain")) && !str_eq(part->type, STR("text/html"))) {
        return false;
    }
    return !str_eq_nocase(message_disposition(w->arena, part), STR("attachment")) &&
           message_file_name(w->arena, part).ptr == NULL;
}

static void read_parts(struct work *w)
{
    for (int i = w->root; i < w->parts->n && !w->arena->failed; i++) {
        const struct part *part = &w->parts->at[i];
        if (!parts_within(w->parts, i, w->root) || (i == w->root && part->shape == PART_MESSAGE)) {
            continue;
        }
        if (part->shape == PART_MULTI) {
            continue;
        }
        if (part->shape == PART_LEAF && (is_body(w, part) || str_starts(part->type, STR("multipart/")))) {
            add_text(w, part);
        } else {
            add_attachment(w, part);
        }
    }
}

static void read_fields(struct work *w)
{
    static const char *const from[] = { "From", "Sender", "Return-Path", "Reply-To" };
    struct facts *f = w->f;
    struct str head = w->parts->at[w->root].head;
    struct mailbox boxes[LIMIT_MAIL_RECIPIENTS];
    int n = 0, more = 0;
    bool cut = false;
    f->headers = charset_text(w->arena, head, STR_NONE, LIMIT_MAIL_HEADERS, &cut);
    if (cut) {
        note(w, "The header is longer than what is kept of it.");
    }
    f->subject = header_text(w->arena, parts_field(w->arena, head, STR("Subject"), 0));
    f->date = header_date(parts_field(w->arena, head, STR("Date"), 0));
    for (size_t i = 0; i < COUNT_OF(from) && (n == 0 || boxes[0].email.ptr == NULL); i++) {
        n = 0;
        header_mailboxes(w->arena, parts_field(w->arena, head, str_of(from[i]), 0), boxes, &n, &more);
        f->sender = n > 0 && (f->sender.name.ptr == NULL || boxes[0].email.ptr) ? boxes[0] : f->sender;
    }
    f->recipients = arena_array(w->arena, struct mailbox, LIMIT_MAIL_RECIPIENTS);
    more = 0;
    for (int i = 0; f->recipients && i < 2 * 8; i++) {
        struct str name = i < 8 ? STR("To") : STR("Cc");
        struct str value = parts_field(w->arena, head, name, i % 8);
        header_mailboxes(w->arena, value, f->recipients, &f->recipient_count, &more);
    }
    if (more > 0) {
        note(w, "It has more recipients than are kept.");
    }
}

/* A mail that was pasted into this one: what is known of it is what the paste tells. */
static bool take_pasted(struct work *w)
{
    struct mailbox boxes[LIMIT_MAIL_RECIPIENTS];
    int n = 0, more = 0;
    struct str from, subject, text = buf_text(w->text.len ? &w->text : &w->readable);
    if (w->root != 0 || !pasted_find(w->arena, w->f->subject, text, &from, &subject)) {
        return false;
    }
    header_mailboxes(w->arena, from, boxes, &n, &more);
    w->f->sender = n > 0 ? boxes[0] : (struct mailbox){ from, STR_NONE };
    w->f->subject = subject;
    w->f->recipient_count = 0; /* they are of the forward: where reports go */
    w->f->headers_lost = true;
    note(w, "It was pasted into a forward: its headers are lost.");
    return true;
}

static enum status read_links(struct work *w)
{
    struct links links;
    struct str html = buf_text(&w->html), text = buf_text(&w->text);
    TRY(links_init(w->arena, &links));
    w->f->is_html = html.len > 0;
    w->f->body = arena_str(w->arena, html.len ? html : text);
    if (html.len > 0) {
        TRY(links_of_html(w->arena, html, &links, &w->readable));
    } else {
        TRY(links_of_text(w->arena, text, &links));
        buf_str(&w->readable, text);
    }
    w->f->links = arena_array(w->arena, struct str, (size_t)links.n);
    for (int i = 0; i < links.n && w->f->links; i++) {
        w->f->links[i] = links.at[i].written;
    }
    w->f->link_count = links.n;
    if (links.cut) {
        note(w, "It has more links than are kept.");
    }
    if (w->arena->failed) {
        return ST_NOMEM;
    }
    struct str head = w->parts->at[w->root].head;
    if (take_pasted(w)) {
        head = STR(""); /* the outer mail's fields say nothing about the mail inside */
    }
    return judge_mail(w->arena, head, &links, buf_text(&w->readable), w->f);
}

static enum status understand(struct work *w)
{
    read_fields(w);
    read_parts(w);
    if (w->arena->failed) {
        return ST_NOMEM;
    }
    if (w->cut) {
        note(w, "Some of its text is longer than what is kept of it.");
    }
    if (w->parts->cut) {
        note(w, "It has more parts than are read.");
    }
    if (w->parts->deep) {
        note(w, "It is nested deeper than is read.");
    }
    if (w->parts->at[w->root].head.len == 0) {
        note(w, "It has no header.");
    }
    if (w->f->attachments > w->f->attachment_count) {
        note(w, "It has more attachments than are listed.");
    }
    TRY(read_links(w));
    struct str sentences = buf_text(&w->note);
    w->f->note = sentences.len ? arena_str(w->arena, sentences) : STR_NONE;
    bool failed = w->text.failed || w->html.failed || w->readable.failed || w->note.failed;
    return failed || w->arena->failed ? ST_NOMEM : ST_OK;
}

enum status message_facts(struct arena *arena, const struct parts *parts, int root, struct str raw,
                          struct facts *facts)
{
    struct work w = { .arena = arena, .parts = parts, .root = root, .f = facts };
    facts->raw = raw;
    facts->attachments_list = arena_array(arena, struct attachment, LIMIT_MAIL_ATTACHMENTS);
    if (facts->attachments_list == NULL) {
        return ST_NOMEM;
    }
    buf_init(&w.text, 2 * LIMIT_MAIL_BODY);
    buf_init(&w.html, 2 * LIMIT_MAIL_BODY);
    buf_init(&w.readable, 8 * LIMIT_MAIL_BODY);
    buf_init(&w.note, LIMIT_TEXT);
    enum status st = understand(&w);
    buf_done(&w.text);
    buf_done(&w.html);
    buf_done(&w.readable);
    buf_done(&w.note);
    return st;
}

enum status message_plain(struct arena *arena, struct str raw, struct str why, struct facts *facts)
{
    struct str body;
    bool cut = false;
    struct str head = parts_head(raw, &body);
    *facts = (struct facts){ .raw = raw, .note = why, .reported_at = WHEN_NONE, .date = WHEN_NONE };
    facts->headers = charset_text(arena, head, STR_NONE, LIMIT_MAIL_HEADERS, &cut);
    facts->subject =
        charset_text(arena, parts_field(arena, head, STR("Subject"), 0), STR_NONE, LIMIT_MAIL_FIELD, &cut);
    facts->sender.name =
        charset_text(arena, parts_field(arena, head, STR("From"), 0), STR_NONE, LIMIT_NAME, &cut);
    facts->body = charset_text(arena, body, STR_NONE, LIMIT_TEXT, &cut);
    facts->subject_key = STR("");
    return arena->failed ? ST_NOMEM : ST_OK;
}
