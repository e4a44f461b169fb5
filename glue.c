#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "byte.h"
#include "glue.h"

/* It would write past the end: glibc ends the process here, too. */
static void fits(size_t n, size_t room)
{
  if (n > room) abort();
}

void __explicit_bzero_chk(void *s, size_t n, size_t room)
{
  fits(n, room);
  byte_wipe(s, n);
}

/* byte_copy calls memcpy itself for more than a few hundred bytes. */
void *__wrap_memcpy(void *to, const void *from, size_t n)
{
  enum { PIECE = 128 };
  char *t = to;
  const char *f = from;

  for (; n > PIECE; n -= PIECE, t += PIECE, f += PIECE)
    byte_copy(t, f, PIECE);
  byte_copy(t, f, n);
  return to;
}

int __snprintf_chk(char *s, size_t n, int flag, size_t room,
  const char *format, ...)
{
  va_list args;
  int r;

  (void)flag;
  fits(n, room);
  va_start(args, format);
  r = vsnprintf(s, n, format, args);
  va_end(args);
  return r;
}

/* glibc's headers may make of these names calls of the functions below. */
unsigned long plain_strtoul(const char *s, char **end, int base)
  __asm__("strtoul");
void *plain_mmap(void *at, size_t n, int protection, int flags, int fd,
  off_t offset) __asm__("mmap");

unsigned long __isoc23_strtoul(const char *s, char **end, int base)
{
  return plain_strtoul(s, end, base);
}

void *mmap64(void *at, size_t n, int protection, int flags, int fd,
  off_t offset)
{
  return plain_mmap(at, n, protection, flags, fd, offset);
}

void arc4random_buf(void *s, size_t n)
{
  (void)s;
  (void)n;
  abort();
}
