#include "CKernels.h"
#include "clones.h"
#include <string.h>

// The same bits on every width of vector: no product may be fused with a sum.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

typedef double lanes __attribute__((vector_size(KERNEL_LANES * sizeof(double)), aligned(8)));

// The two halves of a vector, one operation on both: always in the same order, whatever the width of the machine.
#define HALVES(name, operation)                                                                            \
  INLINE double name##_of(const lanes *p) {                                                                \
    typedef double l8 __attribute__((vector_size(64)));                                                    \
    typedef double l4 __attribute__((vector_size(32)));                                                    \
    lanes x = *p;                                                                                          \
    l8 a = operation(__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7),                                \
                     __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15));                         \
    l4 b = operation(__builtin_shufflevector(a, a, 0, 1, 2, 3), __builtin_shufflevector(a, a, 4, 5, 6, 7)); \
    double c = operation(b[0], b[2]), d = operation(b[1], b[3]);                                           \
    return operation(c, d);                                                                                \
  }
#define PLUS(x, y) ((x) + (y))
#define MOST(x, y) __builtin_elementwise_max(x, y)
HALVES(total, PLUS)
HALVES(largest, MOST)

INLINE void row_block(const kernel_table *t, const double *a, const double *b, size_t v, lanes *value) {
  lanes x;
  memcpy(&x, t->weights + v, sizeof x);
  const double *lower = t->lower + v;
  size_t f = 0;
  for (; f < t->plain; f++, lower += t->stride) {
    lanes l;
    memcpy(&l, lower, sizeof l);
    x *= a[f] - b[f] * l;
  }
  const double *upper = t->upper + v;
  for (; f < t->factors; f++, lower += t->stride, upper += t->stride) {
    lanes l, u;
    memcpy(&l, lower, sizeof l);
    memcpy(&u, upper, sizeof u);
    x *= a[f] * u - b[f] * l;
  }
  *value = x;
}

CLONES void kernel_fill(const kernel_table *table, const double *a, const double *b, size_t begin, size_t end,
                        double *values) {
  for (size_t v = begin; v < end; v += KERNEL_LANES) {
    lanes x;
    row_block(table, a, b, v, &x);
    memcpy(values + v, &x, sizeof x);
  }
}

CLONES void kernel_rows(const kernel_table *table, size_t rows, const double *a, const double *b,
                        const double *upper_by_state, const double *lower_by_state, double scale,
                        const double *row_weights, size_t begin, size_t end, double *scratch, double *masses, double *sums,
                        double *maxima) {
  size_t factors = table->factors;
  double *row_a = scratch, *row_b = scratch + rows * factors;
  for (size_t r = 0; r < rows; r++) {
    for (size_t f = 0; f < factors; f++) {
      row_a[r * factors + f] = a[f] * upper_by_state[r * factors + f];
      row_b[r * factors + f] = b[f] * lower_by_state[r * factors + f];
    }
    sums[r] = maxima[r] = 0;
  }
  // All rows of one step before the next, while its part of the table is near.
  for (size_t v = begin; v < end; v += KERNEL_LANES) {
    lanes mass;
    memcpy(&mass, masses + v, sizeof mass);
    for (size_t r = 0; r < rows; r++) {
      lanes x;
      row_block(table, row_a + r * factors, row_b + r * factors, v, &x);
      x *= scale * row_weights[r];
      mass += x;
      sums[r] += total_of(&x);
      double most = largest_of(&x);
      if (most > maxima[r]) maxima[r] = most;
    }
    memcpy(masses + v, &mass, sizeof mass);
  }
}
