/* stream.c: see stream.h. */
/* hot path */
#include "serve/stream.h"

#include "base/must.h"
#include "model/record.h"

static enum status next(struct stream *s)
{
    if (!s->viewing) {
        TRY(db_begin(s->db));
        s->viewing = true;
        TRY(s->turn != NULL ? s->turn(s) : ST_OK);
    }
    arena_reset(s->scratch);
    return s->step(s);
}

const void *stream_next(struct list *list)
{
    struct stream *s = list->source;
    enum status st = next(s);
    bool counted = s->left != NONE;
    if (st == ST_OK && (!counted || s->left > 0)) {
        s->left -= counted;
        return s->row;
    }
    if (st != ST_END || (counted && s->left != 0)) {
        list->failed = true;
        s->failure = st == ST_OK || st == ST_END ? ST_CONFLICT : st;
    }
    return NULL;
}

void stream_pause(struct stream *s)
{
    if (s->query != NULL) {
        query_end(s->query);
        s->query = NULL;
    }
    for (size_t i = 0; i < COUNT_OF(s->beside); i++) {
        if (s->beside[i] != NULL) {
            query_end(s->beside[i]);
            s->beside[i] = NULL;
        }
    }
    if (s->viewing) {
        db_rollback(s->db); /* nothing was written; this only ends the view */
        s->viewing = false;
    }
}
