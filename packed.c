#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "message.h"
#include "name.h"
#include "packed.h"

static const struct { size_t n; const char *s; } magic[] = {
  { 3, "\x1f\x8b\x08" }, { 3, "BZh" }, { 6, "\3757zXZ\0" },
  { 4, "\x04\x22\x4d\x18" }, { 11, "Dovecot-LZ4" }, { 4, "\x28\xb5\x2f\xfd" },
  { 7, "CRYPTED" }
};

/* 1 = it begins so; 0; or -1. */
static int begins(int fd)
{
  char s[16];
  ssize_t r;
  size_t i;

  do r = pread(fd, s, sizeof s, 0);
  while (r == -1 && errno == EINTR);
  if (r == -1) return -1;
  for (i = 0; i < sizeof magic / sizeof *magic; ++i)
    if ((size_t)r >= magic[i].n && !memcmp(s, magic[i].s, magic[i].n)) return 1;
  return 0;
}

/* Dovecot's octets leave out the line end that we add where there is none. */
static int other_octets(int fd, uint64_t said)
{
  uint64_t octets;

  if (message_octets(fd, &octets) == -1) return -1;
  if (lseek(fd, 0, SEEK_SET) == -1) return -1;
  return octets != said && octets != said + 2;
}

int packed_is(int fd, const char *name)
{
  struct stat st;
  uint64_t size;
  uint64_t octets;
  int sized = name_size(name, &size);
  int counted = name_octets(name, &octets);
  int flag = name_flag(name, 'Z');
  int r;

  if (!flag && !sized && !counted) return 0;
  r = begins(fd);
  if (r != 1) return r;
  if (flag) return 1;
  if (sized && fstat(fd, &st) == -1) return -1;
  if (sized && (uint64_t)st.st_size != size) return 1;
  return counted ? other_octets(fd, octets) : 0;
}
