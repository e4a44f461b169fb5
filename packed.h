/* packed - messages that are not stored as they are: compressed or encrypted,
 * as Dovecot's plugins do it. */
#ifndef PACKED_H
#define PACKED_H

/* fd is open at the start of the file name in new or cur, and stays there.
 * 1 = the file is packed: it begins like gzip, bzip2, xz, lz4, zstd or CRYPTED,
 * and its name has the flag Z, or a size or octets that are not those of the
 * file.  0 = it is a message, perhaps one whose text begins like that.  -1 with
 * errno = fd cannot be read. */
int packed_is(int fd, const char *name);

#endif
