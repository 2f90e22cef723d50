/* A pppd that is played: it notes what it was told, and its "interface" is the loopback.
 *
 * In /run/played it leaves `argv`, `environ` and, of a `file` on its command line, `handed`. Where there is
 * a file `status` there, it prints the file `lines` and ends with that status instead of coming up.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char pid_file[512];

static void end(int signal) {
    (void)signal;
    unlink(pid_file);
    _exit(5);
}

static void copy(const char *from, const char *to, FILE *out) {
    char text[65536];
    int in = open(from, O_RDONLY);
    size_t size = 0;
    ssize_t piece;
    if (in < 0)
        return;
    while ((piece = read(in, text + size, sizeof text - size)) > 0)
        size += piece;
    close(in);
    FILE *file = to ? fopen(to, "w") : out;
    fwrite(text, 1, size, file);
    if (to)
        fclose(file);
    else
        fflush(out);
}

int main(int count, char **words) {
    const char *linkname = "none";
    if (count > 1 && !strcmp(words[1], "--version"))
        return puts("pppd version 2.4.9") < 0;
    signal(SIGTERM, end);
    mkdir("/run/played", 0700);
    copy("/proc/self/cmdline", "/run/played/argv", NULL);
    copy("/proc/self/environ", "/run/played/environ", NULL);
    for (int i = 1; i + 1 < count; i++) {
        if (!strcmp(words[i], "linkname"))
            linkname = words[i + 1];
        if (!strcmp(words[i], "file"))
            copy(words[i + 1], "/run/played/handed", NULL);
    }
    FILE *status = fopen("/run/played/status", "r");
    if (status) {
        int number = 1;
        copy("/run/played/lines", NULL, stdout);
        return fscanf(status, "%d", &number) == 1 ? number : 1;
    }
    snprintf(pid_file, sizeof pid_file, "/run/ppp-%s.pid", linkname);
    FILE *file = fopen(pid_file, "w");
    fprintf(file, "%d\nlo\n", getpid());
    fclose(file);
    for (;;)
        pause();
}
