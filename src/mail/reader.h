/* reader.h: raw mail into facts, by a process that is locked up. What it fails on is kept unread, with a
 * note: a hostile message costs its own reading, never anybody else's. */
#ifndef MUSTER_MAIL_READER_H
#define MUSTER_MAIL_READER_H

#include "mail/facts.h"

struct reader;

/* The word behind the program's name that makes it read mail, and its main (reader_serve). */
#define READER_ARGUMENT "mail-reader"
int reader_serve(void);

/* ST_NOMEM. The process starts with the first message. One thread at a time. */
enum status reader_new(struct reader **reader);
void reader_free(struct reader *reader); /* NULL is fine */

/* The reports in a mail (unwrap.h): *n at least 1. raw: at most LIMIT_MAIL_RAW (must). Everything lies in the
 * arena or in the reader until its next call. ST_IO: the process cannot be started. ST_NOMEM. */
enum status reader_read(struct reader *reader, struct str raw, bool as_is, struct arena *arena,
                        struct facts **facts, int *n, struct why *why);

#endif
