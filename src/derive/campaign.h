/* campaign.h: what follows from a campaign's own record at a moment. */
#ifndef MUSTER_DERIVE_CAMPAIGN_H
#define MUSTER_DERIVE_CAMPAIGN_H

#include <stdint.h>

/* The status (enum campaign_status) shown at `now`: the stored one where a source gave it, else by its times:
 * without a start notStarted, before it scheduled, from its end on completed, between inProgress. */
int campaign_status_at(int stored, int64_t started_at, int64_t ended_at, int64_t now);

#endif
