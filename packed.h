/* packed - messages that are not stored as they are: compressed or encrypted,
 * as Dovecot's plugins do it. */
#ifndef PACKED_H
#define PACKED_H

/* 1 = the file fd, whose name in new or cur is name, begins as gzip, bzip2, xz,
 * lz4, zstd or CRYPTED, and its name has the flag Z, or a size or octets that
 * are not those of the file; 0 = it is a message as it stands, also if its text
 * begins so; -1 with errno = fd cannot be read.  fd stays where it is, at the
 * start. */
int packed_is(int fd, const char *name);

#endif
