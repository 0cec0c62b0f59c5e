/* parts.c: one walk over the lines of a message with a stack of open boundaries. */
#include "mail/parts.h"

#include "base/limits.h"
#include "base/must.h"

#include <string.h>

struct open {
    int part;
    struct str boundary;
};

struct walk {
    struct arena *arena;
    struct str raw;
    struct parts *parts;
    struct open open[LIMIT_MAIL_DEPTH];
    int opened;
};

/* A line with its end; moves *at behind it. */
static struct str take_line(struct str raw, size_t *at)
{
    const char *from = raw.ptr + *at;
    const char *end = memchr(from, '\n', raw.len - *at);
    size_t n = end ? (size_t)(end - from) + 1 : raw.len - *at;
    *at += n;
    return (struct str){ from, n };
}

static struct str without_end(struct str line)
{
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r')) {
        line.len--;
    }
    return line;
}

/* "Name:" in front, of visible ASCII; old programs put a space before the colon. */
static size_t name_len(struct str line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] > ' ' && line.ptr[n] < 0x7F && line.ptr[n] != ':') {
        n++;
    }
    size_t colon = n;
    while (colon < line.len && (line.ptr[colon] == ' ' || line.ptr[colon] == '\t')) {
        colon++;
    }
    return n > 0 && colon < line.len && line.ptr[colon] == ':' ? n : 0;
}

static bool is_folded(struct str line)
{
    return line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
}

struct str parts_head(struct str raw, struct str *body)
{
    size_t at = 0, start = 0;
    bool first = true;
    /* The envelope line of a mailbox file is no field. */
    if (str_starts(raw, STR("From ")) || str_starts(raw, STR(">From "))) {
        take_line(raw, &start);
        at = start;
    }
    size_t end = at;
    while (at < raw.len) {
        struct str line = take_line(raw, &at);
        if (without_end(line).len == 0) {
            *body = str_from(raw, at);
            return (struct str){ raw.ptr + start, end - start };
        }
        if (name_len(line) == 0 && (first || !is_folded(line))) {
            break;
        }
        first = false;
        end = at;
    }
    *body = str_from(raw, end);
    return (struct str){ raw.ptr + start, end - start };
}

/* Unfolded: line ends go; other controls become spaces. */
static struct str unfold(struct arena *arena, struct str value)
{
    size_t len = value.len < LIMIT_MAIL_FIELD ? value.len : LIMIT_MAIL_FIELD, n = 0;
    char *to = arena_alloc(arena, len + 1);
    if (to == NULL) {
        return STR_NONE;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c != '\n' && c != '\r') {
            to[n++] = c < 0x20 || c == 0x7F ? ' ' : (char)c;
        }
    }
    return str_trim((struct str){ to, n });
}

struct str parts_field(struct arena *arena, struct str head, struct str name, int nth)
{
    size_t at = 0;
    while (at < head.len) {
        struct str line = take_line(head, &at);
        size_t n = name_len(line), next = at;
        if (n != name.len || !str_eq_nocase((struct str){ line.ptr, n }, name) || nth-- > 0) {
            continue;
        }
        while (next < head.len && (head.ptr[next] == ' ' || head.ptr[next] == '\t')) {
            take_line(head, &next);
        }
        const char *colon = memchr(line.ptr, ':', line.len);
        return unfold(arena, (struct str){ colon + 1, (size_t)(head.ptr + next - (colon + 1)) });
    }
    return STR_NONE;
}

