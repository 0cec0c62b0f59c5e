/* record_read.c: a line of JSON becomes a record. Strict: what is not understood is an error that names it,
 * so that a misspelt key never loses data silently. */
#include "base/base64.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "model/members.h"
#include "model/record_io.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_KEY = 72 }; /* keys of the tables are shorter */

struct reading {
    const struct kind_table *table;
    struct arena *arena;
    struct record *record;
    struct fault *fault;
};

static enum status bad(struct fault *fault, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status bad(struct fault *fault, const char *field, const char *format, ...)
{
    va_list args;
    snprintf(fault->field, sizeof fault->field, "%s", field);
    va_start(args, format);
    vsnprintf(fault->why.text, sizeof fault->why.text, format, args);
    va_end(args);
    return ST_INVALID;
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F) {
            return true;
        }
    }
    return false;
}

static bool looks_like_email(struct str s)
{
    const char *at = memchr(s.ptr, '@', s.len);
    return at != NULL && at > s.ptr && at + 1 < s.ptr + s.len && memchr(s.ptr, ' ', s.len) == NULL;
}

static enum status read_name(const struct reading *r, const struct member *m, struct str s, struct str *to)
{
    s = str_trim(s);
    if (s.len == 0) {
        return bad(r->fault, m->key, "%s is empty; leave the key out, or give null to erase it", m->key);
    }
    if (s.len > LIMIT_NAME) {
        return bad(r->fault, m->key, "%s is longer than %d bytes", m->key, LIMIT_NAME);
    }
    if (has_control(s)) {
        return bad(r->fault, m->key, "%s holds a control character", m->key);
    }
    if (m->type == M_EMAIL && !looks_like_email(s)) {
        return bad(r->fault, m->key, "%s is not an e-mail address", m->key);
    }
    *to = arena_str(r->arena, s);
    return ST_OK;
}

static enum status read_country(const struct reading *r, const struct member *m, struct str s, struct str *to)
{
    char two[2];
    for (size_t i = 0; s.len == 2 && i < 2; i++) {
        two[i] = (char)(s.ptr[i] & ~0x20);
    }
    if (s.len != 2 || two[0] < 'A' || two[0] > 'Z' || two[1] < 'A' || two[1] > 'Z') {
        return bad(r->fault, m->key, "%s is not an ISO 3166 code of two letters such as DE", m->key);
    }
    *to = arena_str(r->arena, (struct str){ two, 2 });
    return ST_OK;
}

static enum status read_text(const struct reading *r, const struct member *m, const struct jsonin *v,
                             struct str *to)
{
    struct str s;
    if (!jsonin_text(v, &s)) {
        return bad(r->fault, m->key, "%s must be a text", m->key);
    }
    switch (m->type) {
    case M_NAME:
    case M_EMAIL:
        return read_name(r, m, s, to);
    case M_COUNTRY:
        return read_country(r, m, s, to);
    default:
        if (s.len > LIMIT_TEXT) {
            return bad(r->fault, m->key, "%s is longer than %zu bytes", m->key, LIMIT_TEXT);
        }
        *to = arena_str(r->arena, s);
        return ST_OK;
    }
}

static enum status read_int(const struct reading *r, const struct member *m, const struct jsonin *v,
                            int64_t *to)
{
    int64_t i;
    if (!jsonin_int_or_text(v, &i)) {
        return bad(r->fault, m->key, "%s must be a whole number", m->key);
    }
    if (i < m->lo || i > m->hi) {
        return bad(r->fault, m->key, "%s must be between %lld and %lld", m->key, (long long)m->lo,
                   (long long)m->hi);
    }
    *to = i;
    return ST_OK;
}

static enum status read_real(const struct reading *r, const struct member *m, const struct jsonin *v,
                             double *to)
{
    double d;
    if (!jsonin_real(v, &d)) {
        return bad(r->fault, m->key, "%s must be a number", m->key);
    }
    if (!(d >= (double)m->lo && d <= (double)m->hi)) {
        return bad(r->fault, m->key, "%s must be between %lld and %lld", m->key, (long long)m->lo,
                   (long long)m->hi);
    }
    *to = d == 0 ? 0 : d;
    return ST_OK;
}

