/* test_mail_message.c: messages of many shapes, written by hand, and what a mail program shows of them. */
#include "unit.h"

#include "base/limits.h"
#include "base/when.h"
#include "mail/message.h"
#include "mail/unwrap.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena arena;
static struct facts *facts;
static int count;

static struct facts *read_mail(const char *text)
{
    arena_reset(&arena);
    assert_int_equal(unwrap_mail(&arena, str_of(text), false, &facts, &count), ST_OK);
    assert_true(count >= 1);
    return &facts[0];
}

static void plain(void **state)
{
    (void)state;
    const char *raw =
        "From: Ann Example <ann@example.com>\r\nTo: bob@example.com, \"Cy, Jr.\" <cy@example.com>\r\n"
        "Cc: dee@example.com\r\nSubject: Hello\r\nDate: Tue, 30 Nov 2021 23:11:19 +0100\r\n\r\n"
        "See https://example.com/a?b=1&c=2.\r\nSee www.example.org, too (https://example.com/a?b=1&c=2)\r\n";
    struct facts *f = read_mail(raw);
    int64_t at;
    assert_int_equal(count, 1);
    assert_true(str_eq(f->raw, str_of(raw)));
    assert_text(f->sender.name, "Ann Example");
    assert_text(f->sender.email, "ann@example.com");
    assert_int_equal(f->recipient_count, 3);
    assert_text(f->recipients[1].name, "Cy, Jr.");
    assert_text(f->recipients[1].email, "cy@example.com");
    assert_text(f->recipients[2].email, "dee@example.com");
    assert_text(f->subject, "Hello");
    assert_true(when_parse(STR("2021-11-30T22:11:19Z"), &at) && at == f->date);
    assert_false(f->is_html);
    assert_int_equal(f->link_count, 2);
    assert_text(f->links[0], "https://example.com/a?b=1&c=2");
    assert_text(f->links[1], "www.example.org");
    assert_text(f->hosts, "example.com www.example.org");
    assert_text(f->sender_domain, "example.com");
    assert_null(f->note.ptr);
    assert_null(f->reporter.email.ptr);
    assert_int_equal(f->reported_at, WHEN_NONE);
}

static void charsets(void **state)
{
    static const struct {
        const char *type, *body, *shown;
    } cases[] = {
        {"text/plain; charset=utf-8",
         "Gr\xC3\xBC\xC3\x9F"
          "e",                                                           "Gr\xC3\xBC\xC3\x9F"
          "e"                                                                        },
        { "text/plain; charset=ISO-8859-1",
         "Gr\xFC\xDF"
          "e \x80",                                                      "Gr\xC3\xBC\xC3\x9F"
          "e \xE2\x82\xAC"                                                      },
        { "text/plain; charset=\"koi8-r\"",  "\xF0\xD2\xC9\xD7\xC5\xD4",
         "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"                                        },
        { "text/plain; charset=gb2312",      "\xC4\xE3\xBA\xC3",         "\xE4\xBD\xA0\xE5\xA5\xBD"},
        { "text/plain; charset=shift_jis",   "\x93\xFA\x96{",            "\xE6\x97\xA5\xE6\x9C\xAC"},
        { "text/plain; charset=iso-2022-jp", "\x1B$BF|K\\\x1B(B",        "\xE6\x97\xA5\xE6\x9C\xAC"},
        { "text/plain; charset=utf-7",       "Hi +AOQ-",                 "Hi \xC3\xA4"             },
        { "text/plain; charset=nonsense",    "caf\xE9",                  "caf\xC3\xA9"             },
        { "text/plain",                      "caf\xE9",                  "caf\xC3\xA9"             },
        { "text/plain",                      "caf\xC3\xA9",              "caf\xC3\xA9"             },
        { "text/plain; charset=utf-8",
         "a\xFF"
          "b",                                                           "a\xEF\xBF\xBD"
          "b"                                                                        },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[512];
        snprintf(text, sizeof text, "From: a@example.com\nContent-Type: %s\n\n%s", cases[i].type,
                 cases[i].body);
        assert_text(read_mail(text)->body, cases[i].shown);
    }
}

