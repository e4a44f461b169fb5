/* seccomp - for tests in C: a filter of system calls that was there before
 * ours, as in a container. */
#ifndef SECCOMP_H
#define SECCOMP_H

#include <sys/prctl.h>

struct seccomp_step {
  unsigned short code;
  unsigned char yes;
  unsigned char no;
  unsigned int k;
};

enum {
  SECCOMP_LOAD = 0x20, SECCOMP_EQUAL = 0x15, SECCOMP_RETURN = 6,
  SECCOMP_ALLOW = 0x7fff0000, SECCOMP_ERRNO = 0x50000
};

/* For this process and all that it makes: 0, or -1 with errno. */
static inline int seccomp_add(struct seccomp_step *step, unsigned short n)
{
  struct { unsigned short n; struct seccomp_step *step; } p;

  p.n = n;
  p.step = step;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) return -1;
  return prctl(PR_SET_SECCOMP, 2, &p);
}

/* One that allows everything; the kernel's strict mode is gone all the same. */
static inline int seccomp_allow(void)
{
  struct seccomp_step all = { SECCOMP_RETURN, 0, 0, SECCOMP_ALLOW };

  return seccomp_add(&all, 1);
}

#endif
