/* source.c: read(), and zlib between it and the caller when the first two bytes are gzip's. */
#include "base/source.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 64 * 1024 };

struct source {
    int fd;
    const char *name;
    int64_t bytes, size, line;
    bool gzip, in_member; /* in_member: the gzip stream may not end here */
    bool ended;           /* read() said so */
    z_stream z;
    struct str input;  /* read, not yet given out or inflated */
    struct str output; /* given by source_read, not yet taken by source_line */
    struct buf rest;   /* the start of a line that goes on in the next piece */
    char name_text[256];
    char in[PIECE];
    char out[PIECE];
};

/* Fills input, when it is empty, with what comes next; it stays empty at the end. */
static enum status fill(struct source *s, struct why *why)
{
    while (s->input.len == 0 && !s->ended) {
        ssize_t n = read(s->fd, s->in, sizeof s->in);
        if (n < 0 && errno != EINTR) {
            return why_not(why, ST_IO, "cannot read %s: %s", s->name, strerror(errno));
        }
        if (n >= 0) {
            s->ended = n == 0;
            s->input = (struct str){ s->in, (size_t)n };
            s->bytes += n;
        }
    }
    return ST_OK;
}

/* The first piece shows whether it is empty, and whether it is gzip; a pipe may give a single byte first. */
static enum status look(struct source *s, struct why *why)
{
    enum status st = fill(s, why);
    while (st == ST_OK && s->input.len == 1 && !s->ended) {
        ssize_t n = read(s->fd, s->in + 1, sizeof s->in - 1);
        if (n < 0 && errno != EINTR) {
            return why_not(why, ST_IO, "cannot read %s: %s", s->name, strerror(errno));
        }
        s->ended = n == 0;
        s->input.len += n > 0 ? (size_t)n : 0;
        s->bytes += n > 0 ? n : 0;
    }
    if (st != ST_OK) {
        return st;
    }
    if (s->input.len == 0) {
        return why_not(why, ST_INVALID, "%s is empty", s->name);
    }
    s->gzip = str_starts(s->input, STR("\x1F\x8B"));
    /* 16: gzip's header and checksum; 15: the largest window there is. */
    if (s->gzip && inflateInit2(&s->z, 16 + 15) != Z_OK) {
        s->gzip = false;
        return why_not(why, ST_NOMEM, "no memory to uncompress %s", s->name);
    }
    s->in_member = s->gzip;
    return ST_OK;
}

static enum status open_file(struct source *s, const char *path, struct why *why)
{
    struct stat info;
    bool standard = strcmp(path, "-") == 0;
    size_t n = strlen(path);
    if (n >= sizeof s->name_text) {
        return why_not(why, ST_INVALID, "the file's name is longer than %zu bytes", sizeof s->name_text - 1);
    }
    memcpy(s->name_text, path, n + 1);
    s->name = standard ? "standard input" : s->name_text;
    s->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0) {
        return why_not(why, errno == ENOENT ? ST_NOTFOUND : ST_IO, "cannot open %s: %s", path,
                       strerror(errno));
    }
    if (fstat(s->fd, &info) != 0) {
        return why_not(why, ST_IO, "cannot read %s: %s", s->name, strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
        return why_not(why, ST_INVALID, "%s is a folder; name the files in it", s->name);
    }
    s->size = S_ISREG(info.st_mode) ? info.st_size : -1;
    return look(s, why);
}

enum status source_open(const char *path, struct source **source, struct why *why)
{
    struct source *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return why_not(why, ST_NOMEM, "no memory to read %s", path);
    }
    made->fd = -1;
    buf_init(&made->rest, LIMIT_MAIL + 2 * PIECE);
    enum status st = open_file(made, path, why);
    if (st != ST_OK) {
        source_close(made);
        return st;
    }
    *source = made;
    return ST_OK;
}

void source_close(struct source *source)
{
    if (source == NULL) {
        return;
    }
    if (source->gzip) {
        inflateEnd(&source->z);
    }
    if (source->fd > STDIN_FILENO) {
        close(source->fd);
    }
    buf_done(&source->rest);
    free(source);
}

