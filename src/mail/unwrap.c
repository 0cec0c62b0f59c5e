/* unwrap.c: finds the messages inside a message. Only the first level: a mail inside a reported mail is part
 * of what was reported. */
#include "mail/unwrap.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "mail/message.h"

#include <string.h>

struct unwrap {
    struct arena *arena;
    struct parts parts;
    struct facts *facts;
    int n;
    struct mailbox reporter;
    int64_t reported_at;
};

static bool ends(struct str s, struct str end)
{
    return s.len >= end.len && str_eq_nocase(str_from(s, s.len - end.len), end);
}

static struct facts *next(struct unwrap *u)
{
    must(u->n < LIMIT_MAIL_PARTS); /* each is in a part of its own */
    struct facts *f = &u->facts[u->n++];
    *f = (struct facts){ .reporter = u->reporter, .reported_at = u->reported_at, .date = WHEN_NONE };
    return f;
}

/* Bytes that are a message of their own. */
static enum status add_bytes(struct unwrap *u, struct str raw)
{
    struct parts parts;
    struct facts *f = next(u);
    TRY(parts_find(u->arena, raw, &parts));
    return message_facts(u->arena, &parts, 0, raw, f);
}

/* Mail servers' notices about a mail that they could not deliver carry it along; nobody reported that. */
static bool is_notice(const struct unwrap *u)
{
    const struct part *top = &u->parts.at[0];
    struct str type = parts_field(u->arena, top->head, STR("Content-Type"), 0);
    return str_eq(top->type, STR("multipart/report")) &&
           memmem(type.ptr, type.len, "delivery-status", 15) != NULL;
}

static enum status add_inner(struct unwrap *u, int i)
{
    const struct part *part = &u->parts.at[i];
    struct str name = message_file_name(u->arena, part);
    bool cut = false;
    if (part->shape == PART_MESSAGE) {
        return add_bytes(u, part->body);
    }
    if (part->shape == PART_LEAF && (str_eq(part->type, STR("message/rfc822")) || ends(name, STR(".eml")))) {
        struct str raw = message_decode(u->arena, part, LIMIT_MAIL_RAW, &cut);
        return raw.ptr == NULL ? ST_NOMEM : raw.len == 0 ? ST_OK : add_bytes(u, raw);
    }
    return ST_OK;
}

/* An attached .msg. */
static bool has_outlook(const struct unwrap *u)
{
    bool found = false;
    for (int i = 1; i < u->parts.n && !found; i++) {
        const struct part *part = &u->parts.at[i];
        found = str_eq(part->type, STR("application/vnd.ms-outlook")) ||
                ends(message_file_name(u->arena, part), STR(".msg"));
    }
    return found;
}

static enum status add_outer(struct unwrap *u, struct str raw)
{
    struct mailbox reporter = u->reporter;
    int64_t reported_at = u->reported_at;
    u->reporter = (struct mailbox){ STR_NONE, STR_NONE };
    u->reported_at = WHEN_NONE;
    struct facts *f = next(u);
    TRY(message_facts(u->arena, &u->parts, 0, raw, f));
    if (f->headers_lost) {
        f->reporter = reporter;
        f->reported_at = reported_at;
    }
    if (has_outlook(u)) {
        f->note = arena_format(u->arena,
                               STR_FMT
                               "%sIt holds an Outlook message (.msg), which is not read: save it as .eml, or "
                               "forward it as an attachment from the mail program, and import that.",
                               STR_ARG(f->note), f->note.len ? " " : "");
    }
    return u->arena->failed ? ST_NOMEM : ST_OK;
}

static enum status look_inside(struct unwrap *u)
{
    for (int i = 1; i < u->parts.n; i++) {
        if (parts_within(&u->parts, i, 0)) {
            TRY(add_inner(u, i));
        }
    }
    return ST_OK;
}

enum status unwrap_mail(struct arena *arena, struct str raw, bool as_is, struct facts **facts, int *n)
{
    struct unwrap u = { .arena = arena, .reported_at = WHEN_NONE };
    struct mailbox boxes[LIMIT_MAIL_RECIPIENTS];
    int count = 0, more = 0;
    TRY(parts_find(arena, raw, &u.parts));
    u.facts = arena_array(arena, struct facts, LIMIT_MAIL_PARTS);
    if (u.facts == NULL) {
        return ST_NOMEM;
    }
    struct str head = u.parts.at[0].head;
    header_mailboxes(arena, parts_field(arena, head, STR("From"), 0), boxes, &count, &more);
    u.reporter = count > 0 ? boxes[0] : u.reporter;
    u.reported_at = header_date(parts_field(arena, head, STR("Date"), 0));
    if (!as_is && !is_notice(&u)) {
        TRY(look_inside(&u));
    }
    if (u.n == 0) {
        TRY(add_outer(&u, raw));
    }
    *facts = u.facts;
    *n = u.n;
    return arena->failed ? ST_NOMEM : ST_OK;
}
