/* Every program that is started is noted. Preloaded. EXEC_TRACE is a file to which the words and the
 * environment of each are added, and the text of each file of ours (under TMPDIR) that a word names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(int trace, const char *text)
{
    if (write(trace, text, strlen(text)) >= 0 && write(trace, "\n", 1))
        return;
}

static void add_file(int trace, const char *path)
{
    char buffer[4096];
    ssize_t size;
    int file = open(path, O_RDONLY);

    while (file >= 0 && (size = read(file, buffer, sizeof buffer)) > 0)
        if (write(trace, buffer, size) < 0)
            break;
    if (file >= 0)
        close(file);
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    const char *to = getenv("EXEC_TRACE"), *folder = getenv("TMPDIR");
    int trace = to ? open(to, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;

    if (trace >= 0 && !access(path, X_OK)) {
        add(trace, path);
        for (int i = 0; argv[i]; i++) {
            add(trace, argv[i]);
            if (folder && !strncmp(argv[i], folder, strlen(folder)))
                add_file(trace, argv[i]);
        }
        for (int i = 0; envp[i]; i++)
            add(trace, envp[i]);
    }
    if (trace >= 0)
        close(trace);
    return ((int (*)(const char *, char *const *, char *const *))dlsym(RTLD_NEXT, "execve"))(path, argv, envp);
}
