/* host.c: curl's URL parser behind a cleaning of its own (browsers drop line ends and tabs and read "\" as
 * "/"; curl does neither), libidn2 for names, libpsl for registrable domains. */
#include "mail/host.h"

#include "base/limits.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <idn2.h>
#include <libpsl.h>
#include <pthread.h>
#include <string.h>

static const psl_ctx_t *suffixes;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load_suffixes(void)
{
    suffixes = psl_latest(NULL);
    if (suffixes == NULL) {
        suffixes = psl_builtin();
    }
}

void host_preload(void)
{
    pthread_once(&once, load_suffixes);
}

/* NUL-terminated; absent when it is empty or too long for an address. */
static char *clean(struct arena *arena, struct str link)
{
    size_t n = 0;
    bool path = true; /* "\" is "/" up to the query */
    char *to = link.len <= LIMIT_MAIL_LINK ? arena_alloc(arena, link.len + 1) : NULL;
    for (size_t i = 0; to != NULL && i < link.len; i++) {
        unsigned char c = (unsigned char)link.ptr[i];
        path = path && c != '?' && c != '#';
        if (c > ' ' && c != 0x7F) {
            to[n++] = path && c == '\\' ? '/' : (char)c;
        } else if (c == ' ' && n > 0) {
            to[n++] = ' ';
        }
    }
    while (n > 0 && to[n - 1] == ' ') {
        n--;
    }
    return n > 0 ? to : NULL;
}

static bool has_scheme(const char *url)
{
    size_t n = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return n > 0 && url[n] == ':';
}

static struct str url_part(struct arena *arena, CURLU *u, CURLUPart part)
{
    char *made = NULL;
    if (curl_url_get(u, part, &made, 0) != CURLUE_OK) {
        return STR_NONE;
    }
    struct str text = arena_str(arena, str_of(made));
    curl_free(made);
    return text;
}

static bool parse(CURLU *u, const char *url)
{
    return curl_url_set(u, CURLUPART_URL, url, CURLU_ALLOW_SPACE) == CURLUE_OK;
}

static bool is_web(struct str url)
{
    return str_starts(url, STR("http://")) || str_starts(url, STR("https://")) ||
           str_starts(url, STR("ftp://"));
}

struct str host_resolve(struct arena *arena, struct str link, struct str base)
{
    char *cleaned = clean(arena, link), *from = base.ptr ? clean(arena, base) : NULL;
    CURLU *u = cleaned ? curl_url() : NULL;
    struct str result = STR_NONE;
    if (u == NULL) {
        return STR_NONE;
    }
    bool good = has_scheme(cleaned);
    if (!good && (from != NULL || strncmp(cleaned, "//", 2) == 0)) {
        good = parse(u, from ? from : "https://base.invalid/");
    }
    if (good && *cleaned != '#' && parse(u, cleaned)) {
        result = url_part(arena, u, CURLUPART_URL);
    }
    curl_url_cleanup(u);
    return is_web(result) && str_utf8(result) ? result : STR_NONE;
}

static bool is_plain(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c <= ' ' || c >= 0x7F || strchr("/\\@?#:<>\"", c) != NULL) {
            return false;
        }
    }
    return name.len > 0 && name.len <= 253;
}

struct str host_ascii(struct arena *arena, struct str name)
{
    struct str copy = arena_str(arena, name);
    char *made = NULL;
    if (copy.ptr == NULL || copy.len == 0 || memchr(copy.ptr, 0, copy.len) != NULL) {
        return STR_NONE;
    }
    while (copy.len > 0 && copy.ptr[copy.len - 1] == '.') {
        copy.len--;
    }
    copy = arena_str(arena, copy);
    if (idn2_to_ascii_8z(copy.ptr, &made, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK) {
        copy = arena_str(arena, str_of(made));
        idn2_free(made);
    }
    char *to = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; to != NULL && i < copy.len; i++) {
        to[i] = (char)(to[i] >= 'A' && to[i] <= 'Z' ? to[i] + 32 : to[i]);
    }
    return is_plain(copy) ? copy : STR_NONE;
}

bool host_is_ip(struct str host)
{
    char text[64];
    unsigned char room[16];
    if (host.len == 0 || host.len >= sizeof text) {
        return false;
    }
    memcpy(text, host.ptr, host.len);
    text[host.len] = 0;
    return inet_pton(AF_INET, text, room) == 1 || inet_pton(AF_INET6, text, room) == 1;
}

struct str host_of(struct arena *arena, struct str url)
{
    struct str copy = arena_str(arena, url), host = STR_NONE;
    CURLU *u = copy.ptr ? curl_url() : NULL;
    if (u != NULL && parse(u, copy.ptr)) {
        host = url_part(arena, u, CURLUPART_HOST);
    }
    curl_url_cleanup(u);
    if (host.len > 2 && host.ptr[0] == '[') {
        host = arena_str(arena, (struct str){ host.ptr + 1, host.len - 2 });
        return host_is_ip(host) ? host : STR_NONE;
    }
    return host.ptr ? host_ascii(arena, host) : STR_NONE;
}

struct str host_registrable(struct arena *arena, struct str host)
{
    host_preload();
    struct str copy = arena_str(arena, host);
    if (copy.ptr == NULL || host_is_ip(copy)) {
        return copy;
    }
    const char *found = psl_registrable_domain(suffixes, copy.ptr);
    return found ? arena_str(arena, str_of(found)) : copy;
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static struct str percent(struct arena *arena, struct str s)
{
    size_t n = 0;
    char *to = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; to != NULL && i < s.len; i++) {
        if (s.ptr[i] == '%' && i + 2 < s.len + 0 && digit(s.ptr[i + 1]) >= 0 && digit(s.ptr[i + 2]) >= 0) {
            to[n++] = (char)(digit(s.ptr[i + 1]) * 16 + digit(s.ptr[i + 2]));
            i += 2;
        } else {
            to[n++] = s.ptr[i];
        }
    }
    return to ? (struct str){ to, n } : STR_NONE;
}

struct str host_query(struct arena *arena, struct str url, struct str name)
{
    const char *mark = memchr(url.ptr, '?', url.len);
    struct str rest = mark ? str_from(url, (size_t)(mark - url.ptr) + 1) : STR_NONE;
    const char *end = rest.ptr ? memchr(rest.ptr, '#', rest.len) : NULL;
    rest.len = end ? (size_t)(end - rest.ptr) : rest.len;
    while (rest.ptr != NULL) {
        struct str value = str_cut(&rest, '&');
        struct str key = str_cut(&value, '=');
        if (str_eq(key, name) && value.ptr != NULL) {
            return percent(arena, value);
        }
    }
    return STR_NONE;
}
