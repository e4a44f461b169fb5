#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include "../update.h"
#include "fresh.h"

/* 1 = path is a file of this text; or is not there, if text is null. */
static int is(const char *path, const char *text)
{
  char buf[64];
  struct stat st;
  ssize_t r;
  int fd;

  if (!text) return lstat(path, &st) == -1 && errno == ENOENT;
  fd = open(path, O_RDONLY | O_NOFOLLOW);
  if (fd == -1) return 0;
  r = read(fd, buf, sizeof buf);
  close(fd);
  return r == (ssize_t)strlen(text) && !memcmp(buf, text, (size_t)r);
}

/* Marks the message at path: 1, or 0 if there is none. */
static int mark(const char *path)
{
  size_t i;

  for (i = 0; i < d.n; ++i) {
    if (strcmp(maildir_path(&d, i), path)) continue;
    d.m[i].state = MAILDIR_DELETE;
    return 1;
  }
  return 0;
}

/* How many messages are in that state. */
static size_t in_state(int state)
{
  size_t n = 0;
  size_t i;

  for (i = 0; i < d.n; ++i) n += d.m[i].state == state;
  return n;
}

/* 1 = done; 0 = something marked may be left, and errno says why. */
static int update(void)
{
  return !update_run("t-update", &d);
}

/* ---- what QUIT is for ---- */

static void plain(void)
{
  fresh();
  check(test_file("new/1.a", "1") && test_file("new/2.b", "2")
    && test_file("new/u", "3"));
  check(test_file("cur/4.d:2,S", "4") && test_file("cur/5.e:2,", "5"));
  check(test_file("cur/6.f", "6") && test_file("new/7.g:2,F", "7"));
  check(test_file("new/8.h:", "8") && test_file("new/.x", "x"));
  check(load() == 1 && d.n == 8);
  check(mark("new/2.b") && mark("cur/5.e:2,"));
  check(test_file("new/9.later", "9"));
  check(update());
  check(is("cur/1.a:2,", "1") && is("new/1.a", 0));
  check(is("new/2.b", 0) && is("cur/2.b:2,", 0));
  check(is("cur/u:2,", "3") && is("new/u", 0));
  check(is("cur/4.d:2,S", "4") && is("cur/5.e:2,", 0) && is("cur/6.f", "6"));
  check(is("cur/7.g:2,F", "7") && is("new/7.g:2,F", 0));
  check(is("cur/8.h:", "8") && is("new/8.h:", 0));
  check(is("new/.x", "x") && is("new/9.later", "9"));
  check(in_state(MAILDIR_GONE) == 2 && in_state(MAILDIR_KEEP) == 6);
  check(in_state(MAILDIR_DELETE) == 0);
}

static void nothing(void)
{
  fresh();
  check(load() == 1 && update());
  check(test_file("cur/1.a:2,S", "1") && load() == 1 && update());
  check(is("cur/1.a:2,S", "1") && in_state(MAILDIR_KEEP) == 1);
  check(test_file("new/2.b", "2") && load() == 1);
  check(mark("new/2.b") && mark("cur/1.a:2,S"));
  check(update() && load() == 1 && d.n == 0);
}

/* ---- nothing is written over ---- */

static void taken(void)
{
  fresh();
  check(test_file("new/1.a", "1") && test_file("new/2.b", "2") && load() == 1);
  check(test_file("cur/1.a:2,", "other") && mkdir("cur/2.b:2,", 0700) == 0);
  check(update());
  check(is("new/1.a", "1") && is("cur/1.a:2,", "other"));
  check(is("new/2.b", "2") && rmdir("cur/2.b:2,") == 0);

  fresh();
  check(test_file("new/1.a", "1") && test_file("x", "x") && load() == 1);
  check(symlink("../x", "cur/1.a:2,") == 0 && update());
  check(is("new/1.a", "1") && is("x", "x") && unlink("x") == 0);

  fresh(); /* the same, from before the session */
  check(test_file("new/1.a", "1") && test_file("cur/1.a:2,", "other"));
  check(load() == 1 && d.n == 1 && update());
  check(is("new/1.a", "1") && is("cur/1.a:2,", "other"));
}

/* A crash between link and unlink, here or there, left one file with two
 * names. */
