/* hash64 - a string as a number, to find it again by; FNV-1a of 64 bits. */
#ifndef HASH64_H
#define HASH64_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash64(const void *bytes, size_t len);

#endif
