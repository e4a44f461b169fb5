/* mydoor - for tests in C: the file of doorfile.h as one in the test's own
 * directory. */
#ifndef MYDOOR_H
#define MYDOOR_H

#include <fcntl.h>
#include "test.h"

#define auto_door my_door
#include "../doorfile.c"
#undef auto_door

const char my_door[] = "door";

static void new_door(void)
{
  int fd;

  (void)unlink(my_door);
  fd = open(my_door, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd == -1 || close(fd) == -1) exit(111);
}

/* As in a process that has just begun. */
static void open_again(void)
{
  (void)close(file);
  file = -1;
  if (doorfile_open(3) == -1) exit(111);
}

#endif
