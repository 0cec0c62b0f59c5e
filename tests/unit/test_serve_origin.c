/* serve/origin.c: whose a request is, with and without proxies, and whatever a client writes into the fields.
 */
#include "unit.h"

#include "base/limits.h"
#include "serve/origin.h"

#include <arpa/inet.h>
#include <stdio.h>

#define PROXIES "10.0.0.0/8 127.0.0.1 2001:db8:ff::/48"

/* The fields of a request, at most so many. */
struct said {
    const char *peer;
    const char *field[6]; /* name, value, name, value ... */
    bool tls;
};

static struct origin ask(struct said said, const char *proxies)
{
    struct http_field fields[3];
    struct http_request rq = { .host = STR("muster.example"), .fields = fields, .tls = said.tls };
    rq.peer = str_of(said.peer);
    for (size_t i = 0; i < COUNT_OF(fields) && said.field[2 * i] != NULL; i++) {
        fields[rq.field_count++] =
            (struct http_field){ str_of(said.field[2 * i]), str_of(said.field[2 * i + 1]) };
    }
    return origin_of(&rq, str_of(proxies));
}

static const char *shown(const struct origin *origin)
{
    static char text[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, origin->address.b, text, sizeof text);
    return strncmp(text, "::ffff:", 7) == 0 ? text + 7 : text;
}

static void without_proxies_nothing_is_believed(void **state)
{
    static const char *const lists[] = { NULL, "", "192.0.2.0/24", "nonsense" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct said said = {
            "10.1.1.1",
            {"X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host",
              "evil.example"},
            false
        };
        struct origin origin = ask(said, lists[i]);
        assert_true(origin.known && origin.sure && !origin.https);
        assert_string_equal(shown(&origin), "10.1.1.1");
        assert_text(origin.host, "muster.example");
    }
}

static void the_rightmost_hop_that_is_no_proxy(void **state)
{
    static const struct {
        const char *hops, *address;
        bool sure;
    } cases[] = {
        {"198.51.100.1",                                                 "198.51.100.1", true },
        { "203.0.113.9, 198.51.100.1",                                   "198.51.100.1", true },
        { "203.0.113.9,198.51.100.1 , 10.2.2.2",                         "198.51.100.1", true },
        { "203.0.113.9, 10.9.9.9, 10.2.2.2",                             "203.0.113.9",  true },
        { "10.9.9.9, 10.2.2.2",                                          "10.9.9.9",     true },
        { "garbage, 198.51.100.1",                                       "198.51.100.1", true },
        { "127.0.0.1, 198.51.100.1",                                     "198.51.100.1", true },
        { "",                                                            "10.1.1.1",     true },
        { " , ,",                                                        "10.1.1.1",     true },
        { "198.51.100.1,,",                                              "198.51.100.1", true },
        { "198.51.100.1:4711",                                           "198.51.100.1", true },
        { "2001:db8::7",                                                 "2001:db8::7",  true },
        { "[2001:db8::7]",                                               "2001:db8::7",  true },
        { "[2001:db8::7]:4711",                                          "2001:db8::7",  true },
        { "203.0.113.9, 2001:db8:ff::1",                                 "203.0.113.9",  true },
        { "203.0.113.9, [2001:db8:ff::1]:443",                           "203.0.113.9",  true },
        { "::ffff:198.51.100.1",                                         "198.51.100.1", true },
        { "203.0.113.9, ::ffff:10.3.3.3",                                "203.0.113.9",  true },
        { "[::ffff:198.51.100.1]:1",                                     "198.51.100.1", true },
        { "unknown",                                                     "10.1.1.1",     false},
        { "_hidden",                                                     "10.1.1.1",     false},
        { "198.51.100.1, unknown",                                       "10.1.1.1",     false},
        { "198.51.100.1, unknown, 10.2.2.2",                             "10.2.2.2",     false},
        { "198.51.100.1:",                                               "10.1.1.1",     false},
        { "198.51.100.1:65536",                                          "10.1.1.1",     false},
        { "198.51.100.1:-1",                                             "10.1.1.1",     false},
        { "198.51.100.1:http",                                           "10.1.1.1",     false},
        { "198.51.100.256",                                              "10.1.1.1",     false},
        { "198.51.100.1/32",                                             "10.1.1.1",     false},
        { "198.51.100.1 203.0.113.9",                                    "10.1.1.1",     false},
        { "\"198.51.100.1\"",                                            "10.1.1.1",     false},
        { "[198.51.100.1]",                                              "10.1.1.1",     false},
        { "[2001:db8::7",                                                "10.1.1.1",     false},
        { "2001:db8::7]",                                                "10.1.1.1",     false},
        { "[2001:db8::7]x",                                              "10.1.1.1",     false},
        { "[2001:db8::7]:",                                              "10.1.1.1",     false},
        { "[]",                                                          "10.1.1.1",     false},
        { "[",                                                           "10.1.1.1",     false},
        { ":",                                                           "10.1.1.1",     false},
        { "fe80::1%eth0",                                                "10.1.1.1",     false},
        { "2001:db8::1:2:3:4:5:6:7:8:9",                                 "10.1.1.1",     false},
        { "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", "10.1.1.1",     false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct said said = {
            "10.1.1.1", {"x-forwarded-FOR", cases[i].hops},
             false
        };
        struct origin origin = ask(said, PROXIES);
        if (!origin.known || origin.sure != cases[i].sure || strcmp(shown(&origin), cases[i].address) != 0) {
            fail_msg("%s: %s%s", cases[i].hops, shown(&origin), origin.sure ? "" : ", not sure");
        }
    }
}

static void several_lines_are_one_list(void **state)
{
    struct said said = {
        "10.1.1.1",
        {"X-Forwarded-For", "203.0.113.9", "x-forwarded-for", "198.51.100.1, 10.2.2.2", "X-Forwarded-For",
          "10.3.3.3"},
        false
    };
    (void)state;
    struct origin origin = ask(said, PROXIES);
    assert_string_equal(shown(&origin), "198.51.100.1");
}

/* hops proxies behind 198.51.100.1. */
static struct origin behind(int hops)
{
    char text[4096] = "198.51.100.1";
    for (int i = 0; i < hops; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, ", 10.0.0.%d", i % 256);
    }
    return ask(
        (struct said){
            "10.1.1.1", {"X-Forwarded-For", text},
             false
    },
        PROXIES);
}

