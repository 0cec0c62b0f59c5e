/* feed_cell.c: one CSV cell as a JSON value of its field's type. */
#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "base/uuid.h"
#include "base/when.h"
#include "feed/feed_csv.h"
#include "model/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Texts of people are quoted in sentences up to this length. */
enum { SHOWN = 60 };

/* "is not ...": the rest of every refusal. */
static enum status refuse(struct why *why, struct str cell, const char *expected)
{
    int len = cell.len > SHOWN ? SHOWN : (int)cell.len;
    return why_not(why, ST_INVALID, "\"%.*s\" is not %s", len, cell.ptr, expected);
}

static struct str member_of(const char *key)
{
    const char *dot = strchr(key, '.');
    return str_of(dot ? dot + 1 : key);
}

static enum status put_guid(struct str cell, struct str key, struct json *j, struct why *why)
{
    struct uuid uuid;
    if (!uuid_parse(cell, &uuid)) {
        return refuse(why, cell, "a GUID");
    }
    json_key(j, key);
    json_uuid(j, &uuid);
    return ST_OK;
}

static enum status put_int(struct str cell, struct str key, struct json *j, struct why *why)
{
    int64_t v;
    if (!str_int(cell, &v)) {
        return refuse(why, cell, "a whole number");
    }
    json_key(j, key);
    json_int(j, v);
    return ST_OK;
}

static enum status put_real(struct str cell, struct str key, struct json *j, struct why *why)
{
    char text[64], *end = text;
    double v = 0;
    if (cell.len < sizeof text) {
        memcpy(text, cell.ptr, cell.len);
        text[cell.len] = 0;
        char *comma = strchr(text, ',');
        if (comma != NULL && strchr(text, '.') == NULL) {
            *comma = '.';
        }
        /* strtod also reads "inf", "nan" and hexadecimal. */
        bool digits = strspn(text, "0123456789+-.eE") == cell.len;
        v = digits ? strtod(text, &end) : 0;
    }
    if (end == text || *end != 0 || !isfinite(v)) {
        return refuse(why, cell, "a number");
    }
    json_key(j, key);
    json_real(j, v);
    return ST_OK;
}

static bool any_of(struct str cell, const char *words)
{
    struct str rest = str_of(words);
    while (rest.ptr != NULL) {
        if (str_eq_nocase(cell, str_cut(&rest, '|'))) {
            return true;
        }
    }
    return false;
}

static enum status put_truth(struct str cell, struct str key, struct json *j, struct why *why)
{
    static const char yes[] = "true|yes|y|1|x|ja|oui|s\xC3\xAD|si|s\xC3\xAC|sim|tak|wahr|vrai|verdadero";
    static const char no[] = "false|no|n|0|nein|non|n\xC3\xA3o|nao|nee|nie|falsch|faux|falso";
    bool truth = any_of(cell, yes);
    if (!truth && !any_of(cell, no)) {
        return refuse(why, cell, "yes or no");
    }
    json_key(j, key);
    json_bool(j, truth);
    return ST_OK;
}

static enum status put_time(struct str cell, enum datein_order order, struct str key, struct json *j,
                            struct why *why)
{
    int64_t ticks;
    switch (datein_read(cell, order, &ticks)) {
    case DATEIN_OK:
        json_key(j, key);
        json_time(j, ticks);
        return ST_OK;
    case DATEIN_NO_ORDER:
        return refuse(why, cell,
                      "a date of which it is known whether day or month comes first; give --dates dmy "
                      "or --dates mdy");
    case DATEIN_NO_DATE:
        break;
    }
    return refuse(why, cell,
                  order == DATEIN_MDY ? "a date such as 2025-12-31 or 12/31/2025"
                                      : "a date such as 2025-12-31 or 31.12.2025");
}

