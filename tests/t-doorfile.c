#include <errno.h>
#include "../doorfile.h"
#include "holder.h"

static void opened(void)
{
  struct stat st;
  pid_t pid;

  errno = 0;
  check(doorfile_open(3) == -1 && errno == ENOENT);
  check(doorfile_take(7) == -1 && doorfile_taken(7, &pid) == -1);
  check(doorfile_read(0, &pid, 1) == -1 && doorfile_write(0, "x", 1) == -1);
  check(doorfile_begin() == -1 && errno == EBADF);

  new_door();
  check(doorfile_open(3) == 0 && file > 2);
  check((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);
  check(file != -1 && fstat(file, &st) == 0 && st.st_size == 0);
}

static void aside(void)
{
  int old = file;

  (void)close(file);
  file = -1;
  check(doorfile_open(20) == 0 && file == 20);
  check((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);
  check(fcntl(old, F_GETFD) == -1 && errno == EBADF);
  (void)close(file);
  file = -1;
  check(doorfile_open(1 << 30) == 0 && file == old); /* there is none */
}

static int refused(void)
{
  (void)close(file);
  file = -1;
  return doorfile_open(3) == -1 && file == -1;
}

static void others(void)
{
  check(chmod(my_door, 0620) == 0 && refused() && errno == EPERM);
  check(chmod(my_door, 0604) == 0 && refused() && errno == EPERM);
  check(chmod(my_door, 0600) == 0 && !refused());
  check(unlink(my_door) == 0 && symlink("nowhere", my_door) == 0);
  check(refused() && errno == ELOOP);
  check(unlink(my_door) == 0 && mkfifo(my_door, 0600) == 0);
  check(refused() && errno == EPERM);
  check(unlink(my_door) == 0 && mkdir(my_door, 0700) == 0);
  check(refused() && errno == EISDIR);
  check(rmdir(my_door) == 0);
  new_door();
  if (geteuid() != 0) { skip("only root can give files away"); return; }
  check(chown(my_door, 1, 1) == 0 && refused() && errno == EPERM);
  new_door();
}

static void bytes(void)
{
  char buf[4];

  open_again();
  memset(buf, 'x', sizeof buf);
  check(doorfile_read(0, buf, 4) == 0 && !memcmp(buf, "xxxx", 4));
  check(doorfile_write(2, "ab", 2) == 0);
  check(doorfile_read(1, buf, 4) == 3 && !memcmp(buf, "\0abx", 4));
}

static int take_seven(void) { return doorfile_take(7); }
static int begin(void) { return doorfile_begin(); }

static void locks(void)
{
  pid_t pid = -1;
  pid_t who;
  int r;

  open_again();
  check(doorfile_taken(7, &pid) == 0);
  who = holder(take_seven, &r);
  check(r == 1 && doorfile_taken(7, &pid) == 1 && pid == who);
  check(doorfile_take(7) == 0 && doorfile_take(8) == 1);
  check(doorfile_taken(6, &pid) == 0);
  check(doorfile_taken(8, &pid) == 0); /* its own */
  end(who);
  check(doorfile_taken(7, &pid) == 0 && doorfile_take(7) == 1);
  end(holder(take_seven, &r));
  check(r == 0);
  doorfile_leave(7);
  end(holder(take_seven, &r));
  check(r == 1);
}

/* A child has none of its parent's locks, and its end takes none away. */
static int close_it(void) { return close(file); }

static void children(void)
{
  int r;

  open_again();
  check(doorfile_take(7) == 1 && test_child(close_it) == 0);
  end(holder(take_seven, &r));
  check(r == 0);
}

static void one_at_a_time(void)
{
  pid_t who;
  int r;

  open_again();
  check(doorfile_begin() == 0);
  doorfile_end();
  who = holder(begin, &r);
  check(r == 0);
  errno = 0;
  check(doorfile_begin() == -1 && errno == EBUSY);
  end(who);
  check(doorfile_begin() == 0);
}

int main(void)
{
  test_enter();
  opened();
  aside();
  others();
  bytes();
  locks();
  children();
  one_at_a_time();
  return test_end();
}
