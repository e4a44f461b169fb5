/* auto_door - the first line of conf-door, from when this was built. */
#ifndef AUTO_DOOR_H
#define AUTO_DOOR_H

extern const char auto_door[];

#endif
