/* source.h: files, pipes and gzip come out byte for byte; everything that is no readable file is refused. */
#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

static char folder[] = "/tmp/muster_source_XXXXXX";
static char path[64];
static struct source *source;
static struct why why;

static void write_file(struct str content)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(content.ptr, 1, content.len, f), content.len);
    fclose(f);
}

/* Appends content as a gzip member. */
static void gzip_to(struct buf *out, struct str content)
{
    z_stream z = { 0 };
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, content.len);
    char *at = buf_reserve(out, room);
    assert_non_null(at);
    z.next_in = (Bytef *)content.ptr;
    z.avail_in = (uInt)content.len;
    z.next_out = (Bytef *)at;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += room - z.avail_out;
    deflateEnd(&z);
}

/* Reads everything into out. */
static enum status read_all(struct buf *out)
{
    struct str piece;
    enum status st = source_open(path, &source, &why);
    if (st != ST_OK) {
        return st;
    }
    while ((st = source_read(source, &piece, &why)) == ST_OK) {
        assert_true(piece.len > 0);
        buf_str(out, piece);
    }
    source_close(source);
    return st;
}

/* Some hundred kilobytes that do not repeat too regularly. */
static void make_content(struct buf *out, size_t n)
{
    uint32_t x = 12345;
    buf_init(out, n);
    for (size_t i = 0; i < n; i++) {
        x = x * 1664525u + 1013904223u;
        buf_byte(out, (char)('a' + (x >> 24) % 26));
    }
}

static void plain_and_gzip(void **state)
{
    static const size_t sizes[] = { 1, 2, 65535, 65536, 65537, 300000 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buf content, packed, got;
        make_content(&content, sizes[i]);
        buf_init(&packed, MIB);
        buf_init(&got, MIB);
        write_file(buf_text(&content));
        assert_int_equal(read_all(&got), ST_END);
        assert_true(str_eq(buf_text(&got), buf_text(&content)));
        gzip_to(&packed, buf_text(&content));
        write_file(buf_text(&packed));
        buf_reset(&got);
        assert_int_equal(read_all(&got), ST_END);
        assert_true(str_eq(buf_text(&got), buf_text(&content)));
        buf_done(&content);
        buf_done(&packed);
        buf_done(&got);
    }
}

static void several_members_and_padding(void **state)
{
    struct buf packed, got;
    (void)state;
    buf_init(&packed, MIB);
    buf_init(&got, MIB);
    gzip_to(&packed, STR("one "));
    gzip_to(&packed, STR(""));
    gzip_to(&packed, STR("two"));
    buf_lit(&packed, "\0\0\0\0");
    write_file(buf_text(&packed));
    assert_int_equal(read_all(&got), ST_END);
    assert_text(buf_text(&got), "one two");
    buf_lit(&packed, "junk");
    write_file(buf_text(&packed));
    assert_int_equal(read_all(&got), ST_INVALID);
    assert_contains(why.text, "the gzip data is damaged");
    buf_done(&packed);
    buf_done(&got);
}

static void gzip_cut_or_damaged(void **state)
{
    struct buf content, packed, got;
    (void)state;
    make_content(&content, 1000);
    buf_init(&packed, MIB);
    buf_init(&got, MIB);
    gzip_to(&packed, buf_text(&content));
    for (size_t n = 2; n < packed.len; n++) {
        write_file((struct str){ packed.ptr, n });
        assert_int_equal(read_all(&got), ST_INVALID);
        assert_contains(why.text, "file is cut short: its gzip data ends too early");
    }
    packed.ptr[packed.len - 6] ^= 1; /* the checksum */
    write_file(buf_text(&packed));
    assert_int_equal(read_all(&got), ST_INVALID);
    assert_contains(why.text, "the gzip data is damaged");
    buf_done(&content);
    buf_done(&packed);
    buf_done(&got);
}

static void no_file(void **state)
{
    (void)state;
    source = NULL;
    assert_int_equal(source_open(folder, &source, &why), ST_INVALID);
    assert_contains(why.text, "is a folder; name the files in it");
    write_file(STR(""));
    assert_int_equal(source_open(path, &source, &why), ST_INVALID);
    assert_contains(why.text, "/file is empty");
    unlink(path);
    assert_int_equal(source_open(path, &source, &why), ST_NOTFOUND);
    assert_contains(why.text, "No such file or directory");
    assert_null(source);
}

