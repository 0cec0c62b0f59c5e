/* judge_mail.c: the findings that need nothing but the message. Those that need to know the tenant (its
 * domains, who wrote before) are added where the message is stored. */
#include "mail/judge_mail.h"

#include "base/fold.h"
#include "base/limits.h"
#include "mail/charset.h"
#include "mail/host.h"
#include "mail/parts.h"
#include "mail/similar.h"

#include <stdlib.h>
#include <string.h>

struct judging {
    struct arena *arena;
    struct facts *f;
    struct str head;
    struct str sender; /* registrable domain; absent: none */
};

static void found(struct judging *j, enum finding_name name, struct str detail)
{
    for (int i = 0; i < j->f->finding_count; i++) {
        if (j->f->findings[i].name == name) {
            return;
        }
    }
    detail = charset_clip(detail, 200);
    j->f->findings[j->f->finding_count++] = (struct finding){ name, arena_str(j->arena, detail) };
}

static struct str domain_of(struct arena *arena, struct str email)
{
    const char *at = email.len ? memrchr(email.ptr, '@', email.len) : NULL;
    return at ? host_ascii(arena, str_from(email, (size_t)(at - email.ptr) + 1)) : STR_NONE;
}

/* A name such as "support@bank.example" <x@other.example>. */
static void judge_name(struct judging *j)
{
    struct str name = j->f->sender.name;
    const char *at = name.len ? memchr(name.ptr, '@', name.len) : NULL;
    if (at == NULL || j->sender.ptr == NULL) {
        return;
    }
    struct str rest = str_from(name, (size_t)(at - name.ptr) + 1);
    size_t n = 0;
    while (n < rest.len && strchr(" >)],;\"'", rest.ptr[n]) == NULL) {
        n++;
    }
    rest.len = n;
    struct str shown = memchr(rest.ptr, '.', rest.len) ? host_ascii(j->arena, rest) : STR_NONE;
    if (shown.ptr != NULL && !str_eq(host_registrable(j->arena, shown), j->sender)) {
        found(j, FINDING_DISPLAY_NAME, shown);
    }
}

static void judge_reply_to(struct judging *j, struct str *domain)
{
    struct mailbox boxes[LIMIT_MAIL_RECIPIENTS];
    int n = 0, more = 0;
    header_mailboxes(j->arena, parts_field(j->arena, j->head, STR("Reply-To"), 0), boxes, &n, &more);
    struct str host = n > 0 && boxes[0].email.ptr ? domain_of(j->arena, boxes[0].email) : STR_NONE;
    *domain = host.ptr ? host_registrable(j->arena, host) : STR_NONE;
    if (domain->ptr != NULL && j->sender.ptr != NULL && !str_eq(*domain, j->sender)) {
        found(j, FINDING_REPLY_TO, *domain);
    }
}

