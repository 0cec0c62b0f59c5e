/* opt.c: parsing and describing command-line options. No abbreviations: scripts that rely on one would break
 * when an option is added. */
#include "base/opt.h"

#include "base/must.h"

#include <string.h>

const char *opt_nearest(struct str word, const void *names, size_t count, size_t stride)
{
    const char *best = NULL;
    int least = word.len / 3 > 2 ? (int)(word.len / 3) : 2;
    for (size_t i = 0; i < count; i++) {
        const char *name;
        memcpy(&name, (const char *)names + i * stride, sizeof name);
        int distance = str_distance(word, str_of(name));
        /* As many edits as letters means nothing in common. */
        if (distance <= least && (size_t)distance < strlen(name) && (best == NULL || distance < least)) {
            best = name;
            least = distance;
        }
    }
    return best;
}

static const struct opt *find_long(const struct opt_command *command, struct str name)
{
    for (size_t i = 0; i < command->row_count; i++) {
        if (str_eq(name, str_of(command->rows[i].name))) {
            return &command->rows[i];
        }
    }
    return NULL;
}

static const struct opt *find_letter(const struct opt_command *command, char letter)
{
    for (size_t i = 0; i < command->row_count; i++) {
        if (command->rows[i].letter && command->rows[i].letter == letter) {
            return &command->rows[i];
        }
    }
    return NULL;
}

static enum status unknown(const struct opt_command *command, struct str word, struct str name,
                           struct why *why)
{
    const char *near = opt_nearest(name, command->rows, command->row_count, sizeof *command->rows);
    if (near != NULL) {
        return why_not(why, ST_INVALID, "there is no option " STR_FMT "; did you mean --%s?", STR_ARG(word),
                       near);
    }
    return why_not(why, ST_INVALID, "there is no option " STR_FMT "; --help lists them", STR_ARG(word));
}

static enum status store_int(const struct opt *row, struct str value, int64_t *to, struct why *why)
{
    int64_t v;
    bool bounded = row->lo || row->hi;
    if (str_int(value, &v) && (!bounded || (v >= row->lo && v <= row->hi))) {
        *to = v;
        return ST_OK;
    }
    if (!bounded) {
        return why_not(why, ST_INVALID, "--%s needs a whole number, not \"" STR_FMT "\"", row->name,
                       STR_ARG(value));
    }
    return why_not(why, ST_INVALID, "--%s needs a whole number from %lld to %lld, not \"" STR_FMT "\"",
                   row->name, (long long)row->lo, (long long)row->hi, STR_ARG(value));
}

static enum status store(const struct opt *row, struct str value, void *values, struct why *why)
{
    void *at = (char *)values + row->at;
    switch (row->kind) {
    case OPT_KIND_FLAG:
        *(bool *)at = true;
        return ST_OK;
    case OPT_KIND_TEXT:
        *(struct str *)at = value;
        return ST_OK;
    case OPT_KIND_INT:
        return store_int(row, value, at, why);
    case OPT_KIND_MANY:
        break;
    }
    must(row->kind == OPT_KIND_MANY);
    struct opt_list *list = at;
    if (list->count == COUNT_OF(list->item)) {
        return why_not(why, ST_INVALID, "--%s may be given at most %zu times", row->name,
                       COUNT_OF(list->item));
    }
    list->item[list->count++] = value;
    return ST_OK;
}

static void set_missing(const struct opt_command *command, void *values)
{
    for (size_t i = 0; i < command->row_count; i++) {
        const struct opt *row = &command->rows[i];
        void *at = (char *)values + row->at;
        switch (row->kind) {
        case OPT_KIND_FLAG:
            *(bool *)at = false;
            break;
        case OPT_KIND_TEXT:
            *(struct str *)at = str_of(row->missing);
            break;
        case OPT_KIND_INT:
            *(int64_t *)at = 0;
            must(row->missing == NULL || store(row, str_of(row->missing), values, NULL) == ST_OK);
            break;
        case OPT_KIND_MANY:
            ((struct opt_list *)at)->count = 0;
            break;
        }
    }
}

/* The words still to read. */
struct words {
    int count, next;
    char **word;
};

static enum status value_of(const struct opt *row, struct words *words, struct str *value, struct why *why)
{
    if (words->next == words->count) {
        return why_not(why, ST_INVALID, "--%s needs a value: --%s %s", row->name, row->name, row->arg);
    }
    *value = str_of(words->word[words->next++]);
    return ST_OK;
}

