/* noreturn - marks a function that does not return:
 * static NORETURN void die(void); */
#ifndef NORETURN_H
#define NORETURN_H

#if defined __GNUC__
#define NORETURN __attribute__((noreturn))
#else
#define NORETURN
#endif

#endif
