/* Opens /dev/null wherever /dev/ppp is asked for, so that a pppd on a machine without kernel
 * PPP gets as far as `dryrun dump` and prints what it has parsed. Built by real_pppd.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

typedef int (*opener)(const char *, int, ...);

static int redirect(const char *function, const char *path, int flags, int mode)
{
	opener real = (opener) dlsym(RTLD_NEXT, function);

	if (strcmp(path, "/dev/ppp") == 0)
		path = "/dev/null";
	return real(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list rest;
	int mode;

	va_start(rest, flags);
	mode = va_arg(rest, int);
	va_end(rest);
	return redirect("open", path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list rest;
	int mode;

	va_start(rest, flags);
	mode = va_arg(rest, int);
	va_end(rest);
	return redirect("open64", path, flags, mode);
}
