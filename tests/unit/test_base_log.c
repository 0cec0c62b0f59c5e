/* log.h: the exact lines, and that no text can forge one. */
#include "unit.h"

#include "base/log.h"
#include "base/when.h"
#include "base/world.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static struct world world;
static int ends[2];
static struct log_line line;
static char got[2 * LIMIT_LOG_LINE];

static int setup(void **state)
{
    (void)state;
    world_init(&world);
    world_set_clock(&world, 1234567 * WHEN_SECOND + 5000000); /* 1970-01-15T06:56:07.5Z */
    return pipe(ends);
}

static int teardown(void **state)
{
    (void)state;
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static struct log log_in(enum log_format format)
{
    return (struct log){ ends[1], format, &world };
}

static struct str written(void)
{
    log_end(&line);
    ssize_t n = read(ends[0], got, sizeof got);
    assert_true(n > 0);
    return (struct str){ got, (size_t)n };
}

static void json_line(void **state)
{
    struct log log = log_in(LOG_JSON);
    (void)state;
    log_begin(&log, &line, LOG_WARN, "request");
    log_str(&line, "route", STR("/a b"));
    log_str(&line, "absent", STR_NONE);
    log_str(&line, "empty", STR(""));
    log_int(&line, "status", -404);
    log_bool(&line, "broken", true);
    assert_text(written(), "{\"time\":\"1970-01-15T06:56:07.5Z\",\"level\":\"warn\",\"event\":\"request\","
                           "\"route\":\"/a b\",\"empty\":\"\",\"status\":-404,\"broken\":true}\n");
}

static void logfmt_line(void **state)
{
    struct log log = log_in(LOG_LOGFMT);
    (void)state;
    log_begin(&log, &line, LOG_ERROR, "stop");
    log_str(&line, "route", STR("/a/b"));
    log_str(&line, "why", STR("two words"));
    log_str(&line, "empty", STR(""));
    log_str(&line, "pair", STR("a=b"));
    log_int(&line, "ms", 12);
    assert_text(written(), "time=1970-01-15T06:56:07.5Z level=error event=stop route=/a/b why=\"two words\" "
                           "empty=\"\" pair=\"a=b\" ms=12\n");
}

static void texts_cannot_forge(void **state)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"a\nlevel=error",                  "a\\nlevel=error"                       },
        { "a\r\n\t",                        "a\\r\\n\\t"                            },
        { "\",\"status\":200,\"x\":\"",     "\\\",\\\"status\\\":200,\\\"x\\\":\\\""},
        { "back\\slash",                    "back\\\\slash"                         },
        { "\x1b[31m\x7f",                   "\\u001b[31m\\u007f"                    },
        { "c1 \xC2\x85 end",                "c1 \\u0085 end"                        },
        { "\xE2\x80\xA8\xE2\x80\xA9",       "\\u2028\\u2029"                        },
        { "\xE2\x80\xAE turned",            "\\u202e turned"                        },
        { "bad \xFF\xC0 bytes",             "bad \xEF\xBF\xBD\xEF\xBF\xBD bytes"    },
        { "cut \xE2\x82",                   "cut \xEF\xBF\xBD\xEF\xBF\xBD"          },
        { "J\xC3\xBCrgen \xF0\x9F\x98\x80", "J\xC3\xBCrgen \xF0\x9F\x98\x80"        },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (enum log_format format = LOG_JSON; format <= LOG_LOGFMT; format++) {
            struct log log = log_in(format);
            char expected[300];
            log_begin(&log, &line, LOG_INFO, "x");
            log_str(&line, "v", str_of(cases[i].text));
            if (format == LOG_JSON) {
                snprintf(expected, sizeof expected, "\"event\":\"x\",\"v\":\"%s\"}\n", cases[i].shown);
            } else {
                snprintf(expected, sizeof expected, "event=x v=\"%s\"\n", cases[i].shown);
            }
            struct str all = written();
            assert_true(all.len > strlen(expected));
            assert_text(str_from(all, all.len - strlen(expected)), expected);
            assert_ptr_equal(memchr(all.ptr, '\n', all.len), all.ptr + all.len - 1);
        }
    }
}

static void long_texts_are_cut(void **state)
{
    static char text[LIMIT_LOG_VALUE + 1];
    struct log log = log_in(LOG_LOGFMT);
    (void)state;
    memset(text, 'x', sizeof text);
    log_begin(&log, &line, LOG_INFO, "x");
    size_t before = line.len;
    log_str(&line, "v", (struct str){ text, LIMIT_LOG_VALUE });
    assert_int_equal(line.len - before, strlen(" v=") + LIMIT_LOG_VALUE);
    before = line.len;
    log_str(&line, "v", (struct str){ text, LIMIT_LOG_VALUE + 1 });
    assert_int_equal(line.len - before, strlen(" v=\"\"...") + LIMIT_LOG_VALUE);
    struct str all = written();
    assert_text(str_from(all, all.len - 5), "...\"\n");
}

static void long_lines_lose_whole_fields(void **state)
{
    static char text[LIMIT_LOG_VALUE];
    struct log log = log_in(LOG_JSON);
    (void)state;
    memset(text, '"', sizeof text);
    log_begin(&log, &line, LOG_INFO, "x");
    for (int i = 0; i < 8; i++) {
        log_str(&line, "v", (struct str){ text, sizeof text });
    }
    log_int(&line, "late", 1);
    struct str all = written();
    assert_true(all.len <= LIMIT_LOG_LINE);
    assert_text(str_from(all, all.len - 16), "\\\"\",\"cut\":true}\n");
}

/* A file that may hold ten bytes is a disk with room for ten. */
static void a_cut_line_is_ended(void **state)
{
    FILE *file = tmpfile();
    struct rlimit was, ten;
    (void)state;
    assert_non_null(file);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, SIG_IGN);
    ten = (struct rlimit){ 10, was.rlim_max };
    struct log log = { fileno(file), LOG_JSON, &world };
    setrlimit(RLIMIT_FSIZE, &ten);
    log_begin(&log, &line, LOG_INFO, "one");
    log_end(&line);
    log_begin(&log, &line, LOG_INFO, "two"); /* there is no room for the end of the line either */
    log_end(&line);
    setrlimit(RLIMIT_FSIZE, &was);
    for (int i = 0; i < 2; i++) {
        log_begin(&log, &line, LOG_INFO, "three");
        log_end(&line);
    }
    ssize_t n = pread(fileno(file), got, sizeof got, 0);
    assert_true(n > 0);
    assert_text(((struct str){ got, (size_t)n }),
                "{\"time\":\"1\n"
                "{\"time\":\"1970-01-15T06:56:07.5Z\",\"level\":\"info\",\"event\":\"three\"}\n"
                "{\"time\":\"1970-01-15T06:56:07.5Z\",\"level\":\"info\",\"event\":\"three\"}\n");
    fclose(file);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
    TEST(json_line),
    TEST(logfmt_line),
    TEST(texts_cannot_forge),
    TEST(long_texts_are_cut),
    TEST(long_lines_lose_whole_fields),
    TEST(a_cut_line_is_ended),
};

UNIT_MAIN("base/log")
