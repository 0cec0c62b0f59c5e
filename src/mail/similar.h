/* similar.h: how alike two bodies are: the share of runs of three words that they have in common, estimated
 * from signatures of fixed length (one-permutation hashing into 64 places). Equal texts give equal
 * signatures; the measure is symmetric and depends on nothing but the two texts. */
#ifndef MUSTER_MAIL_SIMILAR_H
#define MUSTER_MAIL_SIMILAR_H

#include "base/arena.h"

/* The signature of a readable text: hexadecimal digits; absent for a text of fewer than 3 words. */
struct str similar_signature(struct arena *arena, struct str text);

/* 0 to 100; 0 when one of them is absent. */
int similar_percent(struct str a, struct str b);

/* What counts as the same body (spec: at least 0.8). */
enum { SIMILAR_ENOUGH = 80 };

/* A subject as cases compare it: folded, without "Re:", "Fwd:", "AW:" and the like in front, white space as
 * one space, runs of digits as one 0. Never absent; empty when nothing is left. */
struct str similar_subject(struct arena *arena, struct str subject);

#endif
