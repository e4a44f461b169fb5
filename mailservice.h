/* mailservice - what a service with mail accounts has in addition. */
#ifndef MAILSERVICE_H
#define MAILSERVICE_H

/* 1 = the checker, a command line, is checkmail with the file accounts.cdb of
 * the service directory. */
int mailservice(const char *checker);

/* What the file accounts has at first; the beginning of the Makefile, and its
 * end. */
extern const char mailservice_text[];
extern const char mailservice_first[];
extern const char mailservice_make[];

#endif
