#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "client.h"
#include "mailbox.h"

struct file {
  const char *s;
  size_t len;
};

static struct file map(const struct mailbox *m, size_t i)
{
  char path[512];
  struct stat st;
  struct file f = { 0, 0 };
  int fd;

  snprintf(path, sizeof path, "%s/cur/%s", m->dir, m->name[i]);
  fd = open(path, O_RDONLY);
  if (fd == -1 || fstat(fd, &st) == -1) client_die(path, strerror(errno));
  f.len = (size_t)st.st_size;
  f.s = mmap(0, f.len, PROT_READ, MAP_PRIVATE, fd, 0);
  if (f.s == MAP_FAILED) client_die(path, strerror(errno));
  (void)close(fd);
  return f;
}

static void unmap(struct file f)
{
  (void)munmap((void *)(uintptr_t)f.s, f.len);
}

static uint64_t count(struct file f)
{
  const char *end = f.s + f.len;
  const char *s;
  const char *lf;
  uint64_t octets = f.len;

  for (s = f.s; (lf = memchr(s, '\n', (size_t)(end - s))); s = lf + 1)
    ++octets;
  return octets;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(struct mailbox *m)
{
  char path[512];
  struct dirent *e;
  DIR *d;

  snprintf(path, sizeof path, "%s/cur", m->dir);
  d = opendir(path);
  if (!d) client_die(path, strerror(errno));
  while ((e = readdir(d))) {
    if (e->d_name[0] == '.') continue;
    if (m->n % 1000 == 0)
      m->name = realloc(m->name, (m->n + 1000) * sizeof *m->name);
    if (!m->name || !(m->name[m->n++] = strdup(e->d_name)))
      client_die(path, "out of memory");
  }
  (void)closedir(d);
  if (m->n) qsort(m->name, m->n, sizeof *m->name, by_name);
}

void mailbox_read(struct mailbox *m, const char *dir)
{
  struct file f;
  size_t i;

  m->dir = dir;
  m->n = 0;
  m->name = 0;
  list(m);
  m->octets = calloc(m->n + 1, sizeof *m->octets);
  if (!m->octets) client_die(dir, "out of memory");
  for (i = 0; i < m->n; ++i) {
    f = map(m, i);
    m->octets[i] = count(f);
    unmap(f);
  }
}

static int same(const char *s, size_t len, struct file f)
{
  size_t i;

  for (i = 0; i < f.len; ++i) {
    if (f.s[i] == '\n') {
      if (!len || *s != '\r') return 0;
      ++s;
      --len;
    }
    if (!len || *s != f.s[i]) return 0;
    ++s;
    --len;
  }
  return !len;
}

int mailbox_same(const struct mailbox *m, size_t i, const char *s, size_t len)
{
  struct file f = map(m, i);
  int r = same(s, len, f);

  unmap(f);
  return r;
}
