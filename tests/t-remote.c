#include <stdlib.h>
#include "../remote.h"
#include "test.h"

static const char *const variable[] = {
  "TCPREMOTEIP", "TCP6REMOTEIP", "SSLREMOTEIP", "REMOTEIP"
};
enum { VARIABLES = sizeof variable / sizeof *variable };

static void forget(void)
{
  size_t i;

  unsetenv("PROTO");
  for (i = 0; i < VARIABLES; ++i) unsetenv(variable[i]);
}

int main(void)
{
  static const struct {
    const char *proto;
    const char *name;
    const char *value;
    const char *is;
  } row[] = {
    { "TCP", "TCPREMOTEIP", "10.0.0.7", "10.0.0.7" },
    { "TCP6", "TCP6REMOTEIP", "fd00::7", "fd00::7" },
    { "SSL", "SSLREMOTEIP", "10.0.0.7", "10.0.0.7" },
    { "", "REMOTEIP", "10.0.0.7", "10.0.0.7" },
    { 0, "TCPREMOTEIP", "10.0.0.7", 0 },
    { "TCP", "TCP6REMOTEIP", "fd00::7", 0 },
    { "TCP", "TCPREMOTEIP", "", 0 },
    { "tcp", "TCPREMOTEIP", "10.0.0.7", 0 },
    { "23456789012345678901234", "TCPREMOTEIP", "10.0.0.7", 0 },
    { "a name that is longer than any protocol has", "TCPREMOTEIP", "1", 0 },
  };
  const char *ip;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    forget();
    if (row[i].proto) setenv("PROTO", row[i].proto, 1);
    setenv(row[i].name, row[i].value, 1);
    ip = remote_ip();
    check_row(i, row[i].is ? ip && !strcmp(ip, row[i].is) : !ip);
  }
  forget();
  setenv("PROTO", "345678901234567890123", 1); /* the longest that fits */
  setenv("345678901234567890123REMOTEIP", "10.0.0.7", 1);
  ip = remote_ip();
  check(ip && !strcmp(ip, "10.0.0.7"));
  return test_end();
}
