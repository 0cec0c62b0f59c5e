/* campaign.c: a campaign's status by the clock. Never stored: it would be wrong a second later. */
#include "derive/campaign.h"

#include "model/record.h"
#include "model/words.h"

int campaign_status_at(int stored, int64_t started_at, int64_t ended_at, int64_t now)
{
    if (stored != CAMPAIGN_STATUS_NONE) {
        return stored;
    }
    if (started_at == NONE) {
        return CAMPAIGN_NOT_STARTED;
    }
    if (started_at > now) {
        return CAMPAIGN_SCHEDULED;
    }
    return ended_at != NONE && ended_at <= now ? CAMPAIGN_COMPLETED : CAMPAIGN_IN_PROGRESS;
}
