/* jail.c: resource limits and a seccomp filter, a short program that the kernel runs at every system call.
 * x86-64 and arm64. A call that is not listed fails with EPERM instead of ending the process: libraries probe
 * for files and go on without. */
#include "mail/jail.h"

#include "base/limits.h"
#include "base/must.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "jail.c has no list of system calls for this machine"
#endif

static const int allowed[] = {
    SYS_read,
    SYS_write,
    SYS_mmap,
    SYS_munmap,
    SYS_mremap,
    SYS_brk,
    SYS_madvise,
    SYS_mprotect,
    SYS_futex,
    SYS_exit,
    SYS_exit_group,
    SYS_rt_sigreturn,
    SYS_rt_sigprocmask,
    SYS_getrandom,
    SYS_sched_yield,
    SYS_clock_gettime,
    SYS_getpid,
    SYS_gettid,
    SYS_tgkill,
    SYS_close,
#if SANITIZED
    /* To tell what it found, a sanitizer asks about its own stack and signals. It opens no file for that
       either. */
    SYS_sigaltstack,
    SYS_rt_sigaction,
    SYS_getrlimit,
    SYS_prctl,
    SYS_sched_getaffinity,
#endif
};

/* The number of a 32-bit call means something else: only the machine's own. x86-64 also has numbers above
 * 2^30 for another calling convention, which are in no list. */
static enum status filter(void)
{
    struct sock_filter program[6 + 2 * COUNT_OF(allowed)];
    unsigned short n = 0;
    program[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < COUNT_OF(allowed); i++) {
        program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)allowed[i], 0, 1);
        program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    struct sock_fprog whole = { n, program };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0
               ? ST_OK
               : ST_IO;
}

static bool limit(int what, rlim_t most)
{
    struct rlimit r = { most, most };
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

enum status jail_enter(void)
{
    bool good = limit(RLIMIT_CPU, LIMIT_MAIL_CPU) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);
    /* A sanitizer reserves terabytes of address space; it has a limit of its own (jail_environment). */
    good = good && (SANITIZED || limit(RLIMIT_AS, LIMIT_MAIL_SPACE));
    good = good && limit(RLIMIT_NOFILE, 0) && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    return good ? filter() : ST_IO;
}

char *const *jail_environment(void)
{
    static char options[] = "ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:hard_rss_limit_mb=2048";
    static char *const sanitized[] = { options, NULL }, *const none[] = { NULL };
    return SANITIZED ? sanitized : none;
}
