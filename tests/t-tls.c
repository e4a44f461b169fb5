#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "../tls.h"
#include "test.h"

enum { VARIABLES = 4 };
static const char *const variable[VARIABLES] = {
  "SSLCTLFD", "SSLREADFD", "SSLWRITEFD", "SSLACKFD"
};

static int unset(void)
{
  int i;

  for (i = 0; i < VARIABLES; ++i) if (getenv(variable[i])) return 0;
  return 1;
}

/* Of the descriptors from 3 up, 10, 11 and 12 are open, and no others that
 * are named here. */
static const struct {
  const char *value[VARIABLES]; const char *tls; int r;
} row[] = {
  { { 0, 0, 0, 0 }, 0, 0 },
  { { 0, 0, 0, 0 }, "", 0 },
  { { 0, 0, 0, 0 }, "!", 0 },
  { { 0, 0, 0, 0 }, "-", 0 },
  { { "10", "11", "12", 0 }, 0, 1 },
  { { "10", "11", "12", 0 }, "", 1 },
  { { "10", "11", "12", 0 }, "!", 1 },
  { { "10", "11", "12", 0 }, "--", 1 },
  { { "10", "11", "11", 0 }, 0, 1 },
  { { "10", "11", "12", 0 }, "-", 0 },
  { { "99", "x", 0, 0 }, "-", 0 },
  { { "10", "11", 0, 0 }, 0, -1 },
  { { "10", 0, "12", 0 }, 0, -1 },
  { { 0, "11", "12", 0 }, 0, -1 },
  { { "10", 0, 0, 0 }, 0, -1 },
  { { "99", "11", "12", 0 }, 0, -1 },
  { { "10", "99", "12", 0 }, 0, -1 },
  { { "10", "11", "99", 0 }, 0, -1 },
  { { "10", "11", "", 0 }, 0, -1 },
  { { "10", "11", "0", 0 }, 0, -1 },
  { { "10", "11", "1", 0 }, 0, -1 },
  { { "10", "2", "12", 0 }, 0, -1 },
  { { "-1", "11", "12", 0 }, 0, -1 },
  { { "10 ", "11", "12", 0 }, 0, -1 },
  { { "0x10", "11", "12", 0 }, 0, -1 },
  { { "10", "11", "4294967308", 0 }, 0, -1 }, /* 2^32 + 12 */
  { { "18446744073709551626", "11", "12", 0 }, 0, -1 }, /* 2^64 + 10 */
  { { "10", 0, 0, "11" }, 0, 1 },
  { { "10", 0, 0, "10" }, 0, 1 },
  { { "10", 0, 0, "11" }, "!", 1 },
  { { "10", 0, 0, "11" }, "-", 0 },
  { { 0, 0, 0, "11" }, 0, -1 },
  { { "10", "11", 0, "12" }, 0, -1 },
  { { "10", 0, "11", "12" }, 0, -1 },
  { { "10", "11", "12", "12" }, 0, -1 },
  { { "10", 0, 0, "99" }, 0, -1 },
  { { "99", 0, 0, "11" }, 0, -1 },
  { { "10", 0, 0, "" }, 0, -1 },
};

static size_t at;

static int find(void)
{
  int fd[TLS_FDS] = { -7, -7, -7 };
  int i;

  for (i = 3; i < 30; ++i) close(i);
  for (i = 10; i < 13; ++i) if (dup2(0, i) != i) return 111;
  for (i = 0; i < VARIABLES; ++i) {
    unsetenv(variable[i]);
    if (row[at].value[i]) setenv(variable[i], row[at].value[i], 1);
  }
  unsetenv("UCSPITLS");
  if (row[at].tls) setenv("UCSPITLS", row[at].tls, 1);
  errno = 0;
  if (tls_find(fd) != row[at].r) return 1;
  if (row[at].r == -1 && errno == 0) return 2;
  if (!unset()) return 3;
  if (tls_find(fd) != 0) return 4; /* not offered twice */
  if (tls_required() != (row[at].tls && !strcmp(row[at].tls, "!"))) return 5;
  if (row[at].r != 1) return 42;
  if (fd[0] != atoi(row[at].value[0])) return 6;
  if (row[at].value[3])
    return fd[1] == atoi(row[at].value[3]) && fd[2] == -1 ? 42 : 7;
  for (i = 1; i < TLS_FDS; ++i)
    if (fd[i] != atoi(row[at].value[i])) return 8;
  return 42;
}

