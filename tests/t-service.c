#include <errno.h>
#include "../service.h"
#include "test.h"

enum { UID = 64999, GID = 64998 };

static int is(const char *path, mode_t mode, uid_t uid, gid_t gid)
{
  struct stat st;

  return lstat(path, &st) == 0 && st.st_mode == mode && st.st_uid == uid
    && st.st_gid == gid;
}

static int gone(const char *path)
{
  struct stat st;

  return lstat(path, &st) == -1 && errno == ENOENT;
}

static int holds(const char *path, const char *text)
{
  char buf[100];
  int fd = open(path, O_RDONLY);
  ssize_t r = read(fd, buf, sizeof buf);

  return close(fd) == 0 && r == (ssize_t)strlen(text)
    && !memcmp(buf, text, (size_t)r);
}

/* A service with one of each; its parent gives a group to what is made. */
static void make(void)
{
  check(service_begin("s", UID, GID, 0751) == 0);
  check(is("s", S_IFDIR | 0751, UID, GID));
  check(service_file("run", "two\nlines", 9, 0, GID, 0755) == 0);
  check(is("s/run", S_IFREG | 0755, 0, GID) && holds("s/run", "two\nlines"));
  check(service_file("none", 0, 0, UID, 0, 0400) == 0);
  check(is("s/none", S_IFREG | 0400, UID, 0) && holds("s/none", ""));
  check(service_dir("log", 0, 0, 0755) == 0);
  check(is("s/log", S_IFDIR | 0755, 0, 0));
  check(service_dir("log/main", UID, GID, 02750) == 0);
  check(is("s/log/main", S_IFDIR | 02750, UID, GID));
  check(service_file("log/run", "x", 1, 0, 0, 0711) == 0);
  check(is("s/log/run", S_IFREG | 0711, 0, 0));
  check(service_expect("cdb") == 0 && gone("s/cdb"));
}

static int enters(void)
{
  if (service_enter() == -1) return 1;
  return test_file("cdb", "another's") ? 0 : 2;
}

static void whole(void)
{
  make();
  check(test_child(enters) == 0 && holds("s/cdb", "another's"));
  check(service_own("cdb", UID, GID, 0640) == 0);
  check(is("s/cdb", S_IFREG | 0640, UID, GID));
  check(service_undo() == 0 && gone("s") && gone("cdb"));
  check(service_undo() == 0);
}

/* What is there is never used. */
static void there(void)
{
  check(test_file("f", "mine") && symlink("nowhere", "l") == 0
    && mkdir("d", 0700) == 0);
  check(service_begin("f", 0, 0, 0755) == -1 && errno == EEXIST);
  check(service_begin("l", 0, 0, 0755) == -1 && errno == EEXIST);
  check(service_begin("d", 0, 0, 0755) == -1 && errno == EEXIST);
  check(service_begin("no/s", 0, 0, 0755) == -1 && errno == ENOENT);
  check(service_undo() == 0 && holds("f", "mine") && !gone("l"));
  check(is("d", S_IFDIR | 0700, 0, GID) || is("d", S_IFDIR | 02700, 0, GID));

  check(service_begin("s", 0, 0, 0755) == 0);
  check(symlink("../f", "s/run") == 0 && symlink("../d", "s/log") == 0);
  check(service_file("run", "x", 1, 0, 0, 0755) == -1 && errno == EEXIST);
  check(service_dir("log", UID, 0, 0755) == -1 && errno == EEXIST);
  check(service_own("run", UID, GID, 0777) == -1);
  check(service_undo() && errno == ENOTEMPTY && holds("f", "mine"));
  check(is("d", S_IFDIR | 0700, 0, GID) || is("d", S_IFDIR | 02700, 0, GID));
  check(service_undo() == 0 && unlink("s/run") == 0 && unlink("s/log") == 0
    && rmdir("s") == 0);
}

/* Somebody puts a file of his own in each directory. */
static void stays(void)
{
  const char *left;

  make();
  check(test_file("s/log/main/mine", "") && test_file("s/mine", ""));
  left = service_undo();
  check(left && !strcmp(left, "log/main") && errno == ENOTEMPTY);
  left = service_undo();
  check(left && !strcmp(left, "log") && errno == ENOTEMPTY);
  left = service_undo();
  check(left && !*left && errno == ENOTEMPTY);
  check(service_undo() == 0);
  check(gone("s/run") && gone("s/none") && gone("s/log/run"));
  check(unlink("s/log/main/mine") == 0 && rmdir("s/log/main") == 0
    && rmdir("s/log") == 0 && unlink("s/mine") == 0 && rmdir("s") == 0);
}

/* The list is full: nothing is made that would be forgotten. */
static void many(void)
{
  static char name[SERVICE_MOST + 1][3];
  int i;

  check(service_begin("s", 0, 0, 0755) == 0);
  for (i = 0; i <= SERVICE_MOST; ++i) {
    name[i][0] = 'a';
    name[i][1] = (char)('a' + i);
  }
  for (i = 0; i < SERVICE_MOST; ++i)
    check(service_file(name[i], "", 0, 0, 0, 0644) == 0);
  check(service_file(name[i], "", 0, 0, 0, 0644) == -1 && errno == E2BIG);
  check(service_dir(name[i], 0, 0, 0755) == -1 && errno == E2BIG);
  check(service_expect(name[i]) == -1 && errno == E2BIG);
  check(service_undo() == 0 && gone("s"));
}

int main(void)
{
  if (geteuid() != 0) {
    skip("only root can set owners");
    return test_end();
  }
  test_enter();
  check(chown(".", 0, GID) == 0 && chmod(".", 02755) == 0);
  umask(0777);
  check(service_begin("s", 0, 0, 0755) == 0 && is("s", S_IFDIR | 0755, 0, 0));
  check(service_undo() == 0);
  whole();
  umask(0);
  whole();
  there();
  stays();
  many();
  return test_end();
}