static void encoded_words(void **state)
{
    static const struct {
        const char *field, *shown;
    } cases[] = {
        {"=?utf-8?B?YWLml6U=?= =?utf-8?B?6Kqe?=",                       "ab\xE6\x97\xA5\xE8\xAA\x9E"                      },
        { "=?utf-8?B?YWI=?=\r\n =?utf-8?B?Y2Q=?=\r\n =?utf-8?B?ZWY=?=", "abcdef"                                          },
        { "=?iso-8859-1?Q?Gr=FC=DFe?=",                                 "Gr\xC3\xBC\xC3\x9F"
                                        "e"                                        },
        { "=?UTF-8?Q?a=5Fb_c?= d",                                      "a_b c d"                                         },
        { "=?koi8-r?B?8NLJ18XU?=",                                      "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
        { "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=",                         "\xE6\x97\xA5\xE6\x9C\xAC"                        },
        { "plain =?bad",                                                "plain =?bad"                                     },
        { "raw \xC3\xA4 and",                                           "raw \xC3\xA4 and"                                },
        { "raw \xE4 and",                                               "raw \xC3\xA4 and"                                },
        { "folded\r\n\tover lines",                                     "folded\tover lines"                              },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[512], shown[256];
        snprintf(text, sizeof text, "Subject: %s\r\nFrom: a@example.com\r\n\r\nx", cases[i].field);
        snprintf(shown, sizeof shown, "%s", cases[i].shown);
        for (char *c = shown; *c; c++) {
            *c = *c == '\t' ? ' ' : *c;
        }
        assert_text(read_mail(text)->subject, shown);
    }
    struct facts *f = read_mail("From: =?utf-8?B?QW5uIFU=?= =?utf-8?B?bWxhdXQ=?= <ann@example.com>\n\nx");
    assert_text(f->sender.name, "Ann Umlaut");
}

static void attachments(void **state)
{
    (void)state;
    struct facts *f = read_mail(
        "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\npreamble\r\n"
        "--b1\r\nContent-Type: multipart/alternative; boundary=b1x\r\n\r\n"
        "--b1x\r\nContent-Type: text/plain\r\n\r\ntext\r\n"
        "--b1x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n"
        "<p>Hello <a href=3D\"https://example.com/x?a=3D1&amp;b=3D2\">there</a>=\r\n</p>\r\n--b1x--\r\n"
        "--b1\r\nContent-Type: application/pdf; name*0*=iso-8859-1''Stra%DF; name*1=e.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\nYWJj\r\n"
        "--b1\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"notes.txt\"\r\n\r\n"
        "note\r\n--b1--\r\nepilogue");
    assert_true(f->is_html);
    assert_text(f->body, "<p>Hello <a href=\"https://example.com/x?a=1&amp;b=2\">there</a></p>");
    assert_int_equal(f->link_count, 1);
    assert_text(f->links[0], "https://example.com/x?a=1&b=2");
    assert_int_equal(f->attachments, 2);
    assert_int_equal(f->attachment_count, 2);
    assert_text(f->attachments_list[0].name, "Stra\xC3\x9F"
                                             "e.pdf");
    assert_text(f->attachments_list[0].type, "application/pdf");
    assert_int_equal(f->attachments_list[0].size, 3);
    /* SHA-512 of "abc", from FIPS 180-4. */
    assert_memory_equal(f->attachments_list[0].sha512,
                        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                        128);
    assert_text(f->attachments_list[1].name, "notes.txt");
    assert_int_equal(f->attachments_list[1].size, 4);
}

static void flowed(void **state)
{
    (void)state;
    struct facts *f = read_mail("From: a@example.com\nContent-Type: text/plain; format=flowed\n\n"
                                "One paragraph \nover two lines.\n From here\n-- \nAnn\n");
    assert_text(f->body, "One paragraph over two lines.\r\nFrom here\r\n-- \r\nAnn\r\n");
    f = read_mail("From: a@example.com\nContent-Type: text/plain; format=flowed; delsp=yes\n\nab \ncd\n");
    assert_text(f->body, "abcd\r\n");
}

static void broken(void **state)
{
    (void)state;
    struct facts *f = read_mail("");
    assert_text(f->body, "");
    assert_non_null(f->note.ptr);
    f = read_mail("no header at all\r\njust text");
    assert_text(f->body, "no header at all\r\njust text");
    f = read_mail("From: a@example.com\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nnever ends");
    assert_text(f->body, "never ends");
    f = read_mail("From: a@example.com\nContent-Type: multipart/mixed\n\n--x\n\nno boundary");
    assert_text(f->body, "--x\n\nno boundary");
    f = read_mail("From: a@example.com\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
                  "Content-Transfer-Encoding: base64\n\n!!YW*Jj");
    assert_text(f->body, "abc");
    f = read_mail("From: a@example.com\nno colon here\nSubject: too late\n\nx");
    assert_text(f->body, "no colon here\nSubject: too late\n\nx");
    f = read_mail("From sender Thu Jan  1 00:00:00 2026\nSubject: in a mailbox\n\nx");
    assert_text(f->subject, "in a mailbox");
    struct str nul = STR("Subject: a\0b\nFrom: a@example.com\n\nbo\0dy");
    assert_int_equal(unwrap_mail(&arena, nul, false, &facts, &count), ST_OK);
    assert_text(facts[0].body, "bo dy");
    assert_text(facts[0].subject, "a b");
    assert_true(str_eq(facts[0].raw, nul));
}

#define INNER1 "From: evil@example.net\r\nTo: ann@example.com\r\nSubject: Pay now\r\n\r\ninner one"
#define INNER2 "From: evil@example.org\r\nSubject: Second\r\n\r\ninner two\r\n--not a boundary\r\n"
#define OUTER                                                                                                \
    "From: Ann Example <ann@example.com>\r\nTo: abuse@example.com\r\nSubject: Fwd: Pay now\r\n"              \
    "Date: Tue, 30 Nov 2021 22:11:19 +0000\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n"

static void forwards(void **state)
{
    int64_t at;
    (void)state;
    assert_true(when_parse(STR("2021-11-30T22:11:19Z"), &at));
    struct facts *f =
        read_mail(OUTER "--out\r\n\r\nLook at this\r\n--out\r\nContent-Type: message/rfc822\r\n\r\n" INNER1
                        "\r\n--out\r\nContent-Type: application/octet-stream; name=\"x.eml\"\r\n\r\n" INNER2
                        "\r\n--out--\r\n");
    assert_int_equal(count, 2);
    assert_text(f[0].raw, INNER1);
    assert_text(f[1].raw, INNER2);
    for (int i = 0; i < 2; i++) {
        assert_text(f[i].reporter.email, "ann@example.com");
        assert_text(f[i].reporter.name, "Ann Example");
        assert_int_equal(f[i].reported_at, at);
        assert_false(f[i].headers_lost);
    }
    assert_text(f[0].subject, "Pay now");
    assert_text(f[0].headers, "From: evil@example.net\r\nTo: ann@example.com\r\nSubject: Pay now\r\n");
    assert_text(f[0].body, "inner one");
    assert_text(f[1].subject, "Second");
    /* base64 of INNER1, as some programs attach it. */
    f = read_mail(OUTER "--out\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        "RnJvbTogZXZpbEBleGFtcGxlLm5ldA0KVG86IGFubkBleGFtcGxlLmNvbQ0KU3ViamVjdDogUGF5\r\n"
                        "IG5vdw0KDQppbm5lciBvbmU=\r\n--out--\r\n");
    assert_int_equal(count, 1);
    assert_text(f[0].raw, INNER1);
    /* A message inside a reported message stays in it. */
    f = read_mail(OUTER "--out\r\nContent-Type: message/rfc822\r\n\r\nFrom: evil@example.net\r\n"
                        "Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: "
                        "message/rfc822\r\n\r\n" INNER1 "\r\n--in--\r\n\r\n--out--\r\n");
    assert_int_equal(count, 1);
    assert_text(f[0].sender.email, "evil@example.net");
    assert_int_equal(f[0].attachments, 1);
}

static void pasted(void **state)
{
    static const char *const mails[] = {
        "From: Ann <ann@example.com>\nSubject: Fwd: Pay now\nDate: Tue, 30 Nov 2021 22:11:19 +0000\n\n"
        "Is this real?\n\n---------- Forwarded message ---------\nFrom: Boss <boss@example.net>\n"
        "Date: Mon, Nov 29, 2021\nSubject: Pay now\nTo: <ann@example.com>\n\nPay https://example.net/x now",
        "From: Ann <ann@example.com>\nSubject: WG: Pay now\nDate: Tue, 30 Nov 2021 22:11:19 +0000\n"
        "Content-Type: text/html\n\n<b>Von:</b> Boss &lt;boss@example.net&gt;<br><b>Gesendet:</b> Montag<br>"
        "<b>An:</b> Ann<br><b>Betreff:</b> Pay now<br><p>Pay <a href='https://example.net/x'>here</a></p>",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mails); i++) {
        struct facts *f = read_mail(mails[i]);
        assert_int_equal(count, 1);
        assert_true(f->headers_lost);
        assert_text(f->sender.email, "boss@example.net");
        assert_text(f->reporter.email, "ann@example.com");
        assert_true(f->reported_at != WHEN_NONE);
        assert_text(f->sender_domain, "example.net");
        assert_text(f->hosts, "example.net");
        assert_true(str_eq(f->raw, str_of(mails[i])));
        assert_non_null(f->note.ptr);
    }
    assert_text(read_mail(mails[0])->subject, "Pay now");
    struct facts *f = read_mail("From: a@example.com\nSubject: Fwd: hello\n\nno mail is pasted here");
    assert_false(f->headers_lost);
}

