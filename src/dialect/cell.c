/* cell.c: scalars as text. */
/* hot path */
#include "dialect/cell.h"

#include "base/must.h"
#include "base/num.h"
#include "base/when.h"
#include "model/record.h"

#include <sodium.h>
#include <string.h>

static void set(struct cell *cell, enum cell_how how, size_t len)
{
    must(len <= sizeof cell->room);
    cell->how = how;
    cell->text = (struct str){ cell->room, len };
}

static void set_word(struct cell *cell, enum cell_how how, struct str word)
{
    cell->how = how;
    cell->text = word;
}

/* The same address gives the same code within a tenant, in any case of its letters; without the store's
 * secret nobody can tell which address it was, or compare tenants. */
static void set_code(struct cell *cell, struct str text, const struct view *view)
{
    static const char domain[] = "pseudonym", tail[] = "@pseudonym.invalid";
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, view->pseudonym_key, crypto_generichash_KEYBYTES, sizeof digest);
    crypto_generichash_update(&hash, (const unsigned char *)domain, sizeof domain);
    crypto_generichash_update(&hash, (const unsigned char *)&view->tenant, sizeof view->tenant);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        unsigned char lower = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        crypto_generichash_update(&hash, &lower, 1);
    }
    crypto_generichash_final(&hash, digest, sizeof digest);
    num_hex(cell->room, digest, 8);
    memcpy(cell->room + 16, tail, sizeof tail - 1);
    set(cell, CELL_STRING, 16 + sizeof tail - 1);
}

static void text_cell(struct cell *cell, const struct field *field, struct str text, const struct view *view)
{
    must(field->mask != MASK_UNSET);
    if (text.ptr == NULL) {
        return;
    }
    if (view->pseudonym_key == NULL || field->mask == MASK_PLAIN) {
        set_word(cell, CELL_STRING, text);
    } else if (field->mask == MASK_ADDRESS) {
        set_code(cell, text, view);
    } else {
        static const char *const shown[] = { [MASK_FREE_TEXT] = "",
                                             [MASK_FIRST_NAME] = "Anonymous",
                                             [MASK_LAST_NAME] = "User",
                                             [MASK_FULL_NAME] = "Anonymous User" };
        set_word(cell, CELL_STRING, str_of(shown[field->mask]));
    }
}

static void truth_cell(struct cell *cell, int truth, const struct view *view)
{
    if (truth < 0) {
        return;
    }
    set_word(cell, CELL_BARE,
             view->csv ? (truth ? STR("True") : STR("False")) : (truth ? STR("true") : STR("false")));
}

static void word_cell(struct cell *cell, const struct wording *wording, int value)
{
    if (value < wording->first) {
        return;
    }
    must(value - wording->first < wording->count);
    set_word(cell, CELL_STRING, str_of(wording->word[value - wording->first]));
}

static void bool_cell(struct cell *cell, const struct field *field, bool value, const struct view *view)
{
    if (field->wording != NULL) {
        word_cell(cell, field->wording, value);
    } else {
        truth_cell(cell, value, view);
    }
}

void cell_text(struct cell *cell, const struct field *field, struct str text, const struct view *view)
{
    cell->how = CELL_NONE;
    text_cell(cell, field, text, view);
}

/* hh:mm:ss; hours beyond 99 have more digits. */
static size_t put_clock(char *to, int64_t seconds)
{
    int64_t hours = seconds / 3600;
    size_t n = 0;
    if (hours < 10) {
        to[n++] = '0';
    }
    n += num_int(to + n, hours);
    for (int64_t part = 60; part >= 1; part /= 60) {
        int64_t two = seconds / part % 60;
        to[n++] = ':';
        to[n++] = (char)('0' + two / 10);
        to[n++] = (char)('0' + two % 10);
    }
    return n;
}

static void length_cell(struct cell *cell, int64_t seconds, uint64_t options)
{
    if (seconds == NONE) {
        return;
    }
    if (options >> OPTION_CLOCK & 1) {
        set(cell, CELL_STRING, put_clock(cell->room, seconds));
    } else {
        set(cell, options >> OPTION_NUMBER & 1 ? CELL_BARE : CELL_STRING, num_int(cell->room, seconds));
    }
}

void cell_of(struct cell *cell, const struct field *field, const void *row, const struct view *view)
{
    const void *at = (const char *)row + field->at;
    cell->how = CELL_NONE;
    switch (field->shape) {
    case SHAPE_TEXT:
        text_cell(cell, field, *(const struct str *)at, view);
        break;
    case SHAPE_INT:
        if (*(const int64_t *)at != NONE) {
            set(cell, CELL_BARE, num_int(cell->room, *(const int64_t *)at));
        }
        break;
    case SHAPE_REAL:
        if (*(const double *)at >= 0) {
            set(cell, CELL_BARE, num_real(cell->room, *(const double *)at));
        }
        break;
    case SHAPE_BOOL:
        bool_cell(cell, field, *(const bool *)at, view);
        break;
    case SHAPE_TRUTH:
        truth_cell(cell, *(const int *)at, view);
        break;
    case SHAPE_UUID:
        if (((const struct uuid *)at)->set) {
            uuid_print(cell->room, at);
            set(cell, CELL_STRING, UUID_TEXT_LEN);
        }
        break;
    case SHAPE_TIME:
        if (*(const int64_t *)at != NONE) {
            set(cell, CELL_STRING, when_print(cell->room, *(const int64_t *)at, field->pattern));
        }
        break;
    case SHAPE_WORD:
        word_cell(cell, field->wording, *(const int *)at);
        break;
    case SHAPE_INT_TEXT:
        if (*(const int64_t *)at != NONE) {
            set(cell, CELL_STRING, num_int(cell->room, *(const int64_t *)at));
        }
        break;
    case SHAPE_LENGTH:
        length_cell(cell, *(const int64_t *)at, view->options);
        break;
    case SHAPE_LIST:
    case SHAPE_OBJECT:
    case SHAPE_TEXTS:
    case SHAPE_PIECES:
    case SHAPE_INTS:
    case SHAPE_JSON:
    case SHAPE_END:
        must(false);
    }
}
