/* log.c: building and writing lines of the log. No allocation, no printf. */
#include "base/log.h"

#include "base/must.h"
#include "base/num.h"
#include "base/when.h"
#include "base/world.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* Kept free for the end of the line: ,"cut":true}\n */
enum { END_ROOM = 16 };

static void put(struct log_line *line, const char *bytes, size_t n)
{
    if (line->cut || n > sizeof line->text - END_ROOM - line->len) {
        line->cut = true;
        return;
    }
    memcpy(line->text + line->len, bytes, n);
    line->len += n;
}

static void put_str(struct log_line *line, struct str s)
{
    put(line, s.ptr, s.len);
}

/* Characters that a terminal or a reader of lines could take for more than a character: C0 and C1 controls,
 * DEL, line and paragraph separators, and marks that turn the direction of the text around. */
static bool dangerous(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0x061C || c == 0x200E ||
           c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static void put_escape(struct log_line *line, uint32_t c)
{
    uint8_t bytes[2] = { (uint8_t)(c >> 8), (uint8_t)c };
    char text[6] = { '\\', 'u' };
    if (c == '\n' || c == '\r' || c == '\t') {
        text[1] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        put(line, text, 2);
        return;
    }
    num_hex(text + 2, bytes, 2);
    put(line, text, 6);
}

static void put_quoted(struct log_line *line, struct str value)
{
    bool cut = value.len > LIMIT_LOG_VALUE;
    size_t end = cut ? LIMIT_LOG_VALUE : value.len;
    put(line, "\"", 1);
    for (size_t at = 0, step; at < end; at += step) {
        uint32_t c;
        step = str_utf8_step(value, at, &c);
        if (step == 0) {
            put(line, "\xEF\xBF\xBD", 3);
            step = 1;
        } else if (c == '"' || c == '\\') {
            char pair[2] = { '\\', (char)c };
            put(line, pair, 2);
        } else if (dangerous(c)) {
            put_escape(line, c);
        } else {
            put(line, value.ptr + at, step);
        }
    }
    put(line, "...\"", 4);
    if (!cut && !line->cut) {
        line->len -= 4;
        put(line, "\"", 1);
    }
}

/* A word that logfmt shows without quotes. */
static bool bare(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c <= ' ' || c >= 0x7F || c == '=' || c == '"' || c == '\\') {
            return false;
        }
    }
    return value.len > 0 && value.len <= LIMIT_LOG_VALUE;
}

static void put_key(struct log_line *line, const char *key)
{
    if (line->log->format == LOG_JSON) {
        put_str(line, line->len > 1 ? STR(",\"") : STR("\""));
        put_str(line, str_of(key));
        put_str(line, STR("\":"));
    } else {
        put_str(line, line->len ? STR(" ") : STR(""));
        put_str(line, str_of(key));
        put_str(line, STR("="));
    }
}

/* A field is in the line as a whole or not at all. */
static void keep_whole(struct log_line *line, size_t before)
{
    if (line->cut) {
        line->len = before;
    }
}

void log_begin(const struct log *log, struct log_line *line, enum log_level level, const char *event)
{
    static const char *const levels[] = { "info", "warn", "error" };
    char time[WHEN_TEXT_MAX];
    must((unsigned)level < COUNT_OF(levels));
    line->log = log;
    line->len = 0;
    line->cut = false;
    if (log->format == LOG_JSON) {
        put(line, "{", 1);
    }
    log_str(line, "time", (struct str){ time, when_print(time, world_now(log->world), WHEN_RFC3339) });
    log_str(line, "level", str_of(levels[level]));
    log_str(line, "event", str_of(event));
}

void log_str(struct log_line *line, const char *key, struct str value)
{
    size_t before = line->len;
    if (value.ptr == NULL) {
        return;
    }
    put_key(line, key);
    if (line->log->format == LOG_LOGFMT && bare(value)) {
        put_str(line, value);
    } else {
        put_quoted(line, value);
    }
    keep_whole(line, before);
}

static void put_plain(struct log_line *line, const char *key, struct str value)
{
    size_t before = line->len;
    put_key(line, key);
    put_str(line, value);
    keep_whole(line, before);
}

void log_int(struct log_line *line, const char *key, int64_t value)
{
    char digits[NUM_INT_MAX];
    put_plain(line, key, (struct str){ digits, num_int(digits, value) });
}

void log_bool(struct log_line *line, const char *key, bool value)
{
    put_plain(line, key, value ? STR("true") : STR("false"));
}

/* A line that a full disk cut gets its end when there is room again, so that the next one stands by itself.
 */
static void write_line(int fd, struct str text)
{
    static atomic_bool torn;
    ssize_t n;
    if (atomic_load(&torn) && write(fd, "\n", 1) == 1) {
        atomic_store(&torn, false);
    }
    while ((n = write(fd, text.ptr, text.len)) < 0 && errno == EINTR) {
    }
    if (n > 0 && (size_t)n < text.len) {
        atomic_store(&torn, true);
    }
}

void log_end(struct log_line *line)
{
    bool json = line->log->format == LOG_JSON;
    struct str end = json        ? line->cut ? STR(",\"cut\":true}\n") : STR("}\n")
                            : line->cut ? STR(" cut=true\n")
                                 : STR("\n");
    must(end.len <= END_ROOM && line->len + end.len <= sizeof line->text);
    memcpy(line->text + line->len, end.ptr, end.len);
    line->len += end.len;
    if (line->log->fd < 0) {
        return;
    }
    write_line(line->log->fd, (struct str){ line->text, line->len });
}
