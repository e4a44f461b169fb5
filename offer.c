#include <stdlib.h>
#include "offer.h"
#include "words.h"

int offer_words(struct offer *o, const char *words)
{
  static const char *const names[] = { "apop", "plain", 0 };
  int on[2];
  int r;

  on[0] = o->apop;
  on[1] = o->plain;
  r = words_set(words, names, on);
  o->apop = on[0];
  o->plain = on[1];
  return r;
}

int offer_plain(void)
{
  struct offer o = OFFER_ALL;

  (void)offer_words(&o, getenv("POP3AUTH")); /* what is wrong says nothing */
  return o.plain;
}
