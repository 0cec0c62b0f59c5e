/* bulk_file.c: see bulk_file.h. */
#include "serve/bulk_file.h"

#include "base/limits.h"
#include "base/must.h"
#include "dialect/encode.h"
#include "dialect/outthink.h"
#include "serve/read.h"
#include "serve/stream.h"

static enum status read_page(enum answer answer, struct reading *r, struct page *page)
{
    switch (answer) {
    case ANSWER_TRAINING_BULK:
        return read_training_bulk(r, page);
    case ANSWER_TRAINING_COMMENTS:
        return read_training_comments(r, page);
    case ANSWER_SIMULATION_BULK:
        return read_simulation_bulk(r, page);
    case ANSWER_SIMULATION_COMMENTS:
        return read_simulation_comments(r, page);
    default:
        must(!"an answer that is a file");
        return ST_INVALID;
    }
}

static const struct table *table_of(enum answer answer)
{
    const struct route *route = dialect_outthink.routes;
    while (route->answer != answer) {
        route++;
        must(route->method != NULL);
    }
    return route->envelope;
}

/* Encodes piece by piece; the view that the stream began with stays open to the end. */
static enum status write_pieces(struct encode *encode, struct buf *out, const struct stream *stream,
                                bulk_file_piece *piece, void *to, struct why *why)
{
    enum encoded encoded;
    do {
        buf_reset(out);
        encoded = encode_more(encode, out, LIMIT_HTTP_WRITE);
        if (encoded == ENCODED_BROKEN) {
            enum status st = stream->failure != ST_OK ? stream->failure : ST_NOMEM;
            return why_not(why, st, "the file could not be written to its end: %s", status_name(st));
        }
        TRY(piece(to, buf_text(out)));
    } while (encoded == ENCODED_MORE);
    return ST_OK;
}

static enum status write_file(const struct bulk_file *file, struct reading *r, bulk_file_piece *piece,
                              void *to, struct why *why)
{
    struct page page;
    struct encode encode;
    struct buf out;
    const struct view view = { .tenant = file->tenant, .csv = true, .escape = file->escape };
    TRY(db_begin(file->db));
    enum status st = read_page(file->answer, r, &page);
    if (st == ST_OK) {
        r->stream->viewing = true;
        buf_init(&out, LIMIT_ANSWER);
        encode_init(&encode, table_of(file->answer), &page, &view);
        st = write_pieces(&encode, &out, r->stream, piece, to, why);
        stream_pause(r->stream);
        buf_done(&out);
    }
    db_rollback(file->db);
    return st;
}

enum status bulk_file_write(const struct bulk_file *file, bulk_file_piece *piece, void *to, struct why *why)
{
    struct arena arena, scratch;
    struct args args = { .campaign = file->campaign, .phase = -1 };
    struct reading r = { .db = file->db,
                         .arena = &arena,
                         .scratch = &scratch,
                         .tenant = file->tenant,
                         .args = &args,
                         .site = file->site };
    arena_init(&arena, LIMIT_ARENA);
    arena_init(&scratch, LIMIT_ARENA);
    enum status st = write_file(file, &r, piece, to, why);
    if (r.stream != NULL && r.stream->end != NULL) {
        r.stream->end(r.stream);
    }
    arena_done(&arena);
    arena_done(&scratch);
    return st;
}
