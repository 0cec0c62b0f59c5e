/* settings_print.c: the effective settings as a table, as JSON and as a commented ini file. */
#include "base/json.h"
#include "base/settings.h"

#include <string.h>

static const char *const scopes[] = { "global", "tenant", "key" };
static const char *const origins[] = { "default", "file", "environment", "flag", "tenant", "key", "profile" };

/* What may be shown of a value. */
static struct str shown(const struct settings *settings, size_t i)
{
    struct str text = settings->values[i].text;
    if (settings->rows[i].secret) {
        return text.len ? STR("(set)") : STR("(not set)");
    }
    return text;
}

static void pad(struct buf *out, struct str text, size_t width)
{
    buf_str(out, text);
    for (size_t n = text.len; n < width; n++) {
        buf_byte(out, ' ');
    }
    buf_lit(out, "  ");
}

void settings_print(const struct settings *settings, struct buf *out)
{
    size_t name = 4, value = 5;
    for (size_t i = 0; i < settings->row_count; i++) {
        size_t a = strlen(settings->rows[i].name), b = shown(settings, i).len;
        name = a > name ? a : name;
        value = b > value && b <= 40 ? b : value;
    }
    pad(out, STR("NAME"), name);
    pad(out, STR("VALUE"), value);
    pad(out, STR("SCOPE"), 6);
    buf_lit(out, "FROM\n");
    for (size_t i = 0; i < settings->row_count; i++) {
        const struct setting_value *v = &settings->values[i];
        pad(out, str_of(settings->rows[i].name), name);
        pad(out, shown(settings, i), value);
        pad(out, str_of(scopes[settings->rows[i].scope]), 6);
        buf_str(out, v->where.len ? v->where : str_of(origins[v->from]));
        buf_byte(out, '\n');
    }
}

void settings_print_json(const struct settings *settings, struct buf *out)
{
    struct json j = json_to(out);
    json_open(&j, '[');
    for (size_t i = 0; i < settings->row_count; i++) {
        const struct setting_row *row = &settings->rows[i];
        const struct setting_value *v = &settings->values[i];
        json_open(&j, '{');
        json_key(&j, STR("name"));
        json_str(&j, str_of(row->name));
        json_key(&j, STR("value"));
        if (row->kind == SETTING_INT && !row->secret) {
            json_int(&j, v->number);
        } else {
            json_str(&j, shown(settings, i));
        }
        json_key(&j, STR("default"));
        json_str(&j, str_of(row->missing));
        json_key(&j, STR("scope"));
        json_str(&j, str_of(scopes[row->scope]));
        json_key(&j, STR("from"));
        json_str(&j, str_of(origins[v->from]));
        json_key(&j, STR("where"));
        json_str(&j, v->where);
        json_key(&j, STR("help"));
        json_str(&j, str_of(row->help));
        json_close(&j, '}');
    }
    json_close(&j, ']');
    buf_byte(out, '\n');
}

static void print_variable(struct buf *out, const struct setting_row *row)
{
    buf_lit(out, "MUSTER_");
    for (const char *p = row->name; *p; p++) {
        buf_byte(out, *p == '.' ? '_' : (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p));
    }
    if (row->secret) {
        buf_lit(out, " or the same with _FILE");
    }
}

void settings_print_example(const struct settings *settings, struct buf *out)
{
    buf_lit(out, "# Settings of Muster. Every line shows a default; remove the # to change it.\n"
                 "# A flag goes before an environment variable, that before this file.\n");
    for (size_t i = 0; i < settings->row_count; i++) {
        const struct setting_row *row = &settings->rows[i];
        buf_format(out, "\n# %s", row->help);
        if (row->kind == SETTING_INT) {
            buf_format(out, " (%lld to %lld)", (long long)row->lo, (long long)row->hi);
        }
        buf_format(out, "\n# scope: %s; variable: ", scopes[row->scope]);
        print_variable(out, row);
        buf_format(out, "\n#%s = %s\n", row->name, row->missing);
    }
}
