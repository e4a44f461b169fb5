#include <limits.h>
#include <signal.h>
#include "ending.h"
#include "exitcode.h"
#include "kind.h"
#include "wait.h"

#define FAILED "[AUTH] authorization failed"
#define WRONG "[SYS/PERM] unable to check passwords, tell the postmaster"
#define CRASHED "[SYS/TEMP] aack, child crashed"

/* By SIGALRM our programs end their waiting for a store that hangs. */
#define SIGNALS \
  { WAIT_SIGNAL + SIGALRM - 1, 0, 1, CRASHED }, \
  { WAIT_SIGNAL + SIGALRM, 0, 1, ENDING_LATER }, \
  { INT_MAX, 0, 1, CRASHED }

/* vchkpw refuses with 3 and more. */
static const struct ending usual[] = {
  { EXIT_DONE, 0, 0, 0 },
  { EXIT_REFUSED, 1, 1, FAILED },
  { EXIT_MISUSE, 0, 0, WRONG },
  { EXIT_LIMIT, 1, 1, FAILED },
  { EXIT_USAGE, 0, 0, WRONG },
  { WAIT_SIGNAL - 1, 0, 1, ENDING_LATER },
  SIGNALS
};

/* Its codes are those of its module, where 100 is a wrong password and what
 * is below that a fault, as of a module that cannot be run. */
static const struct ending cvm[] = {
  { EXIT_DONE, 0, 0, 0 },
  { EXIT_REFUSED, 0, 1, ENDING_LATER },
  { EXIT_MISUSE, 0, 0, WRONG },
  { EXIT_LIMIT, 0, 1, ENDING_LATER },
  { EXIT_USAGE, 1, 1, FAILED },
  { WAIT_SIGNAL - 1, 0, 1, ENDING_LATER },
  SIGNALS
};

const struct ending ending_refused = { EXIT_REFUSED, 1, 1, FAILED };
const struct ending ending_full = { EXIT_LATER, 0, 0,
  "[IN-USE] too many sessions of this user, please wait" };

const struct ending *ending_find(int codes, int r)
{
  const struct ending *e = codes == KIND_CVM ? cvm : usual;

  while (r > e->last) ++e;
  return e;
}
