/* listen.c: listening sockets, TCP and unix, and taking connections from them. Every loop watches every
 * listener with EPOLLEXCLUSIVE, so that the kernel wakes one of them. */
#include "http/steps.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    ACCEPTS = 32,     /* connections taken a turn */
    PAUSE_MS = 100,   /* without descriptors or memory, until the next try */
    RESERVE_MIN = 16, /* connections beyond the limit, at the same time, that hear why they are refused */
    RESERVE_MAX = 256,
};

static enum status add(struct http_server *server, int fd, bool local, char *path, struct why *why)
{
    if (listen(fd, SOMAXCONN) != 0) {
        return why_not(why, errno == EADDRINUSE ? ST_BUSY : ST_IO, "cannot listen: %s", strerror(errno));
    }
    server->listeners[server->listener_count++] =
        (struct http_listener){ .source = HTTP_FROM_LISTENER, .fd = fd, .local = local, .path = path };
    return ST_OK;
}

/* Splits at the last colon, since IPv6 addresses have some; takes the brackets away. */
static bool split(struct str address, char *host, size_t room, char port[6])
{
    size_t at = address.len;
    while (at > 0 && address.ptr[at - 1] != ':') {
        at--;
    }
    struct str name = { address.ptr, at ? at - 1 : 0 }, digits = str_from(address, at);
    int64_t n;
    if (name.len >= 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']') {
        name = (struct str){ name.ptr + 1, name.len - 2 };
    }
    if (at == 0 || name.len == 0 || name.len >= room || digits.len > 5 || !str_int(digits, &n) || n < 0 ||
        n > 65535) {
        return false;
    }
    memcpy(host, name.ptr, name.len);
    host[name.len] = 0;
    memcpy(port, digits.ptr, digits.len);
    port[digits.len] = 0;
    return true;
}

static int real_port(int fd)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    if (getsockname(fd, (struct sockaddr *)&bound, &size) != 0) {
        return 0;
    }
    return ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                             : ((struct sockaddr_in *)&bound)->sin_port);
}

enum status http_listen_tcp(struct http_server *server, struct str address, int *port, struct why *why)
{
    char host[64], digits[6];
    struct addrinfo *found = NULL;
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                              .ai_socktype = SOCK_STREAM };
    if (server->listener_count == HTTP_LISTENERS) {
        return why_not(why, ST_LIMIT, "cannot listen on more than %d addresses", HTTP_LISTENERS);
    }
    bool understood = split(address, host, sizeof host, digits);
    if (!understood ||
        getaddrinfo(strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, digits, &hints, &found) != 0) {
        return why_not(why, ST_INVALID,
                       "cannot listen on \"" STR_FMT
                       "\": give ADDRESS:PORT, for example 127.0.0.1:8080 or [::1]:8080",
                       STR_ARG(address));
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    enum status st = ST_OK;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, found->ai_addr, found->ai_addrlen) != 0) {
        st = why_not(why, errno == EADDRINUSE ? ST_BUSY : ST_IO, "cannot listen on " STR_FMT ": %s",
                     STR_ARG(address), strerror(errno));
    }
    freeaddrinfo(found);
    if (st == ST_OK) {
        st = add(server, fd, false, NULL, why);
    }
    if (st == ST_OK) {
        *port = real_port(fd);
    } else if (fd >= 0) {
        close(fd);
    }
    return st;
}

/* True when somebody listens at the path. */
static bool answered(const struct sockaddr_un *name)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = fd >= 0 && connect(fd, (const struct sockaddr *)name, sizeof *name) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return yes;
}

