/* child.h: work on hostile bytes in a process of its own, which can neither open files nor sockets, has
 * limits of memory and time, and is started again when it dies. The parent sends a request and gets an
 * answer; the child is this same program, started anew, so that nothing of the parent's memory is in it. */
#ifndef MUSTER_MAIL_CHILD_H
#define MUSTER_MAIL_CHILD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* ---- the child's side ---- */

/* Answers one request. Anything but ST_OK ends the child. */
typedef enum status child_work(struct str request, struct buf *answer);

/* Locks the process up (after `work` has loaded what it needs) and answers requests from standard input,
 * which is the parent's socket, until it is closed. Returns the exit status. */
int child_serve(child_work *work);

/* ---- the parent's side ---- */

struct child;

/* argument: the word behind the program's name that makes it serve. Starts nothing yet. ST_NOMEM. */
enum status child_new(const char *argument, int limit_ms, struct child **child);
void child_free(struct child *child); /* NULL is fine; ends the process */

/* ST_OK: answered. ST_INVALID: the child died of this request or took too long (`why` says which); it will be
 * started again with the next one. ST_IO: it cannot be started. The answer is not to be trusted. */
enum status child_ask(struct child *child, struct str request, struct buf *answer, struct why *why);

#endif
