/* stamp - the timestamp of a greeting, <PID.SECONDS@HOST>; no other greeting
 * has the same. */
#ifndef STAMP_H
#define STAMP_H

#include "num.h"

enum { STAMP_HOST = 255, STAMP_LEN = STAMP_HOST + 2 * NUM_FMT + 5 };

/* 1 = host can be in a timestamp: it has 1 to STAMP_HOST visible characters. */
int stamp_host(const char *host);

/* Writes the timestamp of this process and this second, 0-ended.  stamp_host
 * must have accepted host. */
void stamp_make(char stamp[STAMP_LEN], const char *host);

#endif
