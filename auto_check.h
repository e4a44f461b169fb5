/* auto_check - check.sh, without its last line feed. */
#ifndef AUTO_CHECK_H
#define AUTO_CHECK_H

extern const char auto_check[];

#endif
