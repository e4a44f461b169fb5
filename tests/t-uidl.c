#include <string.h>
#include "../uidl.h"
#include "test.h"

enum { MADE = 33 }; /* a colon and the hash */

static char id[UIDL_MAX + 2]; /* one byte more, to see that it stays */

static const char *make(const char *name)
{
  memset(id, 'x', sizeof id);
  if (uidl_make(id, name) != strlen(id)) return "another length";
  return id[UIDL_MAX + 1] == 'x' ? id : "overrun";
}

/* RFC 1939: 1 to 70 bytes from 0x21 to 0x7e. */
static int legal(const char *s)
{
  size_t n = strlen(s);

  if (n < 1 || n > UIDL_MAX) return 0;
  for (; *s; ++s) if (*s < 0x21 || *s > 0x7e) return 0;
  return 1;
}

/* What is made of name: its first so many bytes, a colon, 32 digits. */
static int made(const char *name, size_t start)
{
  const char *s = make(name);

  return legal(s) && strlen(s) == start + MADE && !strncmp(s, name, start)
    && s[start] == ':' && strspn(s + start + 1, "0123456789abcdef") == 32;
}

#define TEN "1234567890"

static void kept(void)
{
  static const struct { const char *name; const char *id; } row[] = {
    { "a", "a" }, { "!", "!" }, { "~", "~" }, { "a:2,S", "a" },
    { "1700000000.M1P2.host,S=3,W=4:2,FS", "1700000000.M1P2.host,S=3,W=4" },
    { "1700000000.12.host", "1700000000.12.host" }, { "%s", "%s" },
    { "a:b:c", "a" }, { "a: \n", "a" },
    { TEN TEN TEN TEN TEN TEN "12345678", TEN TEN TEN TEN TEN TEN "12345678" },
    { TEN TEN TEN TEN TEN TEN TEN, TEN TEN TEN TEN TEN TEN TEN },
    { TEN TEN TEN TEN TEN TEN TEN ":2,S", TEN TEN TEN TEN TEN TEN TEN },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, !strcmp(make(row[i].name), row[i].id));
}

static void changed(void)
{
  static const struct { const char *name; size_t start; } row[] = {
    { "", 0 }, { ":", 0 }, { ":2,S", 0 }, { " ", 0 }, { " a", 0 }, { "a ", 1 },
    { "a b", 1 }, { "ab\tc", 2 }, { "a\r\nb", 1 }, { "a\x7f", 1 },
    { "a\x80", 1 }, { "\xff", 0 }, { "\x1f", 0 }, { "a\x01:2,S", 1 },
    { TEN TEN TEN "123456 ", 36 }, { TEN TEN TEN "1234567 ", 37 },
    { TEN TEN TEN "12345678 ", 37 }, { TEN TEN TEN "12345678\xff", 37 },
    { TEN TEN TEN TEN TEN TEN "123456789 ", 37 },
    { TEN TEN TEN TEN TEN TEN TEN "1", 37 },
    { TEN TEN TEN TEN TEN TEN TEN "1:2,S", 37 },
  };
  char long_name[256];
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, made(row[i].name, row[i].start));
  memset(long_name, 'x', 255);
  long_name[255] = 0;
  check(made(long_name, 37));
  memset(long_name, '\n', 255);
  check(made(long_name, 0));
}

/* Ids that were given out once may never be others: clients would fetch all
 * these messages again. */
static void forever(void)
{
  static const struct { const char *name; const char *id; } row[] = {
    { "", ":5e0058f16fb7136f301e94faffc1ee5f" },
    { "a b", "a:fab2b1fb9313f0d3e95d68463aa9196c" },
    { "a b:2,S", "a:fab2b1fb9313f0d3e95d68463aa9196c" },
    { TEN TEN TEN TEN TEN TEN TEN "1",
      TEN TEN TEN "1234567:3f861534df72f316a0fcf5a97b27051f" },
    { "\xff\x01", ":72c16c26a7b582876fd41e3a63493c41" },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, !strcmp(make(row[i].name), row[i].id));
}

/* ---- no two are the same ---- */

enum { NAMES = 20000 };

static char all[NAMES][UIDL_MAX + 1];

static int order(const void *a, const void *b) { return strcmp(a, b); }

static int distinct(void)
{
  size_t i;

  qsort(all, NAMES, sizeof *all, order);
  for (i = 1; i < NAMES; ++i) if (!strcmp(all[i - 1], all[i])) return 0;
  return 1;
}

static void differ(void)
{
  static const char *const row[] = {
    "%05d ", " %05d", ":2,%05d", "%05d" TEN TEN TEN TEN TEN TEN "12345 ",
    TEN TEN TEN TEN TEN TEN "123456%05d", "\n\n%05d\n\n",
    TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "%05d" TEN TEN TEN TEN TEN TEN,
  };
  char name[256];
  size_t i;
  int n;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    for (n = 0; n < NAMES; ++n) {
      snprintf(name, sizeof name, row[i], n);
      (void)uidl_make(all[n], name);
    }
    check_row(i, distinct());
  }
}

/* Names of bytes that count for little: few kinds, any length. */
static void plain(void)
{
  char name[256];
  int n;
  int bit;

  for (n = 1; n <= NAMES; ++n) {
    name[0] = ' ';
    for (bit = 0; n >> bit; ++bit)
      name[bit + 1] = (n >> bit & 1) ? '\x80' : ' ';
    name[bit + 1] = 0;
    (void)uidl_make(all[n - 1], name);
  }
  check(distinct());
}

int main(void)
{
  kept();
  changed();
  forever();
  differ();
  plain();
  return test_end();
}
