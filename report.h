/* report - the lines that qmail-popup logs about a connection.  All of them
 * begin "qmail-popup: pid N from ADDRESS "; call strerr_session first. */
#ifndef REPORT_H
#define REPORT_H

#define REPORT_PROGRAM "qmail-popup"

/* "closed: why": there was no login. */
void report_closed(const char *why);

/* "user unknown refused: why": refused without asking the next program. */
void report_refused(const char *why);

/* The same with "attempt n exit r", if the next program does not log its own
 * refusals.  digest: it was an APOP digest, which perhaps could not be checked.
 * Such a line has capital letters, so that fail2ban's filter does not count
 * it. */
void report_attempt(int n, int r, int digest);

/* "fault: reply, exit N" or "fault: reply, signal N".  r is what wait_pid
 * returned. */
void report_fault(const char *reply, int r);

#endif
