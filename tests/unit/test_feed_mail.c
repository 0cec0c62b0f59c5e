/* feed/mail: files of mail are told apart into messages, byte for byte. */
#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "feed/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static struct buf seen; /* each message in brackets, "!" behind one that was cut */
static int notes;
static size_t last;

static enum status on_mail(void *to, struct str raw, bool cut, const struct feed_place *place)
{
    (void)to;
    buf_format(&seen, "%lld", (long long)place->line);
    buf_byte(&seen, '[');
    if (raw.len < 1000) {
        buf_str(&seen, raw);
    }
    buf_byte(&seen, ']');
    if (cut) {
        buf_byte(&seen, '!');
    }
    last = raw.len;
    return ST_OK;
}

static enum status on_bad(void *to, const struct feed_place *place, const char *sentence)
{
    (void)to;
    (void)place;
    fail_msg("%s", sentence);
    return ST_OK;
}

static void on_note(void *to, struct str text)
{
    (void)to;
    (void)text;
    notes++;
}

static enum status read_path(const char *path)
{
    struct feed_events events = { .bad = on_bad, .note = on_note, .mail = on_mail };
    struct feed_options options = { .encoding = STR_NONE };
    const struct feed_format *format;
    struct why why;
    char file[300];
    char *files[] = { file };
    snprintf(file, sizeof file, "%s/%s", dir, path);
    buf_reset(&seen);
    notes = 0;
    assert_int_equal(feed_format_of(STR("reported-mail"), &format, &why), ST_OK);
    return feed_run(format, &options, &events, files, 1, &why);
}

static void put(const char *path, const char *text, size_t n)
{
    char file[300];
    snprintf(file, sizeof file, "%s/%s", dir, path);
    FILE *f = fopen(file, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void reads(const char *text, const char *expected)
{
    put("file", text, strlen(text));
    assert_int_equal(read_path("file"), ST_OK);
    assert_text(buf_text(&seen), expected);
}

static void messages(void **state)
{
    (void)state;
    reads("Subject: a\r\n\r\nb\r\n", "1[Subject: a\r\n\r\nb\r\n]");
    /* One message may have such lines in its text. */
    reads("Subject: a\n\nFrom here\n>From there\n", "1[Subject: a\n\nFrom here\n>From there\n]");
    reads("no line end", "1[no line end]");
}

static void mailboxes(void **state)
{
    (void)state;
    reads("From a Thu Jan  1 00:00:00 2026\nSubject: a\n\nx\n\nFrom b Thu Jan  1 00:00:00 2026\nSubject: "
          "b\n\ny\n\n",
          "1[Subject: a\n\nx\n]6[Subject: b\n\ny\n]");
    reads("From a\r\nSubject: a\r\n\r\nx\r\n\r\nFrom b\r\n\r\ny\r\n\r\n",
          "1[Subject: a\r\n\r\nx\r\n]6[\r\ny\r\n]");
    /* Quoted lines get one sign back; without an empty line in front it is text. */
    reads("From a\nSubject: a\n\n>From b\n>>From c\n> From d\nFrom e\n\n",
          "1[Subject: a\n\nFrom b\n>From c\n> From d\nFrom e\n]");
}

static void folders(void **state)
{
    char path[300];
    const char *subs[] = { "md", "md/cur", "md/new", "md/tmp" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(subs); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, subs[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    put("md/cur/2", "two", 3);
    put("md/cur/1", "one", 3);
    put("md/cur/empty", "", 0);
    put("md/cur/.hidden", "hidden", 6);
    put("md/new/3", "From x\n\nthree\n\nFrom y\n\nfour\n", 28);
    put("md/tmp/9", "unfinished", 10);
    assert_int_equal(read_path("md"), ST_OK);
    assert_text(buf_text(&seen), "1[one]1[two]1[\nthree\n]5[\nfour]");
    assert_int_equal(notes, 1);
    assert_int_equal(read_path("nothing"), ST_NOTFOUND);
}

static void limits(void **state)
{
    size_t n = LIMIT_MAIL_RAW;
    char *big = malloc(n + 1);
    (void)state;
    assert_non_null(big);
    for (size_t more = 0; more < 2; more++) {
        memset(big, 'x', n + 1);
        put("file", big, n + more);
        assert_int_equal(read_path("file"), ST_OK);
        assert_text(buf_text(&seen), more ? "1[]!" : "1[]");
        assert_int_equal(last, n);
    }
    free(big);
}

static int prepare(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/muster-mail-XXXXXX");
    buf_init(&seen, MIB);
    return mkdtemp(dir) ? 0 : -1;
}

static int done(void **state)
{
    static const char *const files[] = { "md/cur/1", "md/cur/2", "md/cur/empty", "md/cur/.hidden",
                                         "md/new/3", "md/tmp/9", "md/cur",       "md/new",
                                         "md/tmp",   "md",       "file" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        remove(path);
    }
    buf_done(&seen);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(messages), cmocka_unit_test(mailboxes),
                                        cmocka_unit_test(folders), cmocka_unit_test(limits) };
    return cmocka_run_group_tests_name("feed/mail", tests, prepare, done);
}
