/* fresh - for tests in C: a maildir that begins empty, and its list. */
#ifndef FRESH_H
#define FRESH_H

#include "../listing.h"
#include "../name.h"
#include "test.h"

static struct maildir d;

static void forget(void)
{
  maildir_free(&d);
}

static int remove_all(void)
{
  return execlp("rm", "rm", "-rf", "new", "cur", "tmp", "aside",
    "pop3.octets", (char *)0);
}

static void fresh(void)
{
  forget();
  if (test_child(remove_all) != 0) exit(111);
  if (mkdir("new", 0700) || mkdir("cur", 0700) || mkdir("tmp", 0700))
    exit(111);
}

static inline int load(void)
{
  forget();
  return listing_read(&d);
}

static inline int path_is(size_t i, const char *path)
{
  const char *name;

  if (i >= d.n || strcmp(maildir_path(&d, i), path)) return 0;
  name = maildir_name(&d, i);
  return strlen(name) == name_len(path + 4)
    && !memcmp(name, path + 4, strlen(name));
}

#endif
