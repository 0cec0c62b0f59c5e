/* sample_edge.h: records at the edges of what is valid, and the examples of the OutThink document, with fixed
 * dates. They refer to each other only, so that they are the same beside any sample. */
#ifndef MUSTER_FEED_SAMPLE_EDGE_H
#define MUSTER_FEED_SAMPLE_EDGE_H

#include "feed/sample_run.h"

/* Emits the edge cases of a kind. */
enum status sample_edge_write(struct sample_run *run, struct str kind);

#endif
