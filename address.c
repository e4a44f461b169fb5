#include <arpa/inet.h>
#include <string.h>
#include "address.h"
#include "remote.h"

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0xff, 0xff };

int address_read(struct address *a, const char *text)
{
  memset(a, 0, sizeof *a);
  if (!text) return 0;
  memcpy(a->b, mapped, sizeof mapped);
  if (inet_pton(AF_INET, text, a->b + sizeof mapped) == 1) return 1;
  if (inet_pton(AF_INET6, text, a->b) != 1) return 0;
  if (memcmp(a->b, mapped, sizeof mapped)) memset(a->b + 8, 0, 8);
  return 1;
}

const struct address *address_client(void)
{
  static struct address client;

  return address_read(&client, remote_ip()) ? &client : 0;
}

int address_same(const struct address *a, const struct address *b)
{
  return !memcmp(a->b, b->b, ADDRESS_LEN);
}
