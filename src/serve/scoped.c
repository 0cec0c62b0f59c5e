/* scoped.c: see scoped.h. */
#include "serve/scoped.h"

#include "base/address.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/opt.h"

#include <string.h>

/* What only the faithful profile has, unless somebody set it. */
static const enum setting vendor_limits[] = {
    SETTING_OUTTHINK_RATE,
    SETTING_OUTTHINK_BULK_DELAY,
    SETTING_KASPERSKY_TOKEN_MONTHS,
    SETTING_KASPERSKY_UNUSED_MONTHS,
};

static void take_row(const struct settings *server, struct arena *arena, const struct query *q,
                     struct setting_value *values)
{
    bool of_key = query_text_at(q, 0).len > 0;
    size_t i = settings_find(server, query_text_at(q, 1));
    struct setting_value value = { .text = arena_str(arena, query_text_at(q, 2)),
                                   .from = of_key ? SETTING_FROM_KEY : SETTING_FROM_TENANT,
                                   .where = of_key ? STR("key") : STR("tenant") };
    /* What this program does not know, or no longer allows, says nothing. */
    if (i != SIZE_MAX && value.text.ptr != NULL &&
        settings_check(&server->rows[i], value.text, &value.number, NULL) == ST_OK) {
        values[i] = value;
    }
}

static void apply_profile(bool faithful, struct setting_value *values)
{
    enum { FAITHFUL, RELAXED };
    const struct setting_value *profile = &values[SETTING_PROFILE];
    bool said = profile->from != SETTING_FROM_DEFAULT;
    if (said ? profile->number == FAITHFUL : faithful) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(vendor_limits); i++) {
        struct setting_value *value = &values[vendor_limits[i]];
        if (value->from == SETTING_FROM_DEFAULT) {
            *value = (struct setting_value){ .text = STR("0"),
                                             .from = SETTING_FROM_PROFILE,
                                             .where = STR("profile relaxed") };
        }
    }
}

enum status scoped_values(struct db *db, const struct settings *server, bool faithful, struct arena *arena,
                          int64_t tenant, struct str key_id, struct setting_value *values)
{
    enum status st;
    must(server->row_count == SETTING_COUNT);
    memmove(values, server->values, SETTING_COUNT * sizeof *values);
    struct query *q = db_query(db, Q_SETTINGS_OF);
    query_int(q, 1, tenant);
    query_text(q, 2, key_id.ptr != NULL ? key_id : STR(""));
    while ((st = query_step(q)) == ST_OK) {
        take_row(server, arena, q, values);
    }
    apply_profile(faithful, values);
    return st != ST_END ? st : arena->failed ? ST_NOMEM : ST_OK;
}

void scoped_networks(struct str list, struct buf *networks)
{
    buf_reset(networks);
    for (struct str next; (next = settings_next(&list)).ptr != NULL;) {
        if (networks->len > 0) {
            buf_byte(networks, ' ');
        }
        buf_str(networks, next);
    }
}

static enum status find_row(const struct settings *settings, struct str name, size_t *i, struct why *why)
{
    *i = settings_find(settings, name);
    if (*i != SIZE_MAX) {
        return ST_OK;
    }
    const char *near = opt_nearest(name, settings->rows, settings->row_count, sizeof *settings->rows);
    int len = name.len > 80 ? 80 : (int)name.len;
    return near != NULL ? why_not(why, ST_INVALID, "there is no setting \"%.*s\"; did you mean %s?", len,
                                  name.ptr, near)
                        : why_not(why, ST_INVALID, "there is no setting \"%.*s\"; `muster config` lists them",
                                  len, name.ptr);
}

static enum status check_networks(const struct setting_row *row, struct str value, struct why *why)
{
    struct why wrong;
    struct buf networks;
    buf_init(&networks, LIMIT_SETTING);
    scoped_networks(value, &networks);
    enum status st = networks.len > 0 ? address_check_networks(buf_text(&networks), &wrong) : ST_OK;
    buf_done(&networks);
    return st == ST_OK ? ST_OK : why_not(why, st, "%s: %s", row->name, wrong.text);
}

static enum status check_row(const struct setting_row *row, struct str value, bool of_key, struct why *why)
{
    if (row->scope == SETTING_GLOBAL) {
        return why_not(why, ST_INVALID,
                       "%s is a setting of the whole server: a flag, a variable or a line of its "
                       "configuration file",
                       row->name);
    }
    if (row->scope == SETTING_TENANT && of_key) {
        return why_not(why, ST_INVALID,
                       "%s is a setting of a tenant, not of a key: `muster tenant set NAME %s "
                       "VALUE`",
                       row->name, row->name);
    }
    TRY(value.ptr != NULL ? settings_check(row, value, NULL, why) : ST_OK);
    return strstr(row->name, "_networks") != NULL ? check_networks(row, value, why) : ST_OK;
}

enum status scoped_check(struct str name, struct str value, bool of_key, struct why *why)
{
    struct settings settings;
    size_t i;
    TRY(settings_init(&settings));
    enum status st = find_row(&settings, name, &i, why);
    st = st != ST_OK ? st : check_row(&settings.rows[i], value, of_key, why);
    settings_done(&settings);
    return st;
}
