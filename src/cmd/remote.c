/* remote.c: the client of a running server's unix socket (libcurl speaks HTTP). */
#include "cmd/remote.h"

#include "base/jsonin.h"
#include "base/limits.h"
#include "base/must.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static bool socket_path(const char *dir, char *path, size_t room)
{
    int n = snprintf(path, room, "%s/muster.sock", dir);
    return n > 0 && (size_t)n < room;
}

bool remote_answers(const char *dir)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (!socket_path(dir, address.sun_path, sizeof address.sun_path)) {
        return false;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answers = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return answers;
}

/* Where an answer goes: lines to somebody, or the whole into a buffer. */
struct receiver {
    struct buf held;
    void (*line)(void *to, struct str line);
    void *to;
};

static size_t receive(char *bytes, size_t size, size_t count, void *arg)
{
    struct receiver *r = arg;
    buf_add(&r->held, bytes, size * count);
    while (r->line != NULL && !r->held.failed) {
        struct str text = buf_text(&r->held);
        const char *end = memchr(text.ptr, '\n', text.len);
        if (end == NULL) {
            break;
        }
        size_t n = (size_t)(end - text.ptr);
        r->line(r->to, (struct str){ text.ptr, n });
        buf_eat(&r->held, n + 1);
    }
    return r->held.failed ? 0 : size * count;
}

/* request absent: GET. */
static enum status ask(const char *dir, const char *path, struct str request, struct receiver *r,
                       long *status, struct why *why)
{
    char socket[PATH_ROOM], url[128];
    if (!socket_path(dir, socket, sizeof socket)) {
        return why_not(why, ST_LIMIT, "the name of the data folder is too long");
    }
    CURL *curl = curl_easy_init();
    must(curl != NULL && snprintf(url, sizeof url, "http://localhost%s", path) < (int)sizeof url);
    struct curl_slist *fields = curl_slist_append(NULL, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    if (request.ptr != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.ptr);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request.len);
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(fields);
    curl_easy_cleanup(curl);
    return code == CURLE_OK
               ? ST_OK
               : why_not(why, ST_IO,
                         "the server that owns the data folder did not answer to the end (%s); what it took "
                         "over goes on when it is started again",
                         curl_easy_strerror(code));
}

/* {"error":"sentence"} of a refusal. */
static enum status refused(struct str answer, long status, struct why *why)
{
    struct jsonin *root;
    struct str sentence = STR("the server refused");
    if (jsonin_parse(answer, &root, NULL) == ST_OK) {
        jsonin_text(jsonin_get(root, STR("error")), &sentence);
        why_not(why, ST_INVALID, STR_FMT, STR_ARG(sentence));
        jsonin_free(root);
        return ST_INVALID;
    }
    return why_not(why, ST_IO, "the server that owns the data folder answered %ld", status);
}

enum status remote_admin(const char *dir, struct str request, struct buf *answer, struct why *why)
{
    struct receiver r = { .line = NULL };
    long status = 0;
    buf_init(&r.held, MIB);
    enum status st = ask(dir, "/control/admin", request, &r, &status, why);
    if (st == ST_OK && status != 200) {
        st = refused(buf_text(&r.held), status, why);
    } else if (st == ST_OK) {
        buf_str(answer, buf_text(&r.held));
    }
    buf_done(&r.held);
    return st;
}

enum status remote_import(const char *dir, struct str request, void (*line)(void *to, struct str line),
                          void *to, struct why *why)
{
    struct receiver r = { .line = line, .to = to };
    long status = 0;
    buf_init(&r.held, 8 * MIB);
    enum status st = ask(dir, "/control/import", request, &r, &status, why);
    if (st == ST_OK && status != 200) {
        st = refused(buf_text(&r.held), status, why);
    }
    buf_done(&r.held);
    return st;
}

enum status remote_lines(const char *dir, const char *path, void (*line)(void *to, struct str line), void *to,
                         struct why *why)
{
    struct receiver r = { .line = line, .to = to };
    long status = 0;
    buf_init(&r.held, 8 * MIB);
    enum status st = ask(dir, path, STR_NONE, &r, &status, why);
    if (st == ST_OK && status != 200) {
        st = refused(buf_text(&r.held), status, why);
    }
    buf_done(&r.held);
    return st;
}
