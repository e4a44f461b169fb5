/* kind - what is known of a checker by its name. */
#ifndef KIND_H
#define KIND_H

/* What its exit codes mean (ending.h). */
enum { KIND_USUAL, KIND_CVM };

/* hashes: it has no passwords in the clear, so no APOP can pass.  logs: it
 * writes a line for each refusal.  dynamic: it is ours, and ld.so needs memory
 * for it.  words: so many of a command line are its own, and behind them is
 * the next program; 0 = nobody knows. */
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
