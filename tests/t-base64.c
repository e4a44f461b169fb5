#include <string.h>
#include "../base64.h"
#include "test.h"

#define S(s) (s), sizeof (s) - 1

/* out is null for what is not base64. */
static const struct { const char *s; const char *out; size_t len; } row[] = {
  { "", S("") },
  { "Zg==", S("f") }, { "Zm8=", S("fo") }, { "Zm9v", S("foo") },
  { "Zm9vYg==", S("foob") }, { "Zm9vYmE=", S("fooba") },
  { "Zm9vYmFy", S("foobar") },
  { "AHRlc3QAdGVzdA==", S("\0test\0test") },
  { "AAAA", S("\0\0\0") }, { "AA==", S("\0") }, { "AAA=", S("\0\0") },
  { "////", S("\xff\xff\xff") }, { "++++", S("\xfb\xef\xbe") },
  { "/w==", S("\xff") }, { "//8=", S("\xff\xff") },
  { "gIGC", S("\x80\x81\x82") },
  { "Z", 0, 0 }, { "Zg", 0, 0 }, { "Zg=", 0, 0 }, { "Zm9", 0, 0 },
  { "=", 0, 0 }, { "==", 0, 0 }, { "===", 0, 0 }, { "====", 0, 0 },
  { "Z===", 0, 0 }, { "A===", 0, 0 }, { "Zg===", 0, 0 }, { "Zm9v=", 0, 0 },
  { "Zm9v====", 0, 0 },
  { "Z=g=", 0, 0 }, { "Z=gg", 0, 0 }, { "=Zg=", 0, 0 }, { "Zg==Zg==", 0, 0 },
  { "Zm8=Zm8=", 0, 0 }, { "Zm=v", 0, 0 },
  { "Zh==", 0, 0 }, { "Zn==", 0, 0 }, { "Zx==", 0, 0 }, { "Zm9=", 0, 0 },
  { "Zm+=", 0, 0 }, { "Zm/=", 0, 0 }, { "//9=", 0, 0 }, { "/x==", 0, 0 },
  { "Zm9v ", 0, 0 }, { " Zm9v", 0, 0 }, { "Zm 9v", 0, 0 }, { "Zm9v\n", 0, 0 },
  { "Zm9\n", 0, 0 }, { "Zm9-", 0, 0 }, { "Zm9_", 0, 0 }, { "Zm9.", 0, 0 },
  { "Zm9\xff", 0, 0 }, { "Zm9@", 0, 0 }, { "Zm9[", 0, 0 }, { "Zm9`", 0, 0 },
  { "Zm9{", 0, 0 }, { "Zm9:", 0, 0 }, { "Zm9v*", 0, 0 }, { "*", 0, 0 },
};

static void rows(void)
{
  char s[64];
  size_t len;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    strcpy(s, row[i].s);
    len = 99;
    check_row(i, base64_decode(s, &len) == (row[i].out != 0));
    if (!row[i].out) continue;
    check_row(i, len == row[i].len && !memcmp(s, row[i].out, len));
  }
}

/* The other way, plainly. */
static void encode(char *s, const unsigned char *in, size_t n)
{
  static const char a[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned int b;
  size_t i;

  for (i = 0; i < n; i += 3, s += 4) {
    b = (unsigned int)in[i] << 16;
    if (i + 1 < n) b |= (unsigned int)in[i + 1] << 8;
    if (i + 2 < n) b |= in[i + 2];
    s[0] = a[b >> 18 & 63];
    s[1] = a[b >> 12 & 63];
    s[2] = i + 1 < n ? a[b >> 6 & 63] : '=';
    s[3] = i + 2 < n ? a[b & 63] : '=';
  }
  *s = 0;
}

static void lengths(void)
{
  unsigned char in[512];
  char s[700];
  size_t bad = 0;
  size_t len;
  size_t n;

  for (n = 0; n < sizeof in; ++n) in[n] = (unsigned char)(n * 167 + n / 256);
  for (n = 0; n <= sizeof in; ++n) {
    encode(s, in, n);
    bad += !base64_decode(s, &len) || len != n || memcmp(s, in, n);
  }
  check(!bad);
}

int main(void)
{
  rows();
  lengths();
  return test_end();
}
