/* settings.h: which source wins, what is refused and how it is said, what is printed. */
#include "unit.h"

#include "base/limits.h"
#include "base/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct setting_row small[] = {
    {"pepper",        SETTING_TEXT, "",       SETTING_GLOBAL, 0,  0,   true,  "a secret"                   },
    { "http.idle_ms", SETTING_INT,  "500",    SETTING_GLOBAL, 10, 900, false, "milliseconds of silence"    },
    { "log.format",   SETTING_WORD, "logfmt", SETTING_KEY,    0,  0,   false, "json|logfmt: how lines look"},
    { "listen",       SETTING_LIST, "a:1",    SETTING_GLOBAL, 0,  0,   false, "addresses"                  },
};
enum { PEPPER, IDLE, FORMAT, LISTEN };

static struct settings s;
static struct why why;
static char path[] = "/tmp/muster_settings_XXXXXX";

static int setup(void **state)
{
    (void)state;
    why.text[0] = 0;
    return settings_init_rows(&s, small, COUNT_OF(small)) != ST_OK;
}

static int teardown(void **state)
{
    (void)state;
    settings_done(&s);
    return 0;
}

static enum status read_file(const char *content, size_t n)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(content, 1, n, f), n);
    fclose(f);
    return settings_file(&s, path, &why);
}

#define READ_FILE(literal) read_file(literal, sizeof(literal) - 1)

static struct str text_of(int i)
{
    return settings_text(&s, (enum setting)i);
}

static int64_t int_of(int i)
{
    return settings_int(&s, (enum setting)i);
}

static void the_order_of_reading_does_not_matter(void **state)
{
    char *env[] = { "MUSTER_HTTP_IDLE_MS=200", "MUSTER_LOG_FORMAT=json", "HOME=/", NULL };
    (void)state;
    assert_int_equal(settings_flag(&s, STR("http.idle_ms"), STR("100"), STR("--idle"), &why), ST_OK);
    assert_int_equal(settings_env(&s, env, &why), ST_OK);
    assert_int_equal(READ_FILE("listen = b:2\n[http]\nidle_ms = 300\n[log]\nformat = logfmt\n"), ST_OK);
    assert_int_equal(int_of(IDLE), 100);
    assert_text(s.values[IDLE].where, "--idle");
    assert_int_equal(int_of(FORMAT), 0);
    assert_text(s.values[FORMAT].where, "MUSTER_LOG_FORMAT");
    assert_text(text_of(LISTEN), "b:2");
    assert_contains(s.values[LISTEN].where.ptr, ":1");
    assert_int_equal(s.values[PEPPER].from, SETTING_FROM_DEFAULT);
}

static void lists_add_up_within_one_origin(void **state)
{
    (void)state;
    assert_int_equal(READ_FILE("listen = b:2\n"), ST_OK);
    assert_int_equal(settings_flag(&s, STR("listen"), STR("c:3"), STR("--listen"), &why), ST_OK);
    assert_int_equal(settings_flag(&s, STR("listen"), STR("d:4, e:5,"), STR("--listen"), &why), ST_OK);
    struct str rest = text_of(LISTEN);
    assert_text(settings_next(&rest), "c:3");
    assert_text(settings_next(&rest), "d:4");
    assert_text(settings_next(&rest), "e:5");
    assert_null(settings_next(&rest).ptr);
}

static void flags_refuse(void **state)
{
    static const struct {
        const char *name, *value, *says;
    } cases[] = {
        {"http.idel_ms",    "1",    "--set: there is no setting \"http.idel_ms\"; did you mean http.idle_ms?"},
        { "something.else", "1",    "there is no setting \"something.else\"; `muster config` lists them"     },
        { "http.idle_ms",   "9",    "--set: http.idle_ms: \"9\" is not a whole number from 10 to 900"        },
        { "http.idle_ms",   "901",  "\"901\" is not a whole number from 10 to 900"                           },
        { "http.idle_ms",   "",     "\"\" is not a whole number"                                             },
        { "log.format",     "xml",  "log.format: \"xml\" is not one of json|logfmt"                          },
        { "listen",         "\xff", "no UTF-8 text"                                                          },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum status st = settings_flag(&s, str_of(cases[i].name), str_of(cases[i].value), STR("--set"), &why);
        assert_int_equal(st, ST_INVALID);
        assert_contains(why.text, cases[i].says);
    }
    assert_int_equal(int_of(IDLE), 500);
}