static enum status read_long(const struct opt_command *command, struct words *words, struct str word,
                             void *values, struct why *why)
{
    struct str value = str_from(word, 2);
    struct str name = str_cut(&value, '=');
    enum status st = ST_OK;
    if (str_eq(name, STR("help"))) {
        return ST_END;
    }
    const struct opt *row = find_long(command, name);
    if (row == NULL) {
        return unknown(command, (struct str){ word.ptr, name.len + 2 }, name, why);
    }
    if (row->kind == OPT_KIND_FLAG && value.ptr != NULL) {
        return why_not(why, ST_INVALID, "--%s takes no value", row->name);
    }
    if (row->kind != OPT_KIND_FLAG && value.ptr == NULL) {
        st = value_of(row, words, &value, why);
    }
    return st == ST_OK ? store(row, value, values, why) : st;
}

static enum status read_short(const struct opt_command *command, struct words *words, struct str word,
                              void *values, struct why *why)
{
    struct str value = str_from(word, 2);
    enum status st = ST_OK;
    const struct opt *row = find_letter(command, word.ptr[1]);
    if (row == NULL) {
        return str_eq(word, STR("-h")) ? ST_END : unknown(command, word, str_from(word, 1), why);
    }
    if (row->kind == OPT_KIND_FLAG && value.len) {
        return why_not(why, ST_INVALID, "-%c takes no value", row->letter);
    }
    if (row->kind != OPT_KIND_FLAG && value.len == 0) {
        st = value_of(row, words, &value, why);
    }
    return st == ST_OK ? store(row, value, values, why) : st;
}

static enum status check_count(const struct opt_command *command, size_t count, struct why *why)
{
    if (count < command->least) {
        return why_not(why, ST_INVALID, "an argument is missing; usage: %s", command->usage);
    }
    if (count > command->most) {
        return why_not(why, ST_INVALID, "there are more arguments than it takes; usage: %s", command->usage);
    }
    return ST_OK;
}

enum status opt_parse(const struct opt_command *command, int *argc, char **argv, void *values,
                      struct why *why)
{
    struct words words = { *argc, 0, argv };
    enum status st = ST_OK;
    int kept = 0;
    bool only_positional = false;
    set_missing(command, values);
    while (st == ST_OK && words.next < words.count) {
        char *text = argv[words.next++];
        struct str word = str_of(text);
        if (only_positional || word.len < 2 || word.ptr[0] != '-') {
            argv[kept++] = text;
        } else if (str_eq(word, STR("--"))) {
            only_positional = true;
        } else if (word.ptr[1] == '-') {
            st = read_long(command, &words, word, values, why);
        } else {
            st = read_short(command, &words, word, values, why);
        }
    }
    *argc = kept;
    return st == ST_OK ? check_count(command, (size_t)kept, why) : st;
}

static void help_label(const struct opt *row, struct buf *out)
{
    if (row->letter) {
        buf_format(out, "  -%c, --%s", row->letter, row->name);
    } else {
        buf_format(out, "      --%s", row->name);
    }
    if (row->arg != NULL) {
        buf_format(out, " %s", row->arg);
    }
}

static void help_row(const struct opt *row, struct buf *out)
{
    enum { COLUMN = 30 };
    size_t start = out->len;
    help_label(row, out);
    if (out->len - start >= COLUMN) {
        buf_byte(out, '\n');
        start = out->len;
    }
    while (out->len - start < COLUMN && !out->failed) {
        buf_byte(out, ' ');
    }
    buf_str(out, str_of(row->help));
    if (row->kind == OPT_KIND_MANY) {
        buf_lit(out, " (may be repeated)");
    }
    if (row->missing != NULL) {
        buf_format(out, " (default %s)", row->missing);
    }
    buf_byte(out, '\n');
}

void opt_help(const struct opt_command *command, struct buf *out)
{
    static const struct opt help = { "help", 'h', NULL, OPT_KIND_FLAG, 0, NULL, "print this" };
    buf_format(out, "Usage: %s\n\n%s\n\nOptions:\n", command->usage, command->about);
    for (size_t i = 0; i < command->row_count; i++) {
        help_row(&command->rows[i], out);
    }
    help_row(&help, out);
}
