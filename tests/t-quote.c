#include "../quote.h"
#include "test.h"

/* What sh makes of the word: 1 = it is s again. */
static const char *wanted;

static int shell(void)
{
  stralloc script = { 0, 0, 0 };

  if (!stralloc_cats(&script, "x=") || !quote_sh(&script, wanted)
      || !stralloc_cats(&script, "; [ \"$x\" = \"$1\" ]")
      || !stralloc_cat0(&script)) return 9;
  execl("/bin/sh", "sh", "-c", script.s, "sh", wanted, (char *)0);
  return 8;
}

int main(void)
{
  static const struct { const char *s; const char *word; } row[] = {
    { "", "''" }, { "a", "'a'" }, { "'", "''\\'''" }, { "''", "''\\'''\\'''" },
    { "it's", "'it'\\''s'" }, { "a b", "'a b'" },
    { "$x`id`\"\\*?[~!#&|;<>()", "'$x`id`\"\\*?[~!#&|;<>()'" },
    { "-n", "'-n'" }, { "\\'", "'\\'\\'''" }, { "\\", "'\\'" },
    { "\303\274 \377", "'\303\274 \377'" }, { "a\nb\n", "'a\nb\n'" },
  };
  static stralloc sa;
  size_t n;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    n = sa.len; /* it appends */
    check_row(i, quote_sh(&sa, row[i].s));
    check_row(i, sa.len - n == strlen(row[i].word)
      && !memcmp(sa.s + n, row[i].word, sa.len - n));
    wanted = row[i].s;
    check_row(i, test_child(shell) == 0);
  }
  return test_end();
}
