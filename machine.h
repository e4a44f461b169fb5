/* machine - the architecture that this is compiled for, as seccomp(2) names
 * it. */
#ifndef MACHINE_H
#define MACHINE_H

#include <elf.h>

/* MACHINE_LOW: where the lower 4 of the 8 bytes of a number begin.
 * MACHINE: ELF's number of the architecture, and two bits: it has 64 bits; the
 * lower bytes come first.  0 = we do not know its number. */
#define MACHINE_64 0x80000000u
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define MACHINE_LOW 4
#define MACHINE_LE 0u
#else
#define MACHINE_LOW 0
#define MACHINE_LE 0x40000000u
#endif

#if defined __x86_64__
#define MACHINE (EM_X86_64 | MACHINE_64 | MACHINE_LE)
#elif defined __i386__
#define MACHINE (EM_386 | MACHINE_LE)
#elif defined __aarch64__
#define MACHINE (EM_AARCH64 | MACHINE_64 | MACHINE_LE)
#elif defined __arm__
#define MACHINE (EM_ARM | MACHINE_LE)
#elif defined __s390x__
#define MACHINE (EM_S390 | MACHINE_64 | MACHINE_LE)
#elif defined __powerpc64__
#define MACHINE (EM_PPC64 | MACHINE_64 | MACHINE_LE)
#elif defined __riscv && __riscv_xlen == 64
#define MACHINE (EM_RISCV | MACHINE_64 | MACHINE_LE)
#else
#define MACHINE 0u
#endif

#endif
