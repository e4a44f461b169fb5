#include <stdlib.h>
#include <string.h>
#include "offer.h"
#include "str.h"

static int word(struct offer *o, const char *s, size_t n)
{
  int *what;

  if (n == 5 && !memcmp(s + 1, "apop", 4)) what = &o->apop;
  else if (n == 6 && !memcmp(s + 1, "plain", 5)) what = &o->plain;
  else return 0;
  if (*s != '+' && *s != '-') return 0;
  *what = *s == '+';
  return 1;
}

int offer_words(struct offer *o, const char *words)
{
  size_t n;

  if (!words) return 1;
  for (; *words; words += n + (words[n] != 0)) {
    n = str_chr(words, ',');
    if (n && !word(o, words, n)) return 0;
  }
  return 1;
}

int offer_plain(void)
{
  struct offer o = OFFER_ALL;

  (void)offer_words(&o, getenv("POP3AUTH")); /* what is wrong says nothing */
  return o.plain;
}
