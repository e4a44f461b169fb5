/* auto_empty - the first line of conf-empty, from when this was built. */
#ifndef AUTO_EMPTY_H
#define AUTO_EMPTY_H

extern const char auto_empty[];

#endif
