#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include "../haslandlock.h"
#include "../hasprctl.h"
#include "../hasseccomp.h"
#include "../hastimer.h"
#ifdef HASPRCTL
#include <sys/prctl.h>
#endif
#if defined HASSECCOMP || defined HASLANDLOCK
#include <sys/syscall.h>
#endif
#include "../jail.h"
#include "test.h"
#ifdef HASSECCOMP
#include "../machine.h"
#include "seccomp.h"
#endif

enum { NOBODY = 65534, OWN = 0x70000000, MS = 60000 };

/* The address sanitizer would make system calls of its own before a call of
 * what it knows not to return. */
static void (*const volatile leave_by)(int) = jail_exit;

/* ---- a process in the jail, which says a byte and waits for one ---- */

static int to[2];
static int from[2];
static int as_user; /* 1 = it is no root before */
#ifdef HASSECCOMP
static int filters; /* 1 = a filter is in force already */
#endif

static const gid_t some[] = { 7, 8, 9 };

static pid_t start(const char *root, void (*then)(void))
{
  pid_t pid;
  char c = 0;

  if (pipe(to) == -1 || pipe(from) == -1) exit(111);
  pid = fork();
  if (pid == -1) exit(111);
  if (pid == 0) {
    if (getuid() == 0 && setgroups(3, some) == -1) _exit(100);
    if (as_user && getuid() == 0)
      if (setgid(NOBODY) == -1 || setuid(NOBODY) == -1) _exit(101);
    if (jail_stranger(root, MS) != 0) _exit(102);
    if (write(from[1], "j", 1) != 1) leave_by(103);
    if (read(to[0], &c, 1) != 1 || c != 'g') leave_by(104);
    then();
    leave_by(105);
  }
  if (read(from[0], &c, 1) != 1 && c != 'j') printf("# pid %d\n", (int)pid);
  return pid;
}

