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
        rq->view.escape = (enum csvout_escape)rq->caller.csv_escape;
        encode_init(&rq->encode, rq->route->envelope, rq->row, &rq->view);
        return STEP_NEXT;
    }
    buf_reset(&rq->loop->body);
    encode_init(&rq->encode, rq->route->envelope, rq->row, &rq->view);
    switch (encode_more(&rq->encode, &rq->loop->body, LIMIT_HTTP_WRITE)) {
    case ENCODED_ALL:
        rq->complete = true;
        return STEP_NEXT;
    case ENCODED_MORE:
        encode_init(&rq->encode, rq->route->envelope, rq->row, &rq->view);
        return STEP_NEXT;
    case ENCODED_BROKEN:
        break;
    }
    return request_fail(rq, ST_NOMEM);
}
