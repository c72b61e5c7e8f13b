#pragma once
#include <stddef.h>
#include <stdint.h>

/// Subsets that the walk visits at once: those of the first QUICKSCORE_LANE_BITS positives.
#define QUICKSCORE_LANE_BITS 3
#define QUICKSCORE_LANES 8

/// Walks all subsets of the positives of a network, for Quickscore, in double-double arithmetic (Dekker 1971).
///
/// Sites come in the order in which they are finished, their states side by side.
///
/// @param positives positive observations, at least QUICKSCORE_LANE_BITS of them
/// @param independent whether sites are independent of each other: every number of them is allowed
/// @param count_prior factor for 0…3 sites; unused where sites are independent
/// @param finished per positive, and once more: how many sites are finished before it
/// @param first_state per site, and once more: where its states begin
/// @param first_touched per positive, and once more: where its entries begin in the three lists that follow
/// @param touched states that a positive touches, with its `upper` and `lower` factor
/// @param masses receives the sum over the sets with each state
/// @param counts receives the sum over the sets of each number of sites, 0…3
/// @param magnitude receives the sum of the sizes of the terms
/// @return the sum of everything; not a number where memory is short
double quickscore_walk(size_t positives, size_t sites, int independent, const double *count_prior,
                       const size_t *finished, const size_t *first_state, const double *weights,
                       const double *upper_leaks, const double *lower_leaks, const size_t *first_touched,
                       const uint32_t *touched, const double *upper, const double *lower, double *masses,
                       double *counts, double *magnitude);
