/* csvin.c: libcsv fed line by line, so that every row and every error knows its line. The state of a reader
 * is bounded: the first row (to see the separator), one cell in libcsv, one row here. */
#include "base/csvin.h"

#include "base/buf.h"
#include "base/decode.h"
#include "base/limits.h"
#include "base/must.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* libcsv doubles nothing: it asks for some bytes more each time. */
enum { CELL_ROOM = (int)LIMIT_CSV_CELL + 1024, CELL_STEP = 1024 };

struct csvin {
    csvin_on_row on_row;
    void *to;
    struct decode *decode;
    struct buf text; /* decoded, not yet parsed: the first row, or what the last piece held */
    struct csv_parser parser;
    char separator;
    bool started; /* separator known, parser in use */
    int64_t line; /* of the next byte */
    bool after_cr;
    bool in_row; /* the row's first line is known */
    struct csvin_row row;
    struct buf row_text;
    size_t ends[LIMIT_CSV_COLUMNS];
    struct str cells[LIMIT_CSV_COLUMNS];
    enum status st; /* what ended the reading */
    struct why *why;
};

/* A cell whose quotation mark is never closed would otherwise take the whole file into memory. */
static void *cell_memory(void *old, size_t size)
{
    return size > CELL_ROOM ? NULL : realloc(old, size);
}

enum status csvin_new(struct str encoding, char separator, csvin_on_row on_row, void *to,
                      struct csvin **csvin, struct why *why)
{
    struct csvin *made = calloc(1, sizeof *made);
    if (made == NULL || csv_init(&made->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(made);
        return why_not(why, ST_NOMEM, "no memory");
    }
    csv_set_realloc_func(&made->parser, cell_memory);
    csv_set_blk_size(&made->parser, CELL_STEP);
    buf_init(&made->text, 2 * MIB);
    buf_init(&made->row_text, LIMIT_RECORD);
    made->on_row = on_row;
    made->to = to;
    made->separator = separator;
    made->line = 1;
    enum status st = decode_new(encoding, &made->decode, why);
    if (st != ST_OK) {
        csvin_free(made);
        return st;
    }
    *csvin = made;
    return ST_OK;
}

void csvin_free(struct csvin *csvin)
{
    if (csvin != NULL) {
        csv_free(&csvin->parser);
        decode_free(csvin->decode);
        buf_done(&csvin->text);
        buf_done(&csvin->row_text);
        free(csvin);
    }
}

const char *csvin_encoding(const struct csvin *csvin)
{
    return decode_name(csvin->decode);
}

char csvin_separator(const struct csvin *csvin)
{
    return csvin->started ? csvin->separator : 0;
}

int64_t csvin_line(const struct csvin *csvin)
{
    return csvin->line;
}

/* ---- rows, called by libcsv ---- */

static void on_cell(void *bytes, size_t n, void *user)
{
    struct csvin *c = user;
    if (c->st != ST_OK) {
        return;
    }
    if (n > LIMIT_CSV_CELL) {
        c->st = why_not(c->why, ST_LIMIT,
                        "line %lld: a cell is longer than %zu bytes; is a quotation mark not closed?",
                        (long long)c->row.line, LIMIT_CSV_CELL);
    } else if (c->row.count == LIMIT_CSV_COLUMNS) {
        c->st = why_not(c->why, ST_LIMIT, "line %lld: there are more than %d columns", (long long)c->row.line,
                        LIMIT_CSV_COLUMNS);
    } else {
        buf_add(&c->row_text, bytes, n);
        c->ends[c->row.count++] = c->row_text.len;
    }
}

static void on_row_end(int end, void *user)
{
    struct csvin *c = user;
    size_t start = 0;
    (void)end;
    if (c->st == ST_OK && c->row_text.failed) {
        c->st = why_not(c->why, ST_LIMIT, "line %lld: the row is longer than %zu bytes",
                        (long long)c->row.line, LIMIT_RECORD);
    }
    if (c->st == ST_OK) {
        const char *text = buf_text(&c->row_text).ptr;
        for (size_t i = 0; i < c->row.count; i++) {
            c->cells[i] = (struct str){ text + start, c->ends[i] - start };
            start = c->ends[i];
        }
        c->row.cells = c->cells;
        c->st = c->on_row(c->to, &c->row, c->why);
    }
    c->row.count = 0;
    c->in_row = false;
    buf_reset(&c->row_text);
}

/* ---- lines ---- */

static enum status parse_error(struct csvin *c)
{
    if (csv_error(&c->parser) == CSV_EPARSE) {
        return why_not(c->why, ST_INVALID,
                       "line %lld: a quotation mark inside a cell; the cell has to be quoted and the mark "
                       "doubled",
                       (long long)c->line);
    }
    return why_not(c->why, ST_LIMIT,
                   "line %lld: a cell is longer than %zu bytes; is a quotation mark not closed?",
                   (long long)c->row.line, LIMIT_CSV_CELL);
}

/* The length of the line at the front of s, its end included; all of s when it does not end there. */
static size_t line_length(struct str s)
{
    const char *lf = memchr(s.ptr, '\n', s.len);
    size_t n = lf ? (size_t)(lf - s.ptr) + 1 : s.len;
    const char *cr = memchr(s.ptr, '\r', n);
    size_t m = cr ? (size_t)(cr - s.ptr) + 1 : n;
    return m < n && s.ptr[m] == '\n' ? m + 1 : m;
}

static void count_line(struct csvin *c, struct str piece)
{
    char end = piece.ptr[piece.len - 1];
    bool rest_of_crlf = piece.len == 1 && end == '\n' && c->after_cr;
    if ((end == '\n' || end == '\r') && !rest_of_crlf) {
        c->line++;
    }
    c->after_cr = end == '\r';
}

/* A line that libcsv skips when it stands between rows. */
static bool blank(const struct csvin *c, struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        char b = line.ptr[i];
        if (b == c->separator || (b != ' ' && b != '\t' && b != '\r' && b != '\n')) {
            return false;
        }
    }
    return true;
}