static void proxies_in_a_row(void **state)
{
    (void)state;
    struct origin origin = behind(LIMIT_PROXY_HOPS - 1);
    assert_true(origin.sure);
    assert_string_equal(shown(&origin), "198.51.100.1");
    assert_false(behind(LIMIT_PROXY_HOPS).sure);
    assert_false(behind(100).sure);
    assert_true(behind(100).known);
}

static void a_hundred_invented_hops(void **state)
{
    char text[4096] = "";
    (void)state;
    for (int i = 0; i < 100; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "10.0.0.%d, ", i);
    }
    memcpy(text + strlen(text), "198.51.100.1", sizeof "198.51.100.1");
    struct origin origin = ask(
        (struct said){
            "10.1.1.1", {"X-Forwarded-For", text},
             false
    },
        PROXIES);
    assert_true(origin.sure);
    assert_string_equal(shown(&origin), "198.51.100.1");
}

static void scheme(void **state)
{
    static const struct {
        const char *proto;
        bool tls, https;
    } cases[] = {
        {NULL,           false, false},
        { NULL,          true,  true },
        { "https",       false, true },
        { "HTTPS",       false, true },
        { "http",        true,  false},
        { "http",        false, false},
        { "https, http", false, false},
        { "http, https", false, true },
        { "httpsx",      false, false},
        { "on",          true,  false},
        { "",            false, false},
        { "",            true,  true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = cases[i].proto ? "X-Forwarded-Proto" : NULL;
        struct said said = {
            "127.0.0.1", {name, cases[i].proto},
             cases[i].tls
        };
        if (ask(said, PROXIES).https != cases[i].https) {
            fail_msg("%s", cases[i].proto ? cases[i].proto : "(absent)");
        }
    }
    /* The client's own line comes first, the proxy's last. */
    struct said two = {
        "127.0.0.1", {"X-Forwarded-Proto", "https", "X-Forwarded-Proto", "http"},
         false
    };
    assert_false(ask(two, PROXIES).https);
}

static void host(void **state)
{
    static const char *const cases[][2] = {
        {"reports.example",          "reports.example"     },
        { "reports.example:8443",    "reports.example:8443"},
        { "[2001:db8::1]:8443",      "[2001:db8::1]:8443"  },
        { "a.example, b.example",    "b.example"           },
        { "evil.example/path",       "muster.example"      },
        { "evil.example\"><script>", "muster.example"      },
        { "user@evil.example",       "muster.example"      },
        { "evil.example:99999",      "muster.example"      },
        { "",                        "muster.example"      },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct said said = {
            "10.1.1.1", {"X-Forwarded-Host", cases[i][0]},
             false
        };
        assert_text(ask(said, PROXIES).host, cases[i][1]);
    }
}

static void the_unix_socket_has_no_address(void **state)
{
    struct said said = {
        "", {"X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "https"},
         false
    };
    (void)state;
    struct origin origin = ask(said, "0.0.0.0/0 ::/0");
    assert_true(!origin.known && !origin.https && origin_is_secure(&origin));
}

static void secure_is_tls_or_this_machine(void **state)
{
    static const struct {
        const char *peer, *hops, *proto;
        bool tls, secure;
    } cases[] = {
        {"198.51.100.1",  "",             "",      false, false},
        { "198.51.100.1", "",             "https", false, false},
        { "198.51.100.1", "127.0.0.1",    "https", false, false},
        { "198.51.100.1", "",             "",      true,  true },
        { "127.0.0.1",    "",             "",      false, true },
        { "::1",          "",             "",      false, true },
        { "127.0.0.1",    "198.51.100.1", "",      false, false},
        { "127.0.0.1",    "198.51.100.1", "https", false, true },
        { "10.1.1.1",     "127.0.0.1",    "",      false, true },
        { "127.0.0.1",    "garbage",      "",      false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct said said = {
            cases[i].peer,
            {"X-Forwarded-For", cases[i].hops, "X-Forwarded-Proto", cases[i].proto},
            cases[i].tls
        };
        struct origin origin = ask(said, PROXIES);
        if (origin_is_secure(&origin) != cases[i].secure) {
            fail_msg("%s %s %s", cases[i].peer, cases[i].hops, cases[i].proto);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_proxies_nothing_is_believed),
    cmocka_unit_test(the_rightmost_hop_that_is_no_proxy),
    cmocka_unit_test(several_lines_are_one_list),
    cmocka_unit_test(proxies_in_a_row),
    cmocka_unit_test(a_hundred_invented_hops),
    cmocka_unit_test(scheme),
    cmocka_unit_test(host),
    cmocka_unit_test(the_unix_socket_has_no_address),
    cmocka_unit_test(secure_is_tls_or_this_machine),
};

UNIT_MAIN("serve/origin")
