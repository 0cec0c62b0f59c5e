/* fuzz_links.c: the links of a body, as HTML or as text by the first byte. Each link is UTF-8, leads to a
 * host in plain ASCII, and stands in the list once. */
#include "base/limits.h"
#include "base/must.h"
#include "mail/charset.h"
#include "mail/host.h"
#include "mail/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct links links;
    struct buf readable;
    bool cut = false;
    if (size == 0) {
        return 0;
    }
    arena_init(&arena, LIMIT_MAIL_ARENA);
    buf_init(&readable, LIMIT_MAIL_ARENA);
    struct str text =
        charset_text(&arena, (struct str){ (const char *)data + 1, size - 1 }, STR_NONE, size * 4, &cut);
    must(links_init(&arena, &links) == ST_OK);
    must((data[0] & 1 ? links_of_text(&arena, text, &links)
                      : links_of_html(&arena, text, &links, &readable)) == ST_OK);
    for (int i = 0; i < links.n; i++) {
        const struct link *link = &links.at[i];
        must(link->written.len > 0 && str_utf8(link->written) && link->host.len > 0);
        for (size_t k = 0; k < link->host.len; k++) {
            must(link->host.ptr[k] > ' ' && link->host.ptr[k] < 0x7F);
        }
        for (int k = 0; k < i; k++) {
            must(!str_eq(links.at[k].written, link->written));
        }
        must(host_registrable(&arena, link->host).len > 0);
    }
    buf_done(&readable);
    arena_done(&arena);
    return 0;
}
