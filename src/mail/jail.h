/* jail.h: takes from a process what reading mail does not need: opening files, sockets, other processes, and
 * memory and processor without end. */
#ifndef MUSTER_MAIL_JAIL_H
#define MUSTER_MAIL_JAIL_H

#include "base/status.h"

/* For this process, for good. Memory and processor: LIMIT_MAIL_SPACE, LIMIT_MAIL_CPU. Whatever is not on the
 * list of allowed system calls fails with EPERM. ST_IO: the kernel cannot. */
enum status jail_enter(void);

/* The environment of a process that is going to enter: empty, but for what a sanitizer needs. */
char *const *jail_environment(void);

#endif
