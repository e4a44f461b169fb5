/* fuzz - what the fuzz targets share.
 *
 * A target, tests/fuzz-NAME.c, is LLVMFuzzerTestOneInput: it gives the bytes
 * of an input to one module, and aborts if not all is as it must be.  By
 * itself it is a program that does so with each file it is told;
 * tests/fuzz defines FUZZ_ENGINE and links it with a fuzzer instead.
 *
 * An input begins with one byte: in its low three bits the number of sizes
 * that follow, one byte each; FUZZ_FAIL; and four bits that are the target's.
 * Then comes what fuzz_read delivers, in parts of these sizes, in turn: 0 is
 * as much as is asked for.  So a 0 byte and a text are a good input. */
#ifndef FUZZ_H
#define FUZZ_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../noreturn.h"

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n);

enum { FUZZ_MAX = 65536 }; /* longer inputs find nothing more */
enum { FUZZ_SIZES = 7, FUZZ_FAIL = 8 }; /* reading fails at the end */
enum { FUZZ_A = 16, FUZZ_B = 32, FUZZ_C = 64, FUZZ_D = 128 };

#define must(x) ((x) ? (void)0 : must_fail(__FILE__, __LINE__, #x))

static inline NORETURN void must_fail(const char *file, int line,
  const char *what)
{
  fprintf(stderr, "%s:%d: this must be: %s\n", file, line, what);
  abort();
}

/* ---- texts: what came, and what must come ---- */

struct fuzz_text { size_t n; char s[1 << 20]; };

static inline void fuzz_add(struct fuzz_text *t, const char *s, size_t n)
{
  must(n <= sizeof t->s - t->n);
  if (n) memcpy(t->s + t->n, s, n);
  t->n += n;
}

static inline void fuzz_adds(struct fuzz_text *t, const char *s)
{
  fuzz_add(t, s, strlen(s));
}

static inline int fuzz_same(const struct fuzz_text *a,
  const struct fuzz_text *b)
{
  return a->n == b->n && !memcmp(a->s, b->s, a->n);
}

/* ---- what the module reads and writes ---- */

static struct {
  int flags;
  const uint8_t *size; /* of sizes parts, of which turn were used */
  size_t sizes;
  size_t turn;
  const char *s;       /* what is to be read: n bytes, at the first of them */
  size_t n;
  size_t at;
} fuzz_in;
static struct fuzz_text fuzz_out;

/* 1, or 0 if this is no input. */
static inline int fuzz_start(const uint8_t *s, size_t n)
{
  fuzz_in.flags = n ? s[0] : 0;
  fuzz_in.sizes = n ? s[0] & FUZZ_SIZES : 0;
  if (n < 1 + fuzz_in.sizes || n > FUZZ_MAX) return 0;
  fuzz_in.size = s + 1;
  fuzz_in.s = (const char *)(s + 1 + fuzz_in.sizes);
  fuzz_in.n = n - 1 - fuzz_in.sizes;
  fuzz_in.turn = fuzz_in.at = fuzz_out.n = 0;
  return 1;
}

/* The first byte of what would be read: 0 if there is none. */
static inline unsigned char fuzz_byte(void)
{
  if (!fuzz_in.n) return 0;
  --fuzz_in.n;
  return (unsigned char)*fuzz_in.s++;
}

/* What is left to be read, as a string; the caller frees it. */
static inline char *fuzz_string(const char *s, size_t n)
{
  char *copy = calloc(n + 1, 1);

  must(copy);
  if (n) memcpy(copy, s, n);
  return copy;
}

static inline size_t fuzz_part(size_t len)
{
  size_t most;

  must(len > 0);
  if (!fuzz_in.sizes) return len;
  most = fuzz_in.size[fuzz_in.turn++ % fuzz_in.sizes];
  return most && most < len ? most : len;
}

static inline ssize_t fuzz_read(int fd, char *buf, size_t len)
{
  size_t left = fuzz_in.n - fuzz_in.at;

  (void)fd;
  len = fuzz_part(len);
  if (!left && fuzz_in.flags & FUZZ_FAIL) { errno = EIO; return -1; }
  if (len > left) len = left;
  if (len) memcpy(buf, fuzz_in.s + fuzz_in.at, len);
  fuzz_in.at += len;
  return (ssize_t)len;
}

static inline ssize_t fuzz_write(int fd, char *buf, size_t len)
{
  (void)fd;
  len = fuzz_part(len);
  fuzz_add(&fuzz_out, buf, len);
  return (ssize_t)len;
}

/* ---- a folder ---- */

static int fuzz_here; /* where we were before */
static int fuzz_own;
static const char *fuzz_made[2];

static inline void fuzz_clean(void)
{
  char dir[4096];

  if (fchdir(fuzz_own)) return;
  (void)unlink(fuzz_made[1]);
  (void)rmdir(fuzz_made[0]);
  if (getcwd(dir, sizeof dir)) (void)rmdir(dir);
}

/* Goes to a folder of our own, which has a folder of that name, and may have
 * a file; all that goes when the program ends. */
static inline void fuzz_enter(const char *folder, const char *file)
{
  static char dir[4096];
  const char *tmp = getenv("TMPDIR");

  if (fuzz_own) { must(!fchdir(fuzz_own)); return; }
  snprintf(dir, sizeof dir, "%s/fuzz.XXXXXX", tmp ? tmp : "/tmp");
  fuzz_here = open(".", O_RDONLY | O_DIRECTORY);
  must(fuzz_here != -1 && mkdtemp(dir) && !chdir(dir) && !mkdir(folder, 0700));
  fuzz_own = open(".", O_RDONLY | O_DIRECTORY);
  fuzz_made[0] = folder;
  fuzz_made[1] = file;
  must(fuzz_own != -1 && !atexit(fuzz_clean));
}

/* ---- without a fuzzer ---- */

#ifndef FUZZ_ENGINE
int main(int argc, char **argv)
{
  static uint8_t s[FUZZ_MAX + 1];
  uint8_t *exact;
  size_t n;
  FILE *f;
  int i;

  for (i = 1; i < argc; ++i) {
    f = fopen(argv[i], "rb");
    if (!f) { perror(argv[i]); return 111; }
    n = fread(s, 1, sizeof s, f);
    must(!ferror(f) && !fclose(f) && n <= FUZZ_MAX);
    puts(argv[i]); /* if it ends here, this was it */
    must(!fflush(stdout));
    exact = (uint8_t *)fuzz_string((const char *)s, n);
    (void)LLVMFuzzerTestOneInput(exact, n);
    free(exact);
  }
  return 0;
}
#endif

#endif