static enum status read_word(const struct reading *r, const struct member *m, const struct jsonin *v, int *to)
{
    char all[256] = "";
    size_t n = 0;
    struct str s;
    int value = jsonin_text(v, &s) ? words_value(m->words, s) : 0;
    if (value != 0) {
        *to = value;
        return ST_OK;
    }
    for (int i = 0; i < m->words->n && n + 32 < sizeof all; i++) {
        n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i ? ", " : "", m->words->w[i]);
    }
    return bad(r->fault, m->key, "%s must be one of: %s", m->key, all);
}

static enum status read_time(const struct reading *r, const struct member *m, const struct jsonin *v,
                             int64_t *to)
{
    struct str s;
    if (!jsonin_text(v, &s) || !when_parse(s, to)) {
        return bad(r->fault, m->key,
                   "%s is not a time such as 2026-01-31T09:30:00Z (up to 7 fraction digits)", m->key);
    }
    return ST_OK;
}

static enum status read_part(const struct reading *r, const struct member *m, const struct jsonin *v,
                             int64_t *to)
{
    bool date = m->type == M_DATE;
    struct str s;
    if (!jsonin_text(v, &s) || !(date ? when_parse_date(s, to) : when_parse_clock(s, to))) {
        return bad(r->fault, m->key, "%s is not a %s", m->key,
                   date ? "date such as 2026-01-31" : "time of day such as 09:30:00");
    }
    return ST_OK;
}

static enum status read_truth(const struct reading *r, const struct member *m, const struct jsonin *v,
                              int *to)
{
    bool truth;
    if (!jsonin_bool(v, &truth)) {
        return bad(r->fault, m->key, "%s must be true, false or null", m->key);
    }
    *to = truth;
    return ST_OK;
}

static enum status read_uuid(const struct reading *r, const struct member *m, const struct jsonin *v,
                             struct uuid *to)
{
    struct str s;
    if (!jsonin_text(v, &s) || !uuid_parse(s, to)) {
        return bad(r->fault, m->key, "%s is not a GUID", m->key);
    }
    return ST_OK;
}

static enum status read_key24(const struct reading *r, const struct member *m, const struct jsonin *v,
                              struct key24 *to)
{
    struct key24 key = { .set = true };
    struct str s = STR_NONE;
    jsonin_text(v, &s);
    for (size_t i = 0; s.len == 24 && i < 24; i++) {
        static const char hex[] = "0123456789abcdef";
        const char *digit =
            s.ptr[i] ? strchr(hex, s.ptr[i] >= 'A' && s.ptr[i] <= 'F' ? s.ptr[i] + 32 : s.ptr[i]) : NULL;
        if (digit == NULL) {
            s.len = 0;
            break;
        }
        key.b[i / 2] = (uint8_t)(key.b[i / 2] << 4 | (digit - hex));
    }
    if (s.len != 24) {
        return bad(r->fault, m->key, "%s must be 24 hexadecimal digits", m->key);
    }
    *to = key;
    return ST_OK;
}

struct entry {
    struct str key, text;
};

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

/* The text of a buffer goes to the arena, the buffer away. */
static enum status keep(const struct reading *r, struct buf *out, struct str *to)
{
    bool failed = out->failed;
    *to = arena_str(r->arena, buf_text(out));
    buf_done(out);
    return failed || r->arena->failed ? ST_NOMEM : ST_OK;
}

