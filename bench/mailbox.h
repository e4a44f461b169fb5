/* mailbox - what a server should send of a maildir that mkmaildir made. */
#ifndef MAILBOX_H
#define MAILBOX_H

#include <stddef.h>
#include <stdint.h>

/* Message i is cur/NAME[i], and RETR of it has octets[i]. */
struct mailbox {
  const char *dir;
  char **name;
  uint64_t *octets;
  size_t n;
};

/* Reads every message, once; ends the process if it cannot. */
void mailbox_read(struct mailbox *m, const char *dir);

/* 1 = s[0..len-1] is what RETR should send of message i. */
int mailbox_same(const struct mailbox *m, size_t i, const char *s, size_t len);

#endif
