#include "report.h"
#include "strerr.h"
#include "wait.h"

static void begin(const char *what, const char *why)
{
  strerr_start(REPORT_PROGRAM);
  strerr_text(what);
  strerr_text(why);
}

void report_closed(const char *why)
{
  begin("closed: ", why);
  strerr_end();
}

void report_refused(const char *why)
{
  begin("user unknown refused: ", why);
  strerr_end();
}

void report_attempt(int n, int r, int digest)
{
  begin("user unknown refused: ", digest ? "APOP attempt " : "attempt ");
  strerr_num((uint64_t)n);
  strerr_text(" exit ");
  strerr_num((uint64_t)r);
  strerr_end();
}

void report_fault(const char *reply, int r)
{
  begin("fault: ", reply);
  strerr_text(r < WAIT_SIGNAL ? ", exit " : ", signal ");
  strerr_num((uint64_t)(r < WAIT_SIGNAL ? r : r - WAIT_SIGNAL));
  strerr_end();
}
