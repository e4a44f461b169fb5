#include <errno.h>
#include "../place.h"
#include "fresh.h"

/* Message 0 is seen at path. */
static int seen(const char *path)
{
  char dir[] = "new";
  int fd;
  int r;

  memcpy(dir, path, 3);
  fd = open(dir, O_RDONLY);
  d.m[0].seen = 0;
  r = place_seen(&d, d.m, dir, fd, path + 4);
  close(fd);
  return r;
}

static int is(const char *path, unsigned int was_seen)
{
  return path_is(0, path) && d.m[0].seen == was_seen;
}

static void begin(const char *path)
{
  fresh();
  check(test_file(path, "x") && load() == 1 && d.n == 1);
}

static void moves(void)
{
  size_t bytes;
  int i;

  begin("new/1.a");
  check(seen("new/1.a") == 1 && is("new/1.a", 1));
  check(rename("new/1.a", "cur/1.a:2,S") == 0);
  check(seen("cur/1.a:2,S") == 1 && is("cur/1.a:2,S", 1));
  check(seen("new/1.a") == 1 && is("cur/1.a:2,S", 1)); /* where it was */
  check(seen("cur/1.a:2,") == 1 && is("cur/1.a:2,S", 1));
  check(rename("cur/1.a:2,S", "cur/1.a:2,F") == 0);
  check(seen("cur/1.a:2,") == 1 && is("cur/1.a:2,S", 0)); /* on its way */
  check(seen("cur/1.a:2,F") == 1 && is("cur/1.a:2,F", 1) && !d.m[0].twin);
  bytes = maildir_bytes(&d);
  for (i = 0; i < 1000; ++i) {
    if (rename("cur/1.a:2,F", "cur/1.a:2,S") || seen("cur/1.a:2,S") != 1) break;
    if (rename("cur/1.a:2,S", "cur/1.a:2,F") || seen("cur/1.a:2,F") != 1) break;
  }
  check(i == 1000 && maildir_bytes(&d) == bytes);
}

static void lost(void)
{
  begin("cur/1.a:2,");
  d.m[0].lost = 1;
  check(seen("cur/1.a:2,S") == 1 && is("cur/1.a:2,", 0) && d.m[0].lost);
  check(seen("cur/1.a:2,") == 1 && is("cur/1.a:2,", 1) && !d.m[0].lost);
  d.m[0].lost = 1;
  check(rename("cur/1.a:2,", "new/1.a") == 0);
  check(seen("new/1.a") == 1 && is("new/1.a", 1) && !d.m[0].lost);
}

/* A second name of it appears, or another file of that name. */
static void twins(void)
{
  begin("new/1.a");
  check(link("new/1.a", "cur/1.a:2,") == 0 && seen("cur/1.a:2,") == 1);
  check(is("new/1.a", 1) && d.m[0].twin == MAILDIR_LINK);
  check(seen("cur/1.a:2,") == 1 && d.m[0].twin == MAILDIR_LINK);
  check(unlink("new/1.a") == 0 && test_file("cur/1.a:2,S", "other"));
  check(seen("cur/1.a:2,S") == 1 && is("new/1.a", 0)); /* is not it */
  check(seen("cur/1.a:2,") == 1 && is("cur/1.a:2,", 1));
  check(unlink("cur/1.a:2,S") == 0);
  d.m[0].lost = 1;
  check(seen("cur/1.a:2,") == 1 && is("cur/1.a:2,", 1) && !d.m[0].lost);

  begin("new/untimed");
  check(test_touch("new/untimed", 1, 77) && load() == 1);
  check(link("new/untimed", "cur/untimed:2,") == 0);
  check(seen("cur/untimed:2,") == 1 && d.m[0].twin == MAILDIR_LINK);
  check(maildir_when(&d, 0) == 77 && unlink("new/untimed") == 0);
  check(seen("cur/untimed:2,") == 1 && is("cur/untimed:2,", 1));

  begin("new/1.a");
  check(test_file("cur/1.a:2,", "other") && seen("cur/1.a:2,") == 1);
  check(is("new/1.a", 1) && d.m[0].twin == MAILDIR_CLASH);
  check(unlink("new/1.a") == 0 && seen("cur/1.a:2,") == 1 && is("new/1.a", 0));

  begin("new/1.a"); /* a link elsewhere is none */
  check(link("new/1.a", "elsewhere") == 0 && seen("new/1.a") == 1);
  check(!d.m[0].twin && unlink("elsewhere") == 0);
}

static void unknown(void)
{
  begin("new/1.a");
  check(rename("new", "old") == 0 && test_file("new", ""));
  errno = 0;
  check(seen("cur/1.a:2,") == -1 && errno == ENOTDIR && unlink("new") == 0);
  check(rename("old", "new") == 0);
  errno = 0;
  check(place_seen(&d, d.m, "cur", -1, "1.a:2,") == -1 && errno == EBADF);
}

int main(void)
{
  test_enter();
  moves();
  lost();
  twins();
  unknown();
  forget();
  return test_end();
}
