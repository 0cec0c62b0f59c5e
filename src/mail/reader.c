/* reader.c: the request is a byte (1: as it is) and the mail, the answer a count and packed facts. */
#include "mail/reader.h"

#include "base/limits.h"
#include "base/must.h"
#include "mail/child.h"
#include "mail/message.h"
#include "mail/unwrap.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct child *child;
    struct buf request, answer;
};

static enum status work(struct str request, struct buf *answer)
{
    static struct arena arena;
    struct facts *facts;
    int n = 0;
    if (arena.max == 0) {
        arena_init(&arena, LIMIT_MAIL_ARENA);
    }
    arena_reset(&arena);
    if (request.len == 0) {
        return ST_INVALID;
    }
    TRY(unwrap_mail(&arena, str_from(request, 1), request.ptr[0] == 1, &facts, &n));
    int64_t count = n;
    buf_add(answer, &count, sizeof count);
    for (int i = 0; i < n; i++) {
        facts_pack(answer, &facts[i]);
    }
    return answer->failed ? ST_NOMEM : ST_OK;
}

int reader_serve(void)
{
    message_preload();
    return child_serve(work);
}

enum status reader_new(struct reader **reader)
{
    struct reader *r = calloc(1, sizeof *r);
    if (r == NULL || child_new(READER_ARGUMENT, LIMIT_MAIL_SECONDS * 1000, &r->child) != ST_OK) {
        free(r);
        return ST_NOMEM;
    }
    buf_init(&r->request, LIMIT_MAIL_RAW + 1);
    buf_init(&r->answer, LIMIT_MAIL_ANSWER);
    *reader = r;
    return ST_OK;
}

void reader_free(struct reader *reader)
{
    if (reader != NULL) {
        child_free(reader->child);
        buf_done(&reader->request);
        buf_done(&reader->answer);
        free(reader);
    }
}

static enum status unpack(struct reader *r, struct arena *arena, struct facts **facts, int *n)
{
    struct str bytes = buf_text(&r->answer);
    int64_t count = 0;
    if (bytes.len < sizeof count) {
        return ST_CORRUPT;
    }
    memcpy(&count, bytes.ptr, sizeof count);
    bytes = str_from(bytes, sizeof count);
    if (count < 1 || count > LIMIT_MAIL_PARTS) {
        return ST_CORRUPT;
    }
    struct facts *made = arena_array(arena, struct facts, (size_t)count);
    for (int64_t i = 0; made != NULL && i < count; i++) {
        TRY(facts_unpack(&bytes, arena, &made[i]));
        if (made[i].raw.len > LIMIT_MAIL_RAW) {
            return ST_CORRUPT;
        }
    }
    *facts = made;
    *n = (int)count;
    return made ? ST_OK : ST_NOMEM;
}

static enum status keep_unread(struct arena *arena, struct str raw, const struct why *why,
                               struct facts **facts, int *n)
{
    struct facts *made = arena_new(arena, struct facts);
    struct str note = arena_format(arena, "It is kept unread: %s.", why->text);
    if (made == NULL) {
        return ST_NOMEM;
    }
    TRY(message_plain(arena, raw, note, made));
    *facts = made;
    *n = 1;
    return ST_OK;
}

enum status reader_read(struct reader *reader, struct str raw, bool as_is, struct arena *arena,
                        struct facts **facts, int *n, struct why *why)
{
    struct why failed;
    must(raw.len <= LIMIT_MAIL_RAW);
    buf_reset(&reader->request);
    buf_byte(&reader->request, as_is);
    buf_str(&reader->request, raw);
    if (reader->request.failed) {
        return ST_NOMEM;
    }
    enum status st = child_ask(reader->child, buf_text(&reader->request), &reader->answer, &failed);
    if (st == ST_OK) {
        st = unpack(reader, arena, facts, n);
        why_not(&failed, st, "the process that reads mail answered nonsense");
    }
    if (st == ST_INVALID || st == ST_CORRUPT) {
        return keep_unread(arena, raw, &failed, facts, n);
    }
    return st == ST_OK ? ST_OK : why_not(why, st, "%s", st == ST_IO ? failed.text : "no memory");
}
