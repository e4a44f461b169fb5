/* rules - what tcprules(1) has compiled for an address. */
#ifndef RULES_H
#define RULES_H

/* Looks ip up in the database that file names: ip as it is; then what of it
 * stands before the last dot or colon, with that, and so on; then the empty
 * string.  Sets the environment variables of the rule that is found first.
 *
 * RULES_ALLOW: also if there is no rule, as tcpserver(1) has it.  RULES_DENY:
 * the environment is as it was.  RULES_FAULT, with errno, EBADMSG if this is no
 * database of tcprules: nothing is known. */
enum { RULES_ALLOW, RULES_DENY, RULES_FAULT };
int rules_follow(const char *file, const char *ip);

#endif
