#include <errno.h>
#include <string.h>
#include "../commands.h"
#include "test.h"

/* ---- a client that sends text, step bytes at a time ---- */

static const char *text;
static size_t left;
static size_t step;
static int fails; /* at the end, instead of ending */

static ssize_t from_text(int fd, char *buf, size_t len)
{
  (void)fd;
  if (!left && fails) { errno = EIO; return -1; }
  if (len > step) len = step;
  if (len > left) len = left;
  memcpy(buf, text, len);
  text += len;
  left -= len;
  return (ssize_t)len;
}

/* ---- what was called for it: "verb(argument)" each ---- */

static char called[8192];
static size_t calls;

static void note(const char *what, const char *arg)
{
  size_t n = strlen(called);

  ++calls;
  (void)snprintf(called + n, sizeof called - n, "%s(%s)", what, arg);
}

static void do_none(char *arg) { note("none", arg); }
static void do_must(char *arg) { note("must", arg); }
static void do_maybe(char *arg) { note("maybe", arg); }
static void do_other(char *arg) { note("other", arg); }
static void err_toolong(void) { note("toolong", ""); }
static void err_syntax(void) { note("syntax", ""); }

/* As one that takes a password does. */
static void do_raw(char *arg)
{
  note("raw", arg);
  memset(arg, 0, strlen(arg));
}

static const struct command table[] = {
  { "none", ARG_NONE, do_none },
  { "must", ARG_MUST, do_must },
  { "maybe", ARG_MAYBE, do_maybe },
  { "raw", ARG_RAW, do_raw },
  { 0, ARG_MAYBE, do_other }
};
static const struct command_errors errors = { err_toolong, err_syntax };

static char buf[4096];

/* Serves s through a buffer of so many bytes, filled step bytes at a time. */
static int serve(const char *s, size_t n, size_t size, size_t one)
{
  substdio in = SUBSTDIO_INIT(from_text, 0, buf, size);

  text = s;
  left = n;
  step = one;
  *called = 0;
  calls = 0;
  return commands_serve(&in, table, &errors);
}

/* ---- short lines ---- */

#define S(s) (s), sizeof (s) - 1

static const struct { const char *s; size_t n; const char *calls; } row[] = {
  { S(""), "" },
  { S("\n"), "other()" },
  { S("\r\n"), "other()" },
  { S(" \n"), "other()" },
  { S("none\n"), "none()" },
  { S("none\r\n"), "none()" },
  { S("NoNe\r\n"), "none()" },
  { S("none \r\n"), "none()" },
  { S("none   \n"), "none()" },
  { S("none x\n"), "syntax()" },
  { S("none  x\n"), "syntax()" },
  { S(" none\n"), "other(none)" },
  { S("none\t\n"), "other()" },
  { S("nonex\n"), "other()" },
  { S("non\n"), "other()" },
  { S("must\n"), "syntax()" },
  { S("must \n"), "syntax()" },
  { S("must    \r\n"), "syntax()" },
  { S("must x\r\n"), "must(x)" },
  { S("MUST x\r\n"), "must(x)" },
  { S("must X y\n"), "must(X y)" },
  { S("must x  \r\n"), "must(x)" },
  { S("must  x \n"), "must(x)" },
  { S("must   x  y  \n"), "must(x  y)" },
  { S("maybe   x\n"), "maybe(x)" },
  { S("must x\t\n"), "must(x\t)" },
  { S("maybe\n"), "maybe()" },
  { S("maybe \n"), "maybe()" },
  { S("maybe  \n"), "maybe()" },
  { S("maybe x \n"), "maybe(x)" },
  { S("raw\n"), "syntax()" },
  { S("raw \n"), "syntax()" },
  { S("raw  \n"), "raw( )" },
  { S("raw x\r\n"), "raw(x)" },
  { S("raw x \r\n"), "raw(x )" },
  { S("raw  x  \n"), "raw( x  )" },
  { S("raw x\r\r\n"), "raw(x\r)" },
  { S("raw x \r \n"), "raw(x \r )" },
  { S("what is this \n"), "other(is this)" },
  { S("\r\r\n"), "other()" },
  { S("none\r\r\n"), "other()" },
  { S("no\rne\n"), "other()" },
  { S("must \r\r\n"), "must(\r)" },
  { S("\0\n"), "syntax()" },
  { S("none\0\n"), "syntax()" },
  { S("none\0\r\n"), "syntax()" },
  { S("\0none\n"), "syntax()" },
  { S("must a\0b\r\n"), "syntax()" },
  { S("raw good\0x\n"), "syntax()" },
  { S("\xff\xf4\xff\xfd\x06\n"), "other()" },
  { S("must \xff%n%s\n"), "must(\xff%n%s)" },
  { S("none"), "" },
  { S("none\r"), "" },
  { S("none\nnone"), "none()" },
  { S("none\nmust 1\r\nmaybe\n\nraw p \nnone\n"),
    "none()must(1)maybe()other()raw(p )none()" },
  { S("must abcdef\nmust\nmust x\n"), "must(abcdef)syntax()must(x)" },
  { S("raw secret\nmaybe\n"), "raw(secret)maybe()" },
};

