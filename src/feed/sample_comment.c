/* sample_comment.c: what some people say about a training that they finished, in their language where it is
 * one of ten, else in English. Some come as from a vendor who has already processed them. */
#include "feed/sample_comment.h"

#include "base/must.h"
#include "feed/sample_enrollment.h"

#include <string.h>

enum mood { POSITIVE, NEGATIVE, NEUTRAL, MIXED };

struct wording {
    enum mood mood;
    int64_t good, bad, plain, tail; /* -1: not said */
};

struct text {
    size_t len;
    char ptr[1024];
};

static struct wording wording_of(const struct sample_person *person, struct sample_rng *rng)
{
    int64_t mood = sample_rng_below(rng, 100) + (person->diligence - 500) / 20;
    struct wording w = { .mood = mood > 55   ? POSITIVE
                                 : mood > 40 ? NEUTRAL
                                 : mood > 25 ? MIXED
                                             : NEGATIVE,
                         .good = -1,
                         .bad = -1,
                         .plain = -1,
                         .tail = -1 };
    if (w.mood == POSITIVE || w.mood == MIXED) {
        w.good = sample_rng_below(rng, SAMPLE_GOOD);
    }
    if (w.mood == NEGATIVE || w.mood == MIXED) {
        w.bad = sample_rng_below(rng, SAMPLE_BAD);
    }
    if (w.mood == NEUTRAL || sample_rng_chance(rng, 300)) {
        w.plain = sample_rng_below(rng, SAMPLE_PLAIN);
    }
    if (sample_rng_chance(rng, 400)) {
        /* Who complains does not ask for more of it, and the other way round. */
        w.tail = w.mood == NEGATIVE ? 1 + sample_rng_below(rng, 3) : 2 + sample_rng_below(rng, 2);
        w.tail = w.mood == POSITIVE && sample_rng_chance(rng, 400) ? 0 : w.tail;
    }
    return w;
}

static void say(struct text *text, struct str gap, const struct str *sentences, int64_t which)
{
    const struct str parts[] = { text->len ? gap : STR(""), which < 0 ? STR("") : sentences[which] };
    for (size_t i = 0; i < COUNT_OF(parts) && which >= 0; i++) {
        must(parts[i].len <= sizeof text->ptr - text->len);
        memcpy(text->ptr + text->len, parts[i].ptr, parts[i].len);
        text->len += parts[i].len;
    }
}

static struct text text_of(const struct sample_sentences *in, const struct wording *w)
{
    struct text text = { 0 };
    say(&text, in->gap, in->plain, w->plain);
    say(&text, in->gap, in->good, w->good);
    say(&text, in->gap, in->bad, w->bad);
    say(&text, in->gap, in->tail, w->tail);
    return text;
}

static const struct sample_sentences *language_of(const struct sample_person *person, struct sample_rng *rng)
{
    bool own = !sample_rng_chance(rng, 150); /* some write English anyway */
    for (int i = 0; i < SAMPLE_LANGUAGES && own; i++) {
        if (str_starts(person->country->locale, sample_sentences[i].code)) {
            return &sample_sentences[i];
        }
    }
    return &sample_sentences[0];
}

static void write_processed(struct json *j, const struct sample_sentences *in, const struct wording *w,
                            int64_t at)
{
    static const struct str moods[] = { STR_INIT("Positive"), STR_INIT("Negative"), STR_INIT("Neutral"),
                                        STR_INIT("Mixed") };
    struct text english = text_of(&sample_sentences[0], w);
    sample_run_str(j, STR("translatedText"), (struct str){ english.ptr, english.len });
    sample_run_str(j, STR("language"), in->code);
    sample_run_str(j, STR("sentiment"), moods[w->mood]);
    sample_run_time(j, STR("processedAt"), at);
}

static enum status write_one(struct sample_run *run, const struct sample_campaign *campaign,
                             const struct sample_person *person, const struct sample_enrollment *e,
                             struct sample_rng *rng)
{
    struct uuid id = sample_rng_uuid(rng);
    const struct sample_sentences *in = language_of(person, rng);
    struct wording w = wording_of(person, rng);
    struct text text = text_of(in, &w);
    int64_t room = run->options->today - e->completed;
    int64_t at = e->completed + sample_rng_below(rng, room < WHEN_DAY / 12 ? room : WHEN_DAY / 12);
    struct json *j = sample_run_begin(run, STR("comment"));
    sample_run_uuid(j, STR("id"), &id);
    sample_enrollment_key(run, j, campaign, person);
    if (campaign->course->modules) {
        struct sample_text module =
            sample_campaign_module(run, campaign, (int)sample_rng_below(rng, campaign->course->required));
        sample_run_str(j, STR("moduleId"), sample_text_str(&module));
    }
    sample_run_str(j, STR("text"), (struct str){ text.ptr, text.len });
    sample_run_time(j, STR("createdAt"), at);
    int64_t processed = at + sample_rng_below(rng, WHEN_DAY);
    if (campaign->index % 3 == 1 && processed < run->options->today) {
        write_processed(j, in, &w, processed);
    }
    return sample_run_end(run);
}

/* Chance decides first: it is cheaper than working the enrollment out. */
enum status sample_comment_write(struct sample_run *run)
{
    enum status st = ST_OK;
    for (int64_t c = 0; c < run->options->campaigns && st == ST_OK; c++) {
        struct sample_campaign campaign = sample_campaign_of(run, c);
        for (int64_t i = 0; i < run->options->people && st == ST_OK; i++) {
            struct sample_rng rng = sample_run_rng(run, SAMPLE_FOR_COMMENT, c, i);
            struct sample_enrollment enrollment;
            if (!sample_rng_chance(&rng, 80)) {
                continue;
            }
            struct sample_person person = sample_person_of(run, i);
            if (sample_enrollment_of(run, &campaign, &person, &enrollment) &&
                enrollment.completed != WHEN_NONE) {
                st = write_one(run, &campaign, &person, &enrollment, &rng);
            }
        }
    }
    return st;
}
