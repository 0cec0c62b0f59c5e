/* import.c: `muster import FORMAT`: files become records, records go into the store. */
#include "apply/mail_batch.h"
#include "base/json.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"
#include "cmd/known.h"
#include "cmd/load.h"
#include "feed/feed.h"
#include "model/members.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_ERRORS = 20, SHOWN_CHANGES = 20 };

struct import_options {
    struct str data, tenant, on_error, encoding, dates, extra, empty;
    struct str campaign_id, campaign_name, campaign_type, sent_at;
    struct str source;
    struct str reporter, reported_at, reason;
    bool dry_run, json, snapshot, yes, as_is;
};

static const struct opt rows[] = {
    CMD_DATA_ROW(struct import_options),
    {"tenant",         0, "NAME",              OPT_TEXT(struct import_options, tenant),        NULL,
                             "whose data (may be left out when there is one tenant)"                                                                         },
    { "dry-run",       0, NULL,                OPT_FLAG(struct import_options, dry_run),       NULL,    "only tell what would change"},
    { "on-error",      0, "stop|skip",         OPT_TEXT(struct import_options, on_error),      "stop",
                             "stop: a bad line and nothing is applied; skip: apply the good lines, list the bad"                                             },
    { "snapshot",      0, NULL,                OPT_FLAG(struct import_options, snapshot),      NULL,
                             "the file lists everybody of its source: whoever it no longer lists becomes inactive"                                           },
    { "source",        0, "NAME",              OPT_TEXT(struct import_options, source),        NULL,
                             "which list of people or which GoPhish it is from, when there are several (people-csv, gophish)"                                },
    { "yes",           0, NULL,                OPT_FLAG(struct import_options, yes),           NULL,
                             "do it although more than 5 % of the active people become inactive"                                                             },
    { "encoding",      0, "NAME",              OPT_TEXT(struct import_options, encoding),      NULL,
                             "of a CSV file: utf-8, windows-1252, utf-16 (found out otherwise)"                                                              },
    { "dates",         0, "dmy|mdy",           OPT_TEXT(struct import_options, dates),         NULL,
                             "what 03/04/2026 means in a CSV file (found out where it can be)"                                                               },
    { "extra-columns", 0, "attributes|ignore", OPT_TEXT(struct import_options, extra),         NULL,
                             "what to do with CSV columns that are not known (an error otherwise)"                                                           },
    { "empty",         0, "keeps|erases",      OPT_TEXT(struct import_options, empty),         "keeps",
                             "what an empty CSV cell does to a value that is there"                                                                          },
    { "campaign-id",   0, "ID",                OPT_TEXT(struct import_options, campaign_id),   NULL,
                             "the campaign of a file that does not name it"                                                                                  },
    { "campaign-name", 0, "NAME",              OPT_TEXT(struct import_options, campaign_name), NULL,    "its name"                   },
    { "campaign-type", 0, "TYPE",              OPT_TEXT(struct import_options, campaign_type), NULL,
                             "instant, curriculum or attackSimulation"                                                                                       },
    { "sent-at",       0, "TIME",              OPT_TEXT(struct import_options, sent_at),       NULL,
                             "when mails were sent of which a file does not say it"                                                                          },
    { "reporter",      0, "EMAIL",             OPT_TEXT(struct import_options, reporter),      NULL,
                             "who reported mails that are no forwards (reported-mail)"                                                                       },
    { "reported-at",   0, "TIME",              OPT_TEXT(struct import_options, reported_at),   NULL,
                             "when mails were reported (otherwise the forward's date, else the mail's)"                                                      },
    { "reason",        0, "WORD",              OPT_TEXT(struct import_options, reason),        NULL,
                             "PHISHING, SPAM or OTHER: why they were reported"                                                                               },
    { "as-is",         0, NULL,                OPT_FLAG(struct import_options, as_is),         NULL,
                             "every mail is a report itself: forwards are not taken apart (reported-mail)"                                                   },
    { "json",          0, NULL,                OPT_FLAG(struct import_options, json),          NULL,    "print the outcome as JSON"  },
};

