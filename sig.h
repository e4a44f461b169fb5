/* sig - sets what signals do, whatever the parent process has left.
 *
 * No call here can fail, since each names only signals that may be set. */
#ifndef SIG_H
#define SIG_H

/* Call it at the start.  SIGALRM and SIGCHLD get the system's default, and
 * SIGPIPE is ignored (a write then fails with EPIPE).  None of these three is
 * blocked, nor SIGTERM, SIGHUP and SIGINT. */
void sig_start(void);

/* Call it before exec.  All three get the system's default, and no alarm is
 * pending. */
void sig_reset(void);

/* From now on handler runs when signal comes.  Every other signal waits until
 * it returns.  A system call that is interrupted fails with EINTR. */
void sig_catch(int signal, void (*handler)(int));

/* Holds SIGTERM, SIGHUP and SIGINT until sig_release, so that they do not
 * interrupt a group of steps.  Do not call it in a handler. */
void sig_hold(void);
void sig_release(void);

/* From now on signal does nothing here. */
void sig_ignore(int signal);

#endif
