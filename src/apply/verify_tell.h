/* verify_tell.h: inside src/apply: findings as sentences. */
#ifndef MUSTER_APPLY_VERIFY_TELL_H
#define MUSTER_APPLY_VERIFY_TELL_H

#include "apply/audit.h"
#include "apply/verify.h"

struct verify {
    struct audit audit;
    struct str tenant; /* its name, in front of every sentence; absent: none */
    verify_finding *tell;
    void *to;
    int64_t findings;
};

void verify_say(struct verify *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An audit_differs over a struct verify. */
enum status verify_difference(void *to, const struct difference *difference);

#endif
