#include "mailservice.h"
#include "str.h"

const char mailservice_text[] =
  "# Mail accounts, one a line: mailaccounts(8).  After a change: make\n"
  "# A new one, and a second password of it, named phone:\n"
  "#   mailpassword bob accounts 2000 2000 /srv/mail/bob\n"
  "#   mailpassword bob/phone accounts\n";

const char mailservice_first[] = "it: tcp.cdb accounts.cdb\n\n";

const char mailservice_make[] =
  "\n"
  "# And accounts.cdb, of accounts: 1000 and 59999 are the first uid and the\n"
  "# last that an account may have.\n"
  "accounts.cdb: always\n"
  "\tmailaccounts accounts.cdb accounts.tmp 1000 59999 <accounts\n";

int mailservice(const char *checker)
{
  static const char words[] = "checkmail accounts.cdb";
  const char *s = checker + str_chr(checker, ' ');

  while (s > checker && s[-1] != '/') --s;
  if (!str_start(s, words)) return 0;
  s += sizeof words - 1;
  return !*s || *s == ' ';
}
