/* record_print.c: a record becomes a line again: the keys in the order of its member table, what is not there
 * left out, so that reading the line gives the same record. */
#include "base/json.h"
#include "base/must.h"
#include "base/num.h"
#include "base/when.h"
#include "model/members.h"
#include "model/record_io.h"

#include <string.h>

static void print_part(struct json *j, int64_t ticks, const char *pattern)
{
    char text[WHEN_TEXT_MAX];
    json_str(j, (struct str){ text, when_print(text, ticks, pattern) });
}

static void print_value(struct json *j, const struct member *m, const void *at)
{
    switch (m->type) {
    case M_INT:
        json_int(j, *(const int64_t *)at);
        break;
    case M_TIME:
        json_time(j, *(const int64_t *)at);
        break;
    case M_DATE:
    case M_CLOCK:
        print_part(j,
                   m->type == M_DATE ? *(const int64_t *)at * WHEN_DAY : *(const int64_t *)at * WHEN_SECOND,
                   m->type == M_DATE ? WHEN_DATE : WHEN_CLOCK);
        break;
    case M_METADATA: /* sealed, in a preview, it is a text */
        if (((const struct str *)at)->ptr[0] == '[') {
            json_raw(j, *(const struct str *)at);
        } else {
            json_str(j, STR("(encrypted)"));
        }
        break;
    case M_REAL:
        json_real(j, *(const double *)at);
        break;
    case M_TRUTH:
        json_bool(j, *(const int *)at != 0);
        break;
    case M_WORD:
        json_str(j, words_text(m->words, *(const int *)at));
        break;
    case M_UUID:
        json_uuid(j, at);
        break;
    case M_KEY24: {
        char hex[24];
        num_hex(hex, ((const struct key24 *)at)->b, 12);
        json_str(j, (struct str){ hex, sizeof hex });
        break;
    }
    case M_BYTES:
        json_base64(j, *(const struct str *)at);
        break;
    case M_MAP:
    case M_BOXES:
    case M_TEXTS:
        json_raw(j, *(const struct str *)at);
        break;
    default:
        json_str(j, *(const struct str *)at);
    }
}

void record_print_member(struct json *j, const struct record *record, int i)
{
    const struct member *m = &kind_table(record->kind)->members[i];
    const void *at = (const char *)&record->body + m->at;
    if (member_there(m, at)) {
        print_value(j, m, at);
    } else {
        json_null(j);
    }
}

/* Moves from the object that is open ("" or "scores.") to the member's own; gives the key inside it. */
static struct str enter_object(struct json *j, const char *key, struct str *open)
{
    const char *dot = strchr(key, '.');
    struct str object = dot ? (struct str){ key, (size_t)(dot - key) + 1 } : STR("");
    if (!str_eq(object, *open)) {
        if (open->len) {
            json_close(j, '}');
        }
        if (object.len) {
            json_key(j, (struct str){ key, object.len - 1 });
            json_open(j, '{');
        }
        *open = object;
    }
    return str_of(dot ? dot + 1 : key);
}

void record_print(struct buf *out, const struct record *record)
{
    const struct kind_table *table = kind_table(record->kind);
    struct json j = json_to(out);
    struct str open = STR("");
    json_open(&j, '{');
    json_key(&j, STR("kind"));
    json_str(&j, str_of(table->name));
    for (const struct member *m = table->members; m->type != M_END; m++) {
        const void *at = (const char *)&record->body + m->at;
        if (!m->made && member_there(m, at)) {
            struct str key = enter_object(&j, m->key, &open);
            json_key(&j, key);
            print_value(&j, m, at);
        }
    }
    if (open.len) {
        json_close(&j, '}');
    }
    if (record->deleted) {
        json_key(&j, STR("deleted"));
        json_bool(&j, true);
    }
    if (record->updated_at != NONE) {
        json_key(&j, STR("updatedAt"));
        json_time(&j, record->updated_at);
    }
    json_close(&j, '}');
}