static void values_have_a_limit(void **state)
{
    static char text[LIMIT_SETTING + 2];
    (void)state;
    memset(text, 'x', LIMIT_SETTING + 1);
    struct str value = { text, LIMIT_SETTING };
    assert_int_equal(settings_flag(&s, STR("pepper"), value, STR("--p"), &why), ST_OK);
    value.len++;
    assert_int_equal(settings_flag(&s, STR("pepper"), value, STR("--p"), &why), ST_INVALID);
}

static void environment_refuses_misspelt_names_only(void **state)
{
    char *foreign[] = { "MUSTER_SERVICE_HOST=10.0.0.1", "MUSTER_PORT=tcp://10.0.0.1:80", "MUSTER_=1", NULL };
    char *misspelt[] = { "MUSTER_HTTP_IDEL_MS=1", NULL };
    char *bad[] = { "MUSTER_HTTP_IDLE_MS=soon", NULL };
    (void)state;
    assert_int_equal(settings_env(&s, foreign, &why), ST_OK);
    assert_int_equal(settings_env(&s, misspelt, &why), ST_INVALID);
    assert_contains(why.text, "MUSTER_HTTP_IDEL_MS; did you mean MUSTER_HTTP_IDLE_MS?");
    assert_int_equal(settings_env(&s, bad, &why), ST_INVALID);
    assert_contains(why.text, "MUSTER_HTTP_IDLE_MS: http.idle_ms: \"soon\" is not a whole number");
}

static void secrets_come_from_files_and_are_not_shown(void **state)
{
    char variable[80];
    char *env[] = { variable, NULL };
    struct buf out;
    (void)state;
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs("correct horse\n", f);
    fclose(f);
    snprintf(variable, sizeof variable, "MUSTER_PEPPER_FILE=%s", path);
    assert_int_equal(settings_env(&s, env, &why), ST_OK);
    assert_text(text_of(PEPPER), "correct horse");
    buf_init(&out, 8192);
    settings_print(&s, &out);
    settings_print_json(&s, &out);
    settings_print_example(&s, &out);
    buf_byte(&out, 0);
    assert_null(strstr(out.ptr, "correct"));
    assert_contains(out.ptr, "(set)");
    buf_done(&out);
    snprintf(variable, sizeof variable, "MUSTER_PEPPER_FILE=%s/none", path);
    assert_int_equal(settings_env(&s, env, &why), ST_IO);
    assert_contains(why.text, "MUSTER_PEPPER_FILE: cannot open");
}

static void files_refuse(void **state)
{
    static const struct {
        const char *content, *says;
    } cases[] = {
        {"[http]\nidel_ms = 3\n",                      ":2: there is no setting \"http.idel_ms\"; did you mean http.idle_ms?"},
        { "\n\nhttp.idle_ms = many\n",                 ":3: http.idle_ms: \"many\" is not a whole number from 10 to 900"     },
        { "# note\nhttp.idle_ms\n",                    ":2: this line is neither [section] nor name = value"                 },
        { "http.idle_ms = 20\n[http]\nidle_ms = 30\n", ":3: http.idle_ms is set a second time (first at "                    },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        settings_done(&s);
        settings_init_rows(&s, small, COUNT_OF(small));
        assert_int_equal(read_file(cases[i].content, strlen(cases[i].content)), ST_INVALID);
        assert_contains(why.text, cases[i].says);
    }
    assert_int_equal(settings_file(&s, "/nonexistent/muster.ini", &why), ST_NOTFOUND);
    assert_contains(why.text, "cannot open the configuration file /nonexistent/muster.ini");
}

