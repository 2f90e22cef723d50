/* A disk that ignores case and keeps it, as macOS's: preloaded into the program under test.
 * Names are looked up in the directory that is open; a rename over a
 * file takes the new spelling, or keeps the old one where NOCASE_OLD_SPELLING is set: disks differ. */
#include "shim.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *stored(int directory, const char *name, char *buffer)
{
    struct dirent *entry;
    DIR *listing;
    int again;

    if (directory == AT_FDCWD || !name || strchr(name, '/'))
        return name;
    /* Opened anew: a copy would share its position with the program's own reading. */
    again = REAL(int, "openat", int, const char *, int, ...)(directory, ".", O_RDONLY | O_DIRECTORY);
    if (again < 0 || !(listing = fdopendir(again)))
        return name;
    while ((entry = readdir(listing)))
        if (!strcasecmp(entry->d_name, name)) {
            name = strcpy(buffer, entry->d_name);
            break;
        }
    closedir(listing);
    return name;
}

static int opened(const char *symbol, int directory, const char *name, int flags, mode_t mode)
{
    char buffer[NAME_MAX + 1];
    return REAL(int, symbol, int, const char *, int, ...)(directory, stored(directory, name, buffer), flags, mode);
}

OPENS

#define STAT(symbol, type)                                                                             \
    int symbol(int directory, const char *restrict name, struct type *restrict status, int flags)      \
    {                                                                                                  \
        char buffer[NAME_MAX + 1];                                                                     \
        return REAL(int, #symbol, int, const char *, struct type *, int)(                              \
            directory, stored(directory, name, buffer), status, flags);                                \
    }
STAT(fstatat, stat)
STAT(fstatat64, stat64)

int unlinkat(int directory, const char *name, int flags)
{
    char buffer[NAME_MAX + 1];
    return REAL(int, "unlinkat", int, const char *, int)(directory, stored(directory, name, buffer), flags);
}

int renameat(int from, const char *before, int to, const char *after)
{
    char one[NAME_MAX + 1], other[NAME_MAX + 1];
    int (*move)(int, const char *, int, const char *) = dlsym(RTLD_NEXT, "renameat");
    const char *source = stored(from, before, one), *taken = stored(to, after, other);

    if (!strcmp(source, taken)) /* the same file: only its spelling changes */
        return move(from, source, to, after);
    if (move(from, source, to, taken))
        return -1;
    return getenv("NOCASE_OLD_SPELLING") ? 0 : move(to, taken, to, after);
}
