/* similar.c: words are runs of letters; digits are all alike, so that personal numbers do not tell two copies
 * of one mail apart. */
#include "mail/similar.h"

#include "base/fold.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/num.h"
#include "mail/charset.h"

#include <string.h>

enum {
    PLACES = 64,
    RUN = 3,
    PLACE_BYTES = 4,
};

static uint64_t mix(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdULL;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ULL;
    return h ^ h >> 33;
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* The next word from *at on as a hash; false: none. */
static bool next_word(struct str text, size_t *at, uint64_t *hash)
{
    uint64_t h = 14695981039346656037ULL;
    size_t i = *at, from;
    for (;;) {
        bool letter = i < text.len && is_letter((unsigned char)text.ptr[i]);
        bool number = i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9';
        if (letter || number || i >= text.len) {
            break;
        }
        i++;
    }
    for (from = i; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool number = c >= '0' && c <= '9', letter = is_letter(c);
        if (!number && !letter) {
            break;
        }
        if (number && i > from && text.ptr[i - 1] >= '0' && text.ptr[i - 1] <= '9') {
            continue;
        }
        c = number ? '0' : c < 0x80 ? (unsigned char)(c | 32) : c;
        h = (h ^ c) * 1099511628211ULL;
    }
    *at = i;
    *hash = h;
    return i > from;
}

struct str similar_signature(struct arena *arena, struct str text)
{
    uint64_t last[RUN] = { 0 }, hash;
    uint32_t least[PLACES];
    int words = 0;
    size_t at = 0;
    memset(least, 0xFF, sizeof least);
    while (next_word(text, &at, &hash)) {
        last[words++ % RUN] = hash;
        if (words < RUN) {
            continue;
        }
        uint64_t run = 0;
        for (int i = 0; i < RUN; i++) {
            run = mix(run ^ last[(words + i) % RUN]);
        }
        /* The largest value stands for an empty place. */
        uint32_t value = (uint32_t)(run >> 32) & 0xFFFFFFFEu;
        uint32_t *place = &least[run % PLACES];
        *place = value < *place ? value : *place;
        words = words > 1000 * RUN ? words - 999 * RUN : words;
    }
    char *to = words < RUN ? NULL : arena_alloc(arena, PLACES * PLACE_BYTES * 2);
    if (to == NULL) {
        return STR_NONE;
    }
    num_hex(to, (const uint8_t *)least, sizeof least);
    return (struct str){ to, sizeof least * 2 };
}

int similar_percent(struct str a, struct str b)
{
    enum { DIGITS = PLACE_BYTES * 2 };
    int same = 0, used = 0;
    if (a.len != PLACES * DIGITS || b.len != a.len) {
        return 0;
    }
    for (int i = 0; i < PLACES; i++) {
        const char *x = a.ptr + i * DIGITS, *y = b.ptr + i * DIGITS;
        bool equal = memcmp(x, y, DIGITS) == 0;
        bool empty = equal && memcmp(x, "ffffffff", DIGITS) == 0;
        used += !empty;
        same += equal && !empty;
    }
    return used ? same * 100 / used : 0;
}

/* "Re:", "AW[2]:", "Fwd :" in front; 0: none. */
static size_t prefix_len(struct str s)
{
    static const char *const prefixes[] = { "re", "fw", "fwd",    "aw",  "wg",  "tr",  "rv",
                                            "sv", "vs", "antw",   "odp", "ynt", "enc", "res",
                                            "r",  "i",  "doorst", "vb",  "pd" };
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= 'a' && s.ptr[n] <= 'z') {
        n++;
    }
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        known |= str_eq((struct str){ s.ptr, n }, str_of(prefixes[i]));
    }
    while (n < s.len && strchr("[]()0123456789 ", s.ptr[n]) != NULL) {
        n++;
    }
    return known && n < s.len && s.ptr[n] == ':' ? n + 1 : 0;
}

struct str similar_subject(struct arena *arena, struct str subject)
{
    struct str folded;
    size_t n = 0, cut;
    if (subject.ptr == NULL || fold(arena, subject, &folded) != ST_OK) {
        return STR("");
    }
    folded = str_trim(folded);
    while ((cut = prefix_len(folded)) > 0) {
        folded = str_trim(str_from(folded, cut));
    }
    char *to = arena_alloc(arena, folded.len + 1);
    for (size_t i = 0; to != NULL && i < folded.len; i++) {
        char c = folded.ptr[i];
        bool number = c >= '0' && c <= '9', white = (unsigned char)c <= ' ';
        if ((number || white) && n > 0 && to[n - 1] == (number ? '0' : ' ')) {
            continue;
        }
        to[n++] = number ? '0' : white ? ' ' : c;
    }
    return to ? charset_clip((struct str){ to, n }, LIMIT_MAIL_KEY) : STR("");
}
