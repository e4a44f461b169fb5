#include <string.h>
#include "../login.h"
#include "test.h"

#define OURS "example.org, Example.NET"

static const struct {
  const char *typed; const char *domains; const char *form; size_t local;
} row[] = {
  { "bob", 0, "bob", 3 }, { "Bob", 0, "Bob", 3 },
  { "Bob@Example.ORG", 0, "Bob@Example.ORG", 15 },
  { "Bob", "", "bob", 3 }, { "Bob@x.org", "", "bob@x.org", 9 },
  { "BOB", OURS, "bob", 3 }, { "Bob@Example.ORG", OURS, "bob@example.org", 3 },
  { "bob@example.net", OURS, "bob@example.net", 3 },
  { "bob@example.orgx", OURS, "bob@example.orgx", 16 },
  { "bob@xexample.org", OURS, "bob@xexample.org", 16 },
  { "bob@example.or", OURS, "bob@example.or", 14 },
  { "bob@", OURS, "bob@", 4 }, { "@example.org", OURS, "@example.org", 12 },
  { "a@b@example.org", OURS, "a@b@example.org", 3 },
  { "", OURS, "", 0 }, { "", 0, "", 0 }, { "\xc4@example.org", OURS,
    "\xc4@example.org", 1 },
  { "bob@a", " ,a b,, ", "bob@a", 3 }, { "bob@b", " ,a b,, ", "bob@b", 3 },
  { "bob@", " ,a b,, ", "bob@", 4 },
};

static void forms(void)
{
  char form[100];
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    memset(form, 'x', sizeof form);
    check_row(i, login_form(form, sizeof form, row[i].typed, row[i].domains));
    check_row(i, !strcmp(form, row[i].form));
    check_row(i, login_local(form, row[i].domains) == row[i].local);
  }
}

static void room(void)
{
  char form[5] = "xxxx";

  check(login_form(form, 4, "Bob", "") == 1 && !memcmp(form, "bob\0", 5));
  memcpy(form, "xxxx", 5);
  check(login_form(form, 3, "Bob", "") == 0 && !memcmp(form, "bo\0x", 5));
  memcpy(form, "xxxx", 5);
  check(login_form(form, 1, "Bob", "") == 0 && !memcmp(form, "\0xxx", 5));
  memcpy(form, "BOB", 4);
  check(login_form(form, 5, form, "") == 1 && !strcmp(form, "bob"));
}

static void full(void)
{
  char s[20];

  check(login_full(s, sizeof s, "bob", OURS) == 1);
  check(!strcmp(s, "bob@example.org"));
  check(login_full(s, 16, "bob", OURS) == 1);
  memset(s, 'x', sizeof s);
  check(login_full(s, 15, "bob", OURS) == 0 && s[15] == 'x');
  check(login_full(s, 11, "bob", OURS) == 0);
  check(login_full(s, 1, "bob", OURS) == 0);
  check(login_full(s, sizeof s, "bob", " Net ") == 1 && !strcmp(s, "bob@net"));
  check(login_full(s, sizeof s, "bob", 0) == 0);
  check(login_full(s, sizeof s, "bob", " ,") == 0);
  check(login_full(s, sizeof s, "bob@net", OURS) == 0);
}

int main(void)
{
  forms();
  room();
  full();
  return test_end();
}