/* The same answers, however the lines come. */
static void lines(void)
{
  size_t i;
  size_t size;
  size_t one;
  int good;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check_row(i, serve(row[i].s, row[i].n, sizeof buf, sizeof buf) == 0);
    check_row(i, !strcmp(called, row[i].calls));
    good = 1;
    for (size = 1; size < 20; ++size)
      for (one = 1; one <= size; ++one) {
        good &= serve(row[i].s, row[i].n, size, one) == 0;
        good &= !strcmp(called, row[i].calls);
      }
    check_row(i, good);
  }
}

/* ---- around the limit ---- */

static char many[3 << 20];

/* "must xx...", bytes bytes long with its line end; then "none". */
static size_t line_of(size_t bytes, const char *end)
{
  size_t n = bytes - strlen(end);

  memset(many, 'x', n);
  memcpy(many, "must ", 5);
  strcpy(many + n, end);
  strcat(many + n, "none\r\n");
  return bytes + 6;
}

/* 1 = it was taken whole; 0 = it was answered as too long; -1 = neither. */
static int taken(size_t bytes, const char *end, size_t size, size_t one)
{
  size_t len = bytes - strlen(end) - 5;

  if (serve(many, line_of(bytes, end), size, one) != 0) return -1;
  if (calls != 2) return -1;
  if (!strcmp(called, "toolong()none()")) return 0;
  if (strlen(called) != strlen("must()none()") + len) return -1;
  if (strspn(called + 5, "x") != len) return -1;
  return strcmp(called + 5 + len, ")none()") ? -1 : 1;
}

static void limit(void)
{
  static const struct { size_t bytes; const char *end; int taken; } edge[] = {
    { 255, "\r\n", 1 }, { 512, "\r\n", 1 },
    { 998, "\n", 1 }, { 999, "\n", 1 }, { 1000, "\n", 1 }, { 1001, "\n", 0 },
    { 1002, "\n", 0 },
    { 998, "\r\n", 1 }, { 999, "\r\n", 1 }, { 1000, "\r\n", 1 },
    { 1001, "\r\n", 0 }, { 1002, "\r\n", 0 },
    { 1999, "\n", 0 }, { 2000, "\n", 0 }, { 2001, "\n", 0 },
    { 2002, "\r\n", 0 }, { 4095, "\n", 0 }, { 4096, "\n", 0 },
    { 4097, "\n", 0 }, { 65536, "\r\n", 0 }, { 1 << 20, "\r\n", 0 },
  };
  static const size_t sizes[] = { 1, 2, 999, 1000, 1001, 1024, sizeof buf };
  size_t i;
  size_t k;

  for (i = 0; i < sizeof edge / sizeof *edge; ++i)
    for (k = 0; k < sizeof sizes / sizeof *sizes; ++k) {
      check_row(i, taken(edge[i].bytes, edge[i].end, sizes[k], sizes[k])
        == edge[i].taken);
      check_row(i, taken(edge[i].bytes, edge[i].end, sizes[k], 1)
        == edge[i].taken);
    }
}

/* The first feed ends anywhere in a line that is just short enough, or not. */
static void splits(void)
{
  size_t bad = 0;
  size_t one;

  for (one = 1; one <= 1001; ++one) {
    bad += taken(1000, "\r\n", sizeof buf, one) != 1;
    bad += taken(1001, "\r\n", sizeof buf, one) != 0;
    bad += taken(1000, "\n", sizeof buf, one) != 1;
    bad += taken(1001, "\n", sizeof buf, one) != 0;
  }
  check(!bad);
}

/* A line that is too long is one line, whatever is in it, and it leaves
 * nothing behind. */
