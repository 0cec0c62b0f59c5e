/* io.c: the reads and writes of a client's socket. Sockets are edge-triggered: can_read and can_write stay
 * true until the kernel says that it would block, and only then is an event to come. */
#include "http/steps.h"

#include "base/must.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum { KEEP_OUT = 256 * 1024 }; /* a larger buffer is given back once it is written */

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

ssize_t http_io_receive(struct http_connection *c, char *to, size_t room)
{
    ssize_t n;
    do {
        n = recv(c->fd, to, room, 0);
    } while (n < 0 && errno == EINTR);
    c->ended |= n == 0;
    c->broken |= n < 0 && !would_block();
    /* Less than asked for means that the kernel has no more, unless an end is waiting behind it. */
    c->dry = n <= 0 || ((size_t)n < room && !c->hangup);
    return n;
}

size_t http_io_read(struct http_connection *c, char *to, size_t room)
{
    if (c->tls != NULL && !c->lingering) {
        return http_tls_read(c, to, room);
    }
    ssize_t n = http_io_receive(c, to, room);
    c->can_read = !c->dry;
    c->eof |= n == 0;
    return n > 0 ? (size_t)n : 0;
}

ssize_t http_io_transmit(struct http_connection *c, const struct iovec *parts, int count)
{
    struct msghdr message = { .msg_iov = (struct iovec *)(uintptr_t)parts, .msg_iovlen = (size_t)count };
    ssize_t n;
    do {
        n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    c->broken |= n < 0 && !would_block();
    c->written += n > 0 ? n : 0;
    return n;
}

size_t http_io_write(struct http_connection *c, const struct iovec *parts, int count)
{
    if (c->tls != NULL) {
        return http_tls_write(c, parts, count);
    }
    ssize_t n = http_io_transmit(c, parts, count);
    size_t all = 0;
    for (int i = 0; i < count; i++) {
        all += parts[i].iov_len;
    }
    c->can_write = n >= 0 && (size_t)n == all;
    return n > 0 ? (size_t)n : 0;
}

int64_t http_io_unsent(const struct http_connection *c)
{
    int bytes = 0;
    return ioctl(c->fd, SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

static void forget_sent(struct http_connection *c)
{
    if (http_io_pending(c) > 0) {
        return;
    }
    c->sent = 0;
    if (c->out.room > KEEP_OUT) {
        buf_done(&c->out);
    } else {
        buf_reset(&c->out);
    }
}

void http_io_flush(struct http_connection *c)
{
    while (http_io_pending(c) > 0 && c->can_write && !c->broken) {
        struct iovec part = { c->out.ptr + c->sent, http_io_pending(c) };
        c->sent += http_io_write(c, &part, 1);
    }
    forget_sent(c);
}

void http_io_send(struct http_connection *c, const struct iovec *parts, int count)
{
    struct iovec all[5];
    size_t gone = 0;
    must(count < 5);
    if (c->can_write && !c->broken) {
        all[0] = (struct iovec){ c->out.ptr + c->sent, http_io_pending(c) };
        for (int i = 0; i < count; i++) {
            all[i + 1] = parts[i];
        }
        gone = http_io_write(c, all, count + 1);
        size_t before = gone < all[0].iov_len ? gone : all[0].iov_len;
        c->sent += before;
        gone -= before;
        forget_sent(c);
    }
    for (int i = 0; i < count; i++) {
        size_t skip = gone < parts[i].iov_len ? gone : parts[i].iov_len;
        buf_add(&c->out, (const char *)parts[i].iov_base + skip, parts[i].iov_len - skip);
        gone -= skip;
    }
    c->broken |= c->out.failed; /* without memory the answer cannot be kept */
}
