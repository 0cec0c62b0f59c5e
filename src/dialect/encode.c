/* encode.c: JSON and CSV by tables. Keys are ours and need no escaping; texts are escaped by json_quote. */
/* hot path */
#include "dialect/encode.h"

#include "base/json.h"
#include "base/must.h"
#include "dialect/cell.h"

#include <string.h>

static void push(struct encode *encode, struct encode_frame frame)
{
    must(encode->depth < ENCODE_DEPTH);
    encode->frames[encode->depth++] = frame;
}

static void push_row(struct encode *encode, const struct table *table, const void *row)
{
    push(encode, (struct encode_frame){ .table = table, .field = table->fields, .row = row });
}

void encode_init(struct encode *encode, const struct table *table, const void *row, const struct view *view)
{
    encode->view = view;
    encode->depth = 0;
    if (view->csv) {
        const struct field *field = table->fields;
        must(field->shape == SHAPE_LIST && field[1].shape == SHAPE_END);
        const struct list *list = (const void *)((const char *)row + field->at);
        push(encode, (struct encode_frame){ .table = field->table, .list = *list, .rows = true });
        return;
    }
    if (view->array) {
        const struct field *field = table->fields;
        while (field->shape != SHAPE_LIST) {
            must(field->shape != SHAPE_END);
            field++;
        }
        const struct list *list = (const void *)((const char *)row + field->at);
        push(encode,
             (struct encode_frame){ .table = field->table, .list = *list, .rows = true, .open = true });
        return;
    }
    push_row(encode, table, row);
}

static void put_key(struct buf *out, struct str key, char before)
{
    char *at = buf_reserve(out, key.len + 4);
    if (at != NULL) {
        at[0] = before;
        at[1] = '"';
        memcpy(at + 2, key.ptr, key.len);
        at[key.len + 2] = '"';
        at[key.len + 3] = ':';
        out->len += key.len + 4;
    }
}

static void put_cell(struct buf *out, const struct cell *cell)
{
    switch (cell->how) {
    case CELL_NONE:
        buf_lit(out, "null");
        break;
    case CELL_BARE:
        buf_str(out, cell->text);
        break;
    case CELL_STRING:
        json_quote(out, cell->text);
        break;
    }
}

static const void *next_row(struct list *list)
{
    if (list->next != NULL) {
        return list->next(list);
    }
    if (list->n == 0) {
        return NULL;
    }
    const char *row = list->at;
    list->n--;
    list->at = row + list->size;
    return row;
}

static void put_texts(struct buf *out, const struct field *field, const struct texts *texts,
                      const struct view *view)
{
    buf_byte(out, '[');
    for (int64_t i = 0; i < texts->n; i++) {
        struct cell cell;
        buf_str(out, i ? STR(",") : STR(""));
        cell_text(&cell, field, texts->at[i], view);
        put_cell(out, &cell);
    }
    buf_byte(out, ']');
}

static bool is_left_out(const struct field *field, const struct view *view)
{
    return field->option != 0 && !(view->options >> field->option & 1);
}

/* The next field of a row, or its end. */
static void step_fields(struct encode *encode, struct encode_frame *frame, struct buf *out)
{
    while (is_left_out(frame->field, encode->view)) {
        frame->field++;
    }
    const struct field *field = frame->field;
    if (field->shape == SHAPE_END) {
        buf_str(out, frame->comma ? STR("}") : STR("{}"));
        encode->depth--;
        return;
    }
    put_key(out, field->key, frame->comma ? ',' : '{');
    frame->comma = true;
    frame->field++;
    if (field->shape == SHAPE_LIST) {
        const struct list *list = (const void *)(frame->row + field->at);
        must(list->next != NULL || list->n == 0 || list->size == field->table->row_size);
        buf_byte(out, '[');
        push(encode, (struct encode_frame){ .table = field->table, .list = *list, .rows = true });
        return;
    }
    if (field->shape == SHAPE_PIECES) {
        const struct list *list = (const void *)(frame->row + field->at);
        push(encode, (struct encode_frame){ .list = *list, .pieces = true });
        return;
    }
    if (field->shape == SHAPE_OBJECT) {
        push_row(encode, field->table, frame->row + field->at);
        return;
    }
    if (field->shape == SHAPE_TEXTS) {
        put_texts(out, field, (const void *)(frame->row + field->at), encode->view);
        return;
    }
    struct cell cell;
    cell_of(&cell, field, frame->row, encode->view);
    put_cell(out, &cell);
}

