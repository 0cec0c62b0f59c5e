/* score_print.h: scores as lines, as JSON and in words (score.c). */
#ifndef MUSTER_CMD_SCORE_PRINT_H
#define MUSTER_CMD_SCORE_PRINT_H

#include "apply/score_people.h"
#include "base/buf.h"

/* All parts of a decision score, and which of them move it most. */
struct score_reasons {
    struct scored *parts;
    size_t n, strongest[SCORE_STRONGEST];
    int count;
};

/* One line: number, the four scores, name. */
void score_print_line(struct buf *out, const struct scored_name *one, const struct scores *scores);

/* reasons NULL: without them. */
void score_print_json(struct buf *out, int64_t date, const struct scored_name *one,
                      const struct scores *scores, const struct score_reasons *reasons);

void score_print_explained(struct buf *out, int64_t date, const struct scored_name *one,
                           const struct scores *scores, const struct score_reasons *reasons);

#endif
