/* csvout.c: quoting and escaping of CSV cells. */
#include "base/csvout.h"

#include <string.h>

struct csvout csvout_to(struct buf *buf, enum csvout_escape escape)
{
    return (struct csvout){ .buf = buf, .escape = escape };
}

static bool formula(struct str text)
{
    size_t n = 0;
    while (n < text.len && text.ptr[n] == '\'') {
        n++;
    }
    return n < text.len && memchr("=+-@\t\r", text.ptr[n], 6) != NULL;
}

/* Also for white space at the ends, which some readers cut. */
static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == ',' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return text.len != str_trim(text).len;
}

static void put(struct csvout *out, struct str text, bool escaped)
{
    if (out->cells++) {
        buf_byte(out->buf, ',');
    } else {
        out->row_start = out->buf->len;
    }
    if (!needs_quotes(text)) {
        buf_str(out->buf, escaped ? STR("'") : STR(""));
        buf_str(out->buf, text);
        return;
    }
    buf_str(out->buf, escaped ? STR("\"'") : STR("\""));
    while (text.ptr != NULL) {
        bool more = text.len && memchr(text.ptr, '"', text.len) != NULL;
        buf_str(out->buf, str_cut(&text, '"'));
        if (more) {
            buf_lit(out->buf, "\"\"");
        }
    }
    buf_byte(out->buf, '"');
}

void csvout_cell(struct csvout *out, struct str text)
{
    put(out, text, out->escape == CSVOUT_EXCEL && formula(text));
}

void csvout_key(struct csvout *out, struct str text)
{
    put(out, text, false);
}

void csvout_end(struct csvout *out)
{
    /* A row of one empty cell would be a blank line, which readers skip. */
    if (out->cells == 1 && out->buf->len == out->row_start) {
        buf_lit(out->buf, "\"\"");
    }
    buf_lit(out->buf, "\r\n");
    out->cells = 0;
}
