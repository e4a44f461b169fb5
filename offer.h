/* offer - which ways of logging in a server offers besides USER and PASS; the
 * variable $POP3AUTH says it. */
#ifndef OFFER_H
#define OFFER_H

struct offer {
  int apop;   /* APOP, and a timestamp for it in the greeting */
  int plain;  /* AUTH, and SASL PLAIN */
};

#define OFFER_ALL { 1, 1 }

/* Changes *o as the words say, which are separated by commas: +apop, -apop,
 * +plain, -plain.  words may be null.  1 = done; 0 = it met an unknown word;
 * the words before it count. */
int offer_words(struct offer *o, const char *words);

/* The field plain, by $POP3AUTH. */
int offer_plain(void);

#endif
