/* score_role.c: see score_role.h. A role matches when the words stand in it, whole and side by side. */
#include "derive/score_role.h"

#include "base/must.h"

#include <string.h>

static const char *const exposed[] = {
    /* executives */
    "ceo",
    "cfo",
    "coo",
    "cto",
    "cio",
    "ciso",
    "chief",
    "president",
    "executive",
    "managing director",
    "board member",
    "general manager",
    /* finance */
    "finance",
    "financial",
    "accountant",
    "accounting",
    "accounts payable",
    "accounts receivable",
    "controller",
    "bookkeeper",
    "payroll",
    "treasurer",
    "treasury",
    /* human resources */
    "hr",
    "human resources",
    "recruiter",
    "recruiting",
    "talent acquisition",
    /* IT administration */
    "it administrator",
    "it admin",
    "system administrator",
    "systems administrator",
    "network administrator",
    "database administrator",
    "domain administrator",
    "sysadmin",
    "it support",
    "service desk",
};

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

static bool has_words(struct str text, struct str words)
{
    for (size_t i = 0; i + words.len <= text.len; i++) {
        bool starts = i == 0 || !is_word_byte(text.ptr[i - 1]);
        bool ends = i + words.len == text.len || !is_word_byte(text.ptr[i + words.len]);
        if (starts && ends && memcmp(text.ptr + i, words.ptr, words.len) == 0) {
            return true;
        }
    }
    return false;
}

int64_t score_role_exposure(struct str folded)
{
    for (size_t i = 0; i < COUNT_OF(exposed); i++) {
        if (folded.ptr != NULL && has_words(folded, str_of(exposed[i]))) {
            return 2;
        }
    }
    return 0;
}
