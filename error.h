/* error - what an errno means to whoever must decide or read it. */
#ifndef ERROR_H
#define ERROR_H

/* 1 = the same call may well succeed later: memory, descriptors, space, the
 * disk or the network is short or failing.  0 = it will fail until somebody
 * changes something. */
int error_temp(int e);

/* 1 = what was named is no longer there: it was removed, or renamed, here or,
 * as a network file system says it, by another host. */
int error_gone(int e);

/* The words for e, in English, the same with every libc for what our programs
 * meet. */
const char *error_words(int e);

#endif
