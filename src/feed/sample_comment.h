/* sample_comment.h: the sentences of which comments are made, the same ones in each language, so that the
 * English column is the translation of the others. */
#ifndef MUSTER_FEED_SAMPLE_COMMENT_H
#define MUSTER_FEED_SAMPLE_COMMENT_H

#include "base/str.h"

enum { SAMPLE_LANGUAGES = 10, SAMPLE_GOOD = 6, SAMPLE_BAD = 6, SAMPLE_PLAIN = 5, SAMPLE_TAILS = 4 };

struct sample_sentences {
    struct str code; /* ISO 639-1 */
    struct str gap;  /* between sentences */
    struct str good[SAMPLE_GOOD], bad[SAMPLE_BAD], plain[SAMPLE_PLAIN], tail[SAMPLE_TAILS];
};

/* English first. */
extern const struct sample_sentences sample_sentences[SAMPLE_LANGUAGES];

#endif
