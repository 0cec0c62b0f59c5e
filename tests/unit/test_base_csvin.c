/* csvin.h: rows, lines, separators, limits; every case whole and in pieces, with one result. */
#include "unit.h"

#include "base/csvin.h"
#include "base/csvout.h"
#include "base/limits.h"

#include <stdlib.h>

static struct buf seen;
static struct why why;
static struct csvin *csvin;
static int64_t stop_at; /* on_row refuses the row of this line */

/* A row as "LINE:cell|cell\n". */
static enum status on_row(void *to, const struct csvin_row *row, struct why *bad)
{
    (void)to;
    if (row->line == stop_at) {
        return why_not(bad, ST_CONFLICT, "enough");
    }
    buf_int(&seen, row->line);
    for (size_t i = 0; i < row->count; i++) {
        buf_str(&seen, i ? STR("|") : STR(":"));
        buf_str(&seen, row->cells[i]);
    }
    buf_byte(&seen, '\n');
    return ST_OK;
}

/* Reads bytes in pieces of `step`; the reader is left open. */
static enum status run(struct str bytes, size_t step)
{
    buf_reset(&seen);
    why.text[0] = 0;
    csvin = NULL;
    enum status st = csvin_new(STR_NONE, 0, on_row, NULL, &csvin, &why);
    for (size_t at = 0; st == ST_OK && at < bytes.len; at += step) {
        struct str piece = str_from(bytes, at);
        piece.len = piece.len < step ? piece.len : step;
        st = csvin_push(csvin, piece, &why);
    }
    enum status end = csvin_end(csvin, &why);
    if (st != ST_OK) {
        assert_int_equal(end, st);
    }
    return end;
}

static void rows(void **state)
{
    static const struct {
        const char *text, *rows;
        char separator;
    } cases[] = {
        {"a,b\n1,2\n",                                "1:a|b\n2:1|2\n",                 ',' },
        { "a;b,x\r\n1;2",                             "1:a;b|x\n2:1;2\n",               ',' }, /* as many of both: the comma */
        { "a;b;\"c,d,e\"\r\n1;2,5;x\r\n",             "1:a|b|c,d,e\n2:1|2,5|x\n",       ';' },
        { "a\tb\n1\t\n",                              "1:a|b\n2:1|\n",                  '\t'},
        { "a|b\n",                                    "1:a|b\n",                        '|' },
        { "only\nx\n",                                "1:only\n2:x\n",                  ',' },
        { "sep=;\r\na,b;c\r\n1;2\r\n",                "2:a,b|c\n3:1|2\n",               ';' },
        { "\xEF\xBB\xBF"
          "a,b\n",                           "1:a|b\n",                        ',' },
        { "a,b\r1,2\r3,4\r",                          "1:a|b\n2:1|2\n3:3|4\n",          ',' },
        { "\r\n\r\na,b\r\n\r\n1,2\r\n   \r\n3,4\r\n", "3:a|b\n5:1|2\n7:3|4\n",          ',' },
        { "a,b\n\"one\ntwo\",2\nx,y\n",               "1:a|b\n2:one\ntwo|2\n4:x|y\n",   ',' },
        { "a,b\n\"one\r\ntwo\",2\r\nx,y\n",           "1:a|b\n2:one\r\ntwo|2\n4:x|y\n", ',' },
        { "a,b\n\"say \"\"hi\"\"\",\"\"\n",           "1:a|b\n2:say \"hi\"|\n",         ',' },
        { "a, b \n \"1, 2\" ,\" 3 \"\n",              "1:a|b\n2:1, 2| 3 \n",            ',' },
        { "a,b\n,\n",                                 "1:a|b\n2:|\n",                   ',' },
        { "a,b\n\xFC,2\n",                            "1:a|b\n2:\xC3\xBC|2\n",          ',' },
        { "",                                         "",                               ',' },
        { "\"a\nb\";c\n",                             "1:a\nb|c\n",                     ';' },
    };
    (void)state;
    buf_init(&seen, MIB);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str text = str_of(cases[i].text);
        for (size_t step = 1; step <= text.len + 1; step++) {
            assert_int_equal(run(text, step), ST_OK);
            assert_text(buf_text(&seen), cases[i].rows);
            assert_int_equal(csvin_separator(csvin), cases[i].separator);
            csvin_free(csvin);
        }
    }
    buf_done(&seen);
}