static void long_lines_are_refused_not_cut(void **state)
{
    static char text[LIMIT_SETTING + 100];
    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text, "pepper = ", 9);
    text[LIMIT_SETTING - 1] = '\n';
    assert_int_equal(read_file(text, LIMIT_SETTING), ST_OK);
    assert_int_equal(text_of(PEPPER).len, LIMIT_SETTING - 10);
    text[LIMIT_SETTING - 1] = 'x';
    text[sizeof text - 1] = '\n';
    assert_int_equal(read_file(text, sizeof text), ST_INVALID);
    assert_contains(why.text, ":1: this line is longer than");
}

static void a_file_has_a_limit(void **state)
{
    static char text[LIMIT_SETTINGS_FILE + 1];
    (void)state;
    memset(text, '\n', sizeof text);
    assert_int_equal(read_file(text, LIMIT_SETTINGS_FILE), ST_OK);
    assert_int_equal(read_file(text, LIMIT_SETTINGS_FILE + 1), ST_LIMIT);
    assert_contains(why.text, "is longer than 1048576 bytes");
}

static void prints(void **state)
{
    struct buf out;
    (void)state;
    buf_init(&out, 8192);
    assert_int_equal(settings_flag(&s, STR("http.idle_ms"), STR("77"), STR("--set"), &why), ST_OK);
    settings_print(&s, &out);
    assert_text(buf_text(&out), "NAME          VALUE      SCOPE   FROM\n"
                                "pepper        (not set)  global  default\n"
                                "http.idle_ms  77         global  --set\n"
                                "log.format    logfmt     key     default\n"
                                "listen        a:1        global  default\n");
    buf_reset(&out);
    settings_print_json(&s, &out);
    buf_byte(&out, 0);
    assert_contains(out.ptr,
                    "{\"name\":\"http.idle_ms\",\"value\":77,\"default\":\"500\",\"scope\":\"global\","
                    "\"from\":\"flag\",\"where\":\"--set\",\"help\":\"milliseconds of silence\"}");
    buf_done(&out);
}

/* The example, with every # in front of a name taken away, must read back as the defaults. */
static void the_example_reads_back(void **state)
{
    struct settings real;
    struct buf out;
    (void)state;
    buf_init(&out, 65536);
    assert_int_equal(settings_init(&real), ST_OK);
    settings_print_example(&real, &out);
    for (size_t i = 1; i + 1 < out.len; i++) {
        if (out.ptr[i] == '#' && out.ptr[i - 1] == '\n' && out.ptr[i + 1] != ' ') {
            out.ptr[i] = ' ';
        }
    }
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fwrite(out.ptr, 1, out.len, f);
    fclose(f);
    assert_int_equal(settings_file(&real, path, &why), ST_OK);
    for (size_t i = 0; i < real.row_count; i++) {
        assert_int_equal(real.values[i].from, SETTING_FROM_FILE);
        assert_text(real.values[i].text, real.rows[i].missing);
    }
    assert_text(settings_text(&real, SETTING_LISTEN), "127.0.0.1:8080");
    assert_int_equal(settings_int(&real, SETTING_OUTTHINK_RATE), 10);
    settings_done(&real);
    buf_done(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
    TEST(the_order_of_reading_does_not_matter),
    TEST(lists_add_up_within_one_origin),
    TEST(flags_refuse),
    TEST(values_have_a_limit),
    TEST(environment_refuses_misspelt_names_only),
    TEST(secrets_come_from_files_and_are_not_shown),
    TEST(files_refuse),
    TEST(long_lines_are_refused_not_cut),
    TEST(a_file_has_a_limit),
    TEST(prints),
    TEST(the_example_reads_back),
};

int main(void)
{
    int fd = mkstemp(path);
    if (fd < 0) {
        return 1;
    }
    close(fd);
    int failed = cmocka_run_group_tests_name("base/settings", tests, NULL, NULL);
    unlink(path);
    return failed;
}
