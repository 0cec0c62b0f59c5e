/* sample_run.h: what the files of the sample share: one run, the two halves of a record line, and the plan
 * that tells who works where.
 *
 * The plan. People come in blocks of SAMPLE_BLOCK; each block has the same number of people of every
 * department and name pool, in an order taken from one of SAMPLE_PATTERNS shuffles. So the rank of a person
 * within the department or pool, and the person of a rank, are look-ups. */
#ifndef MUSTER_FEED_SAMPLE_RUN_H
#define MUSTER_FEED_SAMPLE_RUN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/when.h"
#include "feed/sample.h"
#include "feed/sample_name.h"
#include "feed/sample_rng.h"

enum { SAMPLE_PATTERNS = 64, SAMPLE_PARTS_MAX = 20 };

/* A division of every block into parts of fixed sizes. */
struct sample_division {
    uint8_t quota[SAMPLE_PARTS_MAX], before[SAMPLE_PARTS_MAX]; /* size of a part, sizes of those before it */
    uint8_t part[SAMPLE_PATTERNS][SAMPLE_BLOCK];               /* of the person at a slot */
    uint8_t rank[SAMPLE_PATTERNS][SAMPLE_BLOCK];               /* of that person within part and block */
    uint8_t slot[SAMPLE_PATTERNS][SAMPLE_BLOCK];               /* of the person at before + rank */
};

struct sample_run {
    const struct sample_options *options;
    enum status (*emit)(void *to, struct str line);
    void *to;
    struct buf line;
    struct json json;
    int64_t day; /* midnight of today */
    struct uuid root;
    struct arena arena; /* words and plan, nothing that grows */
    struct sample_pool pools[SAMPLE_POOLS];
    struct sample_division departments, origins;
};

/* A short text under construction; what does not fit is a bug of ours. */
struct sample_text {
    size_t len;
    char ptr[200];
};

void sample_text_add(struct sample_text *text, struct str more);
void sample_text_int(struct sample_text *text, int64_t v);
struct str sample_text_str(const struct sample_text *text);

/* Purposes of chance: each fact draws from a stream of its own, so that adding one changes no other. */
enum sample_purpose {
    SAMPLE_FOR_PATTERN = 1,
    SAMPLE_FOR_ENTITY,
    SAMPLE_FOR_GROUP,
    SAMPLE_FOR_PERSON,
    SAMPLE_FOR_PERSON_ID,
    SAMPLE_FOR_PERSON_MORE,
    SAMPLE_FOR_CAMPAIGN,
    SAMPLE_FOR_CAMPAIGN_ID,
    SAMPLE_FOR_MODULE,
    SAMPLE_FOR_ENROLLMENT,
    SAMPLE_FOR_REFERENCE,
    SAMPLE_FOR_PROGRESS,
    SAMPLE_FOR_ATTEMPT,
    SAMPLE_FOR_COMMENT,
    SAMPLE_FOR_SIMULATION,
    SAMPLE_FOR_MAIL,
    SAMPLE_FOR_BEHAVIOR,
};

struct sample_rng sample_run_rng(const struct sample_run *run, enum sample_purpose purpose, int64_t a,
                                 int64_t b);

/* Begins {"kind":"..." and returns where to write the rest of it. */
struct json *sample_run_begin(struct sample_run *run, struct str kind);

/* Closes the record and hands it on. */
enum status sample_run_end(struct sample_run *run);

/* A key with its value; nothing at all for an absent text, an unset identifier or WHEN_NONE. */
void sample_run_str(struct json *j, struct str key, struct str value);
void sample_run_uuid(struct json *j, struct str key, const struct uuid *value);
void sample_run_time(struct json *j, struct str key, int64_t ticks);
void sample_run_int(struct json *j, struct str key, int64_t value);
void sample_run_bool(struct json *j, struct str key, bool value);
/* numerator / denominator as a JSON number; null for a negative numerator. */
void sample_run_ratio(struct json *j, struct str key, int64_t numerator, int64_t denominator);

/* Shuffles the parts into the patterns. The parts' quotas must add up to SAMPLE_BLOCK. */
void sample_run_divide(struct sample_run *run, struct sample_division *division, uint64_t salt);

/* The part of person i and the rank within that part of the whole company. */
void sample_run_place(const struct sample_run *run, const struct sample_division *division, int64_t i,
                      int *part, int64_t *rank);

/* The person of a rank in a part, perhaps beyond the number of people. Grows with the rank. */
int64_t sample_run_person_at(const struct sample_run *run, const struct sample_division *division, int part,
                             int64_t rank);

/* One function a kind; each emits all records of that kind. */
enum status sample_org_write(struct sample_run *run);
enum status sample_org_write_groups(struct sample_run *run);
enum status sample_person_write(struct sample_run *run);
enum status sample_campaign_write(struct sample_run *run);
enum status sample_campaign_write_modules(struct sample_run *run);
enum status sample_enrollment_write(struct sample_run *run);
enum status sample_progress_write(struct sample_run *run);
enum status sample_certificate_write(struct sample_run *run);
enum status sample_attempt_write(struct sample_run *run);
enum status sample_comment_write(struct sample_run *run);
enum status sample_simulation_write_campaigns(struct sample_run *run);
enum status sample_simulation_write(struct sample_run *run);
enum status sample_role_write(struct sample_run *run);
enum status sample_behavior_write(struct sample_run *run);
enum status sample_behavior_write_events(struct sample_run *run);
enum status sample_mail_write(struct sample_run *run);

#endif
