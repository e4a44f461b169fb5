#include <stdlib.h>
#include "../offer.h"
#include "test.h"

static const struct { const char *words; int r, apop, plain; } row[] = {
  { 0, 1, 1, 1 }, { "", 1, 1, 1 }, { ",", 1, 1, 1 }, { ",,,", 1, 1, 1 },
  { "+apop", 1, 1, 1 }, { "-apop", 1, 0, 1 }, { "-plain", 1, 1, 0 },
  { "-apop,-plain", 1, 0, 0 }, { ",-apop,,-plain,", 1, 0, 0 },
  { "-apop,+apop", 1, 1, 1 }, { "+plain,-plain", 1, 1, 0 },
  { "apop", 0, 1, 1 }, { "plain", 0, 1, 1 }, { "*apop", 0, 1, 1 },
  { "-Apop", 0, 1, 1 }, { "-apopx", 0, 1, 1 }, { "-apo", 0, 1, 1 },
  { "-plai", 0, 1, 1 }, { "-plains", 0, 1, 1 }, { "-", 0, 1, 1 },
  { "+", 0, 1, 1 }, { " -apop", 0, 1, 1 }, { "-apop ", 0, 1, 1 },
  { "-apop -plain", 0, 1, 1 }, { "-apop;-plain", 0, 1, 1 },
  { "-apop,x", 0, 0, 1 }, { "x,-apop", 0, 1, 1 }, { "-apop\n", 0, 1, 1 },
};

int main(void)
{
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    struct offer o = OFFER_ALL;

    check_row(i, offer_words(&o, row[i].words) == row[i].r);
    check_row(i, o.apop == row[i].apop && o.plain == row[i].plain);
  }
  unsetenv("POP3AUTH");
  check(offer_plain() == 1);
  setenv("POP3AUTH", "-apop,-plain", 1);
  check(offer_plain() == 0);
  setenv("POP3AUTH", "x,-plain", 1);
  check(offer_plain() == 1);
  return test_end();
}
