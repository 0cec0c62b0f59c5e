/* settings.c: finding, checking and setting values; reading flags, environment and file (libinih).
 * Printing is in settings_print.c. */
#include "base/settings.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/opt.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

static const struct setting_row table[] = {
#define SETTING(identifier, name, kind, missing, scope, lo, hi, secret, help)                                \
    [SETTING_##identifier] = { name, SETTING_##kind, missing, SETTING_##scope, lo, hi, secret, help },
#include "base/settings_table.h"
#undef SETTING
};

enum status settings_init(struct settings *settings)
{
    return settings_init_rows(settings, table, COUNT_OF(table));
}

enum status settings_init_rows(struct settings *settings, const struct setting_row *rows, size_t count)
{
    *settings = (struct settings){ .rows = rows, .row_count = count };
    arena_init(&settings->arena, 4 * LIMIT_SETTINGS_FILE);
    settings->values = arena_array(&settings->arena, struct setting_value, count);
    if (settings->values == NULL) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        struct setting_value *v = &settings->values[i];
        v->text = str_of(rows[i].missing);
        must(settings_check(&rows[i], v->text, &v->number, NULL) == ST_OK);
    }
    return ST_OK;
}

void settings_done(struct settings *settings)
{
    arena_done(&settings->arena);
    settings->values = NULL;
}

