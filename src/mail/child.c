/* child.c: both sides of the socket between a process that reads mail and the one that asked for it. A
 * message on the socket is its length (8 bytes), then its bytes. */
#include "mail/child.h"

#include "base/limits.h"
#include "base/world.h"
#include "mail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    char argument[32];
    int limit_ms;
    pid_t pid; /* 0: none runs */
    int socket;
    int served;
};

/* ---- the child's side ---- */

static bool take(void *to, size_t n)
{
    char *at = to;
    while (n > 0) {
        ssize_t got = read(STDIN_FILENO, at, n);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        at += got > 0 ? got : 0;
        n -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

static bool give(const void *from, size_t n)
{
    const char *at = from;
    while (n > 0) {
        ssize_t put = write(STDIN_FILENO, at, n);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        at += put > 0 ? put : 0;
        n -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

static bool serve_one(child_work *work, struct buf *request, struct buf *answer)
{
    uint64_t len;
    buf_reset(request);
    buf_reset(answer);
    if (!take(&len, sizeof len) || len > request->max) {
        return false;
    }
    char *room = buf_reserve(request, (size_t)len);
    if (room == NULL || !take(room, (size_t)len)) {
        return false;
    }
    request->len = (size_t)len;
    if (work(buf_text(request), answer) != ST_OK || answer->failed) {
        return false;
    }
    len = answer->len;
    return give(&len, sizeof len) && give(answer->ptr, answer->len);
}

int child_serve(child_work *work)
{
    struct buf request, answer;
    if (jail_enter() != ST_OK) {
        return 3;
    }
    buf_init(&request, LIMIT_MAIL_ANSWER);
    buf_init(&answer, LIMIT_MAIL_ANSWER);
    while (serve_one(work, &request, &answer)) {
    }
    buf_done(&request);
    buf_done(&answer);
    return 0;
}

/* ---- the parent's side ---- */

enum status child_new(const char *argument, int limit_ms, struct child **child)
{
    struct child *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return ST_NOMEM;
    }
    strncat(c->argument, argument, sizeof c->argument - 1);
    c->limit_ms = limit_ms;
    *child = c;
    return ST_OK;
}

static void stop(struct child *c, int *how)
{
    int status = 0;
    if (c->pid == 0) {
        return;
    }
    close(c->socket);
    kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) {
    }
    c->pid = 0;
    if (how != NULL) {
        *how = status;
    }
}

void child_free(struct child *child)
{
    if (child != NULL) {
        stop(child, NULL);
        free(child);
    }
}

static int spawn(struct child *c, int socket, pid_t *pid)
{
    char program[] = "/proc/self/exe", name[] = "muster";
    char *argv[] = { name, c->argument, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0); /* Ctrl-C is for the parent, who ends it */
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    int error = posix_spawn(pid, program, &actions, &attributes, argv, jail_environment());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static enum status start(struct child *c, struct why *why)
{
    int pair[2];
    if (c->pid != 0) {
        return ST_OK;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return why_not(why, ST_IO, "cannot make a socket: %s", strerror(errno));
    }
    int error = spawn(c, pair[1], &c->pid);
    close(pair[1]);
    if (error != 0) {
        close(pair[0]);
        c->pid = 0;
        return why_not(why, ST_IO, "cannot start the process that reads mail: %s", strerror(error));
    }
    c->socket = pair[0];
    c->served = 0;
    return ST_OK;
}

/* ST_END: the other side is gone; ST_LIMIT: the time is over. */
static enum status wait_for(const struct child *c, short events, int64_t deadline)
{
    struct pollfd p = { .fd = c->socket, .events = events };
    int64_t left = deadline - world_monotonic_ms();
    int n = left > 0 ? poll(&p, 1, (int)left) : 0;
    if (n < 0 && errno == EINTR) {
        return ST_OK;
    }
    return n < 0 ? ST_END : n == 0 ? ST_LIMIT : ST_OK;
}

static bool is_temporary(void)
{
    return errno == EAGAIN || errno == EINTR;
}

static enum status put(const struct child *c, const void *from, size_t n, int64_t deadline)
{
    const char *at = from;
    while (n > 0) {
        ssize_t sent = send(c->socket, at, n, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && !is_temporary()) {
            return ST_END;
        }
        if (sent < 0) {
            TRY(wait_for(c, POLLOUT, deadline));
            continue;
        }
        at += sent;
        n -= (size_t)sent;
    }
    return ST_OK;
}

static enum status get(const struct child *c, void *to, size_t n, int64_t deadline)
{
    char *at = to;
    while (n > 0) {
        ssize_t got = recv(c->socket, at, n, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && !is_temporary())) {
            return ST_END;
        }
        if (got < 0) {
            TRY(wait_for(c, POLLIN, deadline));
            continue;
        }
        at += got;
        n -= (size_t)got;
    }
    return ST_OK;
}

static enum status converse(struct child *c, struct str request, struct buf *answer)
{
    int64_t deadline = world_monotonic_ms() + c->limit_ms;
    uint64_t len = request.len;
    TRY(put(c, &len, sizeof len, deadline));
    TRY(put(c, request.ptr, request.len, deadline));
    TRY(get(c, &len, sizeof len, deadline));
    buf_reset(answer);
    char *room = len <= LIMIT_MAIL_ANSWER ? buf_reserve(answer, (size_t)len) : NULL;
    if (room == NULL) {
        return ST_END;
    }
    TRY(get(c, room, (size_t)len, deadline));
    answer->len = (size_t)len;
    return ST_OK;
}

static enum status tell(enum status st, int how, const struct child *c, struct why *why)
{
    if (st == ST_LIMIT) {
        return why_not(why, ST_INVALID, "reading it took longer than %d s", c->limit_ms / 1000);
    }
    if (WIFEXITED(how) && WEXITSTATUS(how) == 3) {
        return why_not(why, ST_IO,
                       "the process that reads mail could not be locked up: the kernel has no seccomp");
    }
    return why_not(why, ST_INVALID, "reading it failed (%s)",
                   WIFSIGNALED(how) && WTERMSIG(how) != SIGKILL ? strsignal(WTERMSIG(how))
                                                                : "not enough memory");
}

enum status child_ask(struct child *c, struct str request, struct buf *answer, struct why *why)
{
    int how = 0;
    if (c->served >= LIMIT_MAIL_SERVED) {
        stop(c, NULL);
    }
    /* What it died of may have been the messages before. */
    for (int turn = 0; turn < 2; turn++) {
        bool fresh = c->pid == 0;
        TRY(start(c, why));
        c->served++;
        enum status st = converse(c, request, answer);
        if (st == ST_OK) {
            return ST_OK;
        }
        stop(c, &how);
        if (fresh || st == ST_LIMIT || turn == 1) {
            return tell(st, how, c, why);
        }
    }
    return ST_INVALID;
}
