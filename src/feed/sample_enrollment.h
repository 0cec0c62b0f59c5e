/* sample_enrollment.h: what became of person i in campaign c, worked out from both. */
#ifndef MUSTER_FEED_SAMPLE_ENROLLMENT_H
#define MUSTER_FEED_SAMPLE_ENROLLMENT_H

#include "feed/sample_campaign.h"
#include "feed/sample_person.h"
#include "feed/sample_run.h"

enum sample_outcome {
    SAMPLE_IS_NO_ACTION,
    SAMPLE_IS_NOT_STARTED,
    SAMPLE_IS_SCHEDULED,
    SAMPLE_IS_ACKNOWLEDGED,
    SAMPLE_IS_IN_PROGRESS,
    SAMPLE_IS_COMPLETED,
    SAMPLE_IS_FAILED,
    SAMPLE_IS_PAUSED,
    SAMPLE_IS_ABANDONED,
};

/* Times are ticks or WHEN_NONE; scores are numerators, -1 where there is none. */
struct sample_enrollment {
    enum sample_outcome outcome;
    int64_t enrolled, started, accessed, completed, planned;
    int64_t seconds;                       /* spent; -1 before the start */
    int64_t latest;                        /* nothing happened to it after this */
    int engagement;                        /* of 100 */
    int knowledge;                         /* of the course's points */
    int productivity, intention, efficacy; /* of 5, 4, 5 */
    int attempts;                          /* at the test; the last one decided */
};

/* The enrollment; false when the person is not among those addressed. */
bool sample_enrollment_of(const struct sample_run *run, const struct sample_campaign *campaign,
                          const struct sample_person *person, struct sample_enrollment *enrollment);

/* The score (of the course's points) of attempt k (from 1) of an enrollment. */
int sample_enrollment_score(const struct sample_run *run, const struct sample_campaign *campaign,
                            const struct sample_person *person, int k, bool passed);

typedef enum status sample_enrollment_visit(struct sample_run *run, const struct sample_campaign *campaign,
                                            const struct sample_person *person,
                                            const struct sample_enrollment *enrollment);

/* Calls visit for every enrollment of every campaign whose course `wants` accepts, in a fixed order. */
enum status sample_enrollment_each(struct sample_run *run, bool (*wants)(const struct sample_course *course),
                                   sample_enrollment_visit *visit);

/* Writes the keys campaignId and person, the same way in all records of one enrollment. */
void sample_enrollment_key(const struct sample_run *run, struct json *j,
                           const struct sample_campaign *campaign, const struct sample_person *person);

#endif
