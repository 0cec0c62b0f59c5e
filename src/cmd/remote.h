/* remote.h: asking the server that owns the data folder, over DIR/muster.sock. */
#ifndef MUSTER_CMD_REMOTE_H
#define MUSTER_CMD_REMOTE_H

#include "base/buf.h"
#include "base/status.h"

#include <stdbool.h>

/* Whether a server listens there. */
bool remote_answers(const char *dir);

/* One answer of JSON for one request of JSON (serve/admin.h). A refusal is a failure with its sentence. */
enum status remote_admin(const char *dir, struct str request, struct buf *answer, struct why *why);

/* Posts the request to /control/import and gives every line of the answer to `line` as it comes. */
enum status remote_import(const char *dir, struct str request, void (*line)(void *to, struct str line),
                          void *to, struct why *why);

/* GETs a path and gives every line of the answer to `line` as it comes, until the answer ends. */
enum status remote_lines(const char *dir, const char *path, void (*line)(void *to, struct str line), void *to,
                         struct why *why);

#endif
