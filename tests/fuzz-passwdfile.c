/* Any bytes as the text of accounts: an account that is not called wrong can be
 * used as it is, has passwords that are its own, and is found by its login. */
#include "../accounts.h"
#include "../alloc.h"
#include "../hashform.h"
#include "../passwdfile.h"
#include "fuzz.h"

static struct passwdfile f;

static void good_hash(const char *hash)
{
  must(!*hash || *hash == '!' || *hash == '*' || !strcmp(hash, "x")
    || hashform_whole(hash));
  must(hashform_kind(hash) <= strlen(hash));
}

static void account(size_t i)
{
  const struct passwdline *p = &f.line[i].p;
  size_t n = 0;
  size_t k;

  must(p->uid && p->gid && p->uid != UINT32_MAX && p->gid != UINT32_MAX);
  must(*p->home == '/' && strlen(p->home) <= HOME_MAX && !*p->label);
  must(strlen(p->shell) <= SHELL_MAX);
  must(passwdfile_account(&f, p->login) == i);
  for (k = i; k; k = f.line[k].next, ++n) {
    must(k <= f.n && (k == i || f.line[k].p.kind == PASSWDLINE_PASSWORD));
    must(!strcmp(f.line[k].p.login, p->login));
    good_hash(f.line[k].p.hash);
  }
  must(n <= PASSWORDS_MAX);
}

static void line(size_t i)
{
  const struct passwdline *p = &f.line[i].p;

  if (f.line[i].why || p->kind == PASSWDLINE_NONE) return;
  must(*p->login && strlen(p->login) <= LOGIN_MAX);
  must(!strpbrk(p->login, ":/ \n"));
  if (p->kind == PASSWDLINE_ACCOUNT) account(i);
  if (p->kind == PASSWDLINE_PASSWORD) {
    must(*p->label && strlen(p->label) <= LABEL_MAX);
    must(passwdfile_account(&f, p->login));
  }
  if (p->kind == PASSWDLINE_ALIAS) must(passwdfile_account(&f, p->other));
}

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  size_t lines = 0;
  size_t i;
  char *text;

  if (!fuzz_start(s, n)) return 0;
  text = fuzz_string(fuzz_in.s, fuzz_in.n);
  for (i = 0; text[i]; ++i) if (text[i] == '\n') ++lines;
  if (i && text[i - 1] != '\n') ++lines;
  must(passwdfile_take(&f, text) == 1 && f.n == lines);
  for (i = 1; i <= f.n; ++i) line(i);
  alloc_free(f.line);
  alloc_free(f.slot);
  free(text);
  return 0;
}
