/* words - reads settings from a list of words, separated by commas: +name turns
 * a setting on and -name turns it off; the last word counts. */
#ifndef WORDS_H
#define WORDS_H

/* Sets on[i] for each word that is names[i]; the names end with a null.  list
 * may be null or "".  1 = done; 0 = it met an unknown word; the words before it
 * count. */
int words_set(const char *list, const char *const *names, int *on);

#endif