static const struct opt_command command = {
    "muster import FORMAT [OPTION]... [FILE]...",
    "Reads FILEs (gzip or not; - or none: standard input) into the store. FORMAT is records, people-csv, "
    "outthink-users-csv, outthink-simulation-csv, outthink-comments-csv, gophish-results, gophish-events, "
    "gophish-db or reported-mail (.eml, mbox, maildir, folders of these). The whole is checked first: with a "
    "bad line nothing is applied, unless --on-error skip. "
    "An import that is interrupted while it is applied goes on at the next start. Works beside a running "
    "server.",
    rows,
    COUNT_OF(rows),
    1,
    SIZE_MAX
};

/* The import under way. */
struct run {
    struct load load;
    char *const *files;
    size_t file_count;
    const char *file; /* the last line's */
    int64_t deactivated;
    struct known *known; /* what the store shows already */
    struct mail_given mail;
    int64_t mails; /* read so far */
};

static int file_index(struct run *run, const char *file)
{
    for (size_t i = 0; i < run->file_count; i++) {
        if (strcmp(run->files[i], file) == 0) {
            return (int)i;
        }
    }
    return 0;
}

static enum status take_record(void *to, struct str line, const struct feed_place *place)
{
    struct run *run = to;
    struct batch *batch = run->load.batch;
    int64_t bad = batch_outcome(batch)->bad;
    struct why why = { "" };
    TRY(batch_line(batch, line, (struct place){ file_index(run, place->file), place->line }, &why));
    struct bad_line *last = batch_outcome(batch)->bad > bad ? batch_last_bad(batch) : NULL;
    if (last != NULL && place->csv != NULL && last->fault.kind != KIND_NONE) {
        struct str kind = str_of(kind_table(last->fault.kind)->name);
        struct str column = feed_column_of(place, kind, str_of(last->fault.field));
        if (column.ptr != NULL) {
            snprintf(last->fault.field, sizeof last->fault.field, "column " STR_FMT, STR_ARG(column));
        }
    }
    return ST_OK;
}

static enum status take_bad(void *to, const struct feed_place *place, const char *sentence)
{
    struct run *run = to;
    char field[72] = "";
    if (place->column.ptr != NULL) {
        snprintf(field, sizeof field, "column " STR_FMT, STR_ARG(place->column));
    }
    return batch_bad(run->load.batch, (struct place){ file_index(run, place->file), place->line }, field,
                     sentence);
}

static enum status take_mail(void *to, struct str raw, bool cut, const struct feed_place *place)
{
    struct run *run = to;
    struct why why = { "" };
    int count;
    run->mail.cut = cut;
    enum status st = batch_mail(run->load.batch, raw, &run->mail,
                                (struct place){ file_index(run, place->file), place->line }, &count, &why);
    if (st != ST_OK) {
        fprintf(stderr, "%s\n", why.text);
        return st;
    }
    run->mails += count;
    meter_tell(&run->load.meter, run->mails, -1, "reports read");
    return ST_OK;
}

static void take_note(void *to, struct str text)
{
    (void)to;
    fprintf(stderr, STR_FMT "%s", STR_ARG(text), text.len && text.ptr[text.len - 1] == '\n' ? "" : "\n");
}

static void take_progress(void *to, const char *file, int64_t bytes, int64_t size)
{
    struct run *run = to;
    run->file = file;
    if (run->mails > 0) {
        return; /* many small files: reports are counted instead */
    }
    meter_tell(&run->load.meter, bytes, size, "bytes read");
}

static bool campaign_known(void *to, struct str id)
{
    struct run *run = to;
    struct query *q = db_query(run->load.open->reader, Q_CAMPAIGN_KEY);
    query_int(q, 1, run->load.tenant.id);
    query_text(q, 2, id);
    bool known = query_step(q) == ST_OK;
    query_end(q);
    return known;
}

static struct str known_campaign_of(void *to, struct str shown)
{
    return known_campaign(((struct run *)to)->known, shown);
}

static struct str known_module_of(void *to, struct str campaign, struct str shown)
{
    return known_module(((struct run *)to)->known, campaign, shown);
}

static const struct feed_shown *known_user_of(void *to, struct str campaign, struct str guid, bool simulation)
{
    return known_user(((struct run *)to)->known, campaign, guid, simulation);
}

static const struct feed_shown *known_comment_of(void *to, struct str guid)
{
    return known_comment(((struct run *)to)->known, guid);
}

static const struct feed_known known_events = { known_campaign_of, known_module_of, known_user_of,
                                                known_comment_of };

static bool word_is(struct str option, const char *word)
{
    return str_eq(option, str_of(word));
}

