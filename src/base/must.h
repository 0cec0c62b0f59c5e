/* must.h: contracts. A broken contract is a bug of ours and ends the process, in production too: going on
 * with a broken invariant could write wrong data. The world's errors are statuses (status.h), never must().
 */
#ifndef MUSTER_BASE_MUST_H
#define MUSTER_BASE_MUST_H

_Noreturn void must_fail(const char *file, int line, const char *what);

#define must(x) ((x) ? (void)0 : must_fail(__FILE__, __LINE__, #x))

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

#endif
