/* links.c: one pass over a body. Comments, scripts and styles hold no links. */
#include "mail/links.h"

#include "base/limits.h"
#include "base/must.h"
#include "mail/host.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_ROOM = 512 }; /* of a link's text: an address that is shown is shorter */

struct scan {
    struct arena *arena;
    struct links *links;
    struct buf *text;
    struct str base;
    uint32_t *seen; /* hash table of indexes + 1 into links->at */
    int silent;     /* inside script or style */
    bool in_link;
    struct str led; /* host of the link that is open */
    char shown[SHOWN_ROOM];
    size_t shown_len;
};

enum { SEEN_ROOM = 2 * LIMIT_MAIL_LINKS };

static uint32_t mix(struct str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.len; i++) {
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
    }
    return h;
}

enum status links_init(struct arena *arena, struct links *links)
{
    *links = (struct links){ .at = arena_array(arena, struct link, LIMIT_MAIL_LINKS) };
    return links->at ? ST_OK : ST_NOMEM;
}

/* A link as it is written, and the address it means; *host: where it leads. */
static void add_as(struct scan *s, struct str written, struct str address, struct str *host)
{
    *host = STR_NONE;
    written = str_trim(written);
    /* No link, however long the text: data: images are kept out before they are copied. */
    if (written.len == 0 || written.len > LIMIT_MAIL_LINK) {
        return;
    }
    struct str url = host_resolve(s->arena, address, s->base);
    *host = url.ptr ? host_of(s->arena, url) : STR_NONE;
    if (host->ptr == NULL) {
        return;
    }
    uint32_t at = mix(written) % SEEN_ROOM;
    while (s->seen[at] != 0) {
        if (str_eq(s->links->at[s->seen[at] - 1].written, written)) {
            return;
        }
        at = (at + 1) % SEEN_ROOM;
    }
    if (s->links->n == LIMIT_MAIL_LINKS) {
        s->links->cut = true;
        return;
    }
    s->links->at[s->links->n++] = (struct link){ arena_str(s->arena, written), url, *host };
    s->seen[at] = (uint32_t)s->links->n;
}

static void add(struct scan *s, struct str written, struct str *host)
{
    add_as(s, written, written, host);
}

static struct str attribute(const xmlChar **attributes, const char *name)
{
    for (int i = 0; attributes != NULL && attributes[i] != NULL; i += 2) {
        if (attributes[i + 1] != NULL && xmlStrcasecmp(attributes[i], (const xmlChar *)name) == 0) {
            return str_of((const char *)attributes[i + 1]);
        }
    }
    return STR_NONE;
}

/* "small.png 1x, large.png 2x" */
static void add_srcset(struct scan *s, struct str set)
{
    struct str host;
    while (set.ptr != NULL) {
        struct str one = str_trim(str_cut(&set, ','));
        struct str rest = one;
        add(s, str_cut(&rest, ' '), &host);
    }
}

/* <meta http-equiv="refresh" content="0; url=https://example.com/"> */
static void add_refresh(struct scan *s, const xmlChar **attributes)
{
    struct str host, rest = attribute(attributes, "content");
    if (!str_eq_nocase(str_trim(attribute(attributes, "http-equiv")), STR("refresh")) || rest.ptr == NULL) {
        return;
    }
    str_cut(&rest, ';');
    rest = str_trim(rest.ptr ? rest : STR(""));
    if (rest.len > 4 && str_eq_nocase((struct str){ rest.ptr, 3 }, STR("url"))) {
        str_cut(&rest, '=');
        rest = str_trim(rest.ptr ? rest : STR(""));
        while (rest.len > 0 && strchr("'\"", rest.ptr[0])) {
            rest = str_from(rest, 1);
        }
        while (rest.len > 0 && strchr("'\"", rest.ptr[rest.len - 1])) {
            rest.len--;
        }
        add(s, rest, &host);
    }
}

static bool named(const xmlChar *name, const char *other)
{
    return xmlStrcasecmp(name, (const xmlChar *)other) == 0;
}

static void start_element(void *to, const xmlChar *name, const xmlChar **attributes)
{
    static const char *const linking[] = {
        "href", "xlink:href", "src", "action", "formaction", "background"
    };
    struct scan *s = to;
    struct str host;
    if (named(name, "script") || named(name, "style")) {
        s->silent++;
    }
    if (named(name, "base")) {
        struct str base = attribute(attributes, "href");
        s->base = base.ptr && s->base.ptr == NULL ? host_resolve(s->arena, base, STR_NONE) : s->base;
        return;
    }
    buf_byte(s->text, ' ');
    if (named(name, "a") || named(name, "area")) {
        s->in_link = true;
        s->shown_len = 0;
        s->led = STR_NONE;
    }
    for (size_t i = 0; i < COUNT_OF(linking); i++) {
        struct str value = attribute(attributes, linking[i]);
        if (value.ptr != NULL) {
            add(s, value, &host);
            s->led = i == 0 && s->in_link && host.ptr ? host : s->led;
        }
    }
    struct str set = attribute(attributes, "srcset");
    if (set.ptr != NULL) {
        add_srcset(s, set);
    }
    if (named(name, "meta")) {
        add_refresh(s, attributes);
    }
}