static void lines(void **state)
{
    struct str line;
    (void)state;
    write_file(STR("one\r\n\ntwo\n\r\nlast"));
    static const char *const expected[] = { "one", "", "two", "", "last" };
    assert_int_equal(source_open(path, &source, &why), ST_OK);
    assert_int_equal(source_size(source), 16);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(source_line(source, 100, &line, &why), ST_OK);
        assert_text(line, expected[i]);
        assert_int_equal(source_line_number(source), i + 1);
    }
    assert_int_equal(source_line(source, 100, &line, &why), ST_END);
    assert_int_equal(source_line(source, 100, &line, &why), ST_END);
    assert_int_equal(source_line_number(source), COUNT_OF(expected));
    assert_int_equal(source_bytes(source), 16);
    source_close(source);
}

/* Lines of many lengths around the size of a piece and the limit: short ones come, long ones are skipped. */
static void line_limit(void **state)
{
    static const size_t lengths[] = { 0,     1,      99999,  100000, 100001, 100002, 65535, 65536,
                                      65537, 131072, 300000, 5,      100001, 100000, 0,     7 };
    struct buf content;
    struct str line;
    (void)state;
    for (int crlf = 0; crlf < 2; crlf++) {
        buf_init(&content, 4 * MIB);
        for (size_t i = 0; i < COUNT_OF(lengths); i++) {
            for (size_t n = 0; n < lengths[i]; n++) {
                buf_byte(&content, (char)('a' + i));
            }
            buf_str(&content, crlf ? STR("\r\n") : STR("\n"));
        }
        write_file(buf_text(&content));
        assert_int_equal(source_open(path, &source, &why), ST_OK);
        for (size_t i = 0; i < COUNT_OF(lengths); i++) {
            enum status st = source_line(source, 100000, &line, &why);
            assert_int_equal(st, lengths[i] > 100000 ? ST_LIMIT : ST_OK);
            if (st == ST_OK) {
                assert_int_equal(line.len, lengths[i]);
                assert_true(line.len == 0 || line.ptr[line.len - 1] == (char)('a' + i));
            } else {
                assert_contains(why.text, ": the line is longer than 100000 bytes");
            }
        }
        assert_int_equal(source_line(source, 100000, &line, &why), ST_END);
        source_close(source);
        buf_done(&content);
    }
}

/* Standard input that gives a single byte first (a socket that keeps messages apart): gzip must still be
 * recognized. */
static void byte_by_byte(void **state)
{
    struct buf packed, got;
    struct str piece;
    int ends[2], old = dup(STDIN_FILENO);
    (void)state;
    buf_init(&packed, MIB);
    buf_init(&got, MIB);
    gzip_to(&packed, STR("through a pipe"));
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    for (size_t i = 0; i < packed.len; i++) {
        assert_int_equal(write(ends[1], packed.ptr + i, 1), 1);
    }
    close(ends[1]);
    assert_int_equal(source_open("-", &source, &why), ST_OK);
    assert_string_equal(source_name(source), "standard input");
    assert_int_equal(source_size(source), -1);
    while (source_read(source, &piece, &why) == ST_OK) {
        buf_str(&got, piece);
    }
    assert_text(buf_text(&got), "through a pipe");
    assert_int_equal(source_bytes(source), packed.len);
    source_close(source);
    dup2(old, STDIN_FILENO);
    close(old);
    buf_done(&packed);
    buf_done(&got);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(plain_and_gzip),
    cmocka_unit_test(several_members_and_padding),
    cmocka_unit_test(gzip_cut_or_damaged),
    cmocka_unit_test(no_file),
    cmocka_unit_test(lines),
    cmocka_unit_test(line_limit),
    cmocka_unit_test(byte_by_byte),
};

int main(void)
{
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    snprintf(path, sizeof path, "%s/file", folder);
    int failed = cmocka_run_group_tests_name("base/source", tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    return failed;
}