static void swallowed(void)
{
  size_t n = sizeof many;

  memset(many, 0, n);
  check(serve(many, n, sizeof buf, sizeof buf) == 0 && calls == 0);
  many[n - 1] = '\n';
  check(serve(many, n, sizeof buf, sizeof buf) == 0);
  check(!strcmp(called, "toolong()"));

  memset(many, ' ', n);
  memcpy(many, "none", 4);
  many[n - 1] = '\n';
  check(serve(many, n, 100, 100) == 0 && !strcmp(called, "toolong()"));

  memset(many, '\r', n);
  memcpy(many + n - 7, "\nnone\r\n", 7);
  check(serve(many, n, 2048, 2048) == 0);
  check(!strcmp(called, "toolong()none()"));

  memset(many, 'x', n);
  memcpy(many + 1500, "\nnone\n", 6);
  memcpy(many + 3500, "\nraw x\n", 7);
  check(serve(many, 3507, 2048, 2048) == 0);
  check(!strcmp(called, "toolong()none()toolong()raw(x)"));
}

/* Many lines in one buffer, each answered. */
static void several(void)
{
  size_t i;

  for (i = 0; i < 1000; ++i) memcpy(many + 4 * i, "a\r\nb", 4);
  check(serve(many, 4000, sizeof buf, sizeof buf) == 0);
  check(calls == 1000 && !strncmp(called, "other()other()", 14));
  check(!strstr(called, "toolong") && !strstr(called, "syntax"));
}

static void failing(void)
{
  fails = 1;
  errno = 0;
  check(serve("none\nmust", 9, sizeof buf, 2) == -1 && errno == EIO);
  check(!strcmp(called, "none()"));
  check(serve("", 0, sizeof buf, 2) == -1 && calls == 0);
  fails = 0;
}

/* ---- one line ---- */

static void line(void)
{
  substdio in = SUBSTDIO_INIT(from_text, 0, buf, 7);
  char *l = 0;

  text = "one two \r\n\nthree\0\n\r\r\nlast";
  left = 25;
  step = 3;
  check(commands_line(&in, &l) == 1 && !strcmp(l, "one two "));
  memset(l, 'x', COMMANDS_LINE); /* at will */
  check(commands_line(&in, &l) == 1 && !*l);
  check(commands_line(&in, &l) == COMMANDS_NUL);
  check(commands_line(&in, &l) == 1 && !strcmp(l, "\r"));
  check(commands_line(&in, &l) == 0);

  memset(many, 'x', 2000);
  memcpy(many + 1001, "\nend\n", 5);
  text = many;
  left = 1006;
  step = 7;
  check(commands_line(&in, &l) == COMMANDS_LONG);
  check(commands_line(&in, &l) == 1 && !strcmp(l, "end"));
  fails = 1;
  check(commands_line(&in, &l) == -1);
  fails = 0;
}

/* ---- one row ---- */

static void run(void)
{
  static const struct {
    const char *verb; const char *arg; int done; const char *calls;
  } one[] = {
    { "none", "", 1, "none()" }, { "none", "x", 0, "" },
    { "none", "  ", 1, "none()" }, { "NONE", "", 1, "none()" },
    { "must", "", 0, "" }, { "must", " ", 0, "" },
    { "must", "x ", 1, "must(x)" }, { "maybe", "", 1, "maybe()" },
    { "maybe", " x ", 1, "maybe(x)" }, { "raw", "", 0, "" },
    { "raw", " ", 1, "raw( )" }, { "raw", "x ", 1, "raw(x )" },
    { "", "", 1, "other()" }, { "else", "x ", 1, "other(x)" },
  };
  char arg[16];
  size_t i;

  for (i = 0; i < sizeof one / sizeof *one; ++i) {
    *called = 0;
    strcpy(arg, one[i].arg);
    check_row(i, commands_run(table, one[i].verb, arg) == one[i].done);
    check_row(i, !strcmp(called, one[i].calls));
  }
}

static void rest(void)
{
  char s[] = "one  two three ";
  char *r = commands_rest(s);

  check(!strcmp(s, "one") && !strcmp(r, "two three "));
  check(!strcmp(commands_rest(r), "three ") && !strcmp(r, "two"));
  s[0] = 0;
  check(!*commands_rest(s));
  strcpy(s, "word");
  check(!*commands_rest(s) && !strcmp(s, "word"));
}

int main(void)
{
  lines();
  limit();
  splits();
  swallowed();
  several();
  failing();
  line();
  run();
  rest();
  return test_end();
}
