#include <errno.h>
#include <string.h>
#include "../replace.h"
#include "test.h"

static int is(const char *path, const char *text)
{
  char buf[100];
  int fd = open(path, O_RDONLY);
  ssize_t r;

  if (fd == -1) return 0;
  r = read(fd, buf, sizeof buf);
  close(fd);
  return r == (ssize_t)strlen(text) && !memcmp(buf, text, strlen(text));
}

static int gone(const char *path)
{
  return access(path, F_OK) == -1 && errno == ENOENT;
}

static mode_t mode(const char *path)
{
  struct stat st;

  return stat(path, &st) == -1 ? 0 : st.st_mode & 07777;
}

static void one(void)
{
  int fd;

  check(test_file("file", "old") && test_file("draft", "left by a crash"));
  check(chmod("draft", 0666) == 0 && chmod("file", 0640) == 0);
  fd = replace_begin("draft");
  check(fd != -1 && is("draft", "") && mode("draft") == 0600);
  check(write(fd, "new", 3) == 3 && is("file", "old"));
  check(replace_like(fd, "file") == 0 && mode("draft") == 0640);
  check(replace_finish(fd, "draft", "file") == 0);
  check(is("file", "new") && gone("draft") && mode("file") == 0640);
  check(fcntl(fd, F_GETFD) == -1);
}

static void none(void)
{
  int fd = replace_begin("draft");

  check(fd != -1 && write(fd, "x", 1) == 1);
  check(replace_like(fd, "nothing") == 0 && mode("draft") == 0600);
  errno = ENOSPC;
  replace_cancel(fd, "draft");
  check(errno == ENOSPC && gone("draft") && is("file", "new"));
  fd = replace_begin("draft");
  check(mkdir("dir", 0700) == 0);
  check(replace_finish(fd, "draft", "dir") == -1 && gone("draft"));
  check(replace_begin("none/draft") == -1 && errno == ENOENT);
  check(symlink("file", "link") == 0);
  check(replace_begin("link") == -1 && is("file", "new"));
  fd = replace_begin("dir/draft");
  check(fd != -1 && replace_finish(fd, "dir/draft", "dir/file") == 0);
  check(is("dir/file", "") && unlink("dir/file") == 0 && rmdir("dir") == 0);
}

/* Waits until the process waits for a lock, where that can be seen: 1; 0 = it
 * has ended instead. */
static int wait_for_lock(pid_t pid)
{
  char line[200];
  char who[32];
  int waits = 0;
  FILE *f;

  snprintf(who, sizeof who, " %ld ", (long)pid);
  while (!waits) {
    f = fopen("/proc/locks", "r");
    if (!f) return 1;
    if (waitpid(pid, 0, WNOHANG) == pid) { fclose(f); return 0; }
    while (fgets(line, sizeof line, f))
      if (strstr(line, "->") && strstr(line, who)) waits = 1;
    fclose(f);
  }
  return 1;
}

/* Who comes while another is at it replaces what that one made. */
static void two(void)
{
  int fd = replace_begin("draft");
  int status = 0;
  pid_t pid = fork();

  if (pid == 0) {
    fd = replace_begin("draft");
    if (!is("file", "first") || write(fd, "second", 6) != 6) _exit(1);
    _exit(replace_finish(fd, "draft", "file") == 0 ? 42 : 2);
  }
  check(pid != -1 && write(fd, "first", 5) == 5);
  check(wait_for_lock(pid));
  check(replace_finish(fd, "draft", "file") == 0);
  check(waitpid(pid, &status, 0) == pid);
  check(WIFEXITED(status) && WEXITSTATUS(status) == 42);
  check(is("file", "second") && gone("draft"));
}

int main(void)
{
  test_enter();
  one();
  none();
  two();
  return test_end();
}
