/* launch - starting the program that checks a login. */
#ifndef LAUNCH_H
#define LAUNCH_H

/* As pathexec (pathexec.h); but ours, if it is dynamic (kind.h), first gets
 * the memory that ld.so needs, by limit_lift (limit.h), and puts the limits
 * back by itself.  For all others nothing changes. */
int launch_checker(char *const *argv);

#endif
