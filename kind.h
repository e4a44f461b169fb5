/* kind - what qmail-popup knows about a checker, by its name. */
#ifndef KIND_H
#define KIND_H

/* What its exit codes mean (ending.h). */
enum { KIND_USUAL, KIND_CVM };

/* hashes: it has only hashes of passwords, so APOP cannot work.  logs: it logs
 * each refusal itself.  dynamic: it is ours, and is linked dynamically, so
 * ld.so needs memory.  words: the number of words in a command line that are
 * its own, before the next program; 0 = unknown. */
struct kind {
  const char *name; /* the last part of its path; null: any other */
  int hashes;
  int logs;
  int dynamic;
  int words;
  int codes;
};

/* Never null. */
const struct kind *kind_of(const char *path);

#endif