/* The host that a link's text shows, if it looks like an address. */
static struct str shown_host(struct scan *s)
{
    struct str text = str_trim((struct str){ s->shown, s->shown_len });
    if (text.len < 4 || memchr(text.ptr, ' ', text.len) != NULL || memchr(text.ptr, '@', text.len) != NULL) {
        return STR_NONE;
    }
    struct str url = host_resolve(s->arena, text, STR_NONE);
    if (url.ptr == NULL) {
        const char *slash = memchr(text.ptr, '/', text.len);
        struct str name = { text.ptr, slash ? (size_t)(slash - text.ptr) : text.len };
        const char *dot = memrchr(name.ptr, '.', name.len);
        struct str last = dot ? str_from(name, (size_t)(dot - name.ptr) + 1) : STR("");
        struct str host = last.len >= 2 ? host_ascii(s->arena, name) : STR_NONE;
        /* "invoice.pdf" is no host: its last word is no suffix that people register names under. */
        return host.ptr && !str_eq(host_registrable(s->arena, host), last) &&
                       (str_starts(host, STR("www.")) || slash != NULL)
                   ? host
                   : STR_NONE;
    }
    return host_of(s->arena, url);
}

static void end_element(void *to, const xmlChar *name)
{
    struct scan *s = to;
    if ((named(name, "script") || named(name, "style")) && s->silent > 0) {
        s->silent--;
    }
    buf_byte(s->text, ' ');
    if (!named(name, "a") || !s->in_link) {
        return;
    }
    s->in_link = false;
    struct str shown = s->led.ptr && !s->links->mismatch ? shown_host(s) : STR_NONE;
    if (shown.ptr != NULL && !str_eq(host_registrable(s->arena, shown), host_registrable(s->arena, s->led))) {
        s->links->mismatch = true;
        s->links->shown = shown;
        s->links->led = s->led;
    }
}

static void characters(void *to, const xmlChar *text, int len)
{
    struct scan *s = to;
    if (s->silent > 0 || len <= 0) {
        return;
    }
    buf_add(s->text, text, (size_t)len);
    size_t room = SHOWN_ROOM - s->shown_len, n = (size_t)len < room ? (size_t)len : room;
    if (s->in_link) {
        memcpy(s->shown + s->shown_len, text, n);
        s->shown_len += n;
    }
}

static enum status scan_init(struct scan *s, struct arena *arena, struct links *links, struct buf *text)
{
    *s = (struct scan){ .arena = arena, .links = links, .text = text };
    s->seen = arena_array(arena, uint32_t, SEEN_ROOM);
    return s->seen ? ST_OK : ST_NOMEM;
}

enum status links_of_html(struct arena *arena, struct str html, struct links *links, struct buf *text)
{
    enum { PIECE = 64 * 1024 };
    xmlSAXHandler sax = { .startElement = start_element,
                          .endElement = end_element,
                          .characters = characters,
                          .ignorableWhitespace = characters };
    struct scan s;
    TRY(scan_init(&s, arena, links, text));
    htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&sax, &s, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL) {
        return ST_NOMEM;
    }
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    while (html.len > 0) {
        size_t n = html.len < PIECE ? html.len : PIECE;
        htmlParseChunk(parser, html.ptr, (int)n, 0);
        html = str_from(html, n);
    }
    htmlParseChunk(parser, "", 0, 1);
    if (parser->myDoc != NULL) {
        xmlFreeDoc(parser->myDoc);
    }
    htmlFreeParserCtxt(parser);
    return arena->failed ? ST_NOMEM : ST_OK;
}

static bool ends_link(unsigned char c)
{
    return c <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7F;
}

/* Without the punctuation of the sentence around it; a closing bracket stays with the one that it closes. */
static struct str trim_link(struct str link)
{
    static const char opening[] = "([{", closing[] = ")]}";
    size_t open[3] = { 0 };
    for (size_t i = 0; i < link.len; i++) {
        for (int k = 0; k < 3; k++) {
            open[k] += link.ptr[i] == opening[k];
            open[k] -= link.ptr[i] == closing[k]; /* below zero wraps: more are closed than opened */
        }
    }
    while (link.len > 0 && strchr(".,;:!?'*_)]}", link.ptr[link.len - 1]) != NULL) {
        const char *which = strchr(closing, link.ptr[link.len - 1]);
        if (which != NULL && open[which - closing] <= link.len) {
            break;
        }
        if (which != NULL) {
            open[which - closing]++;
        }
        link.len--;
    }
    return link;
}

enum status links_of_text(struct arena *arena, struct str text, struct links *links)
{
    static const struct str starts[] = { STR_INIT("http://"), STR_INIT("https://"), STR_INIT("ftp://"),
                                         STR_INIT("www.") };
    struct scan s;
    TRY(scan_init(&s, arena, links, NULL));
    for (size_t i = 0; i < text.len; i++) {
        struct str at = str_from(text, i);
        bool found = false;
        for (size_t k = 0; k < COUNT_OF(starts) && !found; k++) {
            found = at.len > starts[k].len && str_eq_nocase((struct str){ at.ptr, starts[k].len }, starts[k]);
        }
        bool inside = i > 0 && ((text.ptr[i - 1] | 32) >= 'a' && (text.ptr[i - 1] | 32) <= 'z');
        if (!found || inside) {
            continue;
        }
        size_t n = 0;
        while (n < at.len && !ends_link((unsigned char)at.ptr[n])) {
            n++;
        }
        struct str host, link = trim_link((struct str){ at.ptr, n });
        bool bare = str_eq_nocase((struct str){ at.ptr, 4 }, STR("www."));
        /* "www.example.com" is an address in the eyes of every mail program. */
        struct str whole = bare && link.len <= LIMIT_MAIL_LINK
                               ? arena_format(arena, "http://" STR_FMT, STR_ARG(link))
                               : link;
        add_as(&s, link, whole, &host);
        i += n > 0 ? n - 1 : 0;
    }
    return arena->failed ? ST_NOMEM : ST_OK;
}
