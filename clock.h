/* clock - how long something takes. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment before the start of the program, by a clock
 * that nobody sets.  Makes no system call where the kernel offers that (vdso);
 * safe in a signal handler. */
uint64_t clock_ms(void);

#endif
