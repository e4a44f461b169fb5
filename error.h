/* error - what an errno means. */
#ifndef ERROR_H
#define ERROR_H

/* 1 = the same call may succeed later: memory, descriptors or space are short,
 * or the disk or the network fails.  0 = it will fail until somebody changes
 * something. */
int error_temp(int e);

/* 1 = the file is no longer there.  It was removed or renamed, perhaps by
 * another host (ESTALE). */
int error_gone(int e);

/* The words for e, in English.  For all errors that our programs meet, they
 * are the same with every libc. */
const char *error_words(int e);

#endif
