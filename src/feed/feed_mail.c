/* feed_mail.c: mail files: one message (.eml), a mailbox (mbox), a maildir, a folder of any of these,
 * standard input. Messages are only told apart here; what is in them is not looked at. A message longer than
 * LIMIT_MAIL_RAW is cut there and said to be. Of a folder, files that cannot be read are told and passed
 * over. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "feed/feed_format.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDERS_DEEP = 16, PATH_ROOM = 4096 };

/* A file that is being split into messages. */
struct splitting {
    const struct feed_run *run;
    struct buf line;    /* its beginning; a long one goes on into the message in pieces */
    struct buf message; /* without the envelope line of a mailbox */
    struct feed_place place;
    int64_t line_no;
    bool mailbox, first, blank, in_line, cut, any;
};

static void add(struct splitting *s, struct str bytes)
{
    size_t room = LIMIT_MAIL_RAW - s->message.len, n = bytes.len < room ? bytes.len : room;
    buf_add(&s->message, bytes.ptr, n);
    s->cut |= n < bytes.len;
    s->any = true;
}

/* A mailbox has an empty line in front of every envelope line, which is not of the message. */
static void drop_last_line_end(struct buf *message)
{
    size_t n = message->len;
    if (n > 0 && message->ptr[n - 1] == '\n') {
        n--;
        n -= n > 0 && message->ptr[n - 1] == '\r';
    }
    message->len = n;
}

static enum status give(struct splitting *s)
{
    enum status st = ST_OK;
    if (s->any) {
        if (s->mailbox && !s->cut) {
            drop_last_line_end(&s->message);
        }
        st = s->message.failed
                 ? ST_NOMEM
                 : s->run->events->mail(s->run->events->to, buf_text(&s->message), s->cut, &s->place);
        feed_progress(s->run);
    }
    buf_reset(&s->message);
    s->any = s->cut = false;
    return st;
}

/* Whether the line is "From " behind any number of ">", as mailboxes quote it. */
static bool is_quoted_from(struct str line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] == '>') {
        n++;
    }
    return n > 0 && str_starts(str_from(line, n), STR("From "));
}

static bool is_blank(struct str line)
{
    return line.len == 0 || (line.len == 1 && line.ptr[0] == '\n') ||
           (line.len == 2 && line.ptr[0] == '\r' && line.ptr[1] == '\n');
}

/* A line, or the beginning of a long one. */
static enum status take_line(struct splitting *s, struct str line)
{
    s->line_no++;
    bool envelope = (s->first || (s->mailbox && s->blank)) && str_starts(line, STR("From "));
    if (s->first) {
        s->mailbox = envelope;
        s->place.line = 1;
    }
    s->first = false;
    s->blank = is_blank(line);
    if (envelope) {
        enum status st = give(s);
        s->place.line = s->line_no;
        s->any = true;
        return st;
    }
    add(s, s->mailbox && is_quoted_from(line) ? str_from(line, 1) : line);
    return ST_OK;
}

/* Lines are put together over pieces only as far as it takes to see what they are. */
static enum status take_piece(struct splitting *s, struct str piece)
{
    enum { ENOUGH = 1024 };
    while (piece.len > 0) {
        const char *end = memchr(piece.ptr, '\n', piece.len);
        size_t n = end ? (size_t)(end - piece.ptr) + 1 : piece.len;
        struct str part = { piece.ptr, n };
        piece = str_from(piece, n);
        if (s->in_line) {
            add(s, part);
            s->in_line = end == NULL;
            continue;
        }
        buf_str(&s->line, part);
        if (s->line.failed) {
            return ST_NOMEM;
        }
        if (end != NULL || s->line.len >= ENOUGH) {
            TRY(take_line(s, buf_text(&s->line)));
            buf_reset(&s->line);
            s->in_line = end == NULL;
        }
    }
    return ST_OK;
}

static enum status read_file(const struct feed_run *run, struct why *why)
{
    struct splitting s = { .run = run, .first = true, .place = { .file = source_name(run->source) } };
    struct str piece;
    enum status st;
    buf_init(&s.line, LIMIT_MAIL);
    buf_init(&s.message, LIMIT_MAIL_RAW);
    while ((st = source_read(run->source, &piece, why)) == ST_OK) {
        st = take_piece(&s, piece);
        if (st != ST_OK) {
            break;
        }
    }
    if (st == ST_END) {
        st = s.line.len > 0 ? take_line(&s, buf_text(&s.line)) : ST_OK;
        st = st == ST_OK ? give(&s) : st;
    }
    buf_done(&s.line);
    buf_done(&s.message);
    return st;
}

static enum status open_file(const struct feed_run *run, const char *path, struct why *why)
{
    struct feed_run file = *run;
    enum status st = source_open(path, &file.source, why);
    if (st == ST_OK) {
        st = read_file(&file, why);
        source_close(file.source);
    }
    return st;
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum status open_path(const struct feed_run *run, const char *path, int depth, struct why *why);

/* In the order of their names, so that the same folder always gives the same numbers. */
static enum status open_folder(const struct feed_run *run, const char *path, int depth, struct why *why)
{
    struct dirent **entries;
    enum status st = ST_OK;
    int n = scandir(path, &entries, is_shown, alphasort);
    if (n < 0) {
        return why_not(why, ST_IO, "cannot read the folder %s: %s", path, strerror(errno));
    }
    for (int i = 0; i < n; i++) {
        char inner[PATH_ROOM];
        bool fits = snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name) < (int)sizeof inner;
        /* A message that is still being delivered to a maildir. */
        bool unfinished = strcmp(entries[i]->d_name, "tmp") == 0;
        free(entries[i]);
        if (st != ST_OK || !fits || unfinished) {
            continue;
        }
        st = open_path(run, inner, depth + 1, why);
        if ((st == ST_INVALID || st == ST_NOTFOUND) && run->events->note != NULL) {
            run->events->note(run->events->to, str_of(why->text));
            st = ST_OK;
        }
    }
    free(entries);
    return st;
}

static enum status open_path(const struct feed_run *run, const char *path, int depth, struct why *why)
{
    struct stat found;
    if (strcmp(path, "-") == 0 || stat(path, &found) != 0 || !S_ISDIR(found.st_mode)) {
        return open_file(run, path, why);
    }
    return depth < FOLDERS_DEEP ? open_folder(run, path, depth, why)
                                : why_not(why, ST_INVALID, "%s: folders are nested too deeply", path);
}

static enum status open_mail(const struct feed_run *run, const char *path, struct why *why)
{
    if (run->events->mail == NULL) {
        return why_not(why, ST_INVALID, "mail cannot be read here");
    }
    return open_path(run, path, 0, why);
}

const struct feed_format feed_reported_mail = { .name = "reported-mail", .open = open_mail };
