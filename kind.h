/* kind - what the name of a checker tells about it. */
#ifndef KIND_H
#define KIND_H

/* What its exit codes mean (ending.h). */
enum { KIND_USUAL, KIND_CVM };

/* hashes: it has only hashes of passwords, so APOP cannot work.  logs: it logs
 * each refusal.  dynamic: it is ours, and ld.so needs memory for it.  words:
 * how many words of a command line are its own; the next program comes after
 * them; 0 = that is not known. */
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