/* One step of zlib; sets *piece to what came out, which may be nothing. */
static enum status inflate_some(struct source *s, struct str *piece, struct why *why)
{
    s->z.next_in = (Bytef *)s->input.ptr;
    s->z.avail_in = (uInt)s->input.len;
    s->z.next_out = (Bytef *)s->out;
    s->z.avail_out = sizeof s->out;
    int result = inflate(&s->z, Z_NO_FLUSH);
    s->input = str_from(s->input, s->input.len - s->z.avail_in);
    *piece = (struct str){ s->out, sizeof s->out - s->z.avail_out };
    if (result == Z_STREAM_END) {
        s->in_member = false;
        inflateReset(&s->z);
        return ST_OK;
    }
    if (result != Z_OK && result != Z_BUF_ERROR) {
        return why_not(why, result == Z_MEM_ERROR ? ST_NOMEM : ST_INVALID,
                       "%s: the gzip data is damaged after %lld bytes", s->name, (long long)s->bytes);
    }
    return ST_OK;
}

static enum status read_gzip(struct source *s, struct str *piece, struct why *why)
{
    *piece = STR("");
    while (piece->len == 0) {
        enum status st = fill(s, why);
        if (st != ST_OK) {
            return st;
        }
        if (s->input.len == 0) {
            return s->in_member
                       ? why_not(why, ST_INVALID, "%s is cut short: its gzip data ends too early", s->name)
                       : ST_END;
        }
        if (!s->in_member && s->input.ptr[0] == 0) {
            s->input = str_from(s->input, 1); /* tapes and some tools fill up with zeros */
            continue;
        }
        s->in_member = true;
        st = inflate_some(s, piece, why);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

enum status source_read(struct source *s, struct str *piece, struct why *why)
{
    if (s->gzip) {
        return read_gzip(s, piece, why);
    }
    enum status st = fill(s, why);
    if (st != ST_OK) {
        return st;
    }
    *piece = s->input;
    s->input = STR("");
    return piece->len ? ST_OK : ST_END;
}

/* Cuts the first line off output. */
static struct str cut_line(struct source *s, bool *complete)
{
    const char *end = s->output.len ? memchr(s->output.ptr, '\n', s->output.len) : NULL;
    size_t n = end ? (size_t)(end - s->output.ptr) : s->output.len;
    struct str line = { s->output.ptr, n };
    s->output = str_from(s->output, end ? n + 1 : n);
    *complete = end != NULL;
    return line;
}

static struct str without_cr(struct str line)
{
    line.len -= line.len && line.ptr[line.len - 1] == '\r';
    return line;
}

/* Reads the next piece into output; *end: there is none. */
static enum status more(struct source *s, bool *end, struct why *why)
{
    enum status st = source_read(s, &s->output, why);
    *end = st == ST_END;
    return *end ? ST_OK : st;
}

enum status source_line(struct source *s, size_t max, struct str *line, struct why *why)
{
    bool complete = false, end = false, too_long = false;
    must(max <= LIMIT_MAIL);
    struct str part = STR("");
    buf_reset(&s->rest);
    for (;;) {
        if (s->output.len == 0) {
            enum status st = more(s, &end, why);
            if (st != ST_OK) {
                return st;
            }
        }
        if (end) {
            break;
        }
        part = cut_line(s, &complete);
        if (complete && s->rest.len == 0) {
            break; /* the whole line lies in this piece */
        }
        too_long = too_long || s->rest.len + part.len > max + 1; /* 1: a CR may come off */
        if (!too_long) {
            buf_str(&s->rest, part);
        }
        if (complete) {
            break;
        }
    }
    if (end && s->rest.len == 0 && !too_long) {
        return ST_END;
    }
    s->line++;
    struct str whole = without_cr(s->rest.len ? buf_text(&s->rest) : part);
    if (s->rest.failed) {
        return why_not(why, ST_NOMEM, "no memory for line %lld of %s", (long long)s->line, s->name);
    }
    if (too_long || whole.len > max) {
        return why_not(why, ST_LIMIT, "%s:%lld: the line is longer than %zu bytes", s->name,
                       (long long)s->line, max);
    }
    *line = whole;
    return ST_OK;
}

int64_t source_line_number(const struct source *source)
{
    return source->line;
}

int64_t source_bytes(const struct source *source)
{
    return source->bytes;
}

int64_t source_size(const struct source *source)
{
    return source->size;
}

const char *source_name(const struct source *source)
{
    return source->name;
}