static void crashed(void)
{
  fresh();
  check(test_file("new/1.a", "1") && load() == 1);
  check(link("new/1.a", "cur/1.a:2,") == 0 && update());
  check(is("cur/1.a:2,", "1") && is("new/1.a", 0));

  fresh();
  check(test_file("new/1.a", "1") && link("new/1.a", "cur/1.a:2,S") == 0);
  check(load() == 1 && d.n == 1 && update());
  check(is("cur/1.a:2,S", "1") && load() == 1 && d.n == 1);

  check(mark("cur/1.a:2,S") && update());
  check(is("cur/1.a:2,S", 0) && is("new/1.a", 0));
}

/* Either name of it goes, wherever they are by then. */
static void crashed_moved(void)
{
  fresh();
  check(test_file("new/1.a", "1") && link("new/1.a", "cur/1.a:2,") == 0);
  check(load() == 1 && d.n == 1 && mark("cur/1.a:2,"));
  check(rename("cur/1.a:2,", "cur/1.a:2,FS") == 0 && update());
  check(load() == 1 && d.n == 0);

  fresh();
  check(test_file("cur/1.a:2,", "1") && link("cur/1.a:2,", "cur/1.a:2,S") == 0);
  check(load() == 1 && d.n == 1 && mark("cur/1.a:2,"));
  check(update() && load() == 1 && d.n == 0);
}

/* Two messages under one name: only the one that was listed goes. */
static void two_files(void)
{
  fresh();
  check(test_file("new/1.a", "new") && test_file("cur/1.a:2,S", "cur"));
  check(load() == 1 && d.n == 1 && mark("cur/1.a:2,S"));
  check(update());
  check(is("cur/1.a:2,S", 0) && is("new/1.a", "new"));
  check(load() == 1 && d.n == 1 && mark("new/1.a"));
  check(update() && is("new/1.a", 0));

  fresh(); /* the same, with a link elsewhere to the one that was listed */
  check(test_file("new/1.a", "new") && test_file("cur/1.a:2,S", "cur"));
  check(link("cur/1.a:2,S", "elsewhere") == 0);
  check(load() == 1 && d.n == 1 && mark("cur/1.a:2,S"));
  check(update());
  check(is("cur/1.a:2,S", 0) && is("new/1.a", "new"));
  check(is("elsewhere", "cur") && unlink("elsewhere") == 0);

  fresh(); /* one file with two names, and then another one has the second */
  check(test_file("cur/1.a:2,", "1") && link("cur/1.a:2,", "new/1.a") == 0);
  check(load() == 1 && d.n == 1 && mark("cur/1.a:2,"));
  check(rename("new/1.a", "elsewhere") == 0 && test_file("new/1.a", "other"));
  check(update());
  check(is("cur/1.a:2,", 0) && is("new/1.a", "other"));
  check(unlink("elsewhere") == 0);

  fresh(); /* links elsewhere are nobody's business here */
  check(test_file("cur/1.a:2,", "1") && link("cur/1.a:2,", "elsewhere") == 0);
  check(load() == 1 && mark("cur/1.a:2,") && update());
  check(is("cur/1.a:2,", 0) && is("elsewhere", "1"));
  check(unlink("elsewhere") == 0);
}

/* ---- others work at the same time ---- */

static void moved(void)
{
  fresh();
  check(test_file("new/1.a", "1") && test_file("cur/2.b:2,", "2"));
  check(test_file("new/3.c", "3") && test_file("new/4.d", "4")
    && test_file("new/5.e", "5"));
  check(load() == 1 && d.n == 5);
  check(mark("new/1.a") && mark("cur/2.b:2,") && mark("new/3.c"));
  check(rename("new/1.a", "cur/1.a:2,S") == 0);
  check(rename("cur/2.b:2,", "cur/2.b:2,FS") == 0);
  check(unlink("new/3.c") == 0);
  check(rename("new/4.d", "cur/4.d:2,S") == 0 && unlink("new/5.e") == 0);
  check(update());
  check(is("cur/1.a:2,S", 0) && is("cur/2.b:2,FS", 0) && is("new/3.c", 0));
  check(is("cur/4.d:2,S", "4") && is("cur/4.d:2,", 0));
  check(is("cur/5.e:2,", 0) && is("new/5.e", 0));
  check(load() == 1 && d.n == 1);
}

