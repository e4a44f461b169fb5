/* rules - looks up an address in the rules that tcprules(1) has compiled. */
#ifndef RULES_H
#define RULES_H

/* Looks up ip in the database file: first the whole ip; then ip up to and
 * including its last dot or colon, then up to the one before, and so on; then
 * the empty string.  Sets the environment variables of the first rule that it
 * finds.
 *
 * RULES_ALLOW: allowed, also if there is no rule, as with tcpserver(1).
 * RULES_DENY: denied; the environment is as it was.  RULES_FAULT, with errno:
 * that cannot be told; EBADMSG = the file is no database of tcprules. */
enum { RULES_ALLOW, RULES_DENY, RULES_FAULT };
int rules_follow(const char *file, const char *ip);

#endif
