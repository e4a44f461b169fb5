/* offer - the ways of logging in that a server offers, besides USER and PASS,
 * as $POP3AUTH has them. */
#ifndef OFFER_H
#define OFFER_H

struct offer {
  int apop;   /* APOP, and a timestamp for it in the greeting */
  int plain;  /* AUTH, and SASL PLAIN */
};

#define OFFER_ALL { 1, 1 }

/* Changes what the words say, which are separated by commas: +apop and -apop,
 * +plain and -plain.  Null is no word.  1, or 0 if it met a word that it does
 * not know; those before it count. */
int offer_words(struct offer *o, const char *words);

/* plain, as $POP3AUTH says. */
int offer_plain(void);

#endif