/* An object of texts, printed with sorted keys: equal content, equal bytes. */
static enum status read_map(const struct reading *r, const struct member *m, const struct jsonin *v,
                            struct str *to)
{
    size_t n = jsonin_count(v), i = 0;
    struct entry *entries = arena_array(r->arena, struct entry, n);
    struct buf out;
    if (jsonin_kind(v) != JSONIN_MAP || n > LIMIT_MAP || entries == NULL) {
        return bad(r->fault, m->key, "%s must be an object of at most %d texts", m->key, LIMIT_MAP);
    }
    for (struct jsonin_walk w = jsonin_walk(v); jsonin_next(&w); i++) {
        entries[i].key = w.key;
        if (!jsonin_text(w.value, &entries[i].text) || w.key.len > LIMIT_NAME ||
            entries[i].text.len > LIMIT_TEXT) {
            return bad(r->fault, m->key, "%s." STR_FMT " must be a text", m->key,
                       (int)(w.key.len < 40 ? w.key.len : 40), w.key.ptr);
        }
    }
    if (n > 1) {
        qsort(entries, n, sizeof *entries, by_key);
    }
    buf_init(&out, LIMIT_RECORD * 2);
    struct json j = json_to(&out);
    json_open(&j, '{');
    for (i = 0; i < n; i++) {
        json_key(&j, entries[i].key);
        json_str(&j, entries[i].text);
    }
    json_close(&j, '}');
    return keep(r, &out, to);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* An array of names, sorted, repeats left out: the order of aliases means nothing. */
static enum status read_texts(const struct reading *r, const struct member *m, const struct jsonin *v,
                              struct str *to)
{
    size_t n = jsonin_count(v);
    struct str *texts = arena_array(r->arena, struct str, n);
    struct buf out;
    if (jsonin_kind(v) != JSONIN_LIST || n > LIMIT_ALIASES || texts == NULL) {
        return bad(r->fault, m->key, "%s must be a list of at most %d texts", m->key, LIMIT_ALIASES);
    }
    for (size_t i = 0; i < n; i++) {
        if (!jsonin_text(jsonin_item(v, i), &texts[i])) {
            return bad(r->fault, m->key, "%s must be a list of texts", m->key);
        }
        TRY(read_name(r, m, texts[i], &texts[i]));
    }
    if (n > 1) {
        qsort(texts, n, sizeof *texts, by_text);
    }
    buf_init(&out, LIMIT_RECORD * 2);
    struct json j = json_to(&out);
    json_open(&j, '[');
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(texts[i], texts[i - 1])) {
            json_str(&j, texts[i]);
        }
    }
    json_close(&j, ']');
    return keep(r, &out, to);
}

struct detail {
    struct str key, value;
    bool important;
};

static int by_detail(const void *x, const void *y)
{
    const struct detail *a = x, *b = y;
    int c = str_cmp(a->key, b->key);
    c = c ? c : str_cmp(a->value, b->value);
    return c ? c : (int)a->important - (int)b->important;
}

static enum status read_detail(const struct reading *r, const struct member *m, const struct jsonin *v,
                               struct detail *to)
{
    *to = (struct detail){ .key = STR_NONE };
    if (jsonin_kind(v) != JSONIN_MAP) {
        return bad(r->fault, m->key, "%s must be a list of {key, value, important}", m->key);
    }
    for (struct jsonin_walk w = jsonin_walk(v); jsonin_next(&w);) {
        bool known = str_eq(w.key, STR("key"))         ? jsonin_text(w.value, &to->key)
                     : str_eq(w.key, STR("value"))     ? jsonin_text(w.value, &to->value)
                     : str_eq(w.key, STR("important")) ? jsonin_bool(w.value, &to->important)
                                                       : false;
        if (!known) {
            return bad(r->fault, m->key,
                       "%s has entries of key (text), value (text), important (true, false)", m->key);
        }
    }
    if (to->key.len == 0 || to->key.len > LIMIT_NAME || to->value.ptr == NULL || to->value.len > LIMIT_TEXT) {
        return bad(r->fault, m->key, "an entry of %s lacks its key or value, or is too long", m->key);
    }
    return ST_OK;
}

/* Sorted: the order of the entries means nothing, equal content is equal bytes. */
static enum status read_metadata(const struct reading *r, const struct member *m, const struct jsonin *v,
                                 struct str *to)
{
    size_t n = jsonin_count(v);
    struct detail *details = arena_array(r->arena, struct detail, n);
    struct buf out;
    if (jsonin_kind(v) != JSONIN_LIST || n > LIMIT_MAP || details == NULL) {
        return bad(r->fault, m->key, "%s must be a list of at most %d entries", m->key, LIMIT_MAP);
    }
    for (size_t i = 0; i < n; i++) {
        TRY(read_detail(r, m, jsonin_item(v, i), &details[i]));
    }
    if (n > 1) {
        qsort(details, n, sizeof *details, by_detail);
    }
    buf_init(&out, LIMIT_RECORD * 2);
    struct json j = json_to(&out);
    json_open(&j, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&j, '{');
        json_key(&j, STR("key"));
        json_str(&j, details[i].key);
        json_key(&j, STR("value"));
        json_str(&j, details[i].value);
        json_key(&j, STR("important"));
        json_bool(&j, details[i].important);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    return keep(r, &out, to);
}

