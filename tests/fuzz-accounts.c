/* Any bytes as a value of the database of accounts: what unpacks is inside of
 * it and packs again; or, with FUZZ_A, as the rules. */
#include "../accounts.h"
#include "fuzz.h"

static const char *value;
static size_t size;

/* The string is one in the value. */
static size_t inside(const char *s)
{
  must(s >= value && s < value + size);
  must(memchr(s, 0, size - (size_t)(s - value)));
  return strlen(s);
}

static void entry(void)
{
  static char packed[ACCOUNTS_VALUE];
  struct accounts_entry e;
  struct accounts_entry again;
  size_t len;
  size_t i;

  if (!accounts_unpack(&e, value, size)) return;
  must(inside(e.user.name) && inside(e.user.home) && *e.user.home == '/');
  (void)inside(e.user.shell);
  must(e.n > 0 && e.n <= PASSWORDS_MAX);
  for (i = 0; i < e.n; ++i) {
    (void)inside(e.password[i].label);
    (void)inside(e.password[i].hash);
  }
  if (!accounts_pack(packed, &len, &e)) {
    must(size + 20 > ACCOUNTS_VALUE);
    return;
  }
  must(accounts_unpack(&again, packed, len) && again.n == e.n);
  must(again.user.uid == e.user.uid && again.user.gid == e.user.gid);
  must(!strcmp(again.user.name, e.user.name));
  must(!strcmp(again.user.home, e.user.home));
  for (i = 0; i < e.n; ++i)
    must(!strcmp(again.password[i].hash, e.password[i].hash));
}

static void rules(void)
{
  struct accounts_rules r;
  size_t i;

  if (!accounts_unpack_rules(&r, value, size)) return;
  must(r.n <= KINDS_MAX);
  for (i = 0; i < r.n; ++i) (void)inside(r.kind[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  char *exact;

  if (!fuzz_start(s, n)) return 0;
  size = fuzz_in.n;
  exact = malloc(size ? size : 1); /* so that no byte is read past it */
  must(exact);
  if (size) memcpy(exact, fuzz_in.s, size);
  value = exact;
  if (fuzz_in.flags & FUZZ_A) rules(); else entry();
  free(exact);
  return 0;
}
