/* fuzz_mail.c: a mail is unwrapped and understood. The first byte: as it is or not. Whatever the bytes, there
 * is a report, its raw bytes lie in the mail or were decoded from it, and its facts survive the way through
 * the pipe. */
#include "base/limits.h"
#include "base/must.h"
#include "mail/message.h"
#include "mail/unwrap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    struct arena arena;
    struct buf packed;
    struct facts *facts, back;
    int n = 0;
    if (!ready) {
        message_preload();
        ready = true;
    }
    if (size == 0) {
        return 0;
    }
    arena_init(&arena, LIMIT_MAIL_ARENA);
    buf_init(&packed, LIMIT_MAIL_ANSWER);
    must(unwrap_mail(&arena, (struct str){ (const char *)data + 1, size - 1 }, data[0] & 1, &facts, &n) ==
         ST_OK);
    must(n >= 1 && n <= LIMIT_MAIL_PARTS);
    /* As it is: one report, byte for byte. */
    must(!(data[0] & 1) ||
         (n == 1 && str_eq(facts[0].raw, (struct str){ (const char *)data + 1, size - 1 })));
    for (int i = 0; i < n; i++) {
        buf_reset(&packed);
        facts_pack(&packed, &facts[i]);
        struct str bytes = buf_text(&packed);
        must(facts_unpack(&bytes, &arena, &back) == ST_OK && bytes.len == 0);
        must(str_eq(back.raw, facts[i].raw) && back.attachments == facts[i].attachments);
    }
    buf_done(&packed);
    arena_done(&arena);
    return 0;
}
