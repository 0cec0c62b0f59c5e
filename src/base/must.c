/* must.c: the one place where the process ends itself on a broken contract. */
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void must_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "muster: bug: %s:%d: %s\n", file, line, what);
    abort();
}