/* The next row of a list, or its end. */
static bool step_rows(struct encode *encode, struct encode_frame *frame, struct buf *out)
{
    if (frame->open) {
        buf_byte(out, '[');
        frame->open = false;
    }
    const void *row = next_row(&frame->list);
    if (row == NULL) {
        buf_byte(out, ']');
        encode->depth--;
        return !frame->list.failed;
    }
    if (frame->comma) {
        buf_byte(out, ',');
    }
    frame->comma = true;
    push_row(encode, frame->table, row);
    return true;
}

/* The next piece of a long value, or its end. */
static bool step_pieces(struct encode *encode, struct encode_frame *frame, struct buf *out)
{
    const struct str *piece = next_row(&frame->list);
    if (piece == NULL) {
        encode->depth--;
        return !frame->list.failed;
    }
    buf_str(out, *piece);
    return true;
}

/* ---- CSV: one list, flat; a turn ends with a row ---- */

static void csv_head(struct csvout *csv, const struct table *table)
{
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        csvout_key(csv, f->key);
    }
    csvout_end(csv);
}

/* Only texts of people can be taken for a formula; what programs join by stays as it is. */
static void csv_row(struct csvout *csv, const struct table *table, const void *row, const struct view *view)
{
    for (const struct field *f = table->fields; f->shape != SHAPE_END; f++) {
        struct cell cell;
        cell_of(&cell, f, row, view);
        struct str text = cell.how == CELL_NONE ? STR_NONE : cell.text;
        if (f->shape == SHAPE_TEXT && !f->joins) {
            csvout_cell(csv, text);
        } else {
            csvout_key(csv, text);
        }
    }
    csvout_end(csv);
}

static enum encoded csv_more(struct encode *encode, struct buf *out, size_t enough)
{
    struct encode_frame *frame = &encode->frames[0];
    struct csvout csv = csvout_to(out, encode->view->escape);
    if (!frame->comma) {
        frame->comma = true;
        csv_head(&csv, frame->table);
    }
    while (out->len < enough) {
        const void *row = next_row(&frame->list);
        if (row == NULL) {
            encode->depth = 0;
            return frame->list.failed || out->failed ? ENCODED_BROKEN : ENCODED_ALL;
        }
        csv_row(&csv, frame->table, row, encode->view);
        if (out->failed) {
            return ENCODED_BROKEN;
        }
    }
    return ENCODED_MORE;
}

/* Whether a turn may end here: not within a row of a pulled list, whose texts end with the turn. */
static bool may_stop(const struct encode *encode)
{
    for (int i = 0; i < encode->depth - 1; i++) {
        if (encode->frames[i].rows && encode->frames[i].list.next != NULL) {
            return false;
        }
    }
    return encode->depth > 0;
}

enum encoded encode_more(struct encode *encode, struct buf *out, size_t enough)
{
    if (encode->view->csv && encode->depth > 0) {
        return csv_more(encode, out, enough);
    }
    while (encode->depth > 0) {
        struct encode_frame *frame = &encode->frames[encode->depth - 1];
        if (frame->pieces) {
            if (!step_pieces(encode, frame, out)) {
                return ENCODED_BROKEN;
            }
        } else if (!frame->rows) {
            step_fields(encode, frame, out);
        } else if (!step_rows(encode, frame, out)) {
            return ENCODED_BROKEN;
        }
        if (out->failed) {
            return ENCODED_BROKEN;
        }
        if (out->len >= enough && may_stop(encode)) {
            return ENCODED_MORE;
        }
    }
    return ENCODED_ALL;
}