static bool says(struct str text, const char *what)
{
    return memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

/* Only what fails counts: anybody can write that all is well. */
static void judge_authentication(struct judging *j)
{
    enum { FIELDS = 8 }; /* a mail passes a few servers that add one each */
    for (int i = 0; i < FIELDS; i++) {
        struct str folded, value = parts_field(j->arena, j->head, STR("Authentication-Results"), i);
        if (value.ptr == NULL) {
            return;
        }
        bool cut = false;
        value = charset_text(j->arena, value, STR_NONE, LIMIT_MAIL_FIELD, &cut);
        if (fold(j->arena, value, &folded) != ST_OK) {
            continue;
        }
        if (says(folded, "spf=fail") || says(folded, "spf=softfail")) {
            found(j, FINDING_SPF, STR(""));
        }
        if (says(folded, "dkim=fail")) {
            found(j, FINDING_DKIM, STR(""));
        }
        if (says(folded, "dmarc=fail")) {
            found(j, FINDING_DMARC, STR(""));
        }
    }
}

static void judge_links(struct judging *j, const struct links *links)
{
    for (int i = 0; i < links->n; i++) {
        struct str host = links->at[i].host;
        if (host_is_ip(host)) {
            found(j, FINDING_IP_HOST, host);
        }
        if (says(host, "xn--")) {
            found(j, FINDING_PUNYCODE_HOST, host);
        }
        if (finding_is_shortener(host)) {
            found(j, FINDING_SHORTENER, host);
        }
    }
    if (links->mismatch) {
        found(j, FINDING_LINK_TEXT,
              arena_format(j->arena, STR_FMT " leads to " STR_FMT, STR_ARG(links->shown),
                           STR_ARG(links->led)));
    }
}

static void judge_attachments(struct judging *j)
{
    for (int i = 0; i < j->f->attachment_count; i++) {
        struct str name = j->f->attachments_list[i].name;
        if (name.ptr != NULL && finding_is_executable(name)) {
            found(j, FINDING_EXECUTABLE, name);
        }
        if (name.ptr != NULL && finding_is_macro(name)) {
            found(j, FINDING_MACRO, name);
        }
    }
}

static void judge_words(struct judging *j, struct str text)
{
    enum { LOOKED_AT = 64 * 1024 }; /* who urges does so at once */
    struct str folded[2] = { STR(""), STR("") };
    struct str texts[] = { j->f->subject, charset_clip(text, LOOKED_AT) };
    for (int i = 0; i < 2; i++) {
        if (texts[i].len == 0 || fold(j->arena, texts[i], &folded[i]) != ST_OK) {
            continue;
        }
        struct str urges = finding_urgency(folded[i]), pays = finding_payment(folded[i]);
        if (urges.ptr != NULL) {
            found(j, FINDING_URGENCY, urges);
        }
        if (pays.ptr != NULL) {
            found(j, FINDING_PAYMENT, pays);
        }
    }
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Sorted, once each, a space between; at most LIMIT_TEXT bytes. */
static struct str join(struct arena *arena, struct str *words, size_t n)
{
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    if (n > 1) {
        qsort(words, n, sizeof *words, by_text);
    }
    for (size_t i = 0; i < n; i++) {
        if (words[i].len == 0 || (i > 0 && str_eq(words[i], words[i - 1])) ||
            out.len + words[i].len + 1 > LIMIT_TEXT) {
            continue;
        }
        if (out.len > 0) {
            buf_byte(&out, ' ');
        }
        buf_str(&out, words[i]);
    }
    struct str joined = arena_str(arena, buf_text(&out));
    buf_done(&out);
    return joined;
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] <= ' ' || (unsigned char)s.ptr[i] >= 0x7F) {
            return false;
        }
    }
    return s.len > 0 && s.len <= 128;
}

/* hosts, domains and tokens. */
static enum status collect(struct judging *j, const struct links *links, struct str reply_to)
{
    size_t n = (size_t)links->n, domains = 0, tokens = 0;
    struct str *words = arena_array(j->arena, struct str, n + 2);
    struct str *found_tokens = arena_array(j->arena, struct str, n + 1);
    if (words == NULL || found_tokens == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        words[i] = links->at[i].host;
        struct str token = host_query(j->arena, links->at[i].url, STR("rid"));
        if (token.ptr != NULL && is_token(token)) {
            found_tokens[tokens++] = token;
        }
    }
    j->f->hosts = join(j->arena, words, n);
    j->f->tokens = join(j->arena, found_tokens, tokens);
    for (size_t i = 0; i < n; i++) {
        /* join() sorted the hosts: equal ones stand together. */
        if (i == 0 || !str_eq(words[i], words[i - 1])) {
            struct str domain = host_registrable(j->arena, words[i]);
            words[domains++] = domain;
        }
    }
    words[domains++] = j->sender.ptr ? j->sender : STR("");
    words[domains++] = reply_to.ptr ? reply_to : STR("");
    j->f->domains = join(j->arena, words, domains);
    return j->arena->failed ? ST_NOMEM : ST_OK;
}

enum status judge_mail(struct arena *arena, struct str head, const struct links *links, struct str text,
                       struct facts *facts)
{
    struct judging j = { .arena = arena, .f = facts, .head = head };
    struct str reply_to;
    facts->findings = arena_array(arena, struct finding, FINDING_END);
    if (facts->findings == NULL) {
        return ST_NOMEM;
    }
    facts->sender_domain = domain_of(arena, facts->sender.email);
    j.sender = facts->sender_domain.ptr ? host_registrable(arena, facts->sender_domain) : STR_NONE;
    facts->subject_key = similar_subject(arena, facts->subject);
    facts->signature = similar_signature(arena, text);
    judge_name(&j);
    judge_reply_to(&j, &reply_to);
    judge_authentication(&j);
    judge_links(&j, links);
    judge_attachments(&j);
    judge_words(&j, text);
    return collect(&j, links, reply_to);
}
