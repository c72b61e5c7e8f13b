#pragma once
#include "quickscore.h"
#include <stddef.h>
#include <stdint.h>

/// Lanes that one step of a kernel covers. Arrays must reach up to the next multiple of it beyond `end`.
#define KERNEL_LANES 16

/// Adds `count` numbers to sums.
void kernel_add(const double *x, size_t count, double *sums);

/// For `count` states: values[v] = max(least, 1 − leak · spared[v]), odds[v] = leak · spared[v] / values[v]; the smallest and
/// the largest value into range.
void kernel_odds(double leak, const double *spared, size_t count, double least, double *values, double *odds,
                 double *range);

/// Multiplies every value in [begin, end) with Π (1 + changes[n] · odds[factors[n] · stride + v]): one state is added to
/// the sets that share all but their last state.
void kernel_extend(double *values, const double *odds, size_t stride, const uint32_t *factors, size_t count,
                   const double *changes, size_t begin, size_t end);

/// Sums over several rows of sets that share all but their last two states; the last but one are `rows` neighbours.
///
/// Row r is scale · weights[r] · start[v] · Π (1 + changes[r · count + n] · odds[factors[n] · stride + v]) for v in
/// [begin, end). Adds every value to masses, and writes the sum of each row.
void kernel_rows(const double *start, const double *odds, size_t stride, const uint32_t *factors, size_t count,
                 const double *changes, size_t rows, const double *weights, double scale, size_t begin, size_t end,
                 double *masses, double *sums);

/// ln(1 + exp(z)) and its slope 1/(1 + exp(−z)) for `count` values, to within a few units in the last place.
///
/// Sixteen at a time: arrays must reach up to the next multiple of sixteen.
void kernel_softplus(const double *z, size_t count, double *value, double *slope);