static void refusals(void **state)
{
    static const struct {
        struct str text;
        const char *before, *says;
        enum status st;
    } cases[] = {
        {STR_INIT("a,b\n1,2\nx\"y,2\n"),         "1:a|b\n2:1|2\n",        "line 3: a quotation mark inside a cell",
         ST_INVALID                                                                                                           },
        { STR_INIT("a,b\n\"x\"y,2\n"),           "1:a|b\n",               "line 2: a quotation mark inside a cell", ST_INVALID},
        { STR_INIT("a,b\n1,2\n\"x,2\n3,4\n"),    "1:a|b\n2:1|2\n",
         "line 3: a quotation mark is opened here and never closed",                                                ST_INVALID},
        { STR_INIT("a,b\n1,2\nx\0y,2\n"),        "1:a|b\n2:1|2\n",        "line 3: a NUL byte",                     ST_INVALID},
        { STR_INIT("a,b\n\xC3\xBC,2\n3,\xFC\n"), "1:a|b\n2:\xC3\xBC|2\n",
         "line 3: this text is not valid UTF-8",                                                                    ST_INVALID},
        { STR_INIT("PK\x03\x04"),                "",                      "line 1: this is an Excel workbook",      ST_INVALID},
    };
    (void)state;
    buf_init(&seen, MIB);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t step = 1; step <= cases[i].text.len + 1; step++) {
            assert_int_equal(run(cases[i].text, step), cases[i].st);
            assert_contains(why.text, cases[i].says);
            assert_text(buf_text(&seen), cases[i].before);
            csvin_free(csvin);
        }
    }
    buf_done(&seen);
}

static void the_callback_can_end_it(void **state)
{
    (void)state;
    buf_init(&seen, MIB);
    stop_at = 2;
    assert_int_equal(run(STR("a,b\n1,2\n3,4\n"), 100), ST_CONFLICT);
    stop_at = 0;
    assert_string_equal(why.text, "enough");
    assert_text(buf_text(&seen), "1:a|b\n");
    csvin_free(csvin);
    buf_done(&seen);
}

/* A file of a header and one row, whose cell or columns are at a limit. */
static enum status run_sized(const char *head, char fill, size_t n, const char *tail, size_t step)
{
    size_t head_len = strlen(head), tail_len = strlen(tail);
    char *text = malloc(head_len + n + tail_len);
    assert_non_null(text);
    memcpy(text, head, head_len);
    memset(text + head_len, fill, n);
    memcpy(text + head_len + n, tail, tail_len);
    enum status st = run((struct str){ text, head_len + n + tail_len }, step);
    free(text);
    csvin_free(csvin);
    return st;
}

static void limits(void **state)
{
    (void)state;
    buf_init(&seen, 4 * MIB);
    for (size_t step = 1000; step < 200000; step *= 13) {
        assert_int_equal(run_sized("a,b\n1,", 'x', LIMIT_CSV_CELL, "\n", step), ST_OK);
        assert_int_equal(run_sized("a,b\n1,", 'x', LIMIT_CSV_CELL + 1, "\n", step), ST_LIMIT);
        assert_contains(why.text, "line 2: a cell is longer than 65536 bytes");
        assert_int_equal(run_sized("a,b\n1,\"", 'x', LIMIT_CSV_CELL, "\"\n", step), ST_OK);
        assert_int_equal(run_sized("a,b\n1,\"", 'x', LIMIT_CSV_CELL + 1, "\"\n", step), ST_LIMIT);
        assert_int_equal(run_sized("a,b\n1,\"", '\n', 40 * LIMIT_CSV_CELL, "", step), ST_LIMIT);
        assert_contains(why.text, "line 2: a cell is longer");
        assert_int_equal(run_sized("a,b\n", ',', LIMIT_CSV_COLUMNS - 1, "\n", step), ST_OK);
        assert_int_equal(run_sized("a,b\n", ',', LIMIT_CSV_COLUMNS, "\n", step), ST_LIMIT);
        assert_contains(why.text, "line 2: there are more than 500 columns");
        assert_int_equal(run_sized("", 'x', LIMIT_CSV_CELL + 200000, "", step), ST_LIMIT);
        assert_contains(why.text, "line 1: the header is longer than 65536 bytes");
    }
    buf_done(&seen);
}

