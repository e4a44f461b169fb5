#include <string.h>
#include "../plain.h"
#include "test.h"

/* In the comments: what the response stands for, or its first part. */
static const struct {
  const char *s; int how; const char *login; const char *password;
} row[] = {
  { "AGFsaWNlAHNlY3JldA==", PLAIN_OK, "alice", "secret" },
  { "YWxpY2UAYWxpY2UAc2VjcmV0", PLAIN_OK, "alice", "secret" }, /* alice */
  { "AGEAYg==", PLAIN_OK, "a", "b" }, /* \0a\0b */
  { "AGEAIGIg", PLAIN_OK, "a", " b " }, /* \0a\0 b  */
  { "AGEA/w==", PLAIN_OK, "a", "\xff" },
  { "AGEAYgo=", PLAIN_OK, "a", "b\n" },
  { "cm9vdABhbGljZQBzZWNyZXQ=", PLAIN_OTHER, 0, 0 }, /* root */
  { "QUxJQ0UAYWxpY2UAc2VjcmV0", PLAIN_OTHER, 0, 0 }, /* ALICE */
  { "YWxpYwBhbGljZQBzZWNyZXQ=", PLAIN_OTHER, 0, 0 }, /* alic */
  { "YWxpY2V4AGFsaWNlAHNlY3JldA==", PLAIN_OTHER, 0, 0 }, /* alicex */
  { "", PLAIN_SYNTAX, 0, 0 },
  { "YWxpY2U=", PLAIN_SYNTAX, 0, 0 }, /* alice */
  { "AGFsaWNl", PLAIN_SYNTAX, 0, 0 }, /* \0alice */
  { "YWxpY2UAc2VjcmV0", PLAIN_SYNTAX, 0, 0 }, /* alice\0secret */
  { "AGFsaWNlAA==", PLAIN_SYNTAX, 0, 0 }, /* \0alice\0 */
  { "AABzZWNyZXQ=", PLAIN_SYNTAX, 0, 0 }, /* \0\0secret */
  { "AAA=", PLAIN_SYNTAX, 0, 0 }, /* \0\0 */
  { "AAAA", PLAIN_SYNTAX, 0, 0 }, /* \0\0\0 */
  { "AA==", PLAIN_SYNTAX, 0, 0 }, /* \0 */
  { "AGEAYgA=", PLAIN_SYNTAX, 0, 0 }, /* \0a\0b\0 */
  { "AGEAYgBj", PLAIN_SYNTAX, 0, 0 }, /* \0a\0b\0c */
  { "AGEAAGI=", PLAIN_SYNTAX, 0, 0 }, /* \0a\0\0b */
  { "*", PLAIN_BASE64, 0, 0 }, { "=", PLAIN_BASE64, 0, 0 },
  { "AGEAYg=", PLAIN_BASE64, 0, 0 }, { "AGEAYg", PLAIN_BASE64, 0, 0 },
  { " AGEAYg==", PLAIN_BASE64, 0, 0 }, { "AGEAYh==", PLAIN_BASE64, 0, 0 },
  { "alice secret", PLAIN_BASE64, 0, 0 },
};

int main(void)
{
  const char *login;
  char *password;
  char *s;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    s = malloc(strlen(row[i].s) + 1); /* no room to write past it */
    if (!s) return 111;
    strcpy(s, row[i].s);
    login = password = 0;
    check_row(i, plain_parse(s, &login, &password) == row[i].how);
    if (row[i].how == PLAIN_OK) {
      check_row(i, login && !strcmp(login, row[i].login));
      check_row(i, password && !strcmp(password, row[i].password));
    }
    free(s);
  }
  return test_end();
}
