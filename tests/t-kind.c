#include "../hasquick.h"
#include "../kind.h"
#include "test.h"

#ifdef HASQUICK
enum { QUICK = 0 };
#else
enum { QUICK = 1 };
#endif

static void names(void)
{
  /* ours: it has hashes only and logs what it refuses; QUICK: dynamic, if it
   * is a copy of checkpassword-nss here */
  static const struct {
    const char *path;
    int ours, dynamic, words;
  } row[] = {
    { "checkpassword", 1, QUICK, 1 }, { "/bin/checkpassword", 1, QUICK, 1 },
    { "./checkpassword", 1, QUICK, 1 }, { "a//checkpassword", 1, QUICK, 1 },
    { "/a b/checkpassword", 1, QUICK, 1 }, { "checkpassword-nss", 1, 1, 1 },
    { "checkmail", 1, 0, 2 }, { "/bin/checkmail", 1, 0, 2 },
    { "checkpassword/", 0, 0, 0 }, { "checkpasswordx", 0, 0, 0 },
    { "xcheckpassword", 0, 0, 0 }, { "checkpassword/x", 0, 0, 0 },
    { "checkpassword-pam", 0, 0, 0 }, { "Checkpassword", 0, 0, 0 },
    { "cvm-checkpassword", 0, 0, 0 }, { "", 0, 0, 0 }, { "/", 0, 0, 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    const struct kind *k = kind_of(row[i].path);

    check_row(i, k->hashes == row[i].ours && k->logs == row[i].ours);
    check_row(i, k->dynamic == row[i].dynamic && k->words == row[i].words);
  }
}

int main(void)
{
  names();
  check(kind_of("/bin/cvm-checkpassword")->codes == KIND_CVM);
  check(kind_of("vchkpw")->codes == KIND_USUAL);
  return test_end();
}
