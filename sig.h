/* sig - what signals do to our programs, whatever the parent left.
 *
 * No call here can fail: each names only signals that may be set. */
#ifndef SIG_H
#define SIG_H

/* At the start: SIGALRM and SIGCHLD as the system has them, SIGPIPE ignored
 * (a write then says EPIPE); none of the three blocked, nor SIGTERM, SIGHUP
 * and SIGINT. */
void sig_start(void);

/* Before exec: all three as the system has them, no alarm pending. */
void sig_reset(void);

/* From now on handler runs when signal comes, with every other signal held
 * until it returns; a call that it interrupts returns EINTR. */
void sig_catch(int signal, void (*handler)(int));

/* Holds SIGTERM, SIGHUP and SIGINT, so that what is done until sig_release is
 * done with what belongs to it; not in a handler. */
void sig_hold(void);
void sig_release(void);

/* From now on signal does nothing here. */
void sig_ignore(int signal);

#endif