/* Lets it go on, and returns how it ended. */
static int end(pid_t pid)
{
  int status = -1;

  close(from[1]);
  if (write(to[1], "g", 1) != 1) return -1;
  if (waitpid(pid, &status, 0) != pid) return -1;
  close(to[0]);
  close(to[1]);
  close(from[0]);
  return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- what the kernel says of it ---- */

static char text[16384];

static int proc(pid_t pid, const char *name)
{
  char path[64];
  ssize_t r;
  int fd;

  snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
  fd = open(path, O_RDONLY);
  if (fd == -1) return 0;
  r = read(fd, text, sizeof text - 1);
  close(fd);
  text[r > 0 ? r : 0] = 0;
  return r > 0;
}

/* 1 = /proc/PID/NAME has this line; space at its end is not looked at. */
static int says(pid_t pid, const char *name, const char *line)
{
  const char *s;
  size_t n = strlen(line);

  if (!proc(pid, name)) return 0;
  for (s = text; s; s = strchr(s, '\n')) {
    s += *s == '\n';
    if (!strncmp(s, line, n) && s[n + strspn(s + n, " \t")] == '\n') return 1;
  }
  return 0;
}

/* 1 = the limit, soft and hard, is 0. */
static int none(pid_t pid, const char *limit)
{
  const char *s;

  if (!proc(pid, "limits")) return 0;
  s = strstr(text, limit);
  if (!s) return 0;
  s += strlen(limit);
  s += strspn(s, " ");
  if (*s++ != '0' || *s != ' ') return 0;
  s += strspn(s, " ");
  return *s++ == '0' && *s == ' ';
}

static int link_is(pid_t pid, const char *name, const char *target)
{
  char path[64];
  char got[256];
  ssize_t r;

  snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
  r = readlink(path, got, sizeof got - 1);
  if (r < 0) return 0;
  got[r] = 0;
  return !strcmp(got, target);
}

static void limits(pid_t pid)
{
  check(none(pid, "Max open files"));
  check(none(pid, "Max processes"));
  check(none(pid, "Max core file size"));
#ifdef HASSECCOMP
  check(says(pid, "status", filters ? "Seccomp:\t2" : "Seccomp:\t1"));
#endif
}

/* ---- what it can do ---- */

static void leave(void) { leave_by(42); }

static void talk(void)
{
  char c = 0;

  if (read(to[0], &c, 1) != 1) leave_by(1);
  ++c;
  leave_by(write(from[1], &c, 1) == 1 ? 43 : 2);
}

static void talks(void)
{
  pid_t pid = start("empty", talk);
  char c = 0;
  int status = -1;

  check(write(to[1], "gB", 2) == 2);
  check(read(from[0], &c, 1) == 1 && c == 'C');
  check(waitpid(pid, &status, 0) == pid);
  check(WIFEXITED(status) && WEXITSTATUS(status) == 43);
}

/* ---- what it cannot: each is refused, or ends it ---- */

static void may(int allowed) { leave_by(allowed ? 77 : 42); }

static void do_open(void) { may(open("/", O_RDONLY) != -1); }
static void do_up(void) { may(open("../../../etc/passwd", O_RDONLY) != -1); }
static void do_create(void) { may(open("x", O_WRONLY | O_CREAT, 0600) != -1); }
static void do_dup(void) { may(dup(0) != -1); }
static void do_pipe(void) { int p[2]; may(pipe(p) != -1); }
static void do_socket(void) { may(socket(AF_INET, SOCK_STREAM, 0) != -1); }
static void do_kill(void) { may(kill(getppid(), 0) != -1); }
static void do_root(void) { may(setuid(0) != -1); }
static void do_chroot(void) { may(chroot(".") != -1 && chdir("/") != -1); }

static void do_fork(void)
{
  pid_t pid = fork();

  if (pid == 0) leave_by(0);
  may(pid != -1);
}

static void do_exec(void)
{
  char sh[] = "/bin/sh";
  char *argv[] = { 0, 0 };

  argv[0] = sh;
  may(execv(sh, argv) != -1);
}

static void (*const row[])(void) = {
  do_open, do_up, do_create, do_dup, do_pipe, do_socket, do_kill, do_root,
  do_chroot, do_fork, do_exec,
};

static void cannot(void)
{
  size_t i;
  int how;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    if (as_user && row[i] == do_kill) continue; /* of its own uid it may */
    how = end(start("empty", row[i]));
#ifdef HASSECCOMP
    check_row(i, how == 256 + (filters ? SIGSYS : SIGKILL));
#else
    /* without a root directory of its own it may find a program; but that
     * can open no library */
    check_row(i, how == 256 + SIGKILL || how == 42
      || (as_user && row[i] == do_exec && how == 127));
#endif
  }
}

/* ---- its time ---- */

/* What it ends by: nothing that it can block, where there are timers. */
#ifdef HASTIMER
enum { ENDED = 256 + SIGKILL };
#else
enum { ENDED = 256 + SIGALRM };
#endif

static void block_all(void)
{
#ifdef HASTIMER
  sigset_t all;

  if (sigfillset(&all) == -1 || sigprocmask(SIG_SETMASK, &all, 0) == -1)
    _exit(111);
#endif
}

static int idle(void)
{
  int two[2];
  char c;

  block_all();
  if (pipe(two) == -1) return 111;
  if (jail_stranger("empty", 200) != 0) return 1;
  for (;;) if (read(two[0], &c, 1) != -1) leave_by(2);
}

static int idle_at_once(void)
{
  int two[2];
  char c;

  block_all();
  if (pipe(two) == -1) return 111;
  if (jail_stranger("empty", 0) != 0) return 1;
  for (;;) if (read(two[0], &c, 1) != -1) leave_by(2);
}

/* Only the limit on work ends this one. */
static int busy(void)
{
  block_all();
  if (jail_stranger("empty", 10 * MS) != 0) return 1;
  for (;;) ;
}

/* ---- it does not begin if it cannot be had ---- */

static const char *bad_root;

static int refused(void)
{
  return jail_stranger(bad_root, MS) == -1 ? errno : 0;
}

/* Root by its real id only: chroot fails, and root could be had again. */
static int half_root(void)
{
  if (seteuid(NOBODY) == -1) return 111;
  return jail_stranger("empty", MS) == -1 && errno == EPERM ? 42 : 1;
}

