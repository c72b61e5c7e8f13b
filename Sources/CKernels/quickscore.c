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

typedef struct {
  wide degree[4];
} cubic;

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
  /// Polynomial of the sites finished before each site, and after the last.
  cubic *prefixes;
  /// Sum of the weights of each finished site.
  wide *sums;
  /// Sum of everything per state.
  wide *masses;
  wide counts[4];
  lanes magnitude;
} walk;

static const wide zero;

#define NAME(function) function##_plain
#include "quickscore_walk.h"
#undef NAME

// A function must be compiled for the same instructions as what it passes vectors to, so that the whole walk is
// compiled once for each set.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(function) function##_avx2
#include "quickscore_walk.h"
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#define NAME(function) function##_avx512
#include "quickscore_walk.h"
#undef NAME
#pragma clang attribute pop
#endif

double quickscore_walk(size_t positives, size_t sites, int independent, const double *count_prior,
                       const size_t *finished, const size_t *first_state, const double *weights,
                       const double *upper_leaks, const double *lower_leaks, const size_t *first_touched,
                       const uint32_t *touched, const double *upper, const double *lower, double *masses,
                       double *counts, double *magnitude) {
  network problem = {positives, sites, independent, count_prior, finished, first_state, weights,
                     upper_leaks, lower_leaks, first_touched, touched, upper, lower};
  size_t wides = 2 * first_state[sites] + first_touched[positives] + 5 * sites + 4;
  wide *scratch = aligned_alloc(sizeof(lanes), wides * sizeof(wide));
  if (!scratch) return NAN;
  memset(scratch, 0, wides * sizeof(wide));
  walk w = {.problem = &problem, .weights = scratch};
  w.masses = w.weights + first_state[sites];
  w.saved = w.masses + first_state[sites];
  w.sums = w.saved + first_touched[positives];
  w.prefixes = (cubic *)(w.sums + sites);
  double total;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f"))
    total = run_avx512(&w, masses, counts, magnitude);
  else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    total = run_avx2(&w, masses, counts, magnitude);
  else
#endif
    total = run_plain(&w, masses, counts, magnitude);
  free(scratch);
  return total;
}