/* ---- beginning ---- */

static int same; /* 1 = reading and writing are one descriptor */

static int start(void)
{
  int ctl[2];
  int in[2];
  int out[2];
  int fd[TLS_FDS];
  char c = 0;
  int i;

  if (pipe(ctl) == -1 || pipe(in) == -1 || pipe(out) == -1) return 111;
  fd[0] = ctl[1];
  fd[1] = in[0];
  fd[2] = same ? in[0] : out[1];
  if (tls_start(fd) != 1) return 1;
  if (read(ctl[0], &c, 1) != 1 || c != 'y') return 2;
  if (read(ctl[0], &c, 1) != 0) return 3; /* nothing else, and closed */
  for (i = 0; i < TLS_FDS; ++i) if (fcntl(fd[i], F_GETFD) != -1) return 4;
  if (write(in[1], "i", 1) != 1 || read(0, &c, 1) != 1 || c != 'i') return 5;
  if (same) return 42;
  if (write(1, "o", 1) != 1 || read(out[0], &c, 1) != 1) return 6;
  return c == 'o' ? 42 : 7;
}

static int no_control(void)
{
  int fd[TLS_FDS] = { 99, 10, 10 };

  close(99);
  if (dup2(0, 10) != 10) return 111;
  return tls_start(fd) == -1 && errno == EBADF ? 42 : 1;
}

static int no_descriptor(void)
{
  int fd[TLS_FDS] = { 0, 10, 99 };
  int ctl[2];

  close(99);
  if (pipe(ctl) == -1 || dup2(0, 10) != 10) return 111;
  fd[0] = ctl[1];
  return tls_start(fd) == -1 ? 42 : 1;
}

/* ---- beginning on the same two ---- */

static const struct {
  const char *ack; /* what comes, and the end */
  size_t n;
  const char *clear; /* what the client had sent */
  int r;
} answer[] = {
  { "", 1, "", 1 }, { "\0x", 2, "", 1 }, { "", 0, "", -1 },
  { "y", 1, "", -1 }, { "", 1, "QUIT\r\n", 0 },
};

static int start_here(void)
{
  int ctl[2];
  int ack[2];
  int in[2];
  int fd[TLS_FDS];
  size_t n = strlen(answer[at].clear);
  char c = 1;

  if (pipe(ctl) == -1 || pipe(ack) == -1 || pipe(in) == -1) return 111;
  if (dup2(in[0], 0) == -1) return 111;
  if (write(in[1], answer[at].clear, n) != (ssize_t)n) return 111;
  if (write(ack[1], answer[at].ack, answer[at].n) != (ssize_t)answer[at].n)
    return 111;
  close(ack[1]);
  fd[0] = ctl[1];
  fd[1] = ack[0];
  fd[2] = -1;
  if (tls_start(fd) != answer[at].r) return 1;
  if (read(ctl[0], &c, 1) != 1 || c) return 2;
  if (answer[at].r == -1) return 42;
  if (fcntl(fd[0], F_GETFD) != -1 || fcntl(fd[1], F_GETFD) != -1) return 3;
  return read(ctl[0], &c, 1) == 0 ? 42 : 4;
}

static void same_two(void)
{
  for (at = 0; at < sizeof answer / sizeof *answer; ++at)
    check_row(at, test_child(start_here) == 42);
}

int main(void)
{
  for (at = 0; at < sizeof row / sizeof *row; ++at)
    check_row(at, test_child(find) == 42);
  for (same = 0; same < 2; ++same) check(test_child(start) == 42);
  same_two();
  check(test_child(no_control) == 42);
  check(test_child(no_descriptor) == 42);
  return test_end();
}
