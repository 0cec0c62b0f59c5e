/* log.h: one line an event, as JSON or logfmt. A line is built on the caller's stack and written by one
 * write(), so lines of several threads never mix. Nothing that a text holds can forge a line or a field:
 * quotes, controls, line separators and bidirectional marks are escaped, bytes that are no UTF-8 become
 * U+FFFD. What goes in is the caller's choice: no address, name or token of anybody.
 *
 *     struct log_line line;
 *     log_begin(&log, &line, LOG_INFO, "request");
 *     log_str(&line, "route", route);
 *     log_int(&line, "status", 200);
 *     log_end(&line); */
#ifndef MUSTER_BASE_LOG_H
#define MUSTER_BASE_LOG_H

#include "base/limits.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct world;

enum log_format { LOG_JSON, LOG_LOGFMT }; /* in the order of the words of the setting log.format */
enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    int fd; /* -1: nothing is written */
    enum log_format format;
    const struct world *world;
};

struct log_line {
    const struct log *log;
    size_t len;
    bool cut; /* something did not fit into LIMIT_LOG_LINE; the line then says cut=true */
    char text[LIMIT_LOG_LINE];
};

/* Starts a line with time, level and event. event and the keys below are words of ours ([a-z_]). */
void log_begin(const struct log *log, struct log_line *line, enum log_level level, const char *event);

/* Adds a field. An absent text adds nothing; a text beyond LIMIT_LOG_VALUE bytes is cut and ends in "...". */
void log_str(struct log_line *line, const char *key, struct str value);
void log_int(struct log_line *line, const char *key, int64_t value);
void log_bool(struct log_line *line, const char *key, bool value);

/* Writes the line. Errors of the log's own file are ignored: there is nobody to tell. */
void log_end(struct log_line *line);

#endif
