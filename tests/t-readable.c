#include <errno.h>
#include "../readable.h"
#include "fresh.h"

static const char *refusal;

static int opens(size_t i)
{
  int fd;

  refusal = "";
  errno = 0;
  fd = readable_open("t-readable", &d, i, &refusal);
  if (fd != -1) (void)close(fd);
  return fd != -1;
}

static void opened(void)
{
  fresh();
  check(test_file("new/1.a", "one") && test_file("cur/2.b,S=9:2,", "BZh"));
  check(test_file("cur/3.c:2,", "BZh") && test_file("new/4.d", ""));
  check(load() == 1 && d.n == 4);
  check(rename("new/1.a", "cur/1.a:2,S") == 0 && opens(0) && !*refusal);
  check(!opens(1) && !strcmp(refusal,
    "[SYS/PERM] that message is stored compressed or encrypted"));
  check(opens(2));
  check(unlink("new/4.d") == 0 && !opens(3) && !strcmp(refusal,
    "[SYS/TEMP] unable to open that message"));
  check(unlink("cur/3.c:2,") == 0 && symlink("1.a:2,S", "cur/3.c:2,") == 0);
  check(!opens(2) && !strcmp(refusal,
    "[SYS/PERM] unable to open that message"));
}

/* A client that asks for all of them does not fill the log. */
static void logs_once(void)
{
  int log = open("log", O_RDWR | O_CREAT, 0600);
  int err = dup(2);
  char s[999];
  const char *end;
  ssize_t n;

  if (log == -1 || err == -1) exit(111);
  check(dup2(log, 2) == 2 && !opens(1) && !opens(1));
  errno = EIO;
  readable_fault("t-readable", &d, 1);
  check(errno == EIO && dup2(err, 2) == 2);
  n = pread(log, s, sizeof s - 1, 0);
  s[n > 0 ? n : 0] = 0;
  check(strstr(s, "t-readable: warning: cannot read ") == s);
  check(strstr(s, "/cur/2.b,S=9:2,: ") != 0);
  end = strchr(s, '\n');
  check(end && end[1] == 0);
}

int main(void)
{
  test_enter();
  opened();
  logs_once();
  return test_end();
}
