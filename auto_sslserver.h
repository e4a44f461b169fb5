/* auto_sslserver - sslserver.sh, without its last line feed. */
#ifndef AUTO_SSLSERVER_H
#define AUTO_SSLSERVER_H

extern const char auto_sslserver[];

#endif
