#include "quickscore.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
// Vectors are passed between functions that are all inlined into the same one.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef double lanes __attribute__((vector_size(QUICKSCORE_LANES * sizeof(double))));

/// An unevaluated sum of two doubles, about 32 digits.
typedef struct {
  lanes hi, lo;
} wide;

/// The network that is walked; members as the parameters of quickscore_walk.
typedef struct {
  size_t positives, sites;
  int independent;
  const double *count_prior;
  const size_t *finished, *first_state;
  const double *weights, *upper_leaks, *lower_leaks;
  const size_t *first_touched;
  const uint32_t *touched;
  const double *upper, *lower;
} network;

/// What the walk works in.
typedef struct {
  const network *problem;
  /// Weight of each state under the subsets that are being visited.
  wide *weights;
  /// Weights of touched states before each positive changed them.
  wide *saved;
  /// Polynomial of the sites finished before each site, and after the last; one or four coefficients each.
  wide *prefixes;
  /// Sum of the weights of each finished site.
  wide *sums;
  /// Sum of everything per state.
  wide *masses;
  wide counts[4];
  lanes magnitude;
} walk;

static const wide zero;

#define JOINED(function, set, degrees) function##_##set##_##degrees
#define NAMED(function, set, degrees) JOINED(function, set, degrees)
#define NAME(function) NAMED(function, SET, DEGREES)

#define SET plain
#define DEGREES 1
#include "quickscore_walk.h"
#undef DEGREES
#define DEGREES 4
#include "quickscore_walk.h"
#undef DEGREES
#undef SET

// A function must be compiled for the same instructions as what it passes vectors to, so that the whole walk is
// compiled once for each set.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define DEGREES 1
#include "quickscore_walk.h"
#undef DEGREES
#define DEGREES 4
#include "quickscore_walk.h"
#undef DEGREES
#undef SET
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#define SET avx512
#define DEGREES 1
#include "quickscore_walk.h"
#undef DEGREES
#define DEGREES 4
#include "quickscore_walk.h"
#undef DEGREES
#undef SET
#pragma clang attribute pop
#endif

static double run(walk *w, double *masses, double *counts, double *magnitude) {
  int independent = w->problem->independent;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f"))
    return (independent ? run_avx512_1 : run_avx512_4)(w, masses, counts, magnitude);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return (independent ? run_avx2_1 : run_avx2_4)(w, masses, counts, magnitude);
#endif
  return (independent ? run_plain_1 : run_plain_4)(w, masses, counts, magnitude);
}

double quickscore_walk(size_t positives, size_t sites, int independent, const double *count_prior,
                       const size_t *finished, const size_t *first_state, const double *weights,
                       const double *upper_leaks, const double *lower_leaks, const size_t *first_touched,
                       const uint32_t *touched, const double *upper, const double *lower, double *masses,
                       double *counts, double *magnitude) {
  network problem = {positives, sites, independent, count_prior, finished, first_state, weights,
                     upper_leaks, lower_leaks, first_touched, touched, upper, lower};
  size_t states = first_state[sites];
  size_t degrees = independent ? 1 : 4;
  size_t wides = 2 * states + first_touched[positives] + sites + degrees * (sites + 1);
  wide *scratch = aligned_alloc(sizeof(lanes), wides * sizeof(wide));
  if (!scratch) return NAN;
  walk w = {.problem = &problem, .weights = scratch, .masses = scratch + states};
  w.prefixes = w.masses + states;
  w.sums = w.prefixes + degrees * (sites + 1);
  w.saved = w.sums + sites;
  memset(scratch, 0, (2 * states + degrees) * sizeof(wide));
  double total = run(&w, masses, counts, magnitude);
  free(scratch);
  return total;
}
