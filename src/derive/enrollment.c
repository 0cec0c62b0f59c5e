/* enrollment.c: status and phase of an enrollment. */
#include "derive/enrollment.h"

#include "base/must.h"

enum enrollment_status enrollment_status(const struct enrollment *e)
{
    if (e->status != ENROLLMENT_NONE) {
        return (enum enrollment_status)e->status;
    }
    return e->completed_at != NONE ? ENROLLMENT_COMPLETED
           : e->started_at != NONE ? ENROLLMENT_IN_PROGRESS
                                   : ENROLLMENT_NO_ACTION;
}

enum phase enrollment_phase(enum enrollment_status status)
{
    static const enum phase phases[] = {
        [ENROLLMENT_NO_ACTION] = PHASE_NO_ACTION,     [ENROLLMENT_NOT_STARTED] = PHASE_NOT_STARTED,
        [ENROLLMENT_SCHEDULED] = PHASE_SCHEDULED,     [ENROLLMENT_ACKNOWLEDGED] = PHASE_ACKNOWLEDGED,
        [ENROLLMENT_IN_PROGRESS] = PHASE_IN_PROGRESS, [ENROLLMENT_COMPLETED] = PHASE_COMPLETED,
        [ENROLLMENT_FAILED] = PHASE_FAILED,           [ENROLLMENT_PAUSED] = PHASE_IN_PROGRESS,
        [ENROLLMENT_ABANDONED] = PHASE_IN_PROGRESS,
    };
    must(status > ENROLLMENT_NONE && (unsigned)status < COUNT_OF(phases));
    return phases[status];
}
