/* hash64 - turns a string into a number for look-ups: FNV-1a, 64 bits. */
#ifndef HASH64_H
#define HASH64_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash64(const void *bytes, size_t len);

#endif
