/* feed_print: prints what a source gives, for the cases of this folder: notes, records, bad rows, the end.
 *     feed_print FORMAT [OPTION]... [FILE]... */
#include "base/must.h"
#include "base/opt.h"
#include "base/when.h"
#include "feed/feed.h"

#include <stdio.h>
#include <string.h>

struct options {
    struct str encoding, dates, extra, empty, campaign_id, campaign_name, campaign_type, sent_at, source,
        known;
    bool count, stop;
};

static const struct opt rows[] = {
    {"encoding",       0, "NAME",  OPT_TEXT(struct options, encoding),      NULL, "as of import"                 },
    { "dates",         0, "ORDER", OPT_TEXT(struct options, dates),         NULL, "as of import"                 },
    { "extra-columns", 0, "WHAT",  OPT_TEXT(struct options, extra),         NULL, "as of import"                 },
    { "empty",         0, "WHAT",  OPT_TEXT(struct options, empty),         NULL, "as of import"                 },
    { "campaign-id",   0, "ID",    OPT_TEXT(struct options, campaign_id),   NULL, "as of import"                 },
    { "campaign-name", 0, "NAME",  OPT_TEXT(struct options, campaign_name), NULL, "as of import"                 },
    { "campaign-type", 0, "TYPE",  OPT_TEXT(struct options, campaign_type), NULL, "as of import"                 },
    { "sent-at",       0, "TIME",  OPT_TEXT(struct options, sent_at),       NULL, "as of import"                 },
    { "source",        0, "NAME",  OPT_TEXT(struct options, source),        NULL, "as of import"                 },
    { "known",         0, "ID",    OPT_TEXT(struct options, known),         NULL, "a campaign that the store has"},
    { "count",         0, NULL,    OPT_FLAG(struct options, count),         NULL,
     "print only numbers, and the memory taken in KiB"                                                           },
    { "stop",          0, NULL,    OPT_FLAG(struct options, stop),          NULL, "end at the first bad row"     },
};

static const struct opt_command command = {
    "feed_print FORMAT [OPTION]... [FILE]...", "Prints records.", rows, COUNT_OF(rows), 1, SIZE_MAX
};

static struct options options;
static long long records, bad_rows;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum status on_record(void *to, struct str line, const struct feed_place *place)
{
    (void)to;
    records++;
    if (!options.count) {
        printf("%lld " STR_FMT "\n", (long long)place->line, STR_ARG(line));
    }
    return ST_OK;
}

static enum status on_bad(void *to, const struct feed_place *place, const char *sentence)
{
    (void)to;
    bad_rows++;
    if (!options.count) {
        printf("BAD %s:%lld [" STR_FMT "] %s\n", base_name(place->file), (long long)place->line,
               STR_ARG(place->column), sentence);
    }
    return options.stop ? ST_INVALID : ST_OK;
}

static void on_note(void *to, struct str text)
{
    (void)to;
    if (!options.count) {
        const char *colon = memchr(text.ptr, ':', text.len);
        const char *name = memrchr(text.ptr, '/', colon ? (size_t)(colon - text.ptr) : text.len);
        printf("NOTE " STR_FMT, STR_ARG(str_from(text, name ? (size_t)(name + 1 - text.ptr) : 0)));
    }
}

static bool on_campaign(void *to, struct str id)
{
    (void)to;
    return str_eq(id, options.known);
}

/* Without the folders in front of the file's name. */
static void print_end(enum status st, struct why *why)
{
    const char *text = why->text, *colon = strchr(text, ':'), *slash = NULL;
    for (const char *p = text; *p && *p != ' ' && p != colon; p++) {
        slash = *p == '/' ? p : slash;
    }
    printf("END %s%s%s\n", status_name(st), st && text[0] ? ": " : "",
           st == ST_OK ? ""
           : slash     ? slash + 1
                       : text);
}

/* The most memory that this process ever held. (getrusage would count the parent's before exec.) */
static long long peak_kib(void)
{
    char line[128];
    long long peak = -1;
    FILE *f = fopen("/proc/self/status", "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        sscanf(line, "VmHWM: %lld", &peak);
    }
    if (f != NULL) {
        fclose(f);
    }
    return peak;
}

int main(int argc, char **argv)
{
    static const struct feed_events events = { NULL, on_record, on_bad, on_note, NULL, on_campaign };
    const struct feed_format *format = NULL;
    struct why why = { "" };
    int count = argc - 1;
    enum status st = opt_parse(&command, &count, argv + 1, &options, &why);
    if (st == ST_OK) {
        st = feed_format_of(str_of(argv[1]), &format, &why);
    }
    if (st != ST_OK) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    struct feed_options wanted = {
        .encoding = options.encoding,
        .dates = str_eq(options.dates, STR("dmy"))   ? DATEIN_DMY
                 : str_eq(options.dates, STR("mdy")) ? DATEIN_MDY
                                                     : DATEIN_UNKNOWN,
        .extra = str_eq(options.extra, STR("attributes")) ? FEED_EXTRA_ATTRIBUTES
                 : str_eq(options.extra, STR("ignore"))   ? FEED_EXTRA_IGNORE
                                                          : FEED_EXTRA_REFUSE,
        .empty_erases = str_eq(options.empty, STR("erases")),
        .campaign_id = options.campaign_id,
        .campaign_name = options.campaign_name,
        .campaign_type = options.campaign_type,
        .sent_at = WHEN_NONE,
        .source = options.source,
    };
    if (options.sent_at.ptr != NULL && !when_parse(options.sent_at, &wanted.sent_at)) {
        fprintf(stderr, "--sent-at is no time\n");
        return EXIT_USAGE;
    }
    st = feed_run(format, &wanted, &events, argv + 2, (size_t)count - 1, &why);
    if (options.count) {
        printf("records %lld bad %lld end %s peak %lld\n", records, bad_rows, status_name(st), peak_kib());
    } else {
        print_end(st, &why);
    }
    return st == ST_OK ? EXIT_DONE : EXIT_FAILED;
}
