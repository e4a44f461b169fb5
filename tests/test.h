/* test - for tests in C: each check is a line of TAP, and shows the id that
 * lists of tests have for its function: [t-NAME:FUNCTION]. */
#ifndef TEST_H
#define TEST_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned int test_count;
static unsigned int test_bad;

#define check(x) test_check((x) != 0, __FILE__, __func__, __LINE__, #x)

static void test_check(int good, const char *file, const char *function,
  int line, const char *what)
{
  const char *slash = (strrchr)(file, '/'); /* a macro may be no C99 */
  const char *name = slash ? slash + 1 : file;

  ++test_count;
  if (!good) ++test_bad;
  printf("%sok %u - [%.*s:%s] line %d: %s\n", good ? "" : "not ", test_count,
    (int)strcspn(name, "."), name, function, line, what);
  if (!good) (void)fflush(stdout); /* what comes next may crash */
}

/* The same; says which row of a table it was if it fails. */
#define check_row(i, x) \
  test_check_row((i), (x) != 0, __FILE__, __func__, __LINE__, #x)

static inline void test_check_row(size_t i, int good, const char *file,
  const char *function, int line, const char *what)
{
  if (!good) printf("# row %lu\n", (unsigned long)i);
  test_check(good, file, function, line, what);
}

/* In place of a check that cannot be made here. */
#define skip(why) printf("ok %u # skip %s\n", ++test_count, (why))

/* What f returns, 0 to 255, run in a process of its own; 256 and the
 * signal's number if one ended it.  f checks nothing: its parent does. */
static inline int test_child(int (*f)(void))
{
  pid_t pid = fork();
  int status;

  if (pid == 0) _exit(f());
  if (pid == -1 || waitpid(pid, &status, 0) != pid) return -1;
  return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* A new folder as the working directory; it goes when the test ends. */
static char test_dir[] = "/tmp/test.XXXXXX";

static inline int test_rm(void)
{
  return execlp("rm", "rm", "-rf", test_dir, (char *)0);
}

static inline void test_leave(void)
{
  if (chdir("/") == 0) (void)test_child(test_rm);
}

static inline void test_enter(void)
{
  if (!mkdtemp(test_dir) || chdir(test_dir) == -1 || atexit(test_leave)) {
    perror(test_dir);
    exit(111);
  }
}

/* Makes a file that holds the text: 1, or 0. */
static inline int test_file(const char *path, const char *text)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  size_t n = strlen(text);

  if (fd == -1) return 0;
  return write(fd, text, n) == (ssize_t)n && close(fd) == 0;
}

/* As strdup does, but with nothing behind it, so that no byte may be read
 * past it. */
static inline char *test_copy(const char *s)
{
  char *c = malloc(strlen(s) + 1);

  if (!c) exit(111);
  strcpy(c, s);
  return c;
}

/* Makes a file that is a socket: 1, or 0. */
static inline int test_socket(const char *path)
{
  struct sockaddr_un sa;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  int r;

  if (fd == -1) return 0;
  memset(&sa, 0, sizeof sa);
  sa.sun_family = AF_UNIX;
  strcpy(sa.sun_path, path);
  r = bind(fd, (const struct sockaddr *)&sa, sizeof sa);
  close(fd);
  return r == 0;
}

/* A pipe, without which the test cannot go on. */
static inline void test_pipe(int two[2])
{
  if (pipe(two) == 0) return;
  perror("pipe");
  exit(111);
}

/* Sets both times; of a link itself, not of what it names. */
static inline int test_touch(const char *path, time_t atime, time_t mtime)
{
  struct timespec t[2] = { { 0, 0 }, { 0, 0 } };

  t[0].tv_sec = atime;
  t[1].tv_sec = mtime;
  return utimensat(AT_FDCWD, path, t, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The plan, and the end: a test that stops early has no plan and fails. */
static int test_end(void)
{
  printf("1..%u\n", test_count);
  return fflush(stdout) || test_bad ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
