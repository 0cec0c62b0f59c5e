/* refuse.c: a refusal as an answer: in the words and the shape of the API that was asked, or plain text where
 * no API is known. Nothing here depends on data. */
#include "base/must.h"
#include "serve/request.h"

#include <string.h>

/* The reason, as the API words it. */
static struct str worded(struct request *rq, const struct refusal_words *words, struct str field)
{
    struct str rest = str_of(words->text), all = STR("");
    if (words->text == NULL) {
        return rq->denial.reason;
    }
    while (rest.ptr != NULL) {
        struct str plain = str_cut(&rest, '{'), name = rest.ptr != NULL ? str_cut(&rest, '}') : STR("");
        struct str value = str_eq(name, STR("field"))    ? field
                           : str_eq(name, STR("reason")) ? rq->denial.reason
                                                         : STR("");
        all = arena_format(&rq->http->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(all), STR_ARG(plain),
                           STR_ARG(value));
    }
    return all;
}

/* The status and code of what the HTTP front refused by itself: "431 Request Header Fields Too Large" becomes
 * request_header_fields_too_large, where the API has no word of its own. */
static struct refusal front_words(struct request *rq)
{
    const struct refusal_words *too_large = refused_words(rq->dialect->refusals, REFUSED_TOO_LARGE);
    if (rq->front_status == too_large->status) {
        return (struct refusal){ too_large->status, str_of(too_large->code), STR_NONE,
                                 worded(rq, too_large, STR_NONE) };
    }
    struct str code = arena_str(&rq->http->arena, http_reason(rq->front_status));
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        ((char *)(uintptr_t)code.ptr)[i] = c == ' ' || c == '-'   ? '_'
                                           : c >= 'A' && c <= 'Z' ? (char)(c + 32)
                                                                  : c;
    }
    return (struct refusal){ rq->front_status, code, STR_NONE, rq->denial.reason };
}

static struct refusal refusal_of(struct request *rq)
{
    if (rq->front_status != 0) {
        return front_words(rq);
    }
    must(rq->denial.what > REFUSED_NOT && rq->denial.what < REFUSED_COUNT);
    const struct refusal_words *words = refused_words(rq->dialect->refusals, rq->denial.what);
    struct str field = rq->denial.field.ptr ? rq->denial.field : str_of(words->field);
    return (struct refusal){ words->status, str_of(words->code), field, worded(rq, words, field) };
}

static void answer_plain(struct request *rq, int status)
{
    buf_reset(&rq->loop->body);
    buf_str(&rq->loop->body, http_reason(status));
    buf_byte(&rq->loop->body, '\n');
    struct str body = buf_text(&rq->loop->body);
    reply_send(rq, status, "text/plain; charset=utf-8", (int64_t)body.len, body);
}

void refuse_answer(struct request *rq)
{
    static const struct view view;
    if (rq->dialect == NULL) {
        answer_plain(rq, rq->front_status ? rq->front_status : 404);
        return;
    }
    struct refusal row = refusal_of(rq);
    buf_reset(&rq->loop->body);
    encode_init(&rq->encode, rq->dialect->refusal, &row, &view);
    must(encode_more(&rq->encode, &rq->loop->body, LIMIT_ANSWER) == ENCODED_ALL);
    struct str body = buf_text(&rq->loop->body);
    reply_send(rq, row.status, rq->dialect->content_type, (int64_t)body.len, body);
}