/* Options with words, into the feed's. */
static bool read_words(const struct import_options *o, struct feed_options *feed, bool *skip, int *status)
{
    *skip = word_is(o->on_error, "skip");
    if (!*skip && !word_is(o->on_error, "stop")) {
        *status = cmd_usage("--on-error is stop or skip");
        return false;
    }
    feed->dates = word_is(o->dates, "dmy")   ? DATEIN_DMY
                  : word_is(o->dates, "mdy") ? DATEIN_MDY
                                             : DATEIN_UNKNOWN;
    if (o->dates.ptr && feed->dates == DATEIN_UNKNOWN) {
        *status = cmd_usage("--dates is dmy or mdy");
        return false;
    }
    feed->extra = word_is(o->extra, "attributes") ? FEED_EXTRA_ATTRIBUTES
                  : word_is(o->extra, "ignore")   ? FEED_EXTRA_IGNORE
                                                  : FEED_EXTRA_REFUSE;
    if (o->extra.ptr && feed->extra == FEED_EXTRA_REFUSE) {
        *status = cmd_usage("--extra-columns is attributes or ignore");
        return false;
    }
    feed->empty_erases = word_is(o->empty, "erases");
    if (!feed->empty_erases && !word_is(o->empty, "keeps")) {
        *status = cmd_usage("--empty is keeps or erases");
        return false;
    }
    feed->encoding = o->encoding;
    feed->campaign_id = o->campaign_id;
    feed->campaign_name = o->campaign_name;
    feed->campaign_type = o->campaign_type;
    feed->source = o->source;
    feed->sent_at = WHEN_NONE;
    if (o->sent_at.ptr != NULL && !when_parse(o->sent_at, &feed->sent_at)) {
        *status = cmd_usage("--sent-at is a time such as 2026-01-31T09:30:00Z");
        return false;
    }
    return true;
}

/* What is said about mails beside the mails. */
static bool read_mail_words(const struct import_options *o, struct mail_given *mail, int *status)
{
    *mail = (struct mail_given){ .reporter.email = o->reporter, .reported_at = NONE, .as_is = o->as_is };
    if (o->reported_at.ptr != NULL && !when_parse(o->reported_at, &mail->reported_at)) {
        *status = cmd_usage("--reported-at is a time such as 2026-01-31T09:30:00Z");
        return false;
    }
    mail->reason = o->reason.ptr ? words_value(&words_mail_reason, o->reason) : REASON_NONE;
    if (o->reason.ptr != NULL && mail->reason == REASON_NONE) {
        *status = cmd_usage("--reason is PHISHING, SPAM or OTHER");
        return false;
    }
    return true;
}

static const char *file_name(const struct run *run, int index)
{
    if (index < 0) {
        return "who is no longer listed";
    }
    const char *name = run->file_count > (size_t)index ? run->files[index] : "-";
    return strcmp(name, "-") == 0 ? "standard input" : name;
}

/* "people.csv:12: column Datum: ..."; the field stands in front unless the sentence begins with it. */
static void print_error(const char *file, int64_t line, struct str field, struct str reason)
{
    bool named = field.len == 0 || str_starts(reason, field);
    fprintf(stderr, "%s:%" PRId64 ": " STR_FMT "%s" STR_FMT "\n", file, line, named ? 0 : (int)field.len,
            field.ptr, named ? "" : ": ", STR_ARG(reason));
}

static void print_errors(const struct run *run, const struct outcome *o)
{
    for (int i = 0; i < o->listed_count && i < SHOWN_ERRORS; i++) {
        const struct bad_line *bad = &o->listed[i];
        print_error(file_name(run, bad->place.file), bad->place.line, str_of(bad->fault.field),
                    str_of(bad->fault.why.text));
    }
    if (o->bad > SHOWN_ERRORS) {
        fprintf(stderr, "and %" PRId64 " more bad lines\n", o->bad - SHOWN_ERRORS);
    }
}

static int64_t number_in(const struct jsonin *root, struct str key)
{
    int64_t n = 0;
    jsonin_int(jsonin_get(root, key), &n);
    return n;
}

