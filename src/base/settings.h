/* settings.h: everything that can be configured, where its value came from, and how to print it. A flag goes
 * before the environment, that before the file, that before the default, in whatever order they are read.
 * The rows stand in settings_table.h. Not safe to change while others read: read into a new one and swap. */
#ifndef MUSTER_BASE_SETTINGS_H
#define MUSTER_BASE_SETTINGS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum setting_kind {
    SETTING_TEXT,
    SETTING_INT,
    SETTING_WORD, /* one of the words in front of the help's colon */
    SETTING_LIST, /* texts with commas between them; several flags add up */
};

enum setting_scope {
    SETTING_GLOBAL, /* of the whole server */
    SETTING_TENANT, /* may differ for each tenant; the value here is for those that say nothing */
    SETTING_KEY,    /* may differ for each key as well */
};

enum setting_from {
    SETTING_FROM_DEFAULT,
    SETTING_FROM_FILE,
    SETTING_FROM_ENV,
    SETTING_FROM_FLAG,
    SETTING_FROM_TENANT, /* from here on: of one tenant or key only (serve/scoped.h) */
    SETTING_FROM_KEY,
    SETTING_FROM_PROFILE, /* a vendor's limit that does not hold in the relaxed profile */
};

struct setting_row {
    const char *name;
    enum setting_kind kind;
    const char *missing; /* the default */
    enum setting_scope scope;
    int64_t lo, hi;
    bool secret; /* never printed; from the environment also as NAME_FILE */
    const char *help;
};

struct setting_value {
    struct str text;
    int64_t number; /* of an INT; of a WORD its place among the words, 0 the first */
    enum setting_from from;
    struct str where; /* "muster.ini:12", "MUSTER_HTTP_IDLE_MS", "--listen"; for people */
};

enum setting {
#define SETTING(identifier, ...) SETTING_##identifier,
#include "base/settings_table.h"
#undef SETTING
    SETTING_COUNT
};

struct settings {
    const struct setting_row *rows;
    size_t row_count;
    struct setting_value *values; /* in the arena */
    struct arena arena;
};

/* The defaults of the table. ST_NOMEM. */
enum status settings_init(struct settings *settings);
/* The same for a table of the caller's (tests). */
enum status settings_init_rows(struct settings *settings, const struct setting_row *rows, size_t count);
void settings_done(struct settings *settings);

/* One value from the command line; flag is what the user typed ("--listen"), for messages.
 * ST_INVALID: unknown name (the sentence names the nearest), or a bad value (with what is allowed). */
enum status settings_flag(struct settings *settings, struct str name, struct str value, struct str flag,
                          struct why *why);

/* The variables MUSTER_* of an environment ("NAME=value", NULL at the end). A variable that is no setting is
 * an error only when it looks like a misspelt one: container platforms set MUSTER_SERVICE_HOST and the like.
 */
enum status settings_env(struct settings *settings, char *const *environ_list, struct why *why);

/* An ini file: "name = value", "[http]" in front of "idle_ms" is "http.idle_ms". ST_IO, ST_INVALID. */
enum status settings_file(struct settings *settings, const char *path, struct why *why);

/* The value in effect. _int: an INT's number or a WORD's place. */
struct str settings_text(const struct settings *settings, enum setting setting);
int64_t settings_int(const struct settings *settings, enum setting setting);

/* The next entry of a LIST: start with *rest = settings_text(...); STR_NONE at the end. */
struct str settings_next(struct str *rest);

/* How far it reaches. */
enum setting_scope settings_scope(enum setting setting);

/* Finds a row by name, any scope; SIZE_MAX when there is none. */
size_t settings_find(const struct settings *settings, struct str name);

/* Checks a value of that row as a tenant's or key's setting would be; number may be NULL. */
enum status settings_check(const struct setting_row *row, struct str value, int64_t *number, struct why *why);

/* The table in effect with scope and origin, for people and for programs, and a commented ini file. Secrets
 * are shown as "(set)" or "(not set)". */
void settings_print(const struct settings *settings, struct buf *out);
void settings_print_json(const struct settings *settings, struct buf *out);
void settings_print_example(const struct settings *settings, struct buf *out);

#endif
