#include "../words.h"
#include "test.h"

static const char *const names[] = { "a", "bc", "b", 0 };

static void set(void)
{
  static const struct { const char *list; int r; int on[3]; } row[] = {
    { 0, 1, { 0, 1, 0 } }, { "", 1, { 0, 1, 0 } }, { ",,", 1, { 0, 1, 0 } },
    { "+a", 1, { 1, 1, 0 } }, { "-bc", 1, { 0, 0, 0 } },
    { "+b", 1, { 0, 1, 1 } }, { "+b,-b", 1, { 0, 1, 0 } },
    { "+a,-bc,+b", 1, { 1, 0, 1 } }, { "+a,,-bc,", 1, { 1, 0, 0 } },
    { "+a,+", 0, { 1, 1, 0 } }, { "a", 0, { 0, 1, 0 } },
    { "+ab", 0, { 0, 1, 0 } }, { "+", 0, { 0, 1, 0 } },
    { "+A", 0, { 0, 1, 0 } }, { "+a -bc", 0, { 0, 1, 0 } },
    { "+x,+a", 0, { 0, 1, 0 } }, { "=a", 0, { 0, 1, 0 } },
  };
  size_t i;
  int on[3];

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    on[0] = on[2] = 0;
    on[1] = 1;
    check_row(i, words_set(row[i].list, names, on) == row[i].r);
    check_row(i, !memcmp(on, row[i].on, sizeof on));
  }
}

int main(void)
{
  set();
  return test_end();
}
