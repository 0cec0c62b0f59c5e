/* sample_campaign.h: campaign c of the sample, worked out from c. The first ones follow the table of courses
 * row by row, so that a small sample has every kind; later ones repeat it at other times. */
#ifndef MUSTER_FEED_SAMPLE_CAMPAIGN_H
#define MUSTER_FEED_SAMPLE_CAMPAIGN_H

#include "feed/sample_person.h"
#include "feed/sample_run.h"

enum sample_audience { SAMPLE_ALL, SAMPLE_COUNTRY, SAMPLE_DEPARTMENT, SAMPLE_NEWCOMERS };

struct sample_course {
    struct str name, de, es;
    enum sample_audience audience;
    struct str country;     /* of SAMPLE_COUNTRY */
    uint8_t department;     /* of SAMPLE_DEPARTMENT */
    bool yearly;            /* the year belongs to the name */
    int16_t days_ago, days; /* start before today, length */
    uint8_t minutes;        /* that a module, or the whole, takes */
    uint8_t modules, required;
    const struct str *titles; /* of the modules */
    uint8_t pass, attempts;   /* score to pass, of `points`; 0: no test */
    uint8_t points;           /* the knowledge score's denominator */
    bool curriculum, external, draft;
    bool silent; /* the record states no status */
    struct str path, level_name;
    uint8_t level; /* 0: none */
    bool express;
};

enum sample_state { SAMPLE_NOT_STARTED, SAMPLE_SCHEDULED, SAMPLE_IN_PROGRESS, SAMPLE_COMPLETED };

struct sample_campaign {
    int64_t index;
    const struct sample_course *course;
    struct sample_text id, name;
    int64_t created, start, end, due; /* ticks; a draft has only created */
    enum sample_state state;
};

/* Campaign c; 0 <= c < campaigns. */
struct sample_campaign sample_campaign_of(const struct sample_run *run, int64_t c);

/* The id of its module m (0 <= m < modules). */
struct sample_text sample_campaign_module(const struct sample_run *run,
                                          const struct sample_campaign *campaign, int m);

#endif
