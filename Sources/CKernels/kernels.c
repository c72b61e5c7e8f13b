#include "CKernels.h"
#include "clones.h"
#include <string.h>

// The same bits on every width of vector: no product may be fused with a sum.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

typedef double lanes __attribute__((vector_size(KERNEL_LANES * sizeof(double)), aligned(8)));

// One half upon the other, always in the same order, whatever the width of the machine.
INLINE double total_of(const lanes *p) {
  typedef double l8 __attribute__((vector_size(64)));
  typedef double l4 __attribute__((vector_size(32)));
  lanes x = *p;
  l8 a = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  l4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  double c = b[0] + b[2], d = b[1] + b[3];
  return c + d;
}

INLINE void extend(const double *odds, size_t stride, const uint32_t *factors, size_t count, const double *changes,
                   size_t v, lanes *x) {
  for (size_t n = 0; n < count; n++) {
    lanes g;
    memcpy(&g, odds + factors[n] * stride + v, sizeof g);
    *x *= 1 + changes[n] * g;
  }
}

CLONES void kernel_add(const double *x, size_t count, double *sums) {
  for (size_t v = 0; v < count; v++) sums[v] += x[v];
}

CLONES void kernel_odds(double leak, const double *spared, size_t count, double least, double *values, double *odds,
                        double *range) {
  lanes low = (lanes){} + 1, high = {};
  for (size_t v = 0; v < count; v += KERNEL_LANES) {
    size_t width = (count - v < KERNEL_LANES ? count - v : KERNEL_LANES) * sizeof(double);
    // Behind the end one of the values again.
    lanes lost = (lanes){} + spared[v];
    memcpy(&lost, spared + v, width);
    lost *= leak;
    lanes value = __builtin_elementwise_max(1 - lost, (lanes){} + least);
    lanes ratio = lost / value;
    memcpy(values + v, &value, width);
    memcpy(odds + v, &ratio, width);
    low = __builtin_elementwise_min(low, value);
    high = __builtin_elementwise_max(high, value);
  }
  range[0] = 1;
  range[1] = 0;
  for (size_t i = 0; i < KERNEL_LANES; i++) {
    if (low[i] < range[0]) range[0] = low[i];
    if (high[i] > range[1]) range[1] = high[i];
  }
}

CLONES void kernel_extend(double *values, const double *odds, size_t stride, const uint32_t *factors, size_t count,
                          const double *changes, size_t begin, size_t end) {
  for (size_t v = begin; v < end; v += KERNEL_LANES) {
    lanes x;
    memcpy(&x, values + v, sizeof x);
    extend(odds, stride, factors, count, changes, v, &x);
    memcpy(values + v, &x, sizeof x);
  }
}

CLONES void kernel_rows(const double *start, const double *odds, size_t stride, const uint32_t *factors, size_t count,
                        const double *changes, size_t rows, const double *weights, double scale, size_t begin,
                        size_t end, double *masses, double *sums) {
  for (size_t r = 0; r < rows; r++, changes += count) {
    double weight = scale * weights[r];
    lanes sum = {};
    for (size_t v = begin; v < end && weight != 0; v += KERNEL_LANES) {
      lanes x, mass;
      memcpy(&x, start + v, sizeof x);
      x *= weight;
      extend(odds, stride, factors, count, changes, v, &x);
      memcpy(&mass, masses + v, sizeof mass);
      mass += x;
      memcpy(masses + v, &mass, sizeof mass);
      sum += x;
    }
    sums[r] = total_of(&sum);
  }
}
