/* One call of the program under test fails, or something happens at that very moment. Preloaded.
 * FAULT_AT=fsync:2 is the second call of fsync; FAULT_DO=fail makes it fail (with FAULT_ERRNO, else
 * EIO), kill is kill -9, anything else is a command for the shell, run before the call (of fsync:
 * after it). $PPID is the program. FAULT_TRACE is a file to which the name of each call is added.
 * Only calls through the descriptor of a directory count, and reads and writes of what they opened. */
#include "shim.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char ours[1024]; /* descriptors that a counted call has opened */

static void trace(const char *call)
{
    const char *path = getenv("FAULT_TRACE");
    int file = path ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;

    if (file < 0)
        return;
    syscall(SYS_write, file, call, strlen(call));
    syscall(SYS_write, file, "\n", 1);
    syscall(SYS_close, file);
}

static int is_now(const char *call, int *count)
{
    const char *at = getenv("FAULT_AT");
    size_t length = strlen(call);

    trace(call);
    return at && !strncmp(at, call, length) && at[length] == ':' && ++*count == atoi(at + length + 1);
}

static int fault(void)
{
    const char *action = getenv("FAULT_DO"), *number = getenv("FAULT_ERRNO");

    if (!strcmp(action, "kill"))
        raise(SIGKILL);
    if (strcmp(action, "fail")) {
        unsetenv("LD_PRELOAD");
        return system(action) * 0;
    }
    errno = number ? atoi(number) : EIO;
    return -1;
}

#define WRAP_IF(condition, type, call, name, parameters, arguments)          \
    type call parameters                                                     \
    {                                                                        \
        static int count;                                                    \
        if ((condition) && is_now(name, &count) && fault())                  \
            return -1;                                                       \
        return ((type (*) parameters)dlsym(RTLD_NEXT, #call)) arguments;     \
    }
#define WRAP(type, call, name, parameters, arguments) WRAP_IF(1, type, call, name, parameters, arguments)
#define IS_OURS(fd) ((fd) >= 0 && (fd) < (int)sizeof ours && ours[fd])

WRAP(int, fchown, "fchown", (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
WRAP(int, fchmod, "fchmod", (int fd, mode_t mode), (fd, mode))
WRAP(int, fchmodat, "fchmodat", (int dir, const char *name, mode_t mode, int flags), (dir, name, mode, flags))
WRAP(int, flock, "flock", (int fd, int operation), (fd, operation))
WRAP(int, mkdir, "mkdir", (const char *name, mode_t mode), (name, mode))
WRAP(int, mkdirat, "mkdirat", (int dir, const char *name, mode_t mode), (dir, name, mode))
WRAP(int, unlinkat, "unlinkat", (int dir, const char *name, int flags), (dir, name, flags))
WRAP(int, renameat, "renameat", (int a, const char *from, int b, const char *to), (a, from, b, to))
WRAP_IF(IS_OURS(fd), ssize_t, read, "read", (int fd, void *buffer, size_t size), (fd, buffer, size))
WRAP_IF(IS_OURS(fd), ssize_t, write, "write", (int fd, const void *buffer, size_t size), (fd, buffer, size))
WRAP_IF(IS_OURS(fd), ssize_t, pwrite64, "pwrite", (int fd, const void *b, size_t n, off64_t at), (fd, b, n, at))
WRAP_IF(IS_OURS(fd), int, ftruncate64, "ftruncate", (int fd, off64_t size), (fd, size))
WRAP_IF(dir != AT_FDCWD, int, fstatat64, "fstatat",
        (int dir, const char *restrict name, struct stat64 *restrict status, int flags), (dir, name, status, flags))
WRAP_IF(dir != AT_FDCWD, int, fstatat, "fstatat",
        (int dir, const char *restrict name, struct stat *restrict status, int flags), (dir, name, status, flags))

int close(int fd)
{
    if (fd >= 0 && fd < (int)sizeof ours)
        ours[fd] = 0;
    return REAL(int, "close", int)(fd);
}

DIR *fdopendir(int fd)
{
    static int count;

    if (is_now("fdopendir", &count) && fault())
        return NULL;
    return REAL(DIR *, "fdopendir", int)(fd);
}

static int opened(const char *symbol, int directory, const char *name, int flags, mode_t mode)
{
    static int count;
    int fd;

    if (directory == AT_FDCWD)
        return REAL(int, symbol, int, const char *, int, ...)(directory, name, flags, mode);
    if (is_now("openat", &count) && fault())
        return -1;
    fd = REAL(int, symbol, int, const char *, int, ...)(directory, name, flags, mode);
    if (fd >= 0 && fd < (int)sizeof ours)
        ours[fd] = 1;
    return fd;
}

OPENS

int fsync(int fd)
{
    static int count;
    int now = is_now("fsync", &count);

    if (now && !strcmp(getenv("FAULT_DO"), "fail"))
        return fault();
    if (REAL(int, "fsync", int)(fd))
        return -1;
    return now ? fault() : 0;
}
