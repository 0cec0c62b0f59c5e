/* test_mail_links.c: links of HTML and of text, and hosts as browsers read them. */
#include "unit.h"

#include "base/limits.h"
#include "mail/host.h"
#include "mail/links.h"

#include <stdio.h>

static struct arena arena;
static struct links links;

static void of_html(const char *html)
{
    struct buf text;
    arena_reset(&arena);
    buf_init(&text, MIB);
    assert_int_equal(links_init(&arena, &links), ST_OK);
    assert_int_equal(links_of_html(&arena, str_of(html), &links, &text), ST_OK);
    buf_done(&text);
}

static void html(void **state)
{
    (void)state;
    of_html("<html><head><base "
            "href='https://example.com/dir/'><style>a{background:url(https://no.example/)}</style>"
            "<!-- <a href='https://no.example/'> --></head><body background=https://a.example/bg.png>"
            "<A HREF=' https://b.example/?x=1&amp;y=2 '>b</A><a href='rel/ative'>r</a><a href='#top'>t</a>"
            "<a href='mailto:x@example.com'>m</a><a href='java\nscript:alert(1)'>j</a><img "
            "src='//c.example/i.png' "
            "srcset='https://d.example/1 1x, https://e.example/2 2x'><form action=https://f.example/><button "
            "formaction=https://g.example/></form><script>var a='<a href=https://no.example/>'</script>"
            "<meta http-equiv=refresh content='0; URL=\"https://h.example/\"'><a "
            "href='https://b.example/?x=1&y=2'>"
            "<svg><a xlink:href='https://i.example/'></a></svg>");
    static const char *const expected[] = {
        "https://a.example/bg.png", "https://b.example/?x=1&y=2", "rel/ative",          "//c.example/i.png",
        "https://d.example/1",      "https://e.example/2",        "https://f.example/", "https://g.example/",
        "https://h.example/",       "https://i.example/"
    };
    assert_int_equal(links.n, COUNT_OF(expected));
    for (int i = 0; i < links.n; i++) {
        assert_text(links.at[i].written, expected[i]);
    }
    assert_text(links.at[2].url, "https://example.com/dir/rel/ative");
    assert_text(links.at[3].host, "c.example");
}

static void deep(void **state)
{
    enum { DEEP = 200000 };
    static char text[DEEP * 5 + 64];
    (void)state;
    for (int i = 0; i < DEEP; i++) {
        memcpy(text + (size_t)i * 5, "<div>", 5);
    }
    memcpy(text + (size_t)DEEP * 5, "<a href=https://example.com/>", 30);
    of_html(text);
    assert_int_equal(links.n, 1);
}

static void too_many(void **state)
{
    static char text[64 * (LIMIT_MAIL_LINKS + 2)];
    size_t n = 0;
    (void)state;
    for (int i = 0; i < LIMIT_MAIL_LINKS; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "<a href=https://example.com/%d>", i);
    }
    of_html(text);
    assert_int_equal(links.n, LIMIT_MAIL_LINKS);
    assert_false(links.cut);
    snprintf(text + n, sizeof text - n, "<a href=https://example.com/more>");
    of_html(text);
    assert_int_equal(links.n, LIMIT_MAIL_LINKS);
    assert_true(links.cut);
}

static void long_links(void **state)
{
    static char text[LIMIT_MAIL_LINK + 64];
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        memset(text, 'a', sizeof text);
        memcpy(text, "https://example.com/", 20);
        text[LIMIT_MAIL_LINK + more] = 0;
        arena_reset(&arena);
        assert_int_equal(links_init(&arena, &links), ST_OK);
        assert_int_equal(links_of_text(&arena, str_of(text), &links), ST_OK);
        assert_int_equal(links.n, 1 - (int)more);
    }
}

static void text(void **state)
{
    static const char *const expected[] = { "https://example.com/a_(b)", "http://example.org",
                                            "HTTPS://example.net/x", "www.example.com/y" };
    (void)state;
    arena_reset(&arena);
    assert_int_equal(links_init(&arena, &links), ST_OK);
    struct str body =
        STR("(https://example.com/a_(b)) <http://example.org>, xhttp://no.example \"HTTPS://example.net/x\"! "
            "www.example.com/y. www.example.com/y https:// http://");
    assert_int_equal(links_of_text(&arena, body, &links), ST_OK);
    assert_int_equal(links.n, COUNT_OF(expected));
    for (int i = 0; i < links.n; i++) {
        assert_text(links.at[i].written, expected[i]);
    }
}

static void hosts(void **state)
{
    static const struct {
        const char *link, *host;
    } cases[] = {
        {"https://Example.COM/",                  "example.com"          },
        { "  https://exa\nmple.com\t/ ",          "example.com"          },
        { "https:\\\\example.com\\x",             "example.com"          },
        { "https://evil.example\\@good.example/", "evil.example"         },
        { "https://user:pass@example.com:8443/",  "example.com"          },
        { "http://0x7f.1/",                       "127.0.0.1"            },
        { "http://2130706433/",                   "127.0.0.1"            },
        { "http://[2001:db8::1]/",                "2001:db8::1"          },
        { "https://b\xC3\xBC"
          "cher.example/",               "xn--bcher-kva.example"},
        { "https://example.com./",                "example.com"          },
        { "mailto:a@example.com",                 NULL                   },
        { "javascript:alert(1)",                  NULL                   },
        { "data:text/html,x",                     NULL                   },
        { "#top",                                 NULL                   },
        { "",                                     NULL                   },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        arena_reset(&arena);
        struct str url = host_resolve(&arena, str_of(cases[i].link), STR_NONE);
        struct str host = url.ptr ? host_of(&arena, url) : STR_NONE;
        assert_text(host, cases[i].host);
    }
    assert_text(host_registrable(&arena, STR("a.b.example.co.uk")), "example.co.uk");
    assert_text(host_registrable(&arena, STR("1.2.3.4")), "1.2.3.4");
    assert_text(host_query(&arena, STR("https://x.example/?a=1&rid=a%20b#rid=c"), STR("rid")), "a b");
    assert_null(host_query(&arena, STR("https://x.example/#?rid=c"), STR("xid")).ptr);
}

static int prepare(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_MAIL_ARENA);
    return 0;
}

static int done(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html),       cmocka_unit_test(deep), cmocka_unit_test(too_many),
        cmocka_unit_test(long_links), cmocka_unit_test(text), cmocka_unit_test(hosts),
    };
    return cmocka_run_group_tests_name("mail/links", tests, prepare, done);
}
