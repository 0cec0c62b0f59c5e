/* fuzz_feed.c: any bytes as a file of any format. Every record line must be one JSON object with a kind,
 * whatever is in the file, and every refusal a sentence. The first byte chooses format and options, the rest
 * is the file. */
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "feed/feed.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool raw; /* lines go through unseen */

static enum status on_record(void *to, struct str line, const struct feed_place *place)
{
    struct jsonin *root;
    struct str kind;
    (void)to;
    must(line.len <= LIMIT_RECORD && place->line > 0);
    if (raw) {
        return ST_OK;
    }
    must(memchr(line.ptr, '\n', line.len) == NULL);
    must(jsonin_parse(line, &root, NULL) == ST_OK);
    must(jsonin_text(jsonin_get(root, STR("kind")), &kind));
    for (struct jsonin_walk w = jsonin_walk(root); jsonin_next(&w);) {
        feed_column_of(place, kind, w.key);
    }
    jsonin_free(root);
    return ST_OK;
}

static enum status on_bad(void *to, const struct feed_place *place, const char *sentence)
{
    (void)to;
    must(place->line > 0 && sentence[0] != 0);
    return ST_OK;
}

static void on_note(void *to, struct str text)
{
    (void)to;
    must(text.len > 0 && text.ptr[text.len - 1] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct feed_events events = { .record = on_record, .bad = on_bad, .note = on_note };
    static const char *const formats[] = { "people-csv",      "outthink-users-csv",
                                           "records",         "gophish-events",
                                           "gophish-results", "outthink-simulation-csv",
                                           "people-csv",      "outthink-comments-csv" };
    const struct feed_format *format = NULL;
    struct why why = { "" };
    char path[40];
    if (size < 2) {
        return 0;
    }
    int choice = data[0];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct feed_options options = {
        .dates = (choice & 4) ? DATEIN_DMY : DATEIN_UNKNOWN,
        .extra = (choice & 8) ? FEED_EXTRA_ATTRIBUTES : FEED_EXTRA_REFUSE,
        .empty_erases = choice & 16,
        .campaign_name = STR("name"),
        .campaign_type = STR("instant"),
        .sent_at = WHEN_NONE,
    };
    int chosen = (choice & 3) | (choice >> 3 & 4);
    if (chosen == 4 || chosen == 5) {
        options.campaign_id = STR("campaign");
    }
    if (chosen >= 3) {
        options.campaign_type = STR("attackSimulation");
    }
    must(feed_format_of(str_of(formats[chosen]), &format, &why) == ST_OK);
    raw = chosen == 2;
    enum status st = feed_run(format, &options, &events, (char *[]){ path }, 1, &why);
    must(st == ST_OK || why.text[0] != 0);
    close(fd);
    return 0;
}
