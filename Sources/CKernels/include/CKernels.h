#pragma once
#include "quickscore.h"
#include <stddef.h>

/// Lanes that one step of a kernel covers. Arrays must reach up to the next multiple of it beyond `end`.
#define KERNEL_LANES 16

/// Differences of two products for one row of sets that share all lesions but the last.
///
/// For every state v in [begin, end): weights[v] · Π (a[f]·upper − b[f]·lower[f·stride + v]) over the factors,
/// where `upper` is 1 for the first `plain` factors and upper[(f − plain)·stride + v] for the others. Needs
/// 0 ≤ b·lower ≤ a·upper throughout: rounding is monotone, so no difference can be negative then.
typedef struct {
  const double *weights;
  const double *upper;
  const double *lower;
  size_t stride;
  size_t factors;
  size_t plain;
} kernel_table;

/// Writes the value of every state of the row.
void kernel_fill(const kernel_table *table, const double *a, const double *b, size_t begin, size_t end,
                 double *values);

/// Sums over several rows that share all but their last two states; the last but one are `rows` neighbours, whose
/// factors stand in upper_by_state and lower_by_state (rows × factors).
///
/// Row r counts scale · row_weights[r] times. Adds every value to masses, and writes the sum and the largest value of
/// each row.
///
/// @param a products of the shared states, per factor, for `upper`
/// @param b the same for `lower`
/// @param scratch room for 2 · rows · factors doubles
void kernel_rows(const kernel_table *table, size_t rows, const double *a, const double *b,
                 const double *upper_by_state, const double *lower_by_state, double scale, const double *row_weights,
                 size_t begin, size_t end, double *scratch, double *masses, double *sums, double *maxima);

/// ln(1 + exp(z)) and its slope 1/(1 + exp(−z)) for `count` values, to within a few units in the last place.
///
/// Eight at a time: arrays must reach up to the next multiple of eight.
void kernel_softplus(const double *z, size_t count, double *value, double *slope);