size_t settings_find(const struct settings *settings, struct str name)
{
    for (size_t i = 0; i < settings->row_count; i++) {
        if (str_eq(name, str_of(settings->rows[i].name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

enum setting_scope settings_scope(enum setting setting)
{
    must(setting < SETTING_COUNT);
    return table[setting].scope;
}

struct str settings_text(const struct settings *settings, enum setting setting)
{
    must((size_t)setting < settings->row_count);
    return settings->values[setting].text;
}

int64_t settings_int(const struct settings *settings, enum setting setting)
{
    must((size_t)setting < settings->row_count);
    return settings->values[setting].number;
}

struct str settings_next(struct str *rest)
{
    while (rest->ptr != NULL) {
        struct str item = str_trim(str_cut(rest, ','));
        if (item.len) {
            return item;
        }
    }
    return STR_NONE;
}

static bool word_place(const struct setting_row *row, struct str value, int64_t *place)
{
    struct str words = str_of(row->help);
    words = str_cut(&words, ':');
    for (int64_t i = 0; words.ptr != NULL; i++) {
        if (str_eq(value, str_cut(&words, '|'))) {
            *place = i;
            return true;
        }
    }
    return false;
}

enum status settings_check(const struct setting_row *row, struct str value, int64_t *number, struct why *why)
{
    struct str words = str_of(row->help);
    int64_t v = 0;
    if (value.len > LIMIT_SETTING || memchr(value.ptr, 0, value.len) != NULL || !str_utf8(value)) {
        return why_not(why, ST_INVALID, "%s: the value is longer than %zu bytes or no UTF-8 text", row->name,
                       LIMIT_SETTING);
    }
    const char *shown = row->secret ? "(secret)" : value.ptr;
    int shown_len = row->secret ? 8 : value.len > 80 ? 80 : (int)value.len;
    if (row->kind == SETTING_INT && (!str_int(value, &v) || v < row->lo || v > row->hi)) {
        return why_not(why, ST_INVALID, "%s: \"%.*s\" is not a whole number from %lld to %lld", row->name,
                       shown_len, shown, (long long)row->lo, (long long)row->hi);
    }
    if (row->kind == SETTING_WORD && !word_place(row, value, &v)) {
        words = str_cut(&words, ':');
        return why_not(why, ST_INVALID, "%s: \"%.*s\" is not one of " STR_FMT, row->name, shown_len, shown,
                       STR_ARG(words));
    }
    if (number != NULL) {
        *number = v;
    }
    return ST_OK;
}

/* Lists add up within one origin: --listen A --listen B, or two lines of a file. */
static struct str joined(struct settings *settings, const struct setting_value *old, struct str value)
{
    return arena_format(&settings->arena, STR_FMT "," STR_FMT, STR_ARG(old->text), STR_ARG(value));
}

static enum status set(struct settings *settings, size_t i, struct str value, enum setting_from from,
                       struct str where, struct why *why)
{
    struct setting_value *v = &settings->values[i];
    struct why reason;
    int64_t number;
    if (settings_check(&settings->rows[i], value, &number, &reason) != ST_OK) {
        return why_not(why, ST_INVALID, STR_FMT ": %s", STR_ARG(where), reason.text);
    }
    if (from < v->from) {
        return ST_OK;
    }
    bool add = settings->rows[i].kind == SETTING_LIST && v->from == from && from != SETTING_FROM_DEFAULT;
    struct setting_value made = { .number = number, .from = from };
    made.text = add ? joined(settings, v, value) : arena_str(&settings->arena, value);
    made.where = arena_str(&settings->arena, where);
    if (settings->arena.failed) {
        return why_not(why, ST_NOMEM, "no memory for the settings");
    }
    *v = made;
    return ST_OK;
}

static enum status set_named(struct settings *settings, struct str name, struct str value,
                             enum setting_from from, struct str where, struct why *why)
{
    size_t i = settings_find(settings, name);
    if (i != SIZE_MAX) {
        return set(settings, i, value, from, where, why);
    }
    const char *near = opt_nearest(name, settings->rows, settings->row_count, sizeof *settings->rows);
    int len = name.len > 80 ? 80 : (int)name.len;
    if (near != NULL) {
        return why_not(why, ST_INVALID, STR_FMT ": there is no setting \"%.*s\"; did you mean %s?",
                       STR_ARG(where), len, name.ptr, near);
    }
    return why_not(why, ST_INVALID, STR_FMT ": there is no setting \"%.*s\"; `muster config` lists them",
                   STR_ARG(where), len, name.ptr);
}

enum status settings_flag(struct settings *settings, struct str name, struct str value, struct str flag,
                          struct why *why)
{
    return set_named(settings, name, value, SETTING_FROM_FLAG, flag, why);
}

/* ---- environment ---- */

/* http.idle_ms -> HTTP_IDLE_MS */
static struct str env_name(struct arena *arena, const char *name)
{
    struct str made = arena_str(arena, str_of(name));
    char *p = (char *)made.ptr;
    for (size_t i = 0; i < made.len; i++) {
        p[i] = p[i] == '.' ? '_' : (char)(p[i] >= 'a' && p[i] <= 'z' ? p[i] - 32 : p[i]);
    }
    return made;
}

/* A secret's value from the file that NAME_FILE names, without the newline that editors leave at its end. */
static enum status set_from_secret_file(struct settings *settings, size_t i, struct str path,
                                        struct str variable, struct why *why)
{
    char text[LIMIT_SETTING + 2];
    struct str name = arena_str(&settings->arena, path);
    FILE *f = name.ptr ? fopen(name.ptr, "re") : NULL;
    if (f == NULL) {
        return why_not(why, ST_IO, STR_FMT ": cannot open " STR_FMT ": %s", STR_ARG(variable), STR_ARG(path),
                       strerror(errno));
    }
    struct str value = { text, fread(text, 1, sizeof text, f) };
    bool broken = ferror(f);
    fclose(f);
    if (broken) {
        return why_not(why, ST_IO, STR_FMT ": cannot read " STR_FMT, STR_ARG(variable), STR_ARG(path));
    }
    while (value.len && (value.ptr[value.len - 1] == '\n' || value.ptr[value.len - 1] == '\r')) {
        value.len--;
    }
    return set(settings, i, value, SETTING_FROM_ENV, variable, why);
}

static enum status set_variable(struct settings *settings, struct str variable, struct str value,
                                struct why *why)
{
    struct str key = str_from(variable, strlen("MUSTER_"));
    for (size_t i = 0; i < settings->row_count; i++) {
        struct str name = env_name(&settings->arena, settings->rows[i].name);
        if (str_eq(key, name)) {
            return set(settings, i, value, SETTING_FROM_ENV, variable, why);
        }
        if (settings->rows[i].secret && key.len == name.len + 5 && str_starts(key, name) &&
            str_eq(str_from(key, name.len), STR("_FILE"))) {
            return set_from_secret_file(settings, i, value, variable, why);
        }
    }
    for (size_t i = 0; i < settings->row_count; i++) {
        struct str name = env_name(&settings->arena, settings->rows[i].name);
        if (name.len > 4 && str_distance(key, name) <= 2) {
            return why_not(why, ST_INVALID,
                           "there is no setting for the variable " STR_FMT "; did you mean MUSTER_" STR_FMT
                           "?",
                           STR_ARG(variable), STR_ARG(name));
        }
    }
    return ST_OK;
}

enum status settings_env(struct settings *settings, char *const *environ_list, struct why *why)
{
    enum status st = ST_OK;
    for (; st == ST_OK && *environ_list != NULL; environ_list++) {
        struct str value = str_of(*environ_list);
        struct str variable = str_cut(&value, '=');
        if (str_starts(variable, STR("MUSTER_")) && value.ptr != NULL) {
            st = set_variable(settings, variable, value, why);
        }
    }
    return settings->arena.failed ? why_not(why, ST_NOMEM, "no memory for the settings") : st;
}

/* ---- file ---- */

struct reading {
    struct settings *settings;
    const char *path;
    FILE *file;
    int line;
    size_t bytes;
    struct why *why;
    enum status st;
};

/* libinih asks for the next line, of at most `room` bytes; Debian's library does not tell line numbers, and
 * cuts a longer line silently: both are done here. */
static char *next_line(char *to, int room, void *stream)
{
    struct reading *r = stream;
    if (r->st != ST_OK || fgets(to, room, r->file) == NULL) {
        return NULL;
    }
    r->line++;
    r->bytes += strlen(to);
    if (r->bytes > LIMIT_SETTINGS_FILE) {
        r->st = why_not(r->why, ST_LIMIT, "%s is longer than %zu bytes; is this the configuration file?",
                        r->path, LIMIT_SETTINGS_FILE);
        return NULL;
    }
    if (strchr(to, '\n') == NULL && !feof(r->file)) {
        r->st = why_not(r->why, ST_INVALID, "%s:%d: this line is longer than %d bytes, or holds a NUL byte",
                        r->path, r->line, room - 2);
        return NULL;
    }
    /* To libinih an indented line goes on with the value above; people indent for looks. */
    size_t blanks = strspn(to, " \t");
    memmove(to, to + blanks, strlen(to) - blanks + 1);
    return to;
}

static int on_entry(void *user, const char *section, const char *name, const char *value)
{
    struct reading *r = user;
    struct arena *arena = &r->settings->arena;
    struct str where = arena_format(arena, "%s:%d", r->path, r->line);
    struct str full = section[0] ? arena_format(arena, "%s.%s", section, name) : str_of(name);
    if (r->st != ST_OK || arena->failed) {
        return 0;
    }
    size_t i = settings_find(r->settings, full);
    const struct setting_row *row = i == SIZE_MAX ? NULL : &r->settings->rows[i];
    if (row && row->kind != SETTING_LIST && r->settings->values[i].from == SETTING_FROM_FILE) {
        r->st = why_not(r->why, ST_INVALID, STR_FMT ": %s is set a second time (first at " STR_FMT ")",
                        STR_ARG(where), row->name, STR_ARG(r->settings->values[i].where));
    } else {
        r->st = set_named(r->settings, full, str_of(value ? value : ""), SETTING_FROM_FILE, where, r->why);
    }
    return r->st == ST_OK;
}

enum status settings_file(struct settings *settings, const char *path, struct why *why)
{
    struct reading r = { .settings = settings, .path = path, .file = fopen(path, "re"), .why = why };
    if (r.file == NULL) {
        return why_not(why, errno == ENOENT ? ST_NOTFOUND : ST_IO,
                       "cannot open the configuration file %s: %s", path, strerror(errno));
    }
    ini_max_line = (int)LIMIT_SETTING + 2;
    int bad_line = ini_parse_stream(next_line, &r, on_entry, &r);
    bool broken = ferror(r.file);
    fclose(r.file);
    if (settings->arena.failed) {
        return why_not(why, ST_NOMEM, "no memory for the settings");
    }
    if (r.st != ST_OK) {
        return r.st;
    }
    if (broken || bad_line < 0) {
        return why_not(why, ST_IO, "cannot read the configuration file %s", path);
    }
    if (bad_line > 0) {
        return why_not(why, ST_INVALID, "%s:%d: this line is neither [section] nor name = value", path,
                       bad_line);
    }
    return ST_OK;
}
