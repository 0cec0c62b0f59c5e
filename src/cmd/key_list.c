/* key_list.c: the keys of a tenant with their tokens and settings, as JSON and as a table. */
#include "cmd/key_list.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/when.h"
#include "dialect/access.h"
#include "model/record.h"

#include <string.h>

enum { COLUMNS = 8 };

/* A key's line of the table; the list keeps what is printed last. */
struct row {
    struct row *next;
    struct str cell[COLUMNS];
};

struct listing {
    struct db *db;
    struct arena *arena;
    int64_t tenant;
};

static void put_time(struct json *j, struct str key, int64_t ticks)
{
    json_key(j, key);
    json_time(j, ticks);
}

static void put_words(struct json *j, struct str key, struct str words)
{
    json_key(j, key);
    json_open(j, '[');
    while (words.ptr != NULL) {
        struct str word = str_cut(&words, ' ');
        if (word.len) {
            json_str(j, word);
        }
    }
    json_close(j, ']');
}

/* Its tokens that are stored; the key's last use is the latest of theirs. */
static enum status put_tokens(const struct listing *l, struct json *j, struct str id)
{
    struct query *q = db_query(l->db, Q_TOKEN_LIST);
    int64_t last = NONE;
    enum status st;
    query_int(q, 1, l->tenant);
    query_text(q, 2, id);
    json_key(j, STR("tokens"));
    json_open(j, '[');
    while ((st = query_step(q)) == ST_OK) {
        last = query_int_at(q, 3) > last ? query_int_at(q, 3) : last;
        json_open(j, '{');
        put_time(j, STR("createdAt"), query_int_at(q, 1));
        put_time(j, STR("endsAt"), query_int_at(q, 2));
        put_time(j, STR("lastUsedAt"), query_int_at(q, 3));
        json_close(j, '}');
    }
    json_close(j, ']');
    put_time(j, STR("lastUsedAt"), last);
    return st == ST_END ? ST_OK : st;
}

static enum status put_settings(const struct listing *l, struct json *j, struct str id)
{
    struct query *q = db_query(l->db, Q_SETTINGS_OF);
    enum status st;
    query_int(q, 1, l->tenant);
    query_text(q, 2, id);
    json_key(j, STR("settings"));
    json_open(j, '{');
    while ((st = query_step(q)) == ST_OK) {
        if (query_text_at(q, 0).len > 0) {
            json_key(j, query_text_at(q, 1));
            json_str(j, query_text_at(q, 2));
        }
    }
    json_close(j, '}');
    return st == ST_END ? ST_OK : st;
}

static enum status print_key(const struct listing *l, struct json *j, const struct query *q)
{
    struct str id = query_text_at(q, 0);
    json_open(j, '{');
    json_key(j, STR("id"));
    json_str(j, id);
    json_key(j, STR("name"));
    json_str(j, query_text_at(q, 1));
    put_words(j, STR("apis"), access_api_names(l->arena, (unsigned)query_int_at(q, 2)));
    put_words(j, STR("scopes"), query_text_at(q, 3));
    put_words(j, STR("cidrs"), query_text_at(q, 4));
    json_key(j, STR("pseudonymous"));
    json_bool(j, query_int_at(q, 5) != 0);
    put_time(j, STR("createdAt"), query_int_at(q, 6));
    put_time(j, STR("expiresAt"), query_int_at(q, 7));
    put_time(j, STR("revokedAt"), query_int_at(q, 8));
    TRY(put_tokens(l, j, id));
    TRY(put_settings(l, j, id));
    json_close(j, '}');
    return ST_OK;
}

static enum status print_json(const struct listing *l, struct query *q, struct buf *out)
{
    struct json j = json_to(out);
    enum status st;
    json_open(&j, '[');
    while ((st = query_step(q)) == ST_OK) {
        TRY(print_key(l, &j, q));
    }
    json_close(&j, ']');
    buf_byte(out, '\n');
    return st;
}

/* ---- for people ---- */

static struct str moment(struct arena *arena, int64_t ticks)
{
    char text[WHEN_TEXT_MAX];
    if (ticks == NONE) {
        return STR("-");
    }
    return arena_str(arena, (struct str){ text, when_print(text, ticks, "Y-M-D h:m") });
}

