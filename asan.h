/* asan - ASAN is 1 if this is compiled for the address sanitizer, which looks
 * after a variable or a block only where compiler and malloc put it; else 0. */
#ifndef ASAN_H
#define ASAN_H

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ && !defined ASAN
#define ASAN 1
#endif
#ifndef ASAN
#define ASAN 0
#endif

#endif