static void print_value(const struct jsonin *value)
{
    struct str text;
    int64_t number;
    double real;
    bool truth;
    if (jsonin_text(value, &text)) {
        fprintf(stderr, STR_FMT, STR_ARG(text));
    } else if (jsonin_int(value, &number)) {
        fprintf(stderr, "%" PRId64, number);
    } else if (jsonin_real(value, &real)) {
        fprintf(stderr, "%g", real);
    } else if (jsonin_bool(value, &truth)) {
        fputs(truth ? "true" : "false", stderr);
    } else {
        fputs(jsonin_kind(value) == JSONIN_NULL ? "nothing" : "...", stderr);
    }
}

/* "  changed person anna@example.com: department Sales -> Marketing" */
static void print_differences(const struct jsonin *differences)
{
    for (size_t i = 0; i < jsonin_count(differences); i++) {
        const struct jsonin *d = jsonin_item(differences, i), *fields = jsonin_get(d, STR("fields"));
        struct str change = STR(""), kind = STR(""), key = STR("");
        jsonin_text(jsonin_get(d, STR("change")), &change);
        jsonin_text(jsonin_get(d, STR("kind")), &kind);
        jsonin_text(jsonin_get(d, STR("key")), &key);
        fprintf(stderr, "  " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(change), STR_ARG(kind), STR_ARG(key));
        for (size_t f = 0; f < jsonin_count(fields); f++) {
            struct str name = STR("");
            jsonin_text(jsonin_get(jsonin_item(fields, f), STR("name")), &name);
            fprintf(stderr, "%s" STR_FMT " ", f ? ", " : ": ", STR_ARG(name));
            print_value(jsonin_get(jsonin_item(fields, f), STR("from")));
            fputs(" -> ", stderr);
            print_value(jsonin_get(jsonin_item(fields, f), STR("to")));
        }
        fputc('\n', stderr);
    }
}

/* What came of it, in words; lines that could not be applied after all: those behind the first `told`. */
static int print_outcome(const struct run *run, struct str outcome, size_t told, bool dry_run)
{
    struct jsonin *root;
    struct str key = STR("errors");
    if (jsonin_parse(outcome, &root, NULL) != ST_OK) {
        return cmd_fail(&(struct why){ "it is done, but there is no memory left to say what came of it" });
    }
    const struct jsonin *errors = jsonin_get(root, key);
    for (size_t i = told; i < jsonin_count(errors) && i < told + SHOWN_ERRORS; i++) {
        const struct jsonin *e = jsonin_item(errors, i);
        struct str field = STR(""), reason = STR("");
        jsonin_text(jsonin_get(e, STR("field")), &field);
        jsonin_text(jsonin_get(e, STR("reason")), &reason);
        print_error(file_name(run, (int)number_in(e, STR("file"))), number_in(e, STR("line")), field, reason);
    }
    print_differences(jsonin_get(root, STR("differences")));
    int64_t bad = number_in(root, STR("bad"));
    fprintf(stderr,
            "%s%" PRId64 " new, %" PRId64 " changed, %" PRId64 " unchanged, %" PRId64 " ignored, %" PRId64
            " deleted, %" PRId64 " bad\n",
            dry_run ? "nothing written; it would be: " : "", number_in(root, STR("new")),
            number_in(root, STR("changed")), number_in(root, STR("unchanged")),
            number_in(root, STR("ignored")), number_in(root, STR("deleted")), bad);
    if (run->deactivated > 0) {
        fprintf(stderr, "%" PRId64 " of these became inactive, since the list no longer names them\n",
                run->deactivated);
    }
    jsonin_free(root);
    return bad ? EXIT_FAILED : EXIT_DONE;
}

static enum status fill(struct run *run, struct str format_name, const struct feed_options *options,
                        struct why *why)
{
    const struct feed_format *format;
    struct feed_events events = { run,           take_record,    take_bad,      take_note,
                                  take_progress, campaign_known, &known_events, take_mail };
    TRY(feed_format_of(format_name, &format, why));
    run->known = known_new(run->load.open->reader, run->load.tenant.id);
    if (run->known == NULL) {
        return why_not(why, ST_NOMEM, "no memory");
    }
    meter_start(&run->load.meter, "reading");
    enum status st = feed_run(format, options, &events, run->files, run->file_count, why);
    meter_end(&run->load.meter);
    known_free(run->known);
    return st;
}

