#include <errno.h>
#include "../program.h"
#include "test.h"

static void make(const char *path, mode_t mode)
{
  check(test_file(path, "") && chmod(path, mode) == 0);
}

int main(void)
{
  static char path[200];
  static const struct { const char *name; const char *path;
    const char *found; int e; } row[] = {
    { "x", "@/a:@/b", "@/a/x", 0 }, { "x", "@/b:@/a", "@/b/x", 0 },
    { "y", "@/a:@/b", "@/b/y", 0 }, { "y", "@/a", 0, EACCES },
    { "y", "@/a:@/none", 0, EACCES }, { "z", "@/a:@/b", 0, ENOENT },
    { "d", "@/a", 0, EACCES }, { "d", "@/a:@/b", "@/b/d", 0 },
    { "x", "", 0, ENOENT }, { "x", ":", 0, ENOENT },
    { "x", "a:./a:", 0, ENOENT }, { "x", "a::@/b:@/a", "@/b/x", 0 },
    { "@/a/x", "@/b", "@/a/x", 0 }, { "a/x", "@/b", "a/x", 0 },
    { "@/a/y", "@/b", 0, EACCES }, { "@/a/z", "@/b", 0, ENOENT },
    { "./a", "@/b", 0, EACCES }, { "", "@/a", 0, EACCES },
  };
  char text[3][400];
  const char *from[3];
  const char *got;
  size_t i;
  size_t k;
  char *to;

  test_enter();
  check(getcwd(path, sizeof path) && mkdir("a", 0755) == 0
    && mkdir("b", 0755) == 0 && mkdir("a/d", 0755) == 0);
  make("a/x", 0755);
  make("b/x", 0700);
  make("a/y", 0644);
  make("b/y", 0711);
  make("b/d", 0755);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    from[0] = row[i].name;
    from[1] = row[i].path;
    from[2] = row[i].found ? row[i].found : "";
    for (k = 0; k < 3; ++k)
      for (to = text[k], *to = 0; *from[k]; ++from[k]) {
        if (*from[k] == '@') memcpy(to, path, strlen(path) + 1);
        else { to[0] = *from[k]; to[1] = 0; }
        to += strlen(to);
      }
    errno = 0;
    got = program_find(text[0], text[1]);
    if (row[i].found) check_row(i, got && !strcmp(got, text[2]));
    else check_row(i, !got && errno == row[i].e);
  }
  return test_end();
}