static void a_row_has_a_limit(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&seen, 4 * MIB);
    buf_init(&text, 4 * MIB);
    buf_lit(&text, "a,b\n");
    for (size_t i = 0; i < 17; i++) {
        for (size_t n = 0; n < LIMIT_CSV_CELL; n++) {
            buf_byte(&text, 'x');
        }
        buf_byte(&text, i < 16 ? ',' : '\n');
    }
    assert_int_equal(run(buf_text(&text), 100000), ST_LIMIT);
    assert_contains(why.text, "line 2: the row is longer than 1048576 bytes");
    csvin_free(csvin);
    buf_done(&text);
    buf_done(&seen);
}

static const struct {
    const char *cell, *escaped;
} escapes[] = {
    {"",          ""        },
    { "plain",    "plain"   },
    { "=1+1",     "'=1+1"   },
    { "+49 30",   "'+49 30" },
    { "-5",       "'-5"     },
    { "@x",       "'@x"     },
    { "\tx",      "'\tx"    },
    { "\rx",      "'\rx"    },
    { "'=1",      "''=1"    },
    { "'''-1",    "''''-1"  },
    { "'quoted'", "'quoted'"},
    { "'",        "'"       },
    { "a=1",      "a=1"     },
};

static void formulas_are_escaped_and_come_back(void **state)
{
    struct buf text, expected;
    (void)state;
    buf_init(&text, MIB);
    buf_init(&expected, MIB);
    buf_init(&seen, MIB);
    struct csvout out = csvout_to(&text, CSVOUT_EXCEL);
    buf_lit(&expected, "1:");
    for (size_t i = 0; i < COUNT_OF(escapes); i++) {
        assert_text(csvin_unescape(str_of(escapes[i].escaped)), escapes[i].cell);
        csvout_cell(&out, str_of(escapes[i].cell));
        buf_str(&expected, i ? STR("|") : STR(""));
        buf_str(&expected, str_of(escapes[i].escaped));
    }
    csvout_key(&out, STR("=key"));
    buf_lit(&expected, "|=key\n");
    csvout_end(&out);
    assert_int_equal(run(buf_text(&text), 7), ST_OK);
    buf_byte(&expected, 0);
    assert_text(buf_text(&seen), expected.ptr);
    csvin_free(csvin);
    buf_done(&seen);
    buf_done(&expected);
    buf_done(&text);
}

static void written(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    struct csvout out = csvout_to(&text, CSVOUT_PLAIN);
    csvout_cell(&out, STR("a"));
    csvout_cell(&out, STR_NONE);
    csvout_cell(&out, STR("b,c"));
    csvout_cell(&out, STR("say \"hi\""));
    csvout_cell(&out, STR("two\nlines"));
    csvout_cell(&out, STR("=1;2"));
    csvout_cell(&out, STR(" end "));
    csvout_cell(&out, STR("\""));
    csvout_end(&out);
    csvout_cell(&out, STR(""));
    csvout_end(&out);
    csvout_cell(&out, STR(""));
    csvout_cell(&out, STR(""));
    csvout_end(&out);
    assert_text(buf_text(&text),
                "a,,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",=1;2,\" end \",\"\"\"\"\r\n\"\"\r\n,\r\n");
    buf_done(&text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows),
    cmocka_unit_test(refusals),
    cmocka_unit_test(the_callback_can_end_it),
    cmocka_unit_test(limits),
    cmocka_unit_test(a_row_has_a_limit),
    cmocka_unit_test(formulas_are_escaped_and_come_back),
    cmocka_unit_test(written),
};

UNIT_MAIN("base/csvin")
