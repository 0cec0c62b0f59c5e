/* record_pack.c: records as bytes (for the stage of an import), compared and merged, bound to and read from
 * rows of the store. Every function walks the member table once. */
#include "base/must.h"
#include "model/members.h"
#include "model/record_io.h"

#include <string.h>

static bool is_text(enum member_type type)
{
    return type == M_NAME || type == M_EMAIL || type == M_TEXT || type == M_COUNTRY || type == M_MAP ||
           type == M_TEXTS || type == M_METADATA || type == M_BOXES || type == M_BYTES;
}

static size_t size_of(enum member_type type)
{
    switch (type) {
    case M_INT:
    case M_TIME:
    case M_DATE:
    case M_CLOCK:
        return sizeof(int64_t);
    case M_REAL:
        return sizeof(double);
    case M_TRUTH:
    case M_WORD:
        return sizeof(int);
    case M_UUID:
        return sizeof(struct uuid);
    case M_KEY24:
        return sizeof(struct key24);
    default:
        must(!"a member type without a size");
        return 0;
    }
}

struct packed_head {
    int64_t updated_at;
    uint64_t given;
    int32_t kind;
    int32_t deleted;
};

void record_pack(struct buf *out, const struct record *record)
{
    const struct kind_table *table = kind_table(record->kind);
    struct packed_head head = { record->updated_at, record->given, record->kind, record->deleted };
    buf_add(out, &head, sizeof head);
    for (int i = 0; i < table->count; i++) {
        const struct member *m = &table->members[i];
        const char *at = (const char *)&record->body + m->at;
        if (!(record->given >> i & 1)) {
            continue;
        }
        if (is_text(m->type)) {
            struct str s = *(const struct str *)(const void *)at;
            int64_t len = s.ptr ? (int64_t)s.len : -1;
            buf_add(out, &len, sizeof len);
            buf_add(out, s.ptr, s.len);
        } else {
            buf_add(out, at, size_of(m->type));
        }
    }
}

static void take(struct str *bytes, void *to, size_t n)
{
    must(bytes->len >= n);
    memcpy(to, bytes->ptr, n);
    *bytes = str_from(*bytes, n);
}

void record_unpack(struct str bytes, struct arena *arena, struct record *record)
{
    struct packed_head head;
    take(&bytes, &head, sizeof head);
    record_init(record, (enum record_kind)head.kind);
    record->updated_at = head.updated_at;
    record->given = head.given;
    record->deleted = head.deleted != 0;
    const struct kind_table *table = kind_table(record->kind);
    for (int i = 0; i < table->count; i++) {
        const struct member *m = &table->members[i];
        char *at = (char *)&record->body + m->at;
        if (!(head.given >> i & 1)) {
            continue;
        }
        if (is_text(m->type)) {
            int64_t len;
            take(&bytes, &len, sizeof len);
            must(len >= -1 && len <= (int64_t)bytes.len);
            struct str s = len < 0 ? STR_NONE : (struct str){ bytes.ptr, (size_t)len };
            *(struct str *)(void *)at = arena ? arena_str(arena, s) : s;
            bytes = str_from(bytes, s.len);
        } else {
            take(&bytes, at, size_of(m->type));
        }
    }
    must(bytes.len == 0);
}

static bool same_member(const struct member *m, const char *a, const char *b)
{
    if (is_text(m->type)) {
        return str_eq(*(const struct str *)(const void *)a, *(const struct str *)(const void *)b);
    }
    if (m->type == M_UUID) {
        return uuid_eq((const void *)a, (const void *)b);
    }
    /* Doubles too: -0 is never stored, and a score is there or exactly -1. */
    return memcmp(a, b, size_of(m->type)) == 0;
}

uint64_t record_merge(struct record *into, const struct record *from)
{
    const struct kind_table *table = kind_table(from->kind);
    uint64_t changed = 0;
    must(into->kind == from->kind);
    for (int i = 0; i < table->count; i++) {
        const struct member *m = &table->members[i];
        char *a = (char *)&into->body + m->at;
        const char *b = (const char *)&from->body + m->at;
        if ((from->given >> i & 1) && !same_member(m, a, b)) {
            memcpy(a, b, is_text(m->type) ? sizeof(struct str) : size_of(m->type));
            changed |= m->reference ? 0 : (uint64_t)1 << i;
        }
    }
    return changed;
}

bool record_same(const struct record *a, const struct record *b)
{
    if (a->kind != b->kind || a->deleted != b->deleted || a->given != b->given ||
        a->updated_at != b->updated_at) {
        return false;
    }
    struct record copy = *a;
    return record_merge(&copy, b) == 0;
}

static struct str key24_text(const struct key24 *key)
{
    return key->set ? (struct str){ (const char *)key->b, sizeof key->b } : STR_NONE;
}

void record_bind(struct query *q, int at, const struct record *record)
{
    for (const struct member *m = kind_table(record->kind)->members; m->type != M_END; m++) {
        const void *v = (const char *)&record->body + m->at;
        if (m->column == NULL) {
            continue;
        }
        switch (m->type) {
        case M_INT:
        case M_TIME:
        case M_DATE:
        case M_CLOCK:
            query_int(q, at, *(const int64_t *)v);
            break;
        case M_REAL:
            query_real(q, at, *(const double *)v);
            break;
        case M_TRUTH:
            query_int(q, at, *(const int *)v < 0 ? NONE : *(const int *)v);
            break;
        case M_WORD:
            query_int(q, at, *(const int *)v == 0 ? NONE : *(const int *)v);
            break;
        case M_UUID:
            query_uuid(q, at, v);
            break;
        case M_KEY24:
            query_blob(q, at, key24_text(v));
            break;
        case M_BYTES:
            query_blob(q, at, *(const struct str *)v);
            break;
        default:
            query_text(q, at, *(const struct str *)v);
        }
        at++;
    }
}

static void load_member(struct query *q, int at, struct arena *arena, const struct member *m, void *v)
{
    switch (m->type) {
    case M_INT:
    case M_TIME:
    case M_DATE:
    case M_CLOCK:
        *(int64_t *)v = query_int_at(q, at);
        break;
    case M_REAL:
        *(double *)v = query_real_at(q, at);
        break;
    case M_TRUTH:
        *(int *)v = query_is_null(q, at) ? -1 : query_int_at(q, at) != 0;
        break;
    case M_WORD:
        *(int *)v = query_is_null(q, at) ? 0 : (int)query_int_at(q, at);
        must(*(int *)v >= 0 && *(int *)v <= m->words->n);
        break;
    case M_UUID:
        *(struct uuid *)v = query_uuid_at(q, at);
        break;
    case M_KEY24: {
        struct str bytes = query_blob_at(q, at);
        struct key24 *key = v;
        key->set = bytes.len == sizeof key->b;
        if (key->set) {
            memcpy(key->b, bytes.ptr, sizeof key->b);
        }
        break;
    }
    case M_BYTES:
        *(struct str *)v = arena_str(arena, query_blob_at(q, at));
        break;
    default:
        *(struct str *)v = arena_str(arena, query_text_at(q, at));
    }
}

void record_load(struct query *q, int at, struct arena *arena, struct record *record)
{
    const struct kind_table *table = kind_table(record->kind);
    for (int i = 0; i < table->count; i++) {
        const struct member *m = &table->members[i];
        if (m->column != NULL) {
            load_member(q, at++, arena, m, (char *)&record->body + m->at);
            record->given |= (uint64_t)1 << i;
        }
    }
}
