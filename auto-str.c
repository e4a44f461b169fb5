/* auto-str - prints a string as a constant in C: auto-str name value */
#include <string.h>
#include <unistd.h>
#include "exitcode.h"
#include "substdio.h"

static ssize_t put(int fd, char *buf, size_t len)
{
  ssize_t w = write(fd, buf, len);

  if (w <= 0) _exit(EXIT_LATER);
  return w;
}

static char outbuf[256];
static substdio out = SUBSTDIO_INIT(put, 1, outbuf, sizeof outbuf);

/* In octal, so that no byte can be more than one of the string. */
static void octal(unsigned char c)
{
  char s[4];

  s[0] = '\\';
  s[1] = (char)('0' + (c >> 6));
  s[2] = (char)('0' + (c >> 3 & 7));
  s[3] = (char)('0' + (c & 7));
  substdio_put(&out, s, sizeof s);
}

int main(int argc, char **argv)
{
  const char *s;

  if (argc != 3) _exit(EXIT_USAGE);
  substdio_puts(&out, "#include \"");
  substdio_puts(&out, argv[1]);
  substdio_puts(&out, ".h\"\n\nconst char ");
  substdio_puts(&out, argv[1]);
  substdio_puts(&out, "[] = \"");
  for (s = argv[2]; *s; ++s) octal((unsigned char)*s);
  substdio_puts(&out, "\";\n");
  substdio_flush(&out);
  _exit(EXIT_DONE);
}
