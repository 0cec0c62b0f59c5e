/* score_print.c: see score_print.h. Names come from files: controls in them must not reach a terminal. */
#include "cmd/score_print.h"

#include "base/json.h"
#include "base/must.h"
#include "base/when.h"
#include "model/record.h"

#include <inttypes.h>
#include <math.h>

static const char *const bands[BAND_COUNT] = { "LOW", "MED", "HIGH" };

static const char *const what_words[SCORE_WHATS] = {
    [SCORE_REPORTED] = "reported",
    [SCORE_REPORTED_FELL] = "reported, but fell for",
    [SCORE_REPORTED_REAL] = "reported real phishing",
    [SCORE_COMPLETED] = "completed",
    [SCORE_BEHAVIOR_GOOD] = "positive behavior",
    [SCORE_CLICKED] = "clicked in",
    [SCORE_ATTACHMENT] = "opened an attachment of",
    [SCORE_ENTERED] = "entered credentials in",
    [SCORE_CAPTURED] = "had credentials captured by",
    [SCORE_OVERDUE] = "is overdue with",
    [SCORE_BEHAVIOR_BAD] = "negative behavior",
};

static const char *const what_names[SCORE_WHATS] = {
    [SCORE_REPORTED] = "reported",
    [SCORE_REPORTED_FELL] = "reportedAfterFalling",
    [SCORE_REPORTED_REAL] = "reportedReal",
    [SCORE_COMPLETED] = "completed",
    [SCORE_BEHAVIOR_GOOD] = "positiveBehavior",
    [SCORE_CLICKED] = "clicked",
    [SCORE_ATTACHMENT] = "attachmentOpened",
    [SCORE_ENTERED] = "credentialsEntered",
    [SCORE_CAPTURED] = "credentialsCaptured",
    [SCORE_OVERDUE] = "overdue",
    [SCORE_BEHAVIOR_BAD] = "negativeBehavior",
};

static void text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        buf_byte(out, c < 0x20 || c == 0x7F ? '?' : s.ptr[i]);
    }
}

static void day(struct buf *out, int64_t date)
{
    char to[WHEN_TEXT_MAX];
    buf_add(out, to, when_print(to, date * WHEN_DAY, WHEN_DATE));
}

static double weight_now(const struct score_part *part, int64_t date)
{
    return ldexp((double)score_aged(part->weight, date - part->day), -62) / SCORE_UNIT;
}

void score_print_line(struct buf *out, const struct scored_name *one, const struct scores *s)
{
    buf_format(out,
               "%8" PRId64 "  decision %3" PRId64 "%s  likelihood %3" PRId64 "  impact %3" PRId64
               "  overall %3" PRId64 " %-4s  ",
               one->number, s->decision.score, s->decision.provisional ? " (provisional)" : "", s->likelihood,
               s->impact, s->overall, bands[score_risk_band(s->overall)]);
    text(out, one->name);
    buf_byte(out, '\n');
}

/* ---- JSON ---- */

static void put_real(struct json *j, struct str key, double v)
{
    json_key(j, key);
    json_real(j, v);
}

static void put_int(struct json *j, struct str key, int64_t v)
{
    json_key(j, key);
    if (v == NONE) {
        json_null(j);
    } else {
        json_int(j, v);
    }
}

static void put_text(struct json *j, struct str key, struct str v)
{
    json_key(j, key);
    json_str(j, v);
}

static void put_day(struct json *j, struct str key, int64_t date)
{
    char to[WHEN_TEXT_MAX];
    put_text(j, key, (struct str){ to, when_print(to, date * WHEN_DAY, WHEN_DATE) });
}

static void open_score(struct json *j, struct str key, int64_t score, enum score_band band)
{
    json_key(j, key);
    json_open(j, '{');
    put_int(j, STR("score"), score);
    put_text(j, STR("band"), str_of(bands[band]));
}