/* What personnel systems print for a person's status. */
static struct str status_word(struct str cell)
{
    static const struct {
        struct str word;
        const char *spellings;
    } table[] = {
        {STR_INIT("active"),
         "aktiv|actif|activo|activa|attivo|attiva|ativo|ativa|actief|aktywny|aktywna|enabled|true|1"},
        { STR_INIT("inactive"),
         "inaktiv|inactif|inactivo|inactiva|inattivo|inattiva|inativo|inativa|inactief|"
          "nieaktywny|nieaktywna|disabled|deaktiviert|false|0"                                      },
        { STR_INIT("archived"), "archiviert|archiv\xC3\xA9|archivado|archiviato|arquivado|gearchiveerd|"
                                "zarchiwizowany"                     },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (any_of(cell, table[i].spellings)) {
            return table[i].word;
        }
    }
    return cell;
}

static enum status put_word(const struct feed_field *field, struct str cell, struct str key, struct json *j,
                            struct why *why)
{
    const struct words *words = field->words;
    struct str word = words == &words_person_status ? status_word(cell) : cell;
    char all[300];
    size_t n = 0;
    for (int i = 0; i < words->n; i++) {
        struct str w = str_of(words->w[i]);
        if (str_eq_nocase(word, w)) {
            json_key(j, key);
            json_str(j, w);
            return ST_OK;
        }
        if (n + w.len + 12 < sizeof all) {
            memcpy(all + n, i ? ", " : "one of ", i ? 2 : 7);
            n += i ? 2 : 7;
            memcpy(all + n, w.ptr, w.len);
            n += w.len;
        }
    }
    all[n] = 0;
    return refuse(why, cell, all);
}

static void put_list(struct str cell, struct str key, struct json *j)
{
    json_key(j, key);
    json_open(j, '[');
    while (cell.len) {
        size_t n = 0;
        while (n < cell.len && memchr(",;|\n", cell.ptr[n], 4) == NULL) {
            n++;
        }
        struct str item = str_trim((struct str){ cell.ptr, n });
        if (item.len) {
            json_str(j, item);
        }
        cell = str_from(cell, n + 1);
    }
    json_close(j, ']');
}

static bool is_address(struct str cell)
{
    const char *at = memchr(cell.ptr, '@', cell.len);
    return at != NULL && at != cell.ptr && at + 1 < cell.ptr + cell.len &&
           memchr(cell.ptr, ' ', cell.len) == NULL;
}

static void put_text(struct str cell, struct str key, struct json *j)
{
    json_key(j, key);
    json_str(j, cell);
}

enum status feed_cell_put(const struct feed_field *field, struct str cell, enum datein_order order,
                          struct json *j, struct why *why)
{
    struct str key = member_of(field->key);
    switch (field->type) {
    case FEED_TEXT:
    case FEED_KEY:
    case FEED_COUNTRY:
    case FEED_VERBATIM:
        put_text(cell, key, j);
        return ST_OK;
    case FEED_GUID:
        return put_guid(cell, key, j, why);
    case FEED_INT:
        return put_int(cell, key, j, why);
    case FEED_REAL:
        return put_real(cell, key, j, why);
    case FEED_TRUTH:
        return put_truth(cell, key, j, why);
    case FEED_TIME:
        return put_time(cell, order, key, j, why);
    case FEED_WORD:
        return put_word(field, cell, key, j, why);
    case FEED_LIST:
        put_list(cell, key, j);
        return ST_OK;
    case FEED_MANAGER:
        put_text(cell, is_address(cell) ? STR("managerEmail") : STR("managerName"), j);
        return ST_OK;
    case FEED_EMAIL:
    case FEED_ADDRESS_KEY:
        if (is_address(cell)) {
            put_text(cell, key, j);
        }
        return ST_OK;
    case FEED_REFERENCE:
    case FEED_UNUSED:
    case FEED_ATTRIBUTES:
        break;
    }
    return ST_OK;
}

void feed_cell_put_null(const struct feed_field *field, struct json *j)
{
    bool manager = field->type == FEED_MANAGER;
    json_key(j, manager ? STR("managerEmail") : member_of(field->key));
    json_null(j);
    if (manager) {
        json_key(j, STR("managerName"));
        json_null(j);
    }
}
