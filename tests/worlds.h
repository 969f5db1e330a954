/* Worlds of invented households that tests begin with (see struct test_world); a file of tests names one:
 *     #undef TEST_WORLD
 *     #define TEST_WORLD &test_commune */
#ifndef ANSINH_TEST_WORLDS_H
#define ANSINH_TEST_WORLDS_H
#include "tests/app_fixture.h"

/* The demonstration of commune 26602 on 2024-11-25: 400 households, 12 of them poor and 9 near-poor by the national
 * standard. */
extern const struct test_world test_commune;
/* The same of 200 households, 6 and 6, for tests of the register, which count them. */
extern const struct test_world test_households;
#endif
