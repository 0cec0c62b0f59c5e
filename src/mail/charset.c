/* charset.c: bodies go through ICU, whose tables are part of the library: a process that may not open files
 * can use all of them. */
#include "mail/charset.h"

#include "base/must.h"

#include <iconv.h>
#include <string.h>
#include <unicode/ucnv.h>

struct meant {
    const char *said, *meant;
};

static const struct meant meant[] = {
    {"us-ascii",           "windows-1252"},
    { "ascii",             "windows-1252"},
    { "iso-8859-1",        "windows-1252"},
    { "latin1",            "windows-1252"},
    { "cp-850",            "ibm-850"     },
    { "gb2312",            "gb18030"     },
    { "gbk",               "gb18030"     },
    { "x-gbk",             "gb18030"     },
    { "ks_c_5601-1987",    "windows-949" },
    { "euc-kr",            "windows-949" },
    { "shift_jis",         "windows-932" },
    { "x-sjis",            "windows-932" },
    { "iso-8859-9",        "windows-1254"},
    { "iso-8859-11",       "windows-874" },
    { "tis-620",           "windows-874" },
    { "unicode-1-1-utf-7", "utf-7"       },
    { "iso-8859-8-i",      "iso-8859-8"  },
};

/* What header fields of real mail are in; glibc keeps a table that is in use. */
static const char *const usual[] = {
    "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",
    "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",   "ISO-8859-10",  "ISO-8859-13",  "ISO-8859-14",
    "ISO-8859-15",  "ISO-8859-16",  "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253",
    "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258", "KOI8-R",
    "KOI8-U",       "IBM850",       "IBM866",       "GB18030",      "GBK",          "GB2312",
    "BIG5",         "BIG5-HKSCS",   "EUC-JP",       "SHIFT_JIS",    "CP932",        "ISO-2022-JP",
    "EUC-KR",       "CP949",        "ISO-2022-KR",  "TIS-620",      "UTF-7",        "UTF-16",
    "MACINTOSH",    "EUC-TW",       "GEORGIAN-PS",  "ISO-2022-CN",
};

void charset_preload(void)
{
    /* Never closed: that would unload their tables. */
    static iconv_t kept[COUNT_OF(usual)];
    for (size_t i = 0; i < COUNT_OF(usual) && kept[i] == NULL; i++) {
        kept[i] = iconv_open("UTF-8", usual[i]);
    }
}

struct str charset_clip(struct str text, size_t max)
{
    if (text.len <= max) {
        return text;
    }
    while (max > 0 && ((unsigned char)text.ptr[max] & 0xC0) == 0x80) {
        max--;
    }
    return (struct str){ text.ptr, max };
}

static struct str keep_utf8(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; to != NULL && i < text.len; i++) {
        to[i] = text.ptr[i] ? text.ptr[i] : ' ';
    }
    return to ? (struct str){ to, text.len } : STR_NONE;
}

static UConverter *open_converter(struct str charset)
{
    char name[64];
    UErrorCode error = U_ZERO_ERROR;
    UConverter *converter = NULL;
    const char *wanted = name;
    if (charset.len > 0 && charset.len < sizeof name && memchr(charset.ptr, 0, charset.len) == NULL) {
        memcpy(name, charset.ptr, charset.len);
        name[charset.len] = 0;
        for (size_t i = 0; i < COUNT_OF(meant); i++) {
            if (str_eq_nocase(charset, str_of(meant[i].said))) {
                wanted = meant[i].meant;
            }
        }
        converter = ucnv_open(wanted, &error);
    }
    if (converter == NULL) {
        error = U_ZERO_ERROR;
        converter = ucnv_open("windows-1252", &error);
    }
    return converter;
}

static bool says_utf8(struct str charset)
{
    return str_eq_nocase(charset, STR("utf-8")) || str_eq_nocase(charset, STR("utf8"));
}

/* Whether the name means a set whose bytes beyond ASCII look like UTF-8 only by accident. */
static bool is_named(struct str charset)
{
    return charset.len > 0 && !says_utf8(charset) && !str_eq_nocase(charset, STR("us-ascii")) &&
           !str_eq_nocase(charset, STR("ascii"));
}

struct str charset_text(struct arena *arena, struct str bytes, struct str charset, size_t max, bool *cut)
{
    if (!is_named(charset) && str_utf8(bytes)) {
        *cut |= bytes.len > max;
        return keep_utf8(arena, charset_clip(bytes, max));
    }
    struct str name = says_utf8(charset) ? STR("utf-8") : charset;
    UConverter *converter = open_converter(name);
    if (converter == NULL) {
        return STR_NONE;
    }
    *cut |= bytes.len > max;
    bytes.len = bytes.len < max ? bytes.len : max;
    /* A byte becomes at most 3 (some tables: two characters). */
    size_t room = bytes.len * 4 + 16;
    char *to = arena_alloc(arena, room);
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = to ? ucnv_toAlgorithmic(UCNV_UTF8, converter, to, (int32_t)room, bytes.ptr,
                                        (int32_t)bytes.len, &error)
                   : 0;
    ucnv_close(converter);
    if (to == NULL || (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR)) {
        return to ? STR("") : STR_NONE;
    }
    struct str text = { to, (size_t)n < room ? (size_t)n : room };
    for (size_t i = 0; i < text.len; i++) {
        to[i] = to[i] ? to[i] : ' ';
    }
    *cut |= text.len > max;
    text = charset_clip(text, max);
    return str_utf8(text) ? text : STR("");
}