static void refusals(void)
{
  bad_root = "none";
  check(test_child(refused) == ENOENT);
  bad_root = "file";
  check(test_child(refused) == ENOTDIR);
  bad_root = "";
  check(test_child(refused) == ENOENT);
  check(test_child(half_root) == 42);
}

/* ---- for the process of a user; for one with a secret ---- */

static int user(void)
{
  pid_t pid;

  if (getuid() == 0 && setuid(NOBODY) == -1) return 111;
  if (jail_user() != 0) return 1;
  if (!none(getpid(), "Max processes")) return 2;
  if (!none(getpid(), "Max core file size")) return 3;
  pid = fork();
  if (pid == 0) _exit(0);
  if (pid != -1) return 4;
  if (open("/", O_RDONLY) == -1 || dup(0) == -1) return 5;
#ifdef HASPRCTL
  if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return 6;
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return 7;
#endif
  return 42;
}

static int secret(void)
{
#ifdef HASPRCTL
  if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) return 111;
  jail_secret();
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 42 : 1;
#else
  jail_secret();
  return 42;
#endif
}

/* ---- of all files, only the maildir's ---- */

static int make(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

  return fd != -1 && write(fd, "x", 1) == 1 && close(fd) == 0;
}

static int reaches(const char *path)
{
  int fd = open(path, O_RDONLY);

  if (fd == -1) return 0;
  close(fd);
  return 1;
}

/* The version of what the kernel has; 0 = none that serves. */
static long landlock(void)
{
#if defined HASLANDLOCK && defined HASPRCTL
  static long version = -1;

  if (version == -1) version = syscall(SYS_landlock_create_ruleset, 0, 0, 1);
  return version < 2 ? 0 : version;
#else
  return 0;
#endif
}

/* In a maildir, whose new is a link; beside it, other and file. */
static int maildir(void)
{
  if (chdir("maildir") == -1 || !reaches("../file")) return 111;
  if (jail_user() != 0 || jail_maildir() != 0) return 1;
  if (!make("tmp/a") || rename("tmp/a", "new/a") == -1) return 2;
  if (link("new/a", "cur/a:2,") == -1 || unlink("new/a") == -1) return 3;
  if (!reaches("cur/a:2,") || !reaches("new") || !reaches(".")) return 4;
  if (!make("tmp/b") || rename("tmp/b", "b") == -1) return 5;
  if (unlink("b") == -1 || unlink("cur/a:2,") == -1) return 6;
  if (!landlock()) return 42;
  if (reaches("../file") || reaches("/etc/passwd") || reaches("/")) return 7;
  if (reaches("../part") || make("../x") || unlink("../file") == 0) return 8;
  if (link("../file", "cur/x") == 0 || rename("../file", "x") == 0) return 9;
  if (mkdir("x", 0700) == 0 || symlink("/", "x") == 0) return 10;
  return 42;
}

static int maildir_user(void)
{
  if (getuid() == 0 && (setgid(NOBODY) == -1 || setuid(NOBODY) == -1))
    return 111;
  return maildir();
}

/* Where one folder is missing, the others are reached. */
static int maildir_part(void)
{
  if (chdir("part") == -1 || jail_user() || jail_maildir()) return 1;
  if (!make("new/a") || unlink("new/a") == -1) return 2;
  return landlock() && reaches("../file") ? 3 : 42;
}

/* No way to pass on what was read, nor to run anything. */
static int maildir_out(void)
{
  struct sockaddr_in sa;
  char program[] = "/bin/true";
  char *argv[] = { 0, 0 };
  int fd = socket(AF_INET, SOCK_STREAM, 0);

  memset(&sa, 0, sizeof sa);
  sa.sin_family = AF_INET;
  sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (chdir("maildir") == -1 || jail_user() || jail_maildir()) return 1;
  if (fd == -1) return 4;
  if (bind(fd, (const struct sockaddr *)&sa, sizeof sa) == 0) return 2;
  argv[0] = program;
  execv(program, argv);
  return errno == EPERM || errno == EACCES ? 42 : 3;
}

