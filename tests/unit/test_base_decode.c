/* decode.h: what every encoding comes out as, whole and byte by byte, and what is refused. */
#include "unit.h"

#include "base/decode.h"

static struct decode *decode;
static struct buf out;
static struct why why;

/* Pushes bytes in pieces of `step`; returns the first failure. */
static enum status run(struct str encoding, struct str bytes, size_t step)
{
    why.text[0] = 0;
    buf_reset(&out);
    enum status st = decode_new(encoding, &decode, &why);
    for (size_t at = 0; st == ST_OK && at < bytes.len; at += step) {
        struct str piece = str_from(bytes, at);
        piece.len = piece.len < step ? piece.len : step;
        st = decode_push(decode, piece, false, &out, &why);
    }
    return st ? st : decode_push(decode, STR(""), true, &out, &why);
}

static void comes_out_as(void **state)
{
    static const struct {
        struct str encoding, bytes;
        const char *text, *name;
    } cases[] = {
        {{ 0 },                     STR_INIT(""),                        "",                        "ASCII"          },
        { { 0 },                    STR_INIT("a"),                       "a",                       "ASCII"          },
        { { 0 },                    STR_INIT("a,b\r\n"),                 "a,b\r\n",                 "ASCII"          },
        { { 0 },                    STR_INIT("Z\xC3\xBCrich"),           "Z\xC3\xBCrich",           "UTF-8"          },
        { { 0 },                    STR_INIT("abcdefg\xF0\x9F\x98\x80"), "abcdefg\xF0\x9F\x98\x80", "UTF-8"          },
        { { 0 },                    STR_INIT("\xEF\xBB\xBFZ\xC3\xBC"),   "Z\xC3\xBC",               "UTF-8 with BOM" },
        { { 0 },                    STR_INIT("\xEF\xBB\xBF"),            "",                        "UTF-8 with BOM" },
        { { 0 },                    STR_INIT("Z\xFCrich"),               "Z\xC3\xBCrich",           "Windows-1252"   },
        { { 0 },
         STR_INIT("abcdefghi\x80 \x96 \xFC"),
         "abcdefghi\xE2\x82\xAC \xE2\x80\x93 \xC3\xBC",                                             "Windows-1252"   },
        { { 0 },
         STR_INIT("caf\xE9"),
         "caf\xC3\xA9",                                                                             "Windows-1252"   }, /* looks like a sequence cut at the end */
        { { 0 },
         STR_INIT("\xFF\xFEZ\0\xFC\0\x3D\xD8\x00\xDE"),
         "Z\xC3\xBC\xF0\x9F\x98\x80",                                                               "UTF-16 with BOM"},
        { { 0 },                    STR_INIT("\xFE\xFF\0Z\0\xFC"),       "Z\xC3\xBC",               "UTF-16 with BOM"},
        { STR_INIT("windows-1250"), STR_INIT("\xB3\xF3"),                "\xC5\x82\xC3\xB3",        "windows-1250"   },
        { STR_INIT("UTF-8"),        STR_INIT("\xEF\xBB\xBFZ\xC3\xBC"),   "Z\xC3\xBC",               "UTF-8 with BOM" },
        { STR_INIT("utf8"),         STR_INIT("Zu"),                      "Zu",                      "UTF-8"          },
    };
    (void)state;
    buf_init(&out, 65536);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t step = 1; step < 20; step++) {
            assert_int_equal(run(cases[i].encoding, cases[i].bytes, step), ST_OK);
            assert_text(buf_text(&out), cases[i].text);
            assert_string_equal(decode_name(decode), cases[i].name);
            decode_free(decode);
        }
    }
    buf_done(&out);
}

static void is_refused(void **state)
{
    static const struct {
        struct str encoding, bytes;
        const char *before, *says;
    } cases[] = {
        {{ 0 },              STR_INIT("Z\xC3\xBC; M\xFCnchen"),            "Z\xC3\xBC; M",   "not valid UTF-8"                  },
        { { 0 },             STR_INIT("abcdef\xC3\xBC\xC3"),               "abcdef\xC3\xBC", "not valid UTF-8"                  },
        { STR_INIT("utf-8"), STR_INIT("ab\xFC"),                           "ab",             "name its encoding with --encoding"},
        { { 0 },             STR_INIT("PK\x03\x04\x14"),                   "",               "Excel workbook"                   },
        { { 0 },             STR_INIT("\xFF\xFEZ\0\x3D\xD8Z\0"),           "Z",              "not valid UTF-16 with BOM"        },
        { { 0 },             STR_INIT("\xFF\xFEY\0Z\0\n\0\x3D\xD8Z\0Q\0"), "YZ\n",           "not valid UTF-16 with BOM"        },
    };
    (void)state;
    buf_init(&out, 65536);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t step = 1; step < 20; step++) {
            assert_int_equal(run(cases[i].encoding, cases[i].bytes, step), ST_INVALID);
            assert_contains(why.text, cases[i].says);
            assert_text(buf_text(&out), cases[i].before);
            decode_free(decode);
        }
    }
    buf_done(&out);
    decode = NULL;
    assert_int_equal(decode_new(STR("windows-9999"), &decode, &why), ST_INVALID);
    assert_contains(why.text, "there is no encoding \"windows-9999\"");
    assert_null(decode);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_out_as),
    cmocka_unit_test(is_refused),
};

UNIT_MAIN("base/decode")
