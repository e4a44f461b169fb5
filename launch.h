/* launch - starting the program that checks a login. */
#ifndef LAUNCH_H
#define LAUNCH_H

/* 1 = the program is ours, as far as its name can tell: checkpassword, with
 * or without a path. */
int launch_ours(const char *program);

/* As pathexec (pathexec.h); but ours, which is dynamic, first gets the memory
 * that ld.so needs, by limit_lift (limit.h), and puts the limits back by
 * itself.  For all others nothing changes. */
int launch_checker(char *const *argv);

#endif
