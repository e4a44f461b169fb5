/* mailservice - what a service has besides whose mail accounts are its own. */
#ifndef MAILSERVICE_H
#define MAILSERVICE_H

/* 1 = the checker, words with blanks between them, is checkmail with the file
 * accounts.cdb in the service directory. */
int mailservice(const char *checker);

/* The file accounts, as it is at first; of the Makefile, what comes before all
 * else, and what comes behind it. */
extern const char mailservice_text[];
extern const char mailservice_first[];
extern const char mailservice_make[];

#endif
