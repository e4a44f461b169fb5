/* dialogue - the AUTHORIZATION state of POP3, RFC 1939 section 4, for the child
 * of qmail-popup: all that reads a stranger's bytes is in dialogue.c and in
 * what that calls. */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "noreturn.h"
#include "offer.h"

/* host names the server and stamp is <PID.SECONDS@HOST>, for APOP.  stls: STLS
 * is offered; tls_first: no login without it.  errors: how many wrong commands
 * this connection has had before.  greet: the client waits for the greeting. */
struct dialogue {
  const char *host;
  const char *stamp;
  struct offer offer;
  int stls;
  int tls_first;
  int errors;
  int greet;
};

/* How the process ends: one of these plus, in the low four bits, how many
 * wrong commands the connection has had; so that is all its parent learns of
 * the client.  After DIALOGUE_LONG and DIALOGUE_OTHER the client still waits
 * for a refusal. */
enum {
  DIALOGUE_OVER = 0x00,   /* QUIT, or the client is gone */
  DIALOGUE_LIMIT = 0x10,  /* too many bytes or wrong commands; it was told */
  DIALOGUE_LOGIN = 0x20,  /* the credentials are in the pipe */
  DIALOGUE_APOP = 0x30,   /* the same, with a digest for a password */
  DIALOGUE_LONG = 0x40,   /* a login, and too long for any checker */
  DIALOGUE_OTHER = 0x50,  /* a login, to act for somebody else */
  DIALOGUE_STLS = 0x60,   /* the client waits for TLS */
  DIALOGUE_ERRORS = 0x0f
};

/* Talks to the client on descriptors 0 and 1, in the jail, until it leaves,
 * or has given a login and password: these are written into to.  Reads byte
 * by byte, and so nothing of what follows the password. */
NORETURN void dialogue_run(const struct dialogue *settings, int to);

/* Throws away, in the jail, what comes on descriptor 0 until it ends, or is
 * 64 KB. */
NORETURN void dialogue_drain(void);

#endif