static void outlook(void **state)
{
    (void)state;
    struct facts *f = read_mail(
        OUTER "--out\r\nContent-Type: application/vnd.ms-outlook; name=x.msg\r\n\r\nD0CF\r\n--out--");
    assert_int_equal(count, 1);
    assert_contains(f->note.ptr, ".msg");
    assert_contains(f->note.ptr, ".eml");
    assert_int_equal(f->attachments, 1);
    /* As a record it says the same, taken apart or not. */
    struct str note = f->note;
    assert_int_equal(unwrap_mail(&arena, f->raw, true, &facts, &count), ST_OK);
    assert_true(str_eq(facts[0].note, note));
}

static void notices(void **state)
{
    (void)state;
    read_mail("From: mailer-daemon@example.com\nContent-Type: multipart/report; report-type=delivery-status; "
              "boundary=x\n\n"
              "--x\n\nCould not deliver\n--x\nContent-Type: message/rfc822\n\n" INNER1 "\n--x--\n");
    assert_int_equal(count, 1);
    assert_text(facts[0].sender.email, "mailer-daemon@example.com");
}

static bool has(const struct facts *f, enum finding_name name)
{
    for (int i = 0; i < f->finding_count; i++) {
        if (f->findings[i].name == name) {
            return true;
        }
    }
    return false;
}

