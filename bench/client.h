/* client - one POP3 connection, for load.c.  Whatever is not as it should be
 * ends the process: a benchmark of wrong answers measures nothing. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stddef.h>
#include <stdint.h>
#include "../noreturn.h"
#include "wire.h"

enum { CLIENT_BUFFER = 262144 };

struct client {
  struct wire wire;
  size_t p; /* x[p..q-1] was received and not yet used */
  size_t q;
  char x[CLIENT_BUFFER];
};

/* What a reply of many lines says: bytes as the server meant them, without
 * the dots that it added. */
struct text {
  char *s;
  size_t len;
  size_t a;
};

/* Ends the process with 111: what failed, why. */
NORETURN void client_die(const char *what, const char *why);

/* Connects to 127.0.0.1 and takes the greeting. */
void client_dial(struct client *c, int port);

/* Sends the bytes. */
void client_send(struct client *c, const char *s, size_t n);

/* Sends a line, and takes the line that answers it: that, after "+OK", valid
 * until the next call. */
const char *client_ask(struct client *c, const char *line);

/* Takes one line, which must begin with "+OK". */
const char *client_ok(struct client *c);

/* client_dial, USER and PASS. */
void client_login(struct client *c, int port, const char *user,
  const char *password);

/* Takes the lines up to the one that is a dot: how many octets they have, the
 * dots that the server added aside.  They are appended to t unless that is
 * null. */
uint64_t client_lines(struct client *c, struct text *t);

/* QUIT, +OK, and the end that the server makes. */
void client_quit(struct client *c);

#endif
