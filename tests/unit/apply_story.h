/* apply_story.h: random but repeatable batches of records about a small world, for the property tests of
 * src/apply. All kinds, deletions, old and missing times, null and absent members, references that may be to
 * nothing. Within a batch no two different lines about one thing have one time. */
#ifndef MUSTER_TESTS_APPLY_STORY_H
#define MUSTER_TESTS_APPLY_STORY_H

#include "base/buf.h"

enum { STORY_LINES = 200 };

struct story {
    uint64_t state;
    int now;     /* seconds; the next batch's time */
    bool steady; /* people never get another GUID, organizations no parents */
    char lines[STORY_LINES][700];
    int count;
    char untimed[STORY_LINES][64]; /* what this batch says something about without a time */
    int untimed_count, clock;
};

void story_begin(struct story *story, uint64_t seed);

/* Makes the next batch of `count` lines; story->now is its time. */
void story_next(struct story *story, int count);

/* The same lines in another order. */
void story_shuffle(struct story *story);

/* The lines as one text; free() it. */
char *story_text(const struct story *story);

uint32_t story_random(struct story *story, uint32_t below);

#endif