/* The first word of a field, lower case: "text/html" of "Text/HTML; charset=x". */
static struct str first_word(struct arena *arena, struct str value)
{
    size_t n = 0;
    char *to = arena_alloc(arena, value.len + 1);
    while (to != NULL && n < value.len && n < 128 && strchr("; \t(,", value.ptr[n]) == NULL) {
        char c = value.ptr[n];
        to[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return to ? (struct str){ to, n } : STR("");
}

/* The boundary parameter, without the machinery for parameters: it is plain ASCII by its definition. */
static struct str boundary_of(struct str value)
{
    static const struct str name = STR_INIT("boundary");
    for (size_t i = 0; i + name.len < value.len; i++) {
        struct str at = str_from(value, i);
        if (!str_eq_nocase((struct str){ at.ptr, name.len }, name) ||
            (i > 0 && strchr("; \t", value.ptr[i - 1]) == NULL)) {
            continue;
        }
        at = str_trim(str_from(at, name.len));
        if (at.len == 0 || at.ptr[0] != '=') {
            continue;
        }
        at = str_trim(str_from(at, 1));
        bool quoted = at.len > 0 && at.ptr[0] == '"';
        at = quoted ? str_from(at, 1) : at;
        size_t n = 0;
        while (n < at.len && (quoted ? at.ptr[n] != '"' : strchr("; \t", at.ptr[n]) == NULL)) {
            n++;
        }
        at.len = n;
        while (at.len > 0 && (at.ptr[at.len - 1] == ' ' || at.ptr[at.len - 1] == '\t')) {
            at.len--;
        }
        return at;
    }
    return STR("");
}

static bool is_encoded(struct arena *arena, struct str head)
{
    struct str how = first_word(arena, parts_field(arena, head, STR("Content-Transfer-Encoding"), 0));
    return str_eq(how, STR("base64")) || str_eq(how, STR("quoted-printable"));
}

/* A part that begins at `from`: reads its header, and says where its body begins. NULL without room. */
static struct part *add_part(struct walk *w, size_t from, int parent, size_t *body)
{
    struct parts *p = w->parts;
    if (p->n == LIMIT_MAIL_PARTS) {
        p->cut = true;
        return NULL;
    }
    struct part *part = &p->at[p->n++];
    struct str rest;
    *part = (struct part){ .parent = parent, .depth = parent < 0 ? 0 : p->at[parent].depth + 1 };
    part->head = parts_head(str_from(w->raw, from), &rest);
    part->body = rest;
    *body = (size_t)(rest.ptr - w->raw.ptr);
    struct str type = parts_field(w->arena, part->head, STR("Content-Type"), 0);
    part->type = first_word(w->arena, type);
    if (part->type.len == 0) {
        bool digest = parent >= 0 && str_eq(p->at[parent].type, STR("multipart/digest"));
        part->type = digest ? STR("message/rfc822") : STR("text/plain");
    }
    if (str_starts(part->type, STR("multipart/"))) {
        part->boundary = boundary_of(type);
        part->shape = part->boundary.len > 0 ? PART_MULTI : PART_LEAF;
    } else if ((str_eq(part->type, STR("message/rfc822")) || str_eq(part->type, STR("message/global"))) &&
               !is_encoded(w->arena, part->head)) {
        part->shape = PART_MESSAGE;
    }
    if (part->shape != PART_LEAF && (w->opened == LIMIT_MAIL_DEPTH || part->depth >= LIMIT_MAIL_DEPTH)) {
        part->shape = PART_LEAF;
        p->deep = true;
    }
    return part;
}

/* Which open boundary this line is, innermost first; -1: none. */
static int match(const struct walk *w, struct str line, bool *last)
{
    struct str text = without_end(line);
    if (text.len < 3 || text.ptr[0] != '-' || text.ptr[1] != '-') {
        return -1;
    }
    text = str_from(text, 2);
    for (int i = w->opened - 1; i >= 0; i--) {
        struct str rest = text;
        if (!str_starts(rest, w->open[i].boundary)) {
            continue;
        }
        rest = str_from(rest, w->open[i].boundary.len);
        *last = str_starts(rest, STR("--"));
        if (*last || str_trim(rest).len == 0) {
            return i;
        }
    }
    return -1;
}

/* The next boundary line at or behind *at; *at: behind it, *line: where it begins. -1: none up to the end. */
static int next_boundary(const struct walk *w, size_t *at, size_t *line, bool *last)
{
    size_t from = *at;
    while (w->opened > 0 && from < w->raw.len) {
        size_t begin = from;
        if (!str_starts(str_from(w->raw, from), STR("--"))) {
            const char *found = memmem(w->raw.ptr + from, w->raw.len - from, "\n--", 3);
            if (found == NULL) {
                break;
            }
            begin = (size_t)(found - w->raw.ptr) + 1;
        }
        from = begin;
        int i = match(w, take_line(w->raw, &from), last);
        if (i >= 0) {
            *at = from;
            *line = begin;
            return i;
        }
    }
    *at = *line = w->raw.len;
    return -1;
}

/* Everything from part `from` on that is still open ends at `end`. */
static void close_parts(struct walk *w, int from, size_t end)
{
    for (int i = w->parts->n - 1; i >= from; i--) {
        struct part *part = &w->parts->at[i];
        size_t begin = (size_t)(part->body.ptr - w->raw.ptr);
        if (begin + part->body.len > end) {
            part->body.len = end > begin ? end - begin : 0;
        }
    }
}

/* The parts from `from` on: a message inside a message has its header right away. */
static struct part *add_parts(struct walk *w, size_t from, int parent, size_t *body)
{
    struct part *part = add_part(w, from, parent, body);
    while (part != NULL && part->shape == PART_MESSAGE) {
        part = add_part(w, *body, (int)(part - w->parts->at), body);
    }
    if (part != NULL && part->shape == PART_MULTI) {
        w->open[w->opened++] = (struct open){ (int)(part - w->parts->at), part->boundary };
    }
    return part;
}

enum status parts_find(struct arena *arena, struct str raw, struct parts *parts)
{
    struct walk w = { .arena = arena, .raw = raw, .parts = parts };
    size_t at, line;
    bool last = false;
    *parts = (struct parts){ .at = arena_array(arena, struct part, LIMIT_MAIL_PARTS) };
    if (parts->at == NULL) {
        return ST_NOMEM;
    }
    add_parts(&w, 0, -1, &at);
    int i;
    while (!parts->cut && (i = next_boundary(&w, &at, &line, &last)) >= 0) {
        int parent = w.open[i].part;
        size_t end = line;
        /* The line end before a boundary belongs to the boundary. */
        end -= end > 0 && raw.ptr[end - 1] == '\n';
        end -= end > 0 && end < line && raw.ptr[end - 1] == '\r';
        close_parts(&w, parent + 1, end);
        w.opened = i + 1;
        if (last) {
            close_parts(&w, parent, at);
            w.opened = i;
        } else {
            add_parts(&w, at, parent, &at);
        }
    }
    return arena->failed ? ST_NOMEM : ST_OK;
}

bool parts_within(const struct parts *parts, int part, int message)
{
    for (int i = part; i >= 0; i = parts->at[i].parent) {
        if (i == message) {
            return true;
        }
        int up = parts->at[i].parent;
        if (up >= 0 && parts->at[up].shape == PART_MESSAGE) {
            return false;
        }
    }
    return false;
}
