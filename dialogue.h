/* dialogue - the AUTHORIZATION state of POP3, RFC 1939 section 4, for the child
 * of qmail-popup.  Only dialogue.c and what it calls read a stranger's
 * bytes. */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "noreturn.h"
#include "offer.h"

/* host is the name of the server, and stamp is <PID.SECONDS@HOST>, for APOP.
 * stls: STLS is offered.  tls_first: a login needs TLS.  errors: the number of
 * wrong commands so far.  greet: the greeting has not been sent yet. */
struct dialogue {
  const char *host;
  const char *stamp;
  struct offer offer;
  int stls;
  int tls_first;
  int errors;
  int greet;
};

/* The exit code of the child: one of these, plus the number of wrong commands
 * in the low four bits.  Its parent learns nothing else about the client.
 * After DIALOGUE_LONG and DIALOGUE_OTHER the client still waits for a
 * refusal. */
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

/* In the jail, talks to the client on descriptors 0 and 1, until the client
 * leaves or has sent a login and a password.  Writes these to descriptor to.
 * It reads byte by byte, so it reads nothing behind the password. */
NORETURN void dialogue_run(const struct dialogue *settings, int to);

/* In the jail, reads descriptor 0 and discards what comes, until it ends or 64
 * KB have come. */
NORETURN void dialogue_drain(void);

#endif
