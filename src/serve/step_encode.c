/* step_encode.c: text. A short answer is written here as a whole; a longer one begins anew when it is sent,
 * in pieces that the client takes (serve.c, on_pull). A file is always sent in pieces. */
#include "serve/request.h"

enum step step_encode(struct request *rq)
{
    rq->view =
        (struct view){ .tenant = rq->caller.tenant,
                       .pseudonym_key =
                           rq->caller.pseudonymous ? store_token_secret(rq->serve->config.store) : NULL };
    if (rq->route->file != NULL) {
        rq->view.csv = true;
        rq->view.escape = (enum csvout_escape)request_setting(rq, SETTING_CSV_ESCAPE);
        encode_init(&rq->encode, rq->route->envelope, rq->row, &rq->view);
        return STEP_NEXT;
    }
    rq->view.options = rq->options;
    rq->view.array = rq->array;
    buf_reset(&rq->loop->body);
    encode_init(&rq->encode, rq->route->envelope, rq->row, &rq->view);
    enum encoded encoded = encode_more(&rq->encode, &rq->loop->body, LIMIT_HTTP_WRITE);
    if (rq->stream != NULL) {
        stream_pause(rq->stream);
    }
    switch (encoded) {
    case ENCODED_ALL:
        rq->complete = true;
        return STEP_NEXT;
    case ENCODED_MORE:
        if (rq->stream != NULL) { /* its rows are gone by; what was written is kept */
            rq->begun = arena_str(&rq->http->arena, buf_text(&rq->loop->body));
            return rq->http->arena.failed ? request_fail(rq, ST_NOMEM) : STEP_NEXT;
        }
        encode_init(&rq->encode, rq->route->envelope, rq->row, &rq->view);
        return STEP_NEXT;
    case ENCODED_BROKEN:
        break;
    }
    return request_fail(rq, rq->stream != NULL ? rq->stream->failure : ST_NOMEM);
}
