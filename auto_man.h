/* auto_man - the first line of conf-man, from when this was built. */
#ifndef AUTO_MAN_H
#define AUTO_MAN_H

extern const char auto_man[];

#endif