static void findings(void **state)
{
    static const struct {
        enum finding_name name;
        const char *mail;
    } cases[] = {
        {FINDING_DISPLAY_NAME,   "From: \"support@bank.example\" <x@other.example>\n\nhi"                                         },
        { FINDING_REPLY_TO,      "From: a@example.com\nReply-To: b@example.net\n\nhi"                                             },
        { FINDING_LINK_TEXT,     "From: a@example.com\nContent-Type: text/html\n\n"
                             "<a href=\"https://evil.example.net/\">https://www.example.com/login</a>"},
        { FINDING_IP_HOST,       "From: a@example.com\n\nhttp://0x7f.1/x"                                                         },
        { FINDING_PUNYCODE_HOST, "From: a@example.com\n\nhttps://ex\xC3\xA4mple.com/"                                             },
        { FINDING_SHORTENER,     "From: a@example.com\n\nhttps://bit.ly/abc"                                                      },
        { FINDING_SPF,
         "From: a@example.com\nAuthentication-Results: mx.example.com; spf=softfail; dkim=none\n\nhi"                             },
        { FINDING_DKIM,          "From: a@example.com\nAuthentication-Results: mx.example.com; DKIM=fail\n\nhi"                   },
        { FINDING_DMARC,
         "From: a@example.com\nAuthentication-Results: x\nAuthentication-Results: y; dmarc=fail\n\nhi"                            },
        { FINDING_EXECUTABLE,    "From: a@example.com\nContent-Type: application/x; name=\"a.pdf.exe\"\n\nhi"                     },
        { FINDING_MACRO,         "From: a@example.com\nContent-Type: application/x; name=\"a.DOCM\"\n\nhi"                        },
        { FINDING_URGENCY,       "From: a@example.com\n\nBitte DRINGEND lesen"                                                    },
        { FINDING_PAYMENT,       "From: a@example.com\nSubject: Votre facture\n\nhi"                                              },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct facts *f = read_mail(cases[i].mail);
        assert_int_equal(f->finding_count, 1);
        assert_true(has(f, cases[i].name));
    }
    struct facts *f =
        read_mail("From: \"a@example.com\" <b@mail.example.com>\nReply-To: c@example.com\n"
                  "Authentication-Results: x; spf=pass; dkim=pass; dmarc=pass\nContent-Type: text/html\n\n"
                  "<a href=\"https://www.example.com/x\">example.com/x</a> verteilt");
    assert_int_equal(f->finding_count, 0);
}

