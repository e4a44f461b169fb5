/* auto_tlswrapper - tlswrapper.sh, without its last line feed. */
#ifndef AUTO_TLSWRAPPER_H
#define AUTO_TLSWRAPPER_H

extern const char auto_tlswrapper[];

#endif
