#include <sys/socket.h>
#include "../report.h"
#include "../strerr.h"
#include "../wait.h"
#include "test.h"

static int log_end;

static int wrote(const char *rest)
{
  char line[1000];
  char want[1000];
  ssize_t r = recv(log_end, line, sizeof line - 1, MSG_DONTWAIT);

  if (r <= 0) return 0;
  line[r] = 0;
  (void)snprintf(want, sizeof want, "qmail-popup: pid %d from 10.0.0.7 %s\n",
    (int)getpid(), rest);
  return !strcmp(line, want);
}

int main(void)
{
  int two[2];

  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, two) == -1) exit(111);
  if (dup2(two[1], 2) != 2) exit(111);
  log_end = two[0];
  setenv("PROTO", "TCP", 1);
  setenv("TCPREMOTEIP", "10.0.0.7", 1);

  strerr_session(0);
  report_closed("why");
  check(wrote("closed: why"));
  report_refused("why");
  check(wrote("user unknown refused: why"));
  report_attempt(2, 3, 0);
  check(wrote("user unknown refused: attempt 2 exit 3"));
  report_attempt(1, 1, 1);
  check(wrote("user unknown refused: APOP attempt 1 exit 1"));
  report_fault("[X] y", 111);
  check(wrote("fault: [X] y, exit 111"));
  report_fault("[X] y", WAIT_SIGNAL + 9);
  check(wrote("fault: [X] y, signal 9"));
  return test_end();
}
