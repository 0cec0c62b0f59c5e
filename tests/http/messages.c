/* messages.c: reads the table of messages. Everything lives until messages_free; a broken table ends the
 * program. */
#include "messages.h"

#include "base/limits.h"
#include "base/must.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void give_up(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    exit(1);
}

static int hex(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Undoes the escapes of s up to its end or, in a repetition, up to ')'. Returns how far it read; 0 with
 * out->failed when an escape is wrong. */
static size_t unescape(struct str s, bool nested, struct buf *out)
{
    size_t i = 0;
    while (i < s.len && !(nested && s.ptr[i] == ')')) {
        char c = s.ptr[i++];
        if (c != '\\') {
            buf_byte(out, c);
            continue;
        }
        c = i < s.len ? s.ptr[i++] : 0;
        const char *plain = "r\rn\nt\t0\0s \\\\";
        bool known = false;
        for (size_t k = 0; k < 12 && !known; k += 2) {
            known = plain[k] == c;
            if (known) {
                buf_byte(out, plain[k + 1]);
            }
        }
        if (known) {
            continue;
        }
        if (c == 'x' && i + 2 <= s.len && hex(s.ptr[i]) >= 0 && hex(s.ptr[i + 1]) >= 0) {
            buf_byte(out, (char)(hex(s.ptr[i]) * 16 + hex(s.ptr[i + 1])));
            i += 2;
        } else if (c == '*') {
            size_t times = 0, begin = out->len;
            for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) {
                times = times * 10 + (size_t)(s.ptr[i] - '0');
            }
            i += 1 + unescape(str_from(s, i + 1), true, out);
            out->failed |= i >= s.len || times == 0;
            struct buf once = { 0 };
            buf_init(&once, MIB);
            buf_add(&once, out->ptr + begin, out->len - begin);
            for (size_t k = 1; k < times; k++) {
                buf_str(out, buf_text(&once));
            }
            buf_done(&once);
            i++;
        } else {
            out->failed = true;
        }
    }
    return i;
}

static struct str copy(struct str text)
{
    struct buf out;
    buf_init(&out, MIB);
    buf_reserve(&out, text.len + 1);
    unescape(text, false, &out);
    buf_byte(&out, 0); /* behind the text, for strstr */
    return out.failed ? STR_NONE : (struct str){ out.ptr, out.len - 1 };
}

static void take(struct message_case *c, struct str key, struct str value, const char *file, int line)
{
    struct str text = STR_NONE;
    int64_t n;
    if (str_eq(key, STR("line")) || str_eq(key, STR("raw"))) {
        unescape(value, false, &c->sent);
        buf_add(&c->sent, "\r\n", key.len == 4 ? 2 : 0);
        text = buf_text(&c->sent);
    } else if (str_eq(key, STR("limit")) && str_int(value, &n)) {
        c->limit = (size_t)n;
        text = value;
    } else if (str_eq(key, STR("want")) && c->want_count < MESSAGE_WANTS) {
        text = c->wants[c->want_count++] = copy(value);
    } else if (str_eq(key, STR("field")) && c->want_count && c->field_count < COUNT_OF(c->fields)) {
        c->field_want[c->field_count] = c->want_count - 1;
        text = c->fields[c->field_count++] = copy(value);
    }
    if (text.ptr == NULL || c->sent.failed) {
        give_up(file, line, "not understood");
    }
}

static void read_file(struct message_table *table, const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    struct message_case *c = NULL;
    if (file == NULL) {
        give_up(path, 0, "cannot be read");
    }
    for (int line = 1; getline(&text, &room, file) > 0; line++) {
        text[strcspn(text, "\n")] = 0;
        if (text[0] == '#' || text[0] == 0) {
            continue;
        }
        struct str value = str_of(text), key = str_cut(&value, ':');
        if (value.ptr == NULL) {
            give_up(path, line, "not a key and a value");
        }
        value = value.len && value.ptr[0] == ' ' ? str_from(value, 1) : value;
        if (str_eq(key, STR("name"))) {
            must(table->count < MESSAGE_CASES);
            c = &table->cases[table->count++];
            c->name = strdup(value.ptr);
            buf_init(&c->sent, 4 * MIB);
        } else if (c == NULL) {
            give_up(path, line, "a case begins with its name");
        } else {
            take(c, key, value, path, line);
        }
    }
    free(text);
    fclose(file);
}

static int is_table(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 4 && strcmp(entry->d_name + n - 4, ".txt") == 0;
}

struct message_table messages_read(const char *folder)
{
    struct message_table table = { calloc(MESSAGE_CASES, sizeof(struct message_case)), 0 };
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_table, alphasort);
    if (n <= 0 || table.cases == NULL) {
        give_up(folder, 0, "has no tables of messages");
    }
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        read_file(&table, path);
        free(entries[i]);
    }
    free(entries);
    return table;
}

void messages_free(struct message_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        struct message_case *c = &table->cases[i];
        for (size_t k = 0; k < c->want_count; k++) {
            free((char *)(uintptr_t)c->wants[k].ptr);
        }
        for (size_t k = 0; k < c->field_count; k++) {
            free((char *)(uintptr_t)c->fields[k].ptr);
        }
        free(c->name);
        buf_done(&c->sent);
    }
    free(table->cases);
    *table = (struct message_table){ 0 };
}
