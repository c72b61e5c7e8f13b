#include "CKernels.h"
#include <string.h>

// The same bits on every width of vector: no product may be fused with a sum.
#pragma STDC FP_CONTRACT OFF

// One copy of each kernel per instruction set, picked when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

typedef double lanes __attribute__((vector_size(KERNEL_LANES * sizeof(double)), aligned(8)));

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

CLONES double kernel_total(const kernel_table *table, size_t rows, const double *a, const double *b,
                           const double *scales, size_t begin, size_t end) {
  lanes sum = {0};
  // All rows of one step before the next, while its part of the table is near.
  for (size_t v = begin; v < end; v += KERNEL_LANES) {
    for (size_t r = 0; r < rows; r++) {
      lanes x;
      row_block(table, a + r * table->factors, b + r * table->factors, v, &x);
      sum += scales[r] * x;
    }
  }
  double total = 0;
  for (int i = 0; i < KERNEL_LANES; i++) total += sum[i];
  return total;
}

CLONES double kernel_deposit(const double *values, double scale, size_t begin, size_t end, double *masses,
                             double *maximum) {
  lanes sum = {0}, most = {0};
  for (size_t v = begin; v < end; v += KERNEL_LANES) {
    lanes x, m;
    memcpy(&x, values + v, sizeof x);
    memcpy(&m, masses + v, sizeof m);
    m += scale * x;
    memcpy(masses + v, &m, sizeof m);
    sum += x;
    most = __builtin_elementwise_max(most, x);
  }
  double total = 0, largest = 0;
  for (int i = 0; i < KERNEL_LANES; i++) {
    total += sum[i];
    if (most[i] > largest) largest = most[i];
  }
  *maximum = largest;
  return total;
}