/* What cannot be searched for cannot be said to have gone. */
static void lost(void)
{
  fresh();
  check(test_file("new/1.a", "1") && test_file("cur/2.b:2,", "2")
    && load() == 1);
  check(mark("new/1.a") && mark("cur/2.b:2,"));
  check(rename("new", "away") == 0 && symlink("nowhere", "new") == 0);
  errno = 0;
  check(!update() && errno == ENOENT);
  check(is("cur/2.b:2,", 0) && is("away/1.a", "1"));
  check(unlink("away/1.a") == 0 && rmdir("away") == 0 && unlink("new") == 0);
  check(mkdir("new", 0700) == 0);
}

/* cur is made when it is needed, and only then. */
static void makes_cur(void)
{
  struct stat st;

  fresh();
  check(rmdir("cur") == 0 && load() == 1 && update());
  check(lstat("cur", &st) == -1);
  check(test_file("new/1.a", "1") && test_file("new/2.b", "2"));
  check(load() == 1 && mark("new/1.a") && update());
  check(is("new/1.a", 0) && is("new/2.b", 0) && is("cur/2.b:2,", "2"));
  check(lstat("cur", &st) == 0 && (st.st_mode & 0777) == 0700);
}

/* ---- the kernel refuses ---- */

/* As a user who may not write there; the exit code tells what came out. */
static size_t left;
static int why;

static int as_user(void)
{
  int done;

  if (getuid() == 0 && (setgid(65534) == -1 || setuid(65534) == -1))
    return 111;
  errno = 0;
  done = update();
  if (in_state(MAILDIR_DELETE) != left) return 41;
  return why ? !done && errno == why ? 42 : 40 : done ? 42 : 39;
}

static void refused(void)
{
  fresh();
  check(chmod(".", 0755) == 0);
  check(test_file("new/1.a", "1") && test_file("new/2.b", "2"));
  check(test_file("cur/3.c:2,", "3") && test_file("cur/4.d:2,", "4"));
  check(chmod("new", 0777) == 0 && chmod("cur", 0555) == 0);
  check(chmod("new/1.a", 0666) == 0 && chmod("new/2.b", 0666) == 0);
  check(load() == 1 && d.n == 4);
  check(mark("new/2.b") && mark("cur/3.c:2,") && mark("cur/4.d:2,"));
  left = 2;
  why = EACCES;
  check(test_child(as_user) == 42);
  check(is("new/1.a", "1") && is("new/2.b", 0));
  check(is("cur/3.c:2,", "3") && is("cur/4.d:2,", "4"));

  check(load() == 1 && d.n == 3); /* that none can be moved is no failure */
  left = 0;
  why = 0;
  check(test_child(as_user) == 42 && is("new/1.a", "1"));

  check(chmod("cur", 0777) == 0 && chmod("new", 0555) == 0);
  check(load() == 1 && mark("new/1.a") && mark("cur/3.c:2,"));
  left = 1;
  why = EACCES;
  check(test_child(as_user) == 42);
  check(is("new/1.a", "1") && is("cur/1.a:2,", 0) && is("cur/3.c:2,", 0));
  check(chmod("new", 0755) == 0);
}

/* One that cannot go does not keep the others, nor hide that others went. */
static void mixed(void)
{
  fresh();
  check(test_file("new/1.a", "1") && test_file("cur/2.b:2,", "2"));
  check(test_file("new/3.c", "3") && load() == 1);
  check(mark("new/1.a") && mark("cur/2.b:2,") && mark("new/3.c"));
  check(rename("new/3.c", "cur/3.c:2,") == 0);
  check(chown("new/1.a", 65534, 65534) == 0 || getuid());
  check(chown("cur/3.c:2,", 65534, 65534) == 0 || getuid());
  check(chmod("new", 01777) == 0 && chmod("cur", 01777) == 0);
  if (getuid()) { skip("only root can give files away"); return; }
  left = 1;
  why = EPERM;
  check(test_child(as_user) == 42);
  check(is("new/1.a", 0) && is("cur/3.c:2,", 0) && is("cur/2.b:2,", "2"));
}

int main(void)
{
  test_enter();
  if (!freopen("log", "w", stderr)) return EXIT_FAILURE; /* the lines it logs */
  plain();
  nothing();
  taken();
  crashed();
  crashed_moved();
  two_files();
  moved();
  lost();
  makes_cur();
  refused();
  mixed();
  maildir_free(&d);
  return test_end();
}