/* An array of {name, email}: the order in which they stood in the mail. */
static enum status read_boxes(const struct reading *r, const struct member *m, const struct jsonin *v,
                              struct str *to)
{
    size_t n = jsonin_count(v);
    struct buf out;
    bool good = jsonin_kind(v) == JSONIN_LIST && n <= LIMIT_MAIL_RECIPIENTS;
    buf_init(&out, LIMIT_RECORD * 2);
    struct json j = json_to(&out);
    json_open(&j, '[');
    for (size_t i = 0; good && i < n; i++) {
        const struct jsonin *box = jsonin_item(v, i);
        struct str name = STR_NONE, email = STR_NONE;
        jsonin_text(jsonin_get(box, STR("name")), &name);
        jsonin_text(jsonin_get(box, STR("email")), &email);
        good = jsonin_kind(box) == JSONIN_MAP && name.len <= LIMIT_NAME && email.len <= LIMIT_NAME;
        json_open(&j, '{');
        json_key(&j, STR("name"));
        json_str(&j, name);
        json_key(&j, STR("email"));
        json_str(&j, email);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    enum status st = keep(r, &out, to);
    return good ? st
                : bad(r->fault, m->key, "%s must be a list of at most %d objects with name and email", m->key,
                      LIMIT_MAIL_RECIPIENTS);
}

static enum status read_bytes(const struct reading *r, const struct member *m, const struct jsonin *v,
                              struct str *to)
{
    struct str s;
    if (!jsonin_text(v, &s) || !base64_read(r->arena, s, to)) {
        return bad(r->fault, m->key, "%s must be base64", m->key);
    }
    return to->len <= LIMIT_MAIL_RAW
               ? ST_OK
               : bad(r->fault, m->key, "%s is longer than %zu bytes", m->key, LIMIT_MAIL_RAW);
}

static enum status read_member(const struct reading *r, const struct member *m, const struct jsonin *v)
{
    void *at = (char *)&r->record->body + m->at;
    switch (m->type) {
    case M_NAME:
    case M_EMAIL:
    case M_TEXT:
    case M_COUNTRY:
        return read_text(r, m, v, at);
    case M_INT:
        return read_int(r, m, v, at);
    case M_REAL:
        return read_real(r, m, v, at);
    case M_TRUTH:
        return read_truth(r, m, v, at);
    case M_TIME:
        return read_time(r, m, v, at);
    case M_DATE:
    case M_CLOCK:
        return read_part(r, m, v, at);
    case M_WORD:
        return read_word(r, m, v, at);
    case M_UUID:
        return read_uuid(r, m, v, at);
    case M_KEY24:
        return read_key24(r, m, v, at);
    case M_MAP:
        return read_map(r, m, v, at);
    case M_TEXTS:
        return read_texts(r, m, v, at);
    case M_METADATA:
        return read_metadata(r, m, v, at);
    case M_BOXES:
        return read_boxes(r, m, v, at);
    case M_BYTES:
        return read_bytes(r, m, v, at);
    case M_END:
        break;
    }
    must(!"a member type without a reader");
    return ST_CORRUPT;
}

static const char *nearest(const struct kind_table *table, struct str key)
{
    const char *best = NULL;
    int least = 4;
    for (const struct member *m = table->members; m->type != M_END; m++) {
        int d = m->made ? 99 : str_distance(key, str_of(m->key));
        if (d < least) {
            least = d;
            best = m->key;
        }
    }
    return best;
}

static const char *article(const struct kind_table *table)
{
    return strchr("aeiou", table->name[0]) ? "an" : "a";
}

static enum status unknown_key(const struct reading *r, const char *key)
{
    const char *near = nearest(r->table, str_of(key));
    if (near != NULL) {
        return bad(r->fault, key, "%s %s has no key %.60s; did you mean %s?", article(r->table),
                   r->table->name, key, near);
    }
    return bad(r->fault, key, "%s %s has no key %.60s", article(r->table), r->table->name, key);
}

static enum status read_key(const struct reading *r, const char *key, const struct jsonin *v);

/* A key whose members are named "key.x" in the table: an object one level down; null empties all of them.
 */
static enum status read_group(const struct reading *r, const char *key, const struct jsonin *v)
{
    size_t len = strlen(key);
    bool known = false, null = jsonin_kind(v) == JSONIN_NULL;
    for (int i = 0; i < r->table->count; i++) {
        const struct member *m = &r->table->members[i];
        if (strncmp(m->key, key, len) == 0 && m->key[len] == '.') {
            known = true;
            r->record->given |= null ? (uint64_t)1 << i : 0;
        }
    }
    if (!known) {
        return unknown_key(r, key);
    }
    if (!null && jsonin_kind(v) != JSONIN_MAP) {
        return bad(r->fault, key, "%s must be an object", key);
    }
    for (struct jsonin_walk w = jsonin_walk(v); jsonin_next(&w);) {
        char whole[LIMIT_KEY];
        snprintf(whole, sizeof whole, "%s." STR_FMT, key, STR_ARG(w.key));
        TRY(read_key(r, whole, w.value));
    }
    return ST_OK;
}

static enum status read_key(const struct reading *r, const char *key, const struct jsonin *v)
{
    for (int i = 0; i < r->table->count; i++) {
        const struct member *m = &r->table->members[i];
        if (strcmp(m->key, key) == 0 && !m->made) {
            r->record->given |= (uint64_t)1 << i;
            if (jsonin_kind(v) == JSONIN_NULL) {
                return m->required ? bad(r->fault, key, "%s cannot be null: it is part of the key", key)
                                   : ST_OK;
            }
            return read_member(r, m, v);
        }
    }
    return strchr(key, '.') ? unknown_key(r, key) : read_group(r, key, v);
}

static enum status read_head(const struct reading *r, const char *key, const struct jsonin *v, bool *taken)
{
    *taken = true;
    if (strcmp(key, "kind") == 0) {
        return ST_OK;
    }
    if (strcmp(key, "deleted") == 0) {
        return jsonin_bool(v, &r->record->deleted) ? ST_OK
                                                   : bad(r->fault, key, "deleted must be true or false");
    }
    if (strcmp(key, "updatedAt") == 0) {
        static const struct member m = { .key = "updatedAt", .type = M_TIME };
        return jsonin_kind(v) == JSONIN_NULL ? ST_OK : read_time(r, &m, v, &r->record->updated_at);
    }
    *taken = false;
    return ST_OK;
}

/* An identifier that was given or made is never taken away again: null for one says nothing. */
static void keep_ids(const struct reading *r)
{
    for (int i = 0; i < r->table->count; i++) {
        const struct member *m = &r->table->members[i];
        if (strncmp(m->key, "ids.", 4) == 0 && !member_there(m, (const char *)&r->record->body + m->at)) {
            r->record->given &= ~((uint64_t)1 << i);
        }
    }
}

static enum status read_object(const struct reading *r, const struct jsonin *object)
{
    for (struct jsonin_walk w = jsonin_walk(object); jsonin_next(&w);) {
        char key[LIMIT_KEY];
        bool taken;
        /* A longer key is cut, and then matches nothing. */
        size_t len = w.key.len < sizeof key ? w.key.len : sizeof key - 1;
        memcpy(key, w.key.ptr, len);
        key[len] = 0;
        TRY(read_head(r, key, w.value, &taken));
        if (!taken) {
            TRY(read_key(r, key, w.value));
        }
    }
    keep_ids(r);
    for (int i = 0; i < r->table->count; i++) {
        const struct member *m = &r->table->members[i];
        if (m->required && !(r->record->given >> i & 1)) {
            return bad(r->fault, m->key, "%s %s needs %s", article(r->table), r->table->name, m->key);
        }
    }
    return r->arena->failed ? ST_NOMEM : ST_OK;
}

static enum status read_kind(const struct jsonin *object, struct record *record, struct fault *fault)
{
    struct str name;
    if (jsonin_kind(object) != JSONIN_MAP) {
        return bad(fault, "", "a record must be a JSON object");
    }
    if (!jsonin_text(jsonin_get(object, STR("kind")), &name)) {
        return bad(fault, "kind", "kind is missing: it says what the record is, such as \"person\"");
    }
    enum record_kind kind = kind_of(name);
    if (kind == KIND_NONE) {
        return bad(fault, "kind",
                   "unknown kind; known are organization, group, person, campaign, module, "
                   "enrollment, progress, attempt, certificate, comment, simulationEvent, jobRole, behavior, "
                   "behaviorEvent, ingestion, reportedMail, mailDecision");
    }
    record_init(record, kind);
    return ST_OK;
}

enum status record_read(struct str line, struct arena *arena, struct record *record, struct fault *fault)
{
    struct record made;
    struct jsonin *object;
    fault->field[0] = 0;
    fault->kind = KIND_NONE;
    TRY(jsonin_parse(line, &object, &fault->why));
    enum status st = read_kind(object, &made, fault);
    if (st == ST_OK) {
        fault->kind = made.kind;
        struct reading r = { kind_table(made.kind), arena, &made, fault };
        st = read_object(&r, object);
    }
    jsonin_free(object);
    if (st == ST_OK) {
        *record = made;
    }
    return st;
}
