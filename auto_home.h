/* auto_home - the first line of conf-home, from when this was built. */
#ifndef AUTO_HOME_H
#define AUTO_HOME_H

extern const char auto_home[];

#endif