static void put_strongest(struct json *j, int64_t date, const struct score_decision *d,
                          const struct score_reasons *reasons)
{
    json_key(j, STR("strongest"));
    json_open(j, '[');
    for (int i = 0; i < reasons->count; i++) {
        const struct scored *one = &reasons->parts[reasons->strongest[i]];
        json_open(j, '{');
        put_text(j, STR("what"), str_of(what_names[one->part.what]));
        put_text(j, STR("of"), one->source);
        put_day(j, STR("date"), one->part.day);
        put_real(j, STR("weight"), (double)one->part.weight / SCORE_UNIT);
        put_real(j, STR("weightNow"), weight_now(&one->part, date));
        put_text(j, STR("direction"), score_is_good(one->part.what) ? STR("good") : STR("bad"));
        put_real(j, STR("points"), fabs(score_effect(d, &one->part, date)));
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_decision(struct json *j, int64_t date, const struct score_decision *d,
                         const struct score_reasons *reasons)
{
    open_score(j, STR("decision"), d->score, score_decision_band(d->score));
    put_real(j, STR("low"), d->low);
    put_real(j, STR("high"), d->high);
    put_int(j, STR("events"), d->events);
    json_key(j, STR("provisional"));
    json_bool(j, d->provisional);
    put_real(j, STR("share"), d->prior);
    put_real(j, STR("good"), d->good);
    put_real(j, STR("bad"), d->bad);
    if (reasons != NULL) {
        put_strongest(j, date, d, reasons);
    }
    json_close(j, '}');
}

void score_print_json(struct buf *out, int64_t date, const struct scored_name *one, const struct scores *s,
                      const struct score_reasons *reasons)
{
    const struct score_weights *w = &score_weights_default;
    struct json j = json_to(out);
    json_open(&j, '{');
    put_int(&j, STR("id"), one->number);
    put_text(&j, STR("name"), one->name);
    put_day(&j, STR("date"), date);
    put_int(&j, STR("version"), SCORE_VERSION);
    put_decision(&j, date, &s->decision, reasons);
    open_score(&j, STR("likelihood"), s->likelihood, score_risk_band(s->likelihood));
    put_int(&j, STR("exposure"), s->exposure);
    json_key(&j, STR("publicMailbox"));
    json_bool(&j, s->public_mailbox);
    json_close(&j, '}');
    open_score(&j, STR("impact"), s->impact, score_risk_band(s->impact));
    put_int(&j, STR("accessLevel"), s->access_level);
    json_close(&j, '}');
    open_score(&j, STR("overall"), s->overall, score_risk_band(s->overall));
    json_key(&j, STR("weights"));
    json_open(&j, '{');
    put_real(&j, STR("decision"), (double)w->decision / SCORE_UNIT);
    put_real(&j, STR("likelihood"), (double)w->likelihood / SCORE_UNIT);
    put_real(&j, STR("impact"), (double)w->impact / SCORE_UNIT);
    json_close(&j, '}');
    json_close(&j, '}');
    json_close(&j, '}');
    buf_byte(out, '\n');
}

/* ---- words ---- */

static void explain_decision(struct buf *out, const struct score_decision *d)
{
    buf_format(out, "decision    %" PRId64 " of 100, higher is better (risk %s)\n", d->score,
               bands[score_decision_band(d->score)]);
    buf_format(
        out,
        "  from %" PRId64
        " events: good %.2f, bad %.2f; and %d imagined ones at the organization's good share of %.2f\n",
        d->events, d->good, d->bad, SCORE_PRIOR, d->prior);
    buf_format(out, "  100 * (%d * %.2f + %.2f) / (%d + %.2f + %.2f) = %.1f\n", SCORE_PRIOR, d->prior,
               d->good, SCORE_PRIOR, d->good, d->bad,
               100 * (SCORE_PRIOR * d->prior + d->good) / (SCORE_PRIOR + d->good + d->bad));
    buf_format(out, "  95 %% interval: %.0f to %.0f%s\n", d->low, d->high,
               d->provisional ? "; provisional: fewer than 3 events say little" : "");
}

static void explain_strongest(struct buf *out, int64_t date, const struct score_decision *d,
                              const struct score_reasons *reasons)
{
    static const char *const hard[] = { [DIFFICULTY_LEAST] = ", which is easily seen through",
                                        [DIFFICULTY_VERY] = ", which is hardly seen through" };
    for (int i = 0; i < reasons->count; i++) {
        const struct scored *one = &reasons->parts[reasons->strongest[i]];
        const char *how =
            one->difficulty >= 0 && (size_t)one->difficulty < COUNT_OF(hard) ? hard[one->difficulty] : NULL;
        buf_lit(out, "  ");
        day(out, one->part.day);
        buf_format(out, "  %s \"", what_words[one->part.what]);
        text(out, one->source);
        buf_format(out, "\"%s: weight %.2f, now %.2f; %+.1f points\n", how ? how : "",
                   (double)one->part.weight / SCORE_UNIT, weight_now(&one->part, date),
                   score_effect(d, &one->part, date));
    }
}

void score_print_explained(struct buf *out, int64_t date, const struct scored_name *one,
                           const struct scores *s, const struct score_reasons *reasons)
{
    const struct score_weights *w = &score_weights_default;
    text(out, one->name);
    buf_format(out, " (%" PRId64 ") on ", one->number);
    day(out, date);
    buf_format(out, ", formulas version %d\n", SCORE_VERSION);
    explain_decision(out, &s->decision);
    if (reasons->count > 0) {
        buf_lit(out, "  what moved it most:\n");
        explain_strongest(out, date, &s->decision, reasons);
    }
    buf_format(out,
               "likelihood  %" PRId64 " of 100, lower is better (%s): exposure of the job role %" PRId64
               "%s\n",
               s->likelihood, bands[score_risk_band(s->likelihood)], s->exposure,
               s->public_mailbox ? ", a public mailbox 1" : "");
    buf_format(out, "impact      %" PRId64 " of 100, lower is better (%s): ", s->impact,
               bands[score_risk_band(s->impact)]);
    if (s->access_level == NONE) {
        buf_lit(out, "the access level is not known, taken for 1 of 4\n");
    } else {
        buf_format(out, "access level %" PRId64 " of 4\n", s->access_level);
    }
    buf_format(out,
               "overall     %" PRId64 " of 100, lower is better (%s): %g * (100 - %" PRId64
               ") + %g * %" PRId64 " + %g * %" PRId64 "\n",
               s->overall, bands[score_risk_band(s->overall)], (double)w->decision / SCORE_UNIT,
               s->decision.score, (double)w->likelihood / SCORE_UNIT, s->likelihood,
               (double)w->impact / SCORE_UNIT, s->impact);
}
