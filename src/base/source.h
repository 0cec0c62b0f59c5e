/* source.h: reading a file or standard input of any size in pieces, gunzipped where it is gzip (recognized by
 * its first bytes, several members in a row as well). Sentences name the file. One thread. */
#ifndef MUSTER_BASE_SOURCE_H
#define MUSTER_BASE_SOURCE_H

#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

struct source;

/* Opens path, "-" for standard input. ST_NOTFOUND: no such file; ST_INVALID: a folder, or empty; ST_IO. */
enum status source_open(const char *path, struct source **source, struct why *why);
void source_close(struct source *source); /* NULL is fine */

/* The next piece (some 64 KiB), valid until the next call. ST_END: nothing more. ST_INVALID: the gzip stream
 * is damaged or cut short. ST_IO, ST_NOMEM. */
enum status source_read(struct source *source, struct str *piece, struct why *why);

/* The next line without its line end (LF or CRLF); the last one needs none. Valid until the next call; do not
 * mix with source_read. ST_LIMIT: the line is longer than max bytes (at most LIMIT_MAIL, and the same in
 * every call); it is skipped, and the next call goes on behind it. Else as source_read. */
enum status source_line(struct source *source, size_t max, struct str *line, struct why *why);

/* The number of the last line that source_line gave or skipped, from 1. */
int64_t source_line_number(const struct source *source);

/* Progress: bytes taken from the file so far (compressed ones), and its size, -1 when it has none (a pipe).
 */
int64_t source_bytes(const struct source *source);
int64_t source_size(const struct source *source);

/* The path as given, "standard input" for "-". */
const char *source_name(const struct source *source);

#endif
