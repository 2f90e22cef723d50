/* One call of the program under test fails, or something happens at that very moment. Preloaded.
 * FAULT_AT=fsync:2 is the second call of fsync; FAULT_DO=fail makes it fail (EIO), anything else
 * is a command for the shell, run before the call (of fsync: after it). $PPID is the program. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int is_now(const char *call, int *count)
{
    const char *at = getenv("FAULT_AT");
    size_t length = strlen(call);

    return at && !strncmp(at, call, length) && at[length] == ':' && ++*count == atoi(at + length + 1);
}

static int fault(void)
{
    const char *action = getenv("FAULT_DO");

    if (strcmp(action, "fail")) {
        unsetenv("LD_PRELOAD");
        return system(action) * 0;
    }
    errno = EIO;
    return -1;
}

#define WRAP(type, call, name, parameters, arguments)                        \
    type call parameters                                                     \
    {                                                                        \
        static int count;                                                    \
        if (is_now(name, &count) && fault())                                 \
            return -1;                                                       \
        return ((type (*) parameters)dlsym(RTLD_NEXT, #call)) arguments;     \
    }

WRAP(int, fchown, "fchown", (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
WRAP(int, fchmod, "fchmod", (int fd, mode_t mode), (fd, mode))
WRAP(int, mkdir, "mkdir", (const char *name, mode_t mode), (name, mode))
WRAP(int, mkdirat, "mkdirat", (int dir, const char *name, mode_t mode), (dir, name, mode))
WRAP(int, unlinkat, "unlinkat", (int dir, const char *name, int flags), (dir, name, flags))
WRAP(int, renameat, "renameat", (int a, const char *from, int b, const char *to), (a, from, b, to))

int fsync(int fd)
{
    static int count;
    int now = is_now("fsync", &count);

    if (now && !strcmp(getenv("FAULT_DO"), "fail"))
        return fault();
    if (((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd))
        return -1;
    return now ? fault() : 0;
}
