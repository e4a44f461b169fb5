/* auto_stunnel - stunnel.sh, without its last line feed. */
#ifndef AUTO_STUNNEL_H
#define AUTO_STUNNEL_H

extern const char auto_stunnel[];

#endif