enum status http_listen_unix(struct http_server *server, const char *path, struct why *why)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    struct stat info;
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof name.sun_path) {
        return why_not(why, ST_INVALID, "the path of the socket %s must have 1 to %zu bytes", path,
                       sizeof name.sun_path - 1);
    }
    if (server->listener_count == HTTP_LISTENERS) {
        return why_not(why, ST_LIMIT, "cannot listen on more than %d addresses", HTTP_LISTENERS);
    }
    memcpy(name.sun_path, path, n);
    if (lstat(path, &info) == 0) {
        if (!S_ISSOCK(info.st_mode)) {
            return why_not(why, ST_CONFLICT, "%s is in the way and is not a socket", path);
        }
        if (answered(&name)) {
            return why_not(why, ST_BUSY, "%s: another process listens there", path);
        }
        unlink(path);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    char *copy = strdup(path);
    enum status st = ST_OK;
    /* The mode is set before the name exists, so that there is no moment at which others may connect. */
    if (fd < 0 || copy == NULL || fchmod(fd, 0600) != 0 ||
        bind(fd, (const struct sockaddr *)&name, sizeof name) != 0) {
        st = why_not(why, errno == EADDRINUSE ? ST_BUSY : ST_IO, "cannot listen on %s: %s", path,
                     strerror(errno));
    }
    if (st == ST_OK) {
        st = add(server, fd, true, copy, why);
    }
    if (st != ST_OK) {
        free(copy);
        if (fd >= 0) {
            close(fd);
        }
    }
    return st;
}

void http_listen_start(struct http_loop *loop)
{
    struct http_server *server = loop->server;
    uint32_t shared = server->config.loops > 1 ? (uint32_t)EPOLLEXCLUSIVE : 0;
    loop->accepting = true;
    for (int i = 0; i < server->listener_count; i++) {
        struct epoll_event event = { .events = EPOLLIN | shared, .data.ptr = &server->listeners[i] };
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, server->listeners[i].fd, &event);
    }
}

static void pause_accepting(struct http_loop *loop)
{
    for (int i = 0; i < loop->server->listener_count; i++) {
        epoll_ctl(loop->epoll, EPOLL_CTL_DEL, loop->server->listeners[i].fd, NULL);
    }
    loop->accepting = false;
    loop->accept_ms = loop->now_ms + PAUSE_MS;
}

void http_listen_stop(struct http_loop *loop)
{
    struct http_server *server = loop->server;
    pause_accepting(loop);
    if (atomic_fetch_sub(&server->listening, 1) > 1) {
        return;
    }
    for (int i = 0; i < server->listener_count; i++) { /* the last loop: clients learn that nobody is here */
        close(server->listeners[i].fd);
        server->listeners[i].fd = -1;
    }
}

static void peer_of(const struct sockaddr_storage *from, char peer[HTTP_PEER])
{
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
    peer[0] = 0;
    if (from->ss_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)from)->sin_addr, peer, HTTP_PEER);
    } else if (from->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
        inet_ntop(AF_INET, six->sin6_addr.s6_addr + 12, peer, HTTP_PEER);
    } else if (from->ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &six->sin6_addr, peer, HTTP_PEER);
    }
}

void http_listen_accept(struct http_loop *loop, struct http_listener *listener)
{
    struct http_server *server = loop->server;
    int most = server->config.max_connections, reserve = most / 8;
    reserve = reserve < RESERVE_MIN ? RESERVE_MIN : reserve > RESERVE_MAX ? RESERVE_MAX : reserve;
    for (int i = 0; i < ACCEPTS && loop->accepting; i++) {
        struct sockaddr_storage from = { 0 };
        socklen_t size = sizeof from;
        char peer[HTTP_PEER];
        int fd = accept4(listener->fd, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
            pause_accepting(loop); /* the listener stays readable: asking again at once would spin */
            return;
        }
        if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return;
        }
        if (fd < 0) {
            continue; /* this client is gone, the next may not be */
        }
        int open = atomic_load_explicit(&server->open, memory_order_relaxed);
        if (open >= most + reserve) {
            close(fd);
            http_count(&loop->refused);
            continue;
        }
        peer_of(&from, peer);
        http_connection_open(loop, fd, listener->local, peer, open >= most);
    }
}
