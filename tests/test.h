/* test - for tests in C: each check is a line of TAP. */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <stdlib.h>

static unsigned int test_count;
static unsigned int test_bad;

#define check(x) test_check((x) != 0, __FILE__, __LINE__, #x)

static void test_check(int good, const char *file, int line, const char *what)
{
  ++test_count;
  if (!good) ++test_bad;
  printf("%sok %u - %s:%d %s\n", good ? "" : "not ", test_count, file, line,
    what);
}

/* The plan, and the end: a test that stops early has no plan and fails. */
static int test_end(void)
{
  printf("1..%u\n", test_count);
  return fflush(stdout) || test_bad ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