static void tokens(void **state)
{
    (void)state;
    struct facts *f = read_mail(
        "From: a@example.com\n\nhttps://a.example/?x=1&rid=AbC123x#f https://b.example/?rid=AbC123x "
        "https://b.example/?grid=no");
    assert_text(f->tokens, "AbC123x");
}

static void packs(void **state)
{
    struct buf out;
    struct facts back;
    (void)state;
    struct facts *f = read_mail(
        OUTER "--out\r\nContent-Type: text/html\r\n\r\n<a href=\"https://bit.ly/x?rid=1\">urgent</a>\r\n"
              "--out\r\nContent-Type: image/png; name=a.png\r\n\r\nabc\r\n--out--");
    buf_init(&out, MIB);
    facts_pack(&out, f);
    struct str bytes = buf_text(&out);
    assert_int_equal(facts_unpack(&bytes, &arena, &back), ST_OK);
    assert_int_equal(bytes.len, 0);
    assert_true(str_eq(back.raw, f->raw) && str_eq(back.body, f->body) &&
                str_eq(back.signature, f->signature));
    assert_text(back.links[0], "https://bit.ly/x?rid=1");
    assert_text(back.attachments_list[0].name, "a.png");
    assert_int_equal(back.finding_count, f->finding_count);
    assert_text(back.recipients[0].email, "abuse@example.com");
    /* Cut anywhere, it is refused. */
    for (size_t n = 0; n < out.len; n++) {
        bytes = (struct str){ out.ptr, n };
        assert_int_equal(facts_unpack(&bytes, &arena, &back), ST_CORRUPT);
    }
    buf_done(&out);
}

static int prepare(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_MAIL_ARENA);
    message_preload();
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
        cmocka_unit_test(plain),       cmocka_unit_test(charsets), cmocka_unit_test(encoded_words),
        cmocka_unit_test(attachments), cmocka_unit_test(flowed),   cmocka_unit_test(broken),
        cmocka_unit_test(forwards),    cmocka_unit_test(pasted),   cmocka_unit_test(outlook),
        cmocka_unit_test(notices),     cmocka_unit_test(findings), cmocka_unit_test(tokens),
        cmocka_unit_test(packs),
    };
    return cmocka_run_group_tests_name("mail/message", tests, prepare, done);
}
