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

/// The sum over several rows, nothing stored: row r has its products in a[r·factors + f] and b[r·factors + f] and
/// counts scales[r] times.
double kernel_total(const kernel_table *table, size_t rows, const double *a, const double *b,
                    const double *scales, size_t begin, size_t end);

/// Adds scale · values[v] to masses[v]; returns the plain sum of the values and their maximum.
double kernel_deposit(const double *values, double scale, size_t begin, size_t end, double *masses,
                      double *maximum);
