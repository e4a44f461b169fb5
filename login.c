#include <string.h>
#include "login.h"

#define BLANKS " ,"

static char small(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int login_form(char *form, size_t room, const char *login,
  const char *domains)
{
  size_t i;

  for (i = 0; i < room - 1 && login[i]; ++i)
    form[i] = domains ? small(login[i]) : login[i];
  form[i] = 0;
  return !login[i];
}

/* Is the word of n bytes at s this domain? */
static int same(const char *domain, const char *s, size_t n)
{
  size_t i;

  for (i = 0; i < n; ++i)
    if (!domain[i] || domain[i] != small(s[i])) return 0;
  return !domain[n];
}

size_t login_local(const char *form, const char *domains)
{
  const char *at = strrchr(form, '@');
  size_t n;

  if (!at || at == form || !domains) return strlen(form);
  while (*(domains += strspn(domains, BLANKS))) {
    n = strcspn(domains, BLANKS);
    if (same(at + 1, domains, n)) return (size_t)(at - form);
    domains += n;
  }
  return strlen(form);
}

int login_full(char *full, size_t room, const char *form,
  const char *domains)
{
  size_t n = strlen(form);
  size_t i;

  if (!domains || strchr(form, '@')) return 0;
  domains += strspn(domains, BLANKS);
  i = strcspn(domains, BLANKS);
  if (!i || i >= room || n >= room - i - 1) return 0;
  memcpy(full, form, n);
  full[n++] = '@';
  while (i--) full[n++] = small(*domains++);
  full[n] = 0;
  return 1;
}
