/* auto_logrun - logrun.sh, without its last line feed. */
#ifndef AUTO_LOGRUN_H
#define AUTO_LOGRUN_H

extern const char auto_logrun[];

#endif