static void maildirs(void)
{
  check(jail_walls() == (landlock() >= 2));
  check(mkdir("maildir", 0700) == 0 && mkdir("other", 0777) == 0);
  check(mkdir("maildir/cur", 0777) == 0 && mkdir("maildir/tmp", 0777) == 0);
  check(symlink("../other", "maildir/new") == 0 && chmod("other", 0777) == 0);
  check(chmod("maildir/cur", 0777) == 0 && chmod("maildir/tmp", 0777) == 0);
  check(chmod("maildir", 0777) == 0 && chmod("file", 0644) == 0);
  check(mkdir("part", 0700) == 0 && mkdir("part/new", 0700) == 0);
  check(test_child(maildir) == 42);
  check(test_child(maildir_user) == 42);
  check(test_child(maildir_part) == 42);
  if (landlock() >= 4) check(test_child(maildir_out) == 42);
  else skip("this kernel does not confine connections");
}

/* ---- where it stands ---- */

static void as_root(void)
{
  char path[128];
  char ids[128];
  pid_t pid = start("empty", leave);
  long own = (long)OWN + (long)pid;

  snprintf(path, sizeof path, "%s/empty", test_dir);
  check(link_is(pid, "root", path));
  check(link_is(pid, "cwd", path));
  snprintf(ids, sizeof ids, "Uid:\t%ld\t%ld\t%ld\t%ld", own, own, own, own);
  check(says(pid, "status", ids));
  snprintf(ids, sizeof ids, "Gid:\t%ld\t%ld\t%ld\t%ld", own, own, own, own);
  check(says(pid, "status", ids));
  check(says(pid, "status", "Groups:\t"));
  check(says(pid, "status", "CapPrm:\t0000000000000000"));
  limits(pid);
  check(end(pid) == 42);
}

/* The root directory is not even looked at. */
static void as_other(void)
{
  pid_t pid;

  as_user = 1;
  pid = start("/none", leave);
  check(link_is(pid, "root", "/") || getuid());
  limits(pid);
  check(end(pid) == 42);
  cannot();
  as_user = 0;
}

/* ---- where a filter is in force already, as in a container ---- */

#ifdef HASSECCOMP
static int open_jail(void) { return jail_stranger("empty", MS); }

/* One that allows all; then one that refuses another filter. */
static void filtered(void)
{
  static struct seccomp_step no[] = {
    { SECCOMP_LOAD, 0, 0, 0 }, { SECCOMP_EQUAL, 0, 3, SYS_prctl },
    { SECCOMP_LOAD, 0, 0, 16 + MACHINE_LOW },
    { SECCOMP_EQUAL, 0, 1, PR_SET_SECCOMP },
    { SECCOMP_RETURN, 0, 0, SECCOMP_ERRNO | EINVAL },
    { SECCOMP_RETURN, 0, 0, SECCOMP_ALLOW }
  };

  if (seccomp_allow() == -1) { skip("this kernel has no filters"); return; }
  filters = 1;
  if (getuid() == 0) { as_root(); cannot(); }
  as_other();
  talks();
  check(test_child(idle) == ENDED);
  check(test_child(maildir) == 42);
  check(seccomp_add(no, sizeof no / sizeof *no) == 0);
  check(test_child(open_jail) == JAIL_OPEN);
  check(test_child(maildir) == 42);
}
#else
static void filtered(void) { skip("no seccomp"); }
#endif

int main(void)
{
  alarm(120);
  test_enter();
  check(mkdir("empty", 0755) == 0 && chmod(".", 0755) == 0);
  check(open("file", O_WRONLY | O_CREAT, 0600) != -1);
  if (getuid() == 0) {
    as_root();
    refusals();
    cannot();
  }
  else skip("needs root");
  as_other();
  talks();
  check(test_child(idle) == ENDED);
  check(test_child(idle_at_once) == ENDED);
  check(test_child(busy) == 256 + SIGKILL);
  maildirs();
  check(test_child(user) == 42);
  check(test_child(secret) == 42);
  filtered();
  return test_end();
}
