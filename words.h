/* words - settings in a list of words, separated by commas: +name is on, -name
 * is off, and the last one counts. */
#ifndef WORDS_H
#define WORDS_H

/* Sets on[i] for each word of names[i]; the names end with a null.  Null and ""
 * are no word.  1, or 0 if it met one that is none of these; those before it
 * count. */
int words_set(const char *list, const char *const *names, int *on);

#endif
