/* glue - what libcrypt.a, which was compiled with glibc's headers, calls and
 * other libcs do not have.
 *
 * These names belong to glibc, whose programs never contain this file. */
#ifndef GLUE_H
#define GLUE_H

#include <stddef.h>
#include <sys/types.h>

/* As explicit_bzero, snprintf and strtoul; room is of the object that s is. */
void __explicit_bzero_chk(void *s, size_t n, size_t room);
int __snprintf_chk(char *s, size_t n, int flag, size_t room,
  const char *format, ...);
unsigned long __isoc23_strtoul(const char *s, char **end, int base);

/* As mmap: on 32 bits this is glibc's name for it, with offsets of 64 bits. */
void *mmap64(void *at, size_t n, int protection, int flags, int fd,
  off_t offset);

/* As memcpy, which the linker calls by this name if it gets --wrap=memcpy.
 * libcrypt copies some bytes many times for each hash, and memcpy of some libcs
 * is slow at that. */
void *__wrap_memcpy(void *to, const void *from, size_t n);

/* For a salt.  It ends the process: nobody calls it, as we always give
 * crypt_gensalt_rn bytes of our own. */
void arc4random_buf(void *s, size_t n);

#endif
