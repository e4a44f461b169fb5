/* remote - who the client is, as the environment says. */
#ifndef REMOTE_H
#define REMOTE_H

/* The client's address: the value of the environment variable that $PROTO
 * names, such as TCPREMOTEIP if PROTO is TCP; null if it is not set. */
const char *remote_ip(void);

#endif
