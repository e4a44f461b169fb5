/* large - where a large buffer is:
 *   static char buf[65536] LARGE;
 *
 * Such buffers stand behind all other variables.  A page takes no memory until
 * something is written to it; so the small variables share as few pages as they
 * can, and of a buffer there is only what was used.  With LARGE_PAGE in place
 * of LARGE, a buffer begins with a page: its first 4096 bytes are no more. */
#ifndef LARGE_H
#define LARGE_H

#include "asan.h"

#if defined __ELF__ && !ASAN
#define LARGE __attribute__((__section__(".sbss")))
#define LARGE_PAGE __attribute__((__section__(".sbss.page"), __aligned__(4096)))
#else
#define LARGE
#define LARGE_PAGE
#endif

#endif
