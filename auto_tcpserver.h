/* auto_tcpserver - tcpserver.sh, without its last line feed. */
#ifndef AUTO_TCPSERVER_H
#define AUTO_TCPSERVER_H

extern const char auto_tcpserver[];

#endif
