/* stamp - the timestamp of a greeting, <PID.SECONDS@HOST>, which no other
 * greeting has. */
#ifndef STAMP_H
#define STAMP_H

#include "num.h"

enum { STAMP_HOST = 255, STAMP_LEN = STAMP_HOST + 2 * NUM_FMT + 5 };

/* 1 = host can be in one: it has 1 to STAMP_HOST visible characters. */
int stamp_host(const char *host);

/* That of this process, now, 0-ended; of a host that can be in one. */
void stamp_make(char stamp[STAMP_LEN], const char *host);

#endif
