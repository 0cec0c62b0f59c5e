/* sample_mail.c: mail that people of the sample report: the lures of its simulations, by people who reported
 * them at that very moment; waves of bad mail that several report, each with a greeting of its own;
 * newsletters that are harmless. Each report is a record with its raw message. */
#include "base/base64.h"
#include "base/must.h"
#include "feed/sample_person.h"
#include "feed/sample_run.h"
#include "feed/sample_simulation.h"

#include <string.h>

enum { HARMLESS_EVERY = 40, BAD_EVERY = 25, MOST = 200, WAVE = 6, SIMULATED_MOST = 12 };

struct bad {
    struct str from, subject, text;
};

/* Senders at addresses that belong to nobody. */
static const struct bad waves[] = {
    {STR_INIT("\"it-support@example.com\" <alerts@examp1e.com>"),
     STR_INIT("Urgent: your mailbox will be closed"),
     STR_INIT("your mailbox is full and will be closed within 24 hours. Verify your account now:\r\n"
               "https://login.examp1e.com/owa/?id=")},
    { STR_INIT("Accounts Payable <billing@invoices.example.net>"),
     STR_INIT("Invoice 20871 is overdue, final notice"),
     STR_INIT("please find the invoice attached and arrange the payment to our new bank account today.\r\n"
               "http://192.0.2.77/invoice?n=")      },
    { STR_INIT("=?utf-8?B?UGFrZXRkaWVuc3Q=?= <noreply@parcel-track.example.org>"),
     STR_INIT("=?utf-8?Q?Ihr_Paket_wartet_=E2=80=93_dringend?="),
     STR_INIT("Ihr Paket konnte nicht zugestellt werden. Bitte bezahlen Sie umgehend die Zollgebuehr:\r\n"
               "https://bit.ly/3sample")            },
};

static const struct bad harmless[] = {
    {STR_INIT("Example Weekly <news@weekly.example.org>"), STR_INIT("Ten ideas for a better desk"),
     STR_INIT(
          "this week: chairs, lamps and plants, and why a walk helps.\r\nhttps://weekly.example.org/read/")},
    { STR_INIT("City Library <library@example.org>"),      STR_INIT("Your loan is due next week"),
     STR_INIT(
          "one book is due next week. You can extend the loan here:\r\nhttps://library.example.org/loans/")},
};

struct report {
    struct str from, subject, text, token;
    struct sample_text email, greeting;
    int64_t at, number;
    bool fails; /* what the receiving server found */
    const char *reason;
};

static void put_message(struct buf *out, const struct report *r)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct civil c = when_to_civil(r->at - WHEN_DAY / 24);
    buf_format(out, "From: " STR_FMT "\r\nTo: " STR_FMT "\r\nSubject: " STR_FMT "\r\n", STR_ARG(r->from),
               STR_ARG(sample_text_str(&r->email)), STR_ARG(r->subject));
    buf_format(out, "Date: %02d %s %04d %02d:%02d:%02d +0000\r\nMessage-ID: <%lld.%lld@mail.example.org>\r\n",
               c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second, (long long)r->number,
               (long long)r->at);
    buf_format(out, "Authentication-Results: mx.example.com; spf=%s; dmarc=%s\r\n",
               r->fails ? "fail" : "pass", r->fails ? "fail" : "pass");
    buf_format(out,
               "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello " STR_FMT
               ",\r\n" STR_FMT,
               STR_ARG(sample_text_str(&r->greeting)), STR_ARG(r->text));
    if (r->token.ptr != NULL) {
        buf_str(out, r->token);
    } else {
        buf_int(out, 1000 + r->number);
    }
    buf_format(out, "\r\n");
}

static enum status emit(struct sample_run *run, const struct report *r)
{
    struct buf message;
    buf_init(&message, 16384);
    put_message(&message, r);
    struct json *j = sample_run_begin(run, STR("reportedMail"));
    json_key(j, STR("reporter"));
    json_open(j, '{');
    sample_run_str(j, STR("email"), sample_text_str(&r->email));
    json_close(j, '}');
    sample_run_time(j, STR("reportedAt"), r->at);
    sample_run_str(j, STR("reason"), str_of(r->reason));
    json_key(j, STR("raw"));
    json_base64(j, buf_text(&message));
    bool failed = message.failed;
    buf_done(&message);
    return failed ? ST_NOMEM : sample_run_end(run);
}

static void address(struct sample_run *run, const struct sample_person *person, struct report *r)
{
    r->email = sample_person_email(run, person);
    const char *dot = memchr(r->email.ptr, '.', r->email.len);
    sample_text_add(&r->greeting,
                    (struct str){ r->email.ptr, dot ? (size_t)(dot - r->email.ptr) : r->email.len });
}

static bool at_work(const struct sample_person *person, int64_t at)
{
    return person->status == SAMPLE_ACTIVE && person->hired < at &&
           (person->left == WHEN_NONE || person->left > at);
}

/* Bad and harmless mail: who reports it follows from the person alone. */
static enum status write_others(struct sample_run *run, int64_t i, int64_t *left)
{
    struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_MAIL, i, 0);
    bool is_bad = sample_rng_below(&rng, BAD_EVERY) == 0,
         is_harmless = sample_rng_below(&rng, HARMLESS_EVERY) == 0;
    if (!is_bad && !is_harmless) {
        return ST_OK;
    }
    int64_t which = sample_rng_below(&rng, is_bad ? (int64_t)COUNT_OF(waves) : (int64_t)COUNT_OF(harmless));
    const struct bad *mail = is_bad ? &waves[which] : &harmless[which];
    int64_t wave = is_bad ? sample_rng_below(&rng, WAVE / 3) : 0;
    struct report r = { .from = mail->from,
                        .subject = mail->subject,
                        .text = mail->text,
                        .token = STR_NONE,
                        .number = i,
                        .fails = is_bad,
                        .reason = is_bad ? "PHISHING" : "SPAM" };
    /* A wave lasts some hours; another of the same comes a month before. */
    r.at = run->day - (3 + which * 9 + wave * 30) * WHEN_DAY + sample_rng_below(&rng, WHEN_DAY / 2);
    struct sample_person person = sample_person_of(run, i);
    if (!at_work(&person, r.at)) {
        return ST_OK;
    }
    --*left;
    address(run, &person, &r);
    return emit(run, &r);
}

static enum status write_simulated(struct sample_run *run, int64_t s)
{
    int64_t left = SIMULATED_MOST;
    struct sample_text host = { 0 };
    sample_text_add(&host, STR("here is what you asked for:\r\nhttps://phish.example.net/start?rid="));
    for (int64_t i = 0; i < run->options->people && left > 0; i++) {
        struct sample_reported reported;
        if (!sample_simulation_reported(run, s, i, &reported)) {
            continue;
        }
        struct sample_person person = sample_person_of(run, i);
        struct report r = { .from = STR("Service <service@phish.example.net>"),
                            .subject = reported.subject,
                            .text = sample_text_str(&host),
                            .token = sample_text_str(&reported.token),
                            .at = reported.at,
                            .number = i,
                            .reason = "PHISHING" };
        address(run, &person, &r);
        left--;
        enum status st = emit(run, &r);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

enum status sample_mail_write(struct sample_run *run)
{
    enum status st = ST_OK;
    int64_t left = MOST;
    for (int64_t s = 0; s < run->options->simulations && s < 3 && st == ST_OK; s++) {
        st = write_simulated(run, s);
    }
    for (int64_t i = 0; i < run->options->people && left > 0 && st == ST_OK; i++) {
        st = write_others(run, i, &left);
    }
    return st;
}
