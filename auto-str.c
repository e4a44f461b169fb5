/* auto-str - prints a string as a constant in C: auto-str name value
 *
 * Byte by byte, as C promises no more than 4095 of them between quotes. */
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

static void octal(unsigned char c)
{
  char s[] = "'\\000',\n";

  s[2] = (char)('0' + (c >> 6));
  s[3] = (char)('0' + (c >> 3 & 7));
  s[4] = (char)('0' + (c & 7));
  substdio_puts(&out, s);
}

int main(int argc, char **argv)
{
  const char *s;

  if (argc != 3) _exit(EXIT_USAGE);
  substdio_puts(&out, "#include \"");
  substdio_puts(&out, argv[1]);
  substdio_puts(&out, ".h\"\n\nconst char ");
  substdio_puts(&out, argv[1]);
  substdio_puts(&out, "[] = {\n");
  for (s = argv[2]; *s; ++s) octal((unsigned char)*s);
  substdio_puts(&out, "0 };\n");
  substdio_flush(&out);
  _exit(EXIT_DONE);
}
