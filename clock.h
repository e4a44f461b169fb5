/* clock - measures time. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment before the program started.  Nobody can set
 * this clock.  It needs no system call if the kernel offers a vdso.  Safe in a
 * signal handler. */
uint64_t clock_ms(void);

#endif
