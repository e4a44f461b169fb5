/* field - the fields of a line of passwd(5), shadow(5) or group(5).
 *
 * These functions accept what every libc reads alike, and nothing else. */
#ifndef FIELD_H
#define FIELD_H

#include <stddef.h>
#include <stdint.h>

/* Splits s at its colons, in place.  1 = it has n fields, and no bytes below
 * 32; 0 = it has not, and s is spoiled. */
int field_split(char *s, char **field, size_t n);

/* A uid or gid: 1, or 0 and *u is left alone. */
int field_id(const char *s, uint32_t *u);

/* A number of days; -1 for an empty field.  1, or 0. */
int field_day(const char *s, long *days);

#endif
