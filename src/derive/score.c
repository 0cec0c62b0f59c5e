/* score.c: see score.h. Whole numbers as far as sums go; the last steps are single operations on doubles, so
 * that every machine gets the same score. */
#include "derive/score.h"

#include "base/must.h"
#include "base/when.h"

#include <math.h>

#define NOT_KNOWN INT64_MIN

/* 2^(62 - k / 90), rounded: the part of the ageing that a shift cannot do. */
static const uint64_t ageing[SCORE_HALF_LIFE] = {
    0x4000000000000000U, 0x3F824D1306CBC75CU, 0x3F059106EF7E9A59U, 0x3E89C9F6D8ABAEDEU, 0x3E0EF601993A199EU,
    0x3D951349B91663E3U, 0x3D1C1FF569F27ADDU, 0x3CA41A2E8013DC5EU, 0x3C2D00226B2FE507U, 0x3BB6D0022F56241BU,
    0x3B4188025DE8997CU, 0x3ACD265B0EA1C26EU, 0x3A59A947D8A85A13U, 0x39E70F07CBB0B2A7U, 0x397555DD692B8CD2U,
    0x39047C0E9D82528DU, 0x38947FE4B9609B49U, 0x38255FAC6B0ADF49U, 0x37B719B5B7C24043U, 0x3749AC53F5354D98U,
    0x36DD15DDC2FDAAA8U, 0x367154AD042A7DE3U, 0x3606671ED8D78F9BU, 0x359C4B9397D0FF88U, 0x3533006EC843785EU,
    0x34CA84171B78C8E4U, 0x3462D4F666A0CA31U, 0x33FBF1799CA67AE4U, 0x3395D810C8113768U, 0x3330872F04F1F76EU,
    0x32CBFD4A7ADC7905U, 0x326838DC56EC41E7U, 0x32053860C5D55FB0U, 0x31A2FA56EE00D003U, 0x31417D40E9B4799AU,
    0x30E0BFA3C1469FA3U, 0x3080C007655CB8D7U, 0x30217CF6A93593E9U, 0x2FC2F4FF3CFEB319U, 0x2F6526B1A834C8F1U,
    0x2F0810A1440F403DU, 0x2EABB16435F6B99DU, 0x2E5007936A066926U, 0x2DF511CA8D983EABU, 0x2D9ACEA809DBC395U,
    0x2D413CCCFE779921U, 0x2CE85ADD3C358247U, 0x2C90277F3FB8E475U, 0x2C38A15C2C3FAAA6U, 0x2BE1C71FC66D7668U,
    0x2B8B97786F210A91U, 0x2B3611171E53DB95U, 0x2AE132AF5E03B189U, 0x2A8CFAF74526480FU, 0x2A3968A772A6D88BU,
    0x29E67A7B086D7B26U, 0x29942F2FA6704B53U, 0x2942858565CE3C9AU, 0x28F17C3ED3F38CB3U, 0x28A11220EDC7C004U,
    0x285145F31AE515C4U, 0x2802167F28D96138U, 0x27B3829146703582U, 0x276588F7FF0651C3U, 0x2718288435E63B64U,
    0x26CB600921ADF46CU, 0x267F2E5C47BDBC1CU, 0x2633925577AFC7F2U, 0x25E88ACEC6D8E38AU, 0x259E16A48BD1E5DCU,
    0x255434B55A09EA6EU, 0x250AE3E1FD613D63U, 0x24C2230D75CCE92DU, 0x2479F11CF302D50DU, 0x24324CF7D02E6374U,
    0x23EB35878FAD7FADU, 0x23A4A9B7D6D60A2BU, 0x235EA87669C3930FU, 0x231930B3272D52A3U, 0x22D4416004444F86U,
    0x228FD9710899A28CU, 0x224BF7DC4A0CC84CU, 0x22089B99E8C1F0A8U, 0x21C5C3A40B203C78U, 0x21836EF6D9D7D9EAU,
    0x21419C907BEFF006U, 0x21004B7112DC4A09U, 0x20BF7A9AB69AB368U, 0x207F291171D7F551U, 0x203F55DB3E1C66B5U,
};

bool score_is_good(enum score_what what)
{
    must(what >= 0 && what < SCORE_WHATS);
    return what < SCORE_CLICKED;
}

int64_t score_day(int64_t ticks)
{
    int64_t day = ticks / WHEN_DAY;
    return ticks % WHEN_DAY < 0 ? day - 1 : day;
}

bool score_counts(const struct score_part *part, int64_t date)
{
    return part->day <= date && date < part->until;
}

