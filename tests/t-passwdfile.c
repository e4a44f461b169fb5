#include <string.h>
#include "../accounts.h"
#include "../alloc.h"
#include "../passwdfile.h"
#include "test.h"

#define END ":2000:2000::/h::\n"

/* A text, and for each line the number of its next, and is it wrong. */
static const struct { const char *text; const char *said; } row[] = {
  { "", "" }, { "\n\n", "0 0 " }, { "#\n", "0 " }, { "bob:" END, "0 " },
  { "bob:*:1:1::/h::", "w " }, { "bob", "w " },
  { "bob:" END "alice:" END, "0 0 " }, { "bob:" END "bob:" END, "0 w " },
  { "bob:" END "Bob:" END, "0 0 " },
  { "bob/phone:*\nbob:" END, "0 1 " }, { "bob:" END "bob/phone:*\n", "2 0 " },
  { "bob/a:*\nbob:" END "bob/b:*\n#\nbob/c:*\n", "3 1 5 0 0 " },
  { "bob:" END "bob/a:*\nbob/a:*\n", "2 0 w " },
  { "bob/a:*\n", "w " }, { "b:=bob\nb/a:*\nbob:" END, "0 w 0 " },
  { "b:=bob\nbob:" END, "0 0 " }, { "b:=bob\n", "w " }, { "b:=b\n", "w " },
  { "b:=c\nc:=bob\nbob:" END, "w 0 0 " },
  { "b:=bob\nb:=bob\nbob:" END, "0 w 0 " },
  { "bob:=bob\nbob:" END, "w w " }, { "b:=\n", "w " },
  { "bob:bad" END "b:=bob\nbob/a:*\n", "w w w " },
};

/* The programs end with it. */
static void discard(struct passwdfile *f)
{
  alloc_free(f->line);
  alloc_free(f->slot);
}

static void texts(void)
{
  struct passwdfile f;
  char said[100];
  size_t i;
  size_t k;
  char *s;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    s = test_copy(row[i].text);
    check_row(i, passwdfile_take(&f, s) == 1);
    *said = 0;
    for (k = 1; k <= f.n; ++k)
      sprintf(said + strlen(said), f.line[k].why ? "w " : "%u ",
        (unsigned int)f.line[k].next);
    check_row(i, !strcmp(said, row[i].said));
    check_row(i, passwdfile_account(&f, "none") == 0);
    check_row(i, passwdfile_account(&f, "b") == 0);
    discard(&f);
    free(s);
  }
}

static void most(void)
{
  char text[2000] = "bob:" END;
  static struct passwdfile f;
  int i;

  for (i = 1; i < PASSWORDS_MAX; ++i)
    sprintf(text + strlen(text), "bob/%d:*\n", i);
  strcat(text, "bob/more:*\n");
  check(passwdfile_take(&f, text) == 1 && f.n == PASSWORDS_MAX + 1);
  for (i = 1; i <= PASSWORDS_MAX; ++i) check(!f.line[i].why);
  check(f.line[PASSWORDS_MAX + 1].why && !f.line[PASSWORDS_MAX].next);
  check(passwdfile_account(&f, "bob") == 1);
  discard(&f);
}

/* Thousands are found, whatever their order in the slots. */
static void many(void)
{
  static char text[50000 * 30];
  static struct passwdfile f;
  char login[20];
  size_t n = 0;
  size_t i;

  for (i = 1; i <= 50000; ++i)
    n += (size_t)sprintf(text + n, "u%u:" END, (unsigned int)i);
  check(passwdfile_take(&f, text) == 1 && f.n == 50000);
  for (i = n = 0; i <= 50001; ++i) {
    sprintf(login, "u%u", (unsigned int)i);
    if (passwdfile_account(&f, login) == (i <= 50000 ? i : 0)) ++n;
  }
  check(n == 50002);
  discard(&f);
}

int main(void)
{
  texts();
  most();
  many();
  return test_end();
}