static struct str or_dash(struct arena *arena, struct str text)
{
    return text.len > 0 ? arena_str(arena, text) : STR("-");
}

/* "2 (old until 2026-01-31 09:30)", and when any of them was used. */
static enum status read_tokens(const struct listing *l, struct str id, struct str *tokens, int64_t *last)
{
    struct query *q = db_query(l->db, Q_TOKEN_LIST);
    struct str old = STR("");
    int64_t n = 0;
    enum status st;
    *last = NONE;
    query_int(q, 1, l->tenant);
    query_text(q, 2, id);
    for (; (st = query_step(q)) == ST_OK; n++) {
        *last = query_int_at(q, 3) > *last ? query_int_at(q, 3) : *last;
        if (query_int_at(q, 2) != NONE) {
            old = arena_format(l->arena, " (old until " STR_FMT ")",
                               STR_ARG(moment(l->arena, query_int_at(q, 2))));
        }
    }
    *tokens = arena_format(l->arena, "%lld" STR_FMT, (long long)n, STR_ARG(old));
    return st == ST_END ? ST_OK : st;
}

static enum status read_row(const struct listing *l, const struct query *q, struct row *row)
{
    struct str id = query_text_at(q, 0);
    int64_t expires = query_int_at(q, 7), revoked = query_int_at(q, 8), last;
    TRY(read_tokens(l, id, &row->cell[5], &last));
    row->cell[0] = arena_str(l->arena, id);
    row->cell[1] = or_dash(l->arena, query_text_at(q, 1));
    row->cell[2] = access_api_names(l->arena, (unsigned)query_int_at(q, 2));
    row->cell[3] = query_text_at(q, 3).len > 0 ? arena_str(l->arena, query_text_at(q, 3)) : STR("all");
    row->cell[4] = moment(l->arena, last);
    row->cell[6] = revoked != NONE
                       ? arena_format(l->arena, "revoked " STR_FMT, STR_ARG(moment(l->arena, revoked)))
                       : moment(l->arena, expires);
    row->cell[7] = query_int_at(q, 5) != 0 ? STR("pseudonymous") : STR("");
    return l->arena->failed ? ST_NOMEM : ST_OK;
}

static void print_row(const struct row *row, const size_t *width, struct buf *out)
{
    size_t last = COLUMNS - 1;
    while (last > 0 && row->cell[last].len == 0) {
        last--;
    }
    for (size_t i = 0; i <= last; i++) {
        buf_str(out, row->cell[i]);
        for (size_t n = row->cell[i].len; i < last && n < width[i] + 2; n++) {
            buf_byte(out, ' ');
        }
    }
    buf_byte(out, '\n');
}

static enum status print_table(const struct listing *l, struct query *q, struct buf *out)
{
    struct row head = {
        .cell = {STR("ID"), STR("NAME"), STR("APIS"), STR("SCOPES"), STR("LAST USED"), STR("TOKENS"),
                 STR("ENDS"), STR("")}
    };
    struct row **end = &head.next;
    size_t width[COLUMNS] = { 0 };
    enum status st;
    while ((st = query_step(q)) == ST_OK) {
        *end = arena_new(l->arena, struct row);
        if (*end == NULL) {
            return ST_NOMEM;
        }
        TRY(read_row(l, q, *end));
        end = &(*end)->next;
    }
    for (const struct row *row = &head; row != NULL; row = row->next) {
        for (size_t i = 0; i < COLUMNS; i++) {
            width[i] = row->cell[i].len > width[i] ? row->cell[i].len : width[i];
        }
    }
    for (const struct row *row = &head; row != NULL; row = row->next) {
        print_row(row, width, out);
    }
    return st;
}

enum status key_list_print(struct db *db, int64_t tenant, bool as_json, struct buf *out)
{
    struct arena arena;
    struct query *q = db_query(db, Q_KEY_LIST);
    arena_init(&arena, 64 * MIB);
    const struct listing listing = { db, &arena, tenant };
    query_int(q, 1, tenant);
    enum status st = as_json ? print_json(&listing, q, out) : print_table(&listing, q, out);
    query_end(q);
    arena_done(&arena);
    return st == ST_END ? ST_OK : st;
}
