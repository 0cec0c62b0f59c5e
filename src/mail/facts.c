/* facts.c: facts as bytes: texts with their length in front (-1: absent), numbers of 8 bytes, in one order.
 * Both processes are the same program, so the order needs no version; the reader still believes nothing. */
#include "mail/facts.h"

#include "base/limits.h"

#include <string.h>

static void put_int(struct buf *out, int64_t v)
{
    buf_add(out, &v, sizeof v);
}

static void put(struct buf *out, struct str s)
{
    put_int(out, s.ptr ? (int64_t)s.len : -1);
    buf_str(out, s);
}

static void put_box(struct buf *out, const struct mailbox *box)
{
    put(out, box->name);
    put(out, box->email);
}

void facts_pack(struct buf *out, const struct facts *f)
{
    const struct str texts[] = { f->headers,       f->subject, f->body,    f->note,   f->subject_key,
                                 f->sender_domain, f->hosts,   f->domains, f->tokens, f->signature };
    put(out, f->raw);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put(out, texts[i]);
    }
    put_box(out, &f->sender);
    put_box(out, &f->reporter);
    put_int(out, f->is_html);
    put_int(out, f->headers_lost);
    put_int(out, f->reported_at);
    put_int(out, f->date);
    put_int(out, f->recipient_count);
    for (int i = 0; i < f->recipient_count; i++) {
        put_box(out, &f->recipients[i]);
    }
    put_int(out, f->link_count);
    for (int i = 0; i < f->link_count; i++) {
        put(out, f->links[i]);
    }
    put_int(out, f->attachments);
    put_int(out, f->attachment_count);
    for (int i = 0; i < f->attachment_count; i++) {
        put(out, f->attachments_list[i].name);
        put(out, f->attachments_list[i].type);
        put_int(out, f->attachments_list[i].size);
        buf_add(out, f->attachments_list[i].sha512, sizeof f->attachments_list[i].sha512);
    }
    put_int(out, f->finding_count);
    for (int i = 0; i < f->finding_count; i++) {
        put_int(out, f->findings[i].name);
        put(out, f->findings[i].detail);
    }
}

/* Reading: once something is wrong, everything else is. */
struct reader {
    struct str rest;
    struct arena *arena;
    bool bad;
};

static int64_t get_int(struct reader *r)
{
    int64_t v = 0;
    if (r->bad || r->rest.len < sizeof v) {
        r->bad = true;
        return 0;
    }
    memcpy(&v, r->rest.ptr, sizeof v);
    r->rest = str_from(r->rest, sizeof v);
    return v;
}

static struct str get_bytes(struct reader *r)
{
    int64_t len = get_int(r);
    if (r->bad || len < -1 || len > (int64_t)r->rest.len) {
        r->bad = true;
        return STR_NONE;
    }
    struct str s = len < 0 ? STR_NONE : (struct str){ r->rest.ptr, (size_t)len };
    r->rest = str_from(r->rest, s.len);
    return s;
}

static struct str get(struct reader *r)
{
    struct str s = get_bytes(r);
    r->bad |= s.ptr != NULL && (!str_utf8(s) || memchr(s.ptr, 0, s.len) != NULL);
    return r->bad ? STR_NONE : s;
}

static bool get_truth(struct reader *r)
{
    int64_t v = get_int(r);
    r->bad |= v != 0 && v != 1;
    return v == 1;
}

static int get_count(struct reader *r, int most)
{
    int64_t n = get_int(r);
    r->bad |= n < 0 || n > most;
    return r->bad ? 0 : (int)n;
}

static struct mailbox get_box(struct reader *r)
{
    struct mailbox box;
    box.name = get(r);
    box.email = get(r);
    return box;
}

static bool is_hex(const char *text, size_t n)
{
    bool hex = true;
    for (size_t i = 0; i < n; i++) {
        hex = hex && ((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f'));
    }
    return hex;
}

static void get_attachments(struct reader *r, struct facts *f)
{
    f->attachments = get_int(r);
    f->attachment_count = get_count(r, LIMIT_MAIL_ATTACHMENTS);
    r->bad |= f->attachments < f->attachment_count;
    f->attachments_list = arena_array(r->arena, struct attachment, (size_t)f->attachment_count);
    for (int i = 0; i < f->attachment_count && f->attachments_list && !r->bad; i++) {
        struct attachment *a = &f->attachments_list[i];
        a->name = get(r);
        a->type = get(r);
        a->size = get_int(r);
        r->bad |= a->size < 0 || r->rest.len < sizeof a->sha512;
        if (!r->bad) {
            memcpy(a->sha512, r->rest.ptr, sizeof a->sha512);
            r->rest = str_from(r->rest, sizeof a->sha512);
            r->bad |= !is_hex(a->sha512, sizeof a->sha512);
        }
    }
}

static void get_lists(struct reader *r, struct facts *f)
{
    f->recipient_count = get_count(r, LIMIT_MAIL_RECIPIENTS);
    f->recipients = arena_array(r->arena, struct mailbox, (size_t)f->recipient_count);
    for (int i = 0; i < f->recipient_count && f->recipients; i++) {
        f->recipients[i] = get_box(r);
    }
    f->link_count = get_count(r, LIMIT_MAIL_LINKS);
    f->links = arena_array(r->arena, struct str, (size_t)f->link_count);
    for (int i = 0; i < f->link_count && f->links; i++) {
        f->links[i] = get(r);
        r->bad |= f->links[i].ptr == NULL;
    }
    get_attachments(r, f);
    f->finding_count = get_count(r, FINDING_END);
    f->findings = arena_array(r->arena, struct finding, (size_t)f->finding_count);
    for (int i = 0; i < f->finding_count && f->findings; i++) {
        int64_t name = get_int(r);
        r->bad |= name <= FINDING_NONE || name >= FINDING_END;
        f->findings[i] = (struct finding){ (enum finding_name)name, get(r) };
    }
}

enum status facts_unpack(struct str *bytes, struct arena *arena, struct facts *facts)
{
    struct reader r = { *bytes, arena, false };
    struct facts f = { .raw = get_bytes(&r) };
    struct str *texts[] = { &f.headers,       &f.subject, &f.body,    &f.note,   &f.subject_key,
                            &f.sender_domain, &f.hosts,   &f.domains, &f.tokens, &f.signature };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = get(&r);
    }
    f.sender = get_box(&r);
    f.reporter = get_box(&r);
    f.is_html = get_truth(&r);
    f.headers_lost = get_truth(&r);
    f.reported_at = get_int(&r);
    f.date = get_int(&r);
    get_lists(&r, &f);
    r.bad |= f.raw.ptr == NULL || f.subject_key.ptr == NULL;
    if (arena->failed || r.bad) {
        return arena->failed ? ST_NOMEM : ST_CORRUPT;
    }
    *bytes = r.rest;
    *facts = f;
    return ST_OK;
}
