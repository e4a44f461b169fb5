/* exitcode - the exit codes of our programs; qmail-popup acts on them. */
#ifndef EXITCODE_H
#define EXITCODE_H

enum {
  EXIT_DONE = 0,      /* done; the client has had its answers */
  EXIT_REFUSED = 1,   /* login or password not acceptable */
  EXIT_MISUSE = 2,    /* descriptor 3 missing or malformed; no program given */
  EXIT_LIMIT = 99,    /* the last code by which a checker refuses */
  EXIT_USAGE = 100,   /* will fail until somebody changes something */
  EXIT_LATER = 111    /* may work at the next try */
};

#endif
