#include "../address.h"
#include "test.h"

static const char *const none[] = {
  0, "", "x", "127.0.0", "127.0.0.1.1", "127.0.0.256", "127.0.0.1 ",
  " 127.0.0.1", ":", ":::", "::1::", "12345::", "unknown", "fe80::1%lo",
};

static const struct { const char *a, *b; int same; } pair[] = {
  { "127.0.0.1", "127.0.0.1", 1 }, { "127.0.0.1", "127.0.0.2", 0 },
  { "10.0.0.1", "10.0.1.1", 0 }, { "1.2.3.4", "::ffff:1.2.3.4", 1 },
  { "::ffff:1.2.3.4", "::ffff:102:304", 1 }, { "1.2.3.4", "::1.2.3.4", 0 },
  { "::ffff:1.2.3.4", "::ffff:1.2.3.5", 0 }, { "::1", "::2", 1 },
  { "2001:db8::1", "2001:DB8:0:0:ffff:ffff:ffff:ffff", 1 },
  { "2001:db8::1", "2001:db8:0:1::1", 0 }, { "2001:db8::", "2001:db9::", 0 },
  { "::", "0.0.0.0", 0 },
};

static void read_all(void)
{
  struct address a;
  struct address b;
  size_t i;

  for (i = 0; i < sizeof none / sizeof *none; ++i)
    check_row(i, address_read(&a, none[i]) == 0);
  for (i = 0; i < sizeof pair / sizeof *pair; ++i) {
    check_row(i, address_read(&a, pair[i].a) && address_read(&b, pair[i].b));
    check_row(i, address_same(&a, &b) == pair[i].same);
  }
}

static void client(void)
{
  struct address a;

  (void)address_read(&a, "10.0.0.7");
  setenv("PROTO", "TCP", 1);
  unsetenv("TCPREMOTEIP");
  check(!address_client());
  setenv("TCPREMOTEIP", "x", 1);
  check(!address_client());
  setenv("TCPREMOTEIP", "10.0.0.7", 1);
  check(address_client() && address_same(address_client(), &a));
}

int main(void)
{
  read_all();
  client();
  return test_end();
}
