/* sample_person.h: person i of the sample, worked out from i. */
#ifndef MUSTER_FEED_SAMPLE_PERSON_H
#define MUSTER_FEED_SAMPLE_PERSON_H

#include "feed/sample_org.h"
#include "feed/sample_run.h"

enum sample_person_status { SAMPLE_ACTIVE, SAMPLE_INACTIVE, SAMPLE_ARCHIVED };

struct sample_person {
    int64_t index;
    int pool;
    int64_t pool_rank;
    const struct sample_country *country;
    int entity, department;
    int64_t rank; /* within the department; 0 is its head */
    bool lead;    /* somebody reports to this person */
    enum sample_person_status status;
    int64_t hired, left;  /* ticks; left: WHEN_NONE while at work */
    int diligence, skill; /* hidden traits, 0..1000: who finishes, who knows */
    bool has_guid;
};

/* What enrollments need of person i (0 <= i < people). */
struct sample_person sample_person_of(const struct sample_run *run, int64_t i);

/* The e-mail address; always ASCII, never that of another person. */
struct sample_text sample_person_email(const struct sample_run *run, const struct sample_person *person);

/* How a record of `salt` names the person: GUID, badge number or e-mail address. */
struct sample_text sample_person_reference(const struct sample_run *run, const struct sample_person *person,
                                           int64_t salt);

#endif
