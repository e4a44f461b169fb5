#include <errno.h>
#include <string.h>
#include "../linein.h"
#include "test.h"

enum { SIZE = 16 };
static char buf[SIZE];

static void text(const char *s, size_t n)
{
  FILE *f = fopen("text", "w");

  if (!f || fwrite(s, 1, n, f) != n || fclose(f)) exit(111);
}

/* The lines of the file, each with a | behind it, and then how it ended: 0, or
 * an errno. */
static const char *all(const char *s, size_t n)
{
  static char out[400];
  struct linein l = { buf, sizeof buf, 0, 0, 0, -1 };
  char *line;
  int r;

  text(s, n);
  *out = 0;
  if (linein_open(&l, "text") == -1) return "cannot open";
  while ((r = linein_next(&l, &line)) == 1) {
    strcat(out, line);
    strcat(out, "|");
  }
  if (r == -1) strcat(out, errno == EBADMSG ? "bad" : "?");
  linein_close(&l);
  return l.most <= sizeof buf ? out : "too much";
}

static void lines(void)
{
  static const struct { const char *text; const char *lines; } row[] = {
    { "", "" }, { "\n", "|" }, { "a", "a|" }, { "a\n", "a|" },
    { "a\nb", "a|b|" }, { "\n\na\n\n", "||a||" },
    { "12345678901234\n", "12345678901234|" },
    { "12345678901234\nx\n", "12345678901234|x|" },
    { "123456789012345\nx\n", "bad" }, { "a\n123456789012345", "a|bad" },
    { "12345678901234", "12345678901234|" },
    { "1234567\n1234567\n1234567\n1234567\n",
      "1234567|1234567|1234567|1234567|" },
    { "123\n12345678901234\n123\n", "123|12345678901234|123|" }
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, !strcmp(all(row[i].text, strlen(row[i].text)), row[i].lines));
}

static void zero(void)
{
  check(!strcmp(all("a\0b\n", 4), "bad"));
  check(!strcmp(all("123456789012\n12\0\n", 17), "123456789012|bad"));
}

static void fails(void)
{
  struct linein l = { buf, sizeof buf, 0, 0, 0, -1 };
  char *line;

  errno = 0;
  check(linein_open(&l, "none") == -1 && errno == ENOENT);
  check(linein_open(&l, ".") == 0);
  check(linein_next(&l, &line) == -1 && errno == EISDIR);
  linein_close(&l);
}

/* What was read can be erased. */
static void most(void)
{
  static char old[SIZE];
  struct linein l = { buf, sizeof buf, 0, 0, 0, -1 };
  char *line;

  text("secret\nab\n", 10);
  memset(buf, 'z', sizeof buf);
  memset(old, 'z', sizeof old);
  check(linein_open(&l, "text") == 0);
  while (linein_next(&l, &line) == 1) ;
  linein_close(&l);
  check(l.most >= 10 && !memcmp(buf + l.most, old, sizeof buf - l.most));
}

int main(void)
{
  test_enter();
  lines();
  zero();
  fails();
  most();
  return test_end();
}
