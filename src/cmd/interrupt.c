/* interrupt.c: see interrupt.h. The handler calls only what signal handlers may. */
#include "cmd/interrupt.h"

#include "base/must.h"
#include "base/str.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, BY_SIGNAL = 128 };

static volatile sig_atomic_t now;
static char scratch[PATH_ROOM];

static const struct str sentences[] = {
    [INTERRUPT_NONE] = STR_INIT(""),
    [INTERRUPT_READING] = STR_INIT("\nmuster: interrupted; nothing was applied\n"),
    [INTERRUPT_TRYING] = STR_INIT("\nmuster: interrupted; nothing was written\n"),
    [INTERRUPT_HERE] =
        STR_INIT("\nmuster: interrupted; what is applied stays; import the same file again, or "
                 "start the server, to go on with the rest\n"),
    [INTERRUPT_SERVER] = STR_INIT("\nmuster: interrupted; the server goes on with the import\n"),
};

static void on_signal(int number)
{
    struct str sentence = sentences[now];
    ssize_t n = write(STDERR_FILENO, sentence.ptr, sentence.len);
    (void)n;
    if (now == INTERRUPT_READING || now == INTERRUPT_TRYING) {
        unlink(scratch);
    }
    _exit(BY_SIGNAL + number);
}

void interrupt_watch(enum interrupt_phase phase, const char *path)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = phase == INTERRUPT_NONE ? SIG_DFL : on_signal };
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    now = phase;
    snprintf(scratch, sizeof scratch, "%s", path);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct sigaction old;
        /* Who starts the program with nohup does not want to hear of it. */
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
            sigaction(numbers[i], &action, NULL);
        }
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}