unsigned __int128 score_aged(int64_t weight, int64_t days)
{
    must(weight >= 0 && days >= 0);
    int64_t halves = days / SCORE_HALF_LIFE;
    unsigned __int128 full = (unsigned __int128)(uint64_t)weight * ageing[days % SCORE_HALF_LIFE];
    return halves < 128 ? full >> halves : 0;
}

void score_add(struct score_sum *sum, const struct score_part *part, int64_t date)
{
    if (!score_counts(part, date)) {
        return;
    }
    unsigned __int128 aged = score_aged(part->weight, date - part->day);
    if (score_is_good(part->what)) {
        sum->good += aged;
    } else {
        sum->bad += aged;
    }
    sum->events++;
}

static double weight_of(unsigned __int128 sum)
{
    return ldexp((double)sum, -62) / SCORE_UNIT;
}

void score_wilson(double successes, double n, double *low, double *high)
{
    const double z = 1.959963984540054, zz = z * z;
    must(n > 0 && successes >= 0 && successes <= n);
    double share = successes / n, scale = 1 + zz / n;
    double middle = (share + zz / (2 * n)) / scale;
    double half = z / scale * sqrt(share * (1 - share) / n + zz / (4 * n * n));
    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}

struct score_decision score_decide(const struct score_sum *person, const struct score_sum *tenant)
{
    double good = weight_of(tenant->good), bad = weight_of(tenant->bad);
    struct score_decision d = { .events = person->events,
                                .provisional = person->events<SCORE_SURE, .prior = good + bad> 0
                                                   ? good / (good + bad)
                                                   : 0.5,
                                .good = weight_of(person->good),
                                .bad = weight_of(person->bad) };
    double successes = SCORE_PRIOR * d.prior + d.good, n = SCORE_PRIOR + (d.good + d.bad);
    successes = fmin(successes, n); /* the share is at most 1, whatever the last bit says */
    d.score = (int64_t)floor(100 * successes / n + 0.5);
    score_wilson(successes, n, &d.low, &d.high);
    d.low *= 100;
    d.high *= 100;
    return d;
}

double score_effect(const struct score_decision *d, const struct score_part *part, int64_t date)
{
    if (!score_counts(part, date)) {
        return 0;
    }
    double weight = weight_of(score_aged(part->weight, date - part->day));
    double successes = SCORE_PRIOR * d->prior + d->good, n = SCORE_PRIOR + (d->good + d->bad);
    double without = successes - (score_is_good(part->what) ? weight : 0);
    return 100 * (successes / n - without / (n - weight));
}

static bool is_stronger(const struct score_decision *d, const struct score_part *a,
                        const struct score_part *b, int64_t date)
{
    double x = fabs(score_effect(d, a, date)), y = fabs(score_effect(d, b, date));
    return x > y || (x == y && a->day > b->day);
}

int score_strongest(const struct score_decision *d, const struct score_part *parts, size_t n, int64_t date,
                    size_t strongest[SCORE_STRONGEST])
{
    int count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!score_counts(&parts[i], date)) {
            continue;
        }
        int at = count < SCORE_STRONGEST ? count++ : SCORE_STRONGEST;
        while (at > 0 && is_stronger(d, &parts[i], &parts[strongest[at - 1]], date)) {
            if (at < SCORE_STRONGEST) {
                strongest[at] = strongest[at - 1];
            }
            at--;
        }
        if (at < SCORE_STRONGEST) {
            strongest[at] = i;
        }
    }
    return count;
}

int64_t score_likelihood(double mails, int64_t exposure, bool public_mailbox)
{
    must(mails >= 0 && exposure >= 0 && exposure <= 3);
    double e = mails + (double)(exposure + public_mailbox);
    return (int64_t)floor(100 * (1 - exp2(-e / 3)) + 0.5);
}

int64_t score_impact(int64_t person_level, int64_t role_level)
{
    int64_t level = person_level != NOT_KNOWN ? person_level : role_level != NOT_KNOWN ? role_level : 1;
    must(level >= 0 && level <= 4);
    return 25 * level;
}

const struct score_weights score_weights_default = { 500, 250, 250 };

int64_t score_overall(int64_t decision, int64_t likelihood, int64_t impact, const struct score_weights *w)
{
    must(w->decision + w->likelihood + w->impact == SCORE_UNIT);
    int64_t sum = w->decision * (100 - decision) + w->likelihood * likelihood + w->impact * impact;
    return (sum + SCORE_UNIT / 2) / SCORE_UNIT;
}

enum score_band score_risk_band(int64_t risk)
{
    return risk < 34 ? BAND_LOW : risk < 67 ? BAND_MEDIUM : BAND_HIGH;
}

enum score_band score_decision_band(int64_t decision)
{
    return decision >= 67 ? BAND_LOW : decision >= 34 ? BAND_MEDIUM : BAND_HIGH;
}
