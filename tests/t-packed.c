#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "../packed.h"
#include "test.h"

static int is(const char *bytes, size_t n, const char *name)
{
  char c = 0;
  int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
  int r;

  if (write(fd, bytes, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
    return -2;
  r = packed_is(fd, name);
  if (n && (read(fd, &c, 1) != 1 || c != *bytes)) r = -3; /* at the start */
  close(fd);
  return r;
}

static void kinds(void)
{
  static const struct { size_t n; const char *s; int packed; } row[] = {
    { 10, "\x1f\x8b\x08\0\0\0\0\0\0\3", 1 },
    { 10, "\x1f\x8b\7\0\0\0\0\0\0\3", 0 },
    { 8, "BZh91AY&", 1 }, { 3, "BZh", 1 }, { 2, "BZ", 0 }, { 0, "", 0 },
    { 8, "\3757zXZ\0\0\4", 1 }, { 8, "\3757zXZ\1\0\4", 0 },
    { 8, "\x28\xb5\x2f\xfd\0X\254\7", 1 }, { 8, "\x04\x22\x4d\x18....", 1 },
    { 16, "Dovecot-LZ4\r*\x9b\xc5\0", 1 }, { 9, "CRYPTED\3\7", 1 },
    { 9, "Subject: ", 0 }, { 9, "CRYPTE D\n", 0 }, { 9, "\nBZh91AY&", 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check_row(i, is(row[i].s, row[i].n, "1.a:2,SZ") == row[i].packed);
    check_row(i, is(row[i].s, row[i].n, "1.a,S=9999:2,S") == row[i].packed);
    check_row(i, is(row[i].s, row[i].n, "1.a,W=9999") == row[i].packed);
    check_row(i, is(row[i].s, row[i].n, "1.a:2,S") == 0);
  }
}

/* A message whose text begins so, in 10 bytes that are 12 octets. */
static void plain(void)
{
  static const struct { const char *name; int packed; } row[] = {
    { "1.a", 0 }, { "1.a:2,S", 0 }, { "1.Z:2,", 0 }, { "1.a:Z", 0 },
    { "1.a,S=10", 0 }, { "1.a,S=10,W=12:2,FS", 0 }, { "1.a,W=12:2,", 0 },
    { "1.a,W=10:2,", 0 }, /* Dovecot adds no line end */
    { "1.a,S=11", 1 }, { "1.a,S=9:2,S", 1 }, { "1.a,W=13", 1 },
    { "1.a,W=9:2,", 1 }, { "1.a,S=10,W=13", 1 }, { "1.a,S=11,W=12", 1 },
    { "1.a:2,Z", 1 }, { "1.a,S=10,W=12:2,RSZ", 1 }, { "1.a,S=x,W=:2,", 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, is("BZh is it.", 10, row[i].name) == row[i].packed);
}

static void fails(void)
{
  check(packed_is(-1, "1.a") == 0); /* nothing is asked */
  check(packed_is(-1, "1.a:2,Z") == -1);
}

int main(void)
{
  test_enter();
  kinds();
  plain();
  fails();
  return test_end();
}
