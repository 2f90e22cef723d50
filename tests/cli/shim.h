/* What the shims share: the real function behind one of theirs, and openat in both its spellings.
 * A shim defines opened(), and says OPENS where both shall go to it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

static int opened(const char *symbol, int directory, const char *name, int flags, mode_t mode);

#define OPEN(symbol)                                                  \
    int symbol(int directory, const char *name, int flags, ...)       \
    {                                                                 \
        va_list more;                                                 \
        va_start(more, flags);                                        \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;     \
        va_end(more);                                                 \
        return opened(#symbol, directory, name, flags, mode);         \
    }
#define OPENS OPEN(openat) OPEN(openat64)
