/* fault_shim.c: a library to preload that lets chosen calls into the C library fail, as a full disk, a broken
 * one or a machine without memory would make them fail. Which call fails, and when, stands in a file that the
 * test maps too (MUSTER_FAULTS): one struct fault a kind, in the order of enum fault_kind. Nothing fails
 * while that file says so nowhere.
 *
 * Only writes to regular files count: a socket's failures are a client's doing and tested elsewhere. */
#undef _FILE_OFFSET_BITS /* with it pwrite and open are other names of pwrite64 and open64 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum fault_kind { FAULT_MALLOC, FAULT_WRITE, FAULT_FSYNC, FAULT_OPEN, FAULT_ACCEPT, FAULT_COUNT };

/* Little-endian 64-bit numbers, as tests/crash/faults.py packs them. */
struct fault {
    _Atomic int64_t after;  /* the call that fails: 1 the next one; 0 none */
    _Atomic int64_t repeat; /* what `after` becomes then: 0 it was the only one, 1 all others fail as well */
    _Atomic int64_t error;  /* errno of the failure */
    _Atomic int64_t calls;  /* how many there were */
    _Atomic int64_t failed; /* how many of them failed */
};

static struct fault *faults;

__attribute__((constructor)) static void map_faults(void)
{
    const char *path = getenv("MUSTER_FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        return;
    }
    void *at = mmap(NULL, FAULT_COUNT * sizeof(struct fault), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    faults = at == MAP_FAILED ? NULL : at;
    close(fd);
}

/* Whether this call is to fail; then errno is set. */
static bool fails(enum fault_kind kind)
{
    if (faults == NULL) {
        return false;
    }
    struct fault *fault = &faults[kind];
    atomic_fetch_add(&fault->calls, 1);
    int64_t after = atomic_load(&fault->after);
    while (after > 0) {
        int64_t next = after == 1 ? atomic_load(&fault->repeat) : after - 1;
        if (atomic_compare_exchange_weak(&fault->after, &after, next)) {
            if (after > 1) {
                return false;
            }
            atomic_fetch_add(&fault->failed, 1);
            errno = (int)atomic_load(&fault->error);
            return true;
        }
    }
    return false;
}

static bool is_file(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* The function behind ours. The union is the way from dlsym's pointer to a function's that every compiler
 * takes. */
#define REAL(result, name, ...)                                                                              \
    static union {                                                                                           \
        void *object;                                                                                        \
        result (*call)(__VA_ARGS__);                                                                         \
    } real;                                                                                                  \
    if (real.object == NULL) {                                                                               \
        real.object = dlsym(RTLD_NEXT, #name);                                                               \
    }

void *malloc(size_t size)
{
    REAL(void *, malloc, size_t)
    return fails(FAULT_MALLOC) ? NULL : real.call(size);
}

void *calloc(size_t n, size_t size)
{
    REAL(void *, calloc, size_t, size_t)
    return fails(FAULT_MALLOC) ? NULL : real.call(n, size);
}

void *realloc(void *at, size_t size)
{
    REAL(void *, realloc, void *, size_t)
    return fails(FAULT_MALLOC) ? NULL : real.call(at, size);
}

ssize_t write(int fd, const void *from, size_t n)
{
    REAL(ssize_t, write, int, const void *, size_t)
    return is_file(fd) && fails(FAULT_WRITE) ? -1 : real.call(fd, from, n);
}

ssize_t pwrite(int fd, const void *from, size_t n, off_t at)
{
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t)
    return fails(FAULT_WRITE) ? -1 : real.call(fd, from, n, at);
}

ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at)
{
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)
    return fails(FAULT_WRITE) ? -1 : real.call(fd, from, n, at);
}

int fsync(int fd)
{
    REAL(int, fsync, int)
    return fails(FAULT_FSYNC) ? -1 : real.call(fd);
}

int fdatasync(int fd)
{
    REAL(int, fdatasync, int)
    return fails(FAULT_FSYNC) ? -1 : real.call(fd);
}

#define OPEN_MODE(mode)                                                                                      \
    mode_t mode = 0;                                                                                         \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                     \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode = va_arg(args, mode_t);                                                                         \
        va_end(args);                                                                                        \
    }

int open(const char *path, int flags, ...)
{
    REAL(int, open, const char *, int, ...)
    OPEN_MODE(mode)
    return fails(FAULT_OPEN) ? -1 : real.call(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    REAL(int, open64, const char *, int, ...)
    OPEN_MODE(mode)
    return fails(FAULT_OPEN) ? -1 : real.call(path, flags, mode);
}

int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags)
{
    REAL(int, accept4, int, struct sockaddr *restrict, socklen_t *restrict, int)
    return fails(FAULT_ACCEPT) ? -1 : real.call(fd, address, length, flags);
}