/* Adds the people whom the list no longer names; many of them at once look like a mistake. */
static enum status take_snapshot(struct run *run, const struct import_options *o, struct why *why)
{
    int64_t active = 0;
    if (!o->snapshot) {
        return ST_OK;
    }
    TRY(batch_snapshot(run->load.batch, run->load.open->reader, &run->deactivated, &active, why));
    if (!o->yes && !o->dry_run && run->deactivated * 20 > active) {
        return why_not(why, ST_INVALID,
                       "%" PRId64 " of %" PRId64
                       " active people are not in the list and would become inactive, more than 5 %%; "
                       "look at them with --dry-run, then say --yes; nothing was applied",
                       run->deactivated, active);
    }
    return ST_OK;
}

/* The outcome as it came, and in front of it how many a whole list made inactive: only this side knows. */
static void write_outcome(const struct run *run)
{
    struct buf out;
    struct str outcome = buf_text(&run->load.outcome);
    buf_init(&out, 8 * MIB);
    buf_format(&out, "{\"deactivated\":%" PRId64 ",", run->deactivated);
    buf_str(&out, str_from(outcome, 1));
    buf_byte(&out, '\n');
    cmd_write(buf_text(&out));
    buf_done(&out);
}

static int finish(struct run *run, const struct import_options *o, struct why *why)
{
    const struct outcome *outcome = batch_outcome(run->load.batch);
    enum status st = take_snapshot(run, o, why);
    if (st != ST_OK) {
        return cmd_fail(why);
    }
    st = load_check(&run->load, why);
    if (outcome->bad > 0 && (st == ST_INVALID || st == ST_OK)) {
        print_errors(run, outcome);
    }
    if (st == ST_INVALID && o->json) {
        outcome_print(&run->load.outcome, outcome, STR(""));
        write_outcome(run);
    }
    size_t told = (size_t)outcome->listed_count;
    if (outcome->erased > 0) {
        fprintf(stderr, "%" PRId64 " lines are about people who were erased, and are left out\n",
                outcome->erased);
    }
    st = st != ST_OK ? st : load_apply(&run->load, why);
    if (st != ST_OK) {
        return cmd_fail(why);
    }
    if (o->json) {
        write_outcome(run);
    }
    return print_outcome(run, buf_text(&run->load.outcome), told, o->dry_run);
}

/* Lists of people have a source; records may come from anywhere. */
static struct str source_of(const struct import_options *o, struct str format)
{
    return o->source.ptr ? o->source : str_eq(format, STR("people-csv")) ? format : STR_NONE;
}

static int import(const struct import_options *o, struct str format, struct run *run,
                  const struct feed_options *feed, bool skip)
{
    struct why why = { "" };
    struct world world;
    struct cmd_store open = { .store = NULL };
    struct cmd_tenant tenant;
    int status = EXIT_FAILED;
    enum status st = cmd_world(&world, &why);
    st = st != ST_OK ? st : cmd_open(cmd_data(o->data), false, &open, &why);
    st = st != ST_OK ? st : cmd_find_tenant(open.reader, o->tenant, &tenant, &why);
    if (st == ST_OK) {
        st = load_begin(&run->load, &open, &world, &tenant,
                        &(struct load_options){ source_of(o, format), skip, o->dry_run }, &why);
        st = st != ST_OK ? st : fill(run, format, feed, &why);
        status = st == ST_OK ? finish(run, o, &why) : cmd_fail(&why);
        load_end(&run->load);
    } else {
        status = cmd_fail(&why);
    }
    cmd_close(&open);
    return status;
}

int cmd_import(int argc, char **argv)
{
    struct import_options o;
    struct feed_options feed = { .encoding = STR_NONE };
    struct run run = { .file = NULL };
    const struct feed_format *format;
    struct why why = { "" };
    bool skip;
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status) || !read_words(&o, &feed, &skip, &status) ||
        !read_mail_words(&o, &run.mail, &status)) {
        return status;
    }
    if (feed_format_of(str_of(argv[0]), &format, &why) != ST_OK) {
        return cmd_usage("%s", why.text);
    }
    if (o.snapshot && source_of(&o, str_of(argv[0])).ptr == NULL) {
        return cmd_usage("--snapshot needs people-csv, or --source NAME");
    }
    if (o.source.len > LIMIT_SOURCE) {
        return cmd_usage("--source is longer than %d bytes", LIMIT_SOURCE);
    }
    run.files = argv + 1;
    run.file_count = (size_t)argc - 1;
    return import(&o, str_of(argv[0]), &run, &feed, skip);
}