static enum status parse(struct csvin *c, struct str text)
{
    while (text.len && c->st == ST_OK) {
        struct str piece = { text.ptr, line_length(text) };
        if (!c->in_row && !blank(c, piece)) {
            c->in_row = true;
            c->row.line = c->line;
        }
        if (memchr(piece.ptr, 0, piece.len) != NULL) {
            return why_not(c->why, ST_INVALID,
                           "line %lld: a NUL byte; this is no text file, or UTF-16 without a byte order mark",
                           (long long)c->line);
        }
        size_t done = csv_parse(&c->parser, piece.ptr, piece.len, on_cell, on_row_end, c);
        if (c->st == ST_OK && done != piece.len) {
            c->st = parse_error(c);
        }
        count_line(c, piece);
        text = str_from(text, piece.len);
    }
    return c->st;
}

/* ---- the first row: separator ---- */

/* The length of the first row with its line end, 0 when it is not complete; empty lines before it count in.
 */
static size_t first_row(struct str s)
{
    bool quoted = false, begun = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if ((c == '\n' || c == '\r') && begun && !quoted) {
            return i + 1;
        }
        quoted = quoted != (c == '"');
        begun = begun || (c != '\n' && c != '\r');
    }
    return 0;
}

static const char candidates[] = { ',', ';', '\t', '|' };

static char find_separator(struct str row)
{
    size_t counts[256] = { 0 };
    bool quoted = false;
    for (size_t i = 0; i < row.len; i++) {
        quoted = quoted != (row.ptr[i] == '"');
        counts[(unsigned char)row.ptr[i]] += !quoted;
    }
    char best = ',';
    for (size_t i = 0; i < sizeof candidates; i++) {
        if (counts[(unsigned char)candidates[i]] > counts[(unsigned char)best]) {
            best = candidates[i];
        }
    }
    return best;
}

/* Excel's own way to say it: a first line "sep=;". */
static void take_sep_line(struct csvin *c)
{
    struct str text = buf_text(&c->text);
    if (text.len < 6 || !str_eq_nocase((struct str){ text.ptr, 4 }, STR("sep=")) ||
        memchr(candidates, text.ptr[4], sizeof candidates) == NULL ||
        (text.ptr[5] != '\r' && text.ptr[5] != '\n')) {
        return;
    }
    c->separator = c->separator ? c->separator : text.ptr[4];
    size_t n = line_length(text);
    count_line(c, (struct str){ text.ptr, n });
    buf_eat(&c->text, n);
}

static enum status start(struct csvin *c, bool last)
{
    size_t n = first_row(buf_text(&c->text));
    if (n == 0 && !last) {
        return c->text.len <= LIMIT_CSV_CELL
                   ? ST_END
                   : why_not(c->why, ST_LIMIT,
                             "line 1: the header is longer than %zu bytes; is this a CSV "
                             "file?",
                             LIMIT_CSV_CELL);
    }
    take_sep_line(c);
    n = first_row(buf_text(&c->text));
    if (c->separator == 0) {
        c->separator = find_separator((struct str){ buf_text(&c->text).ptr, n ? n : c->text.len });
    }
    csv_set_delim(&c->parser, (unsigned char)c->separator);
    c->started = true;
    return ST_OK;
}

static enum status parse_decoded(struct csvin *c, bool last)
{
    struct str text = buf_text(&c->text);
    if (!c->started) {
        enum status st = start(c, last);
        if (st != ST_OK) {
            return st == ST_END ? ST_OK : st;
        }
        text = buf_text(&c->text);
    }
    enum status st = parse(c, text);
    buf_reset(&c->text);
    return st;
}

enum status csvin_push(struct csvin *c, struct str bytes, struct why *why)
{
    enum { PIECE = 64 * 1024 };
    c->why = why;
    while (bytes.len && c->st == ST_OK) {
        struct why bad;
        struct str piece = { bytes.ptr, bytes.len < PIECE ? bytes.len : PIECE };
        bytes = str_from(bytes, piece.len);
        enum status decoded = decode_push(c->decode, piece, false, &c->text, &bad);
        c->st = parse_decoded(c, decoded != ST_OK);
        if (c->st == ST_OK && decoded != ST_OK) {
            c->st = why_not(why, decoded, "line %lld: %s", (long long)c->line, bad.text);
        }
    }
    return c->st;
}

enum status csvin_end(struct csvin *c, struct why *why)
{
    struct why bad;
    c->why = why;
    if (c->st != ST_OK) {
        return c->st;
    }
    enum status decoded = decode_push(c->decode, STR(""), true, &c->text, &bad);
    c->st = parse_decoded(c, true);
    if (c->st == ST_OK && decoded != ST_OK) {
        c->st = why_not(why, decoded, "line %lld: %s", (long long)c->line, bad.text);
    }
    if (c->st == ST_OK && csv_fini(&c->parser, on_cell, on_row_end, c) != 0) {
        c->st = why_not(why, ST_INVALID, "line %lld: a quotation mark is opened here and never closed",
                        (long long)c->row.line);
    }
    return c->st;
}

struct str csvin_unescape(struct str cell)
{
    size_t n = 0;
    while (n < cell.len && cell.ptr[n] == '\'') {
        n++;
    }
    bool escaped = n > 0 && n < cell.len && memchr("=+-@\t\r", cell.ptr[n], 6) != NULL;
    return escaped ? str_from(cell, 1) : cell;
}
