/* interrupt.h: Ctrl-C (or SIGTERM, SIGHUP) in a command that imports: says what became of it and how to go
 * on, and ends the process. The store is whole at every moment, so nothing else has to be done. */
#ifndef MUSTER_CMD_INTERRUPT_H
#define MUSTER_CMD_INTERRUPT_H

enum interrupt_phase {
    INTERRUPT_NONE = 0, /* as if nobody watched */
    INTERRUPT_READING,  /* nothing is applied yet; the scratch file goes */
    INTERRUPT_TRYING,   /* a dry run */
    INTERRUPT_HERE,     /* applying in this process */
    INTERRUPT_SERVER,   /* the server has taken it over */
};

/* From now on; path: the scratch file, a copy is kept. */
void interrupt_watch(enum interrupt_phase phase, const char *path);

#endif
