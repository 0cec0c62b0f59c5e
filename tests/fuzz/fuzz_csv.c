/* fuzz_csv.c: any bytes as a CSV file. Told whole, byte by byte and in cuts, the rows and the outcome must be
 * the same; what was read and is written again must read back; spreadsheet escaping must be undone exactly.
 * The input is a number (4 bytes, how to cut) and the file. */
#include "base/csvin.h"
#include "base/csvout.h"
#include "base/datein.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct story {
    struct buf rows;    /* every row with its line and the lengths of its cells */
    struct buf written; /* the same rows through csvout */
    struct buf plain;   /* rows without lines */
    bool odd_start;     /* the first cell would be taken for a byte order mark or the like */
};

static void check_cell(struct str cell)
{
    int64_t ticks;
    struct buf buf;
    must(cell.ptr != NULL && cell.len <= LIMIT_CSV_CELL && str_utf8(cell));
    buf_init(&buf, 4 * LIMIT_CSV_CELL);
    struct csvout out = csvout_to(&buf, CSVOUT_EXCEL);
    csvout_cell(&out, cell);
    must(!buf.failed);
    if (buf.len && buf.ptr[0] != '"') {
        must(str_eq(csvin_unescape(buf_text(&buf)), cell));
        must(cell.len == 0 || memchr("=+-@\t\r", buf.ptr[0], 6) == NULL);
    }
    buf_done(&buf);
    if (datein_read(cell, DATEIN_DMY, &ticks) == DATEIN_OK) {
        char text[WHEN_TEXT_MAX];
        when_print(text, ticks, WHEN_RFC3339);
    }
}

static enum status on_row(void *to, const struct csvin_row *row, struct why *why)
{
    struct story *story = to;
    struct csvout out = csvout_to(&story->written, CSVOUT_PLAIN);
    (void)why;
    must(row->count > 0 && row->count <= LIMIT_CSV_COLUMNS && row->line > 0);
    if (story->rows.len == 0) {
        struct str first = row->cells[0];
        story->odd_start = str_starts(first, STR("\xEF\xBB\xBF")) || str_starts(first, STR("PK\x03\x04")) ||
                           str_starts(first, STR("sep=")) || str_starts(first, STR("SEP="));
    }
    buf_int(&story->rows, row->line);
    for (size_t i = 0; i < row->count; i++) {
        check_cell(row->cells[i]);
        csvout_cell(&out, row->cells[i]);
        buf_byte(&story->plain, '|');
        buf_int(&story->plain, (int64_t)row->cells[i].len);
        buf_str(&story->plain, row->cells[i]);
        buf_byte(&story->rows, '|');
        buf_str(&story->rows, row->cells[i]);
    }
    csvout_end(&out);
    buf_byte(&story->plain, '\n');
    buf_byte(&story->rows, '\n');
    return ST_OK;
}

static void init(struct story *story)
{
    *story = (struct story){ 0 };
    buf_init(&story->rows, 64 * MIB);
    buf_init(&story->written, 64 * MIB);
    buf_init(&story->plain, 64 * MIB);
}

static void done(struct story *story)
{
    buf_done(&story->rows);
    buf_done(&story->written);
    buf_done(&story->plain);
}

/* step 0: the cuts come from `seed`. */
static enum status tell(struct str bytes, struct str encoding, char separator, size_t step, uint32_t seed,
                        struct story *story)
{
    struct csvin *csvin = NULL;
    struct why why;
    enum status st = csvin_new(encoding, separator, on_row, story, &csvin, &why);
    must(st == ST_OK);
    while (st == ST_OK && bytes.len) {
        seed = seed * 1664525u + 1013904223u;
        size_t n = step ? step : 1 + (seed >> 24) % 37;
        struct str piece = { bytes.ptr, n < bytes.len ? n : bytes.len };
        st = csvin_push(csvin, piece, &why);
        bytes = str_from(bytes, piece.len);
    }
    st = csvin_end(csvin, &why);
    must(st == ST_OK || st == ST_INVALID || st == ST_LIMIT);
    must(st == ST_OK || why.text[0] != 0);
    csvin_free(csvin);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct story whole, other;
    uint32_t seed;
    if (size < sizeof seed) {
        return 0;
    }
    memcpy(&seed, data, sizeof seed);
    struct str bytes = { (const char *)data + sizeof seed, size - sizeof seed };
    init(&whole);
    enum status st = tell(bytes, STR_NONE, 0, SIZE_MAX, 0, &whole);
    for (size_t step = 0; step < 2; step++) {
        init(&other);
        must(tell(bytes, STR_NONE, 0, step, seed, &other) == st);
        must(str_eq(buf_text(&other.rows), buf_text(&whole.rows)));
        done(&other);
    }
    if (!whole.odd_start && whole.written.len) {
        init(&other);
        must(tell(buf_text(&whole.written), STR("utf-8"), ',', SIZE_MAX, 0, &other) == ST_OK);
        must(str_eq(buf_text(&other.plain), buf_text(&whole.plain)));
        done(&other);
    }
    done(&whole);
    return 0;
}
