// The walk of quickscore.c for one SET of instructions and for polynomials of DEGREES coefficients: 1 where sites are
// independent, 4 where their number counts. NAME gives its functions a name of their own.

INLINE lanes NAME(splat)(double x) { return (lanes){x, x, x, x, x, x, x, x}; }

// The low parts are not carried over into the high ones: they stay small beside them, since no number here goes through
// more than some thousand operations (compensated sums and products; Ogita, Rump & Oishi 2005).
INLINE wide NAME(add)(wide x, wide y) {
  lanes sum = x.hi + y.hi;
  lanes part = sum - x.hi;
  lanes error = (x.hi - (sum - part)) + (y.hi - part);
  return (wide){sum, error + (x.lo + y.lo)};
}

INLINE wide NAME(times)(wide x, wide y) {
  lanes product = x.hi * y.hi;
  lanes error = __builtin_elementwise_fma(x.hi, y.hi, -product);
  error = __builtin_elementwise_fma(x.hi, y.lo, error);
  return (wide){product, __builtin_elementwise_fma(x.lo, y.hi, error)};
}

INLINE wide NAME(scaled)(wide x, lanes y) {
  lanes product = x.hi * y;
  lanes error = __builtin_elementwise_fma(x.hi, y, -product);
  return (wide){product, __builtin_elementwise_fma(x.lo, y, error)};
}

INLINE void NAME(multiply_site)(walk *w, size_t site) {
  const network *p = w->problem;
  wide sum = w->weights[p->first_state[site]];
  for (size_t v = p->first_state[site] + 1; v < p->first_state[site + 1]; v++) sum = NAME(add)(sum, w->weights[v]);
  const wide *before = w->prefixes + site * DEGREES;
  wide *after = w->prefixes + (site + 1) * DEGREES;
  if (DEGREES == 1) {
    sum = NAME(add)(sum, (wide){NAME(splat)(1), NAME(splat)(0)});
    after[0] = NAME(times)(before[0], sum);
  } else {
    after[0] = before[0];
    for (int n = 1; n < DEGREES; n++) after[n] = NAME(add)(before[n], NAME(times)(before[n - 1], sum));
  }
  w->sums[site] = sum;
}

/// Adds the derivative of a site to its states and takes the site out of the adjoint.
INLINE void NAME(collect_site)(walk *w, size_t site, wide *adjoint) {
  const network *p = w->problem;
  const wide *before = w->prefixes + site * DEGREES;
  wide derivative = NAME(times)(adjoint[DEGREES > 1], before[0]);
  for (int n = 2; n < DEGREES; n++) derivative = NAME(add)(derivative, NAME(times)(adjoint[n], before[n - 1]));
  if (DEGREES == 1) {
    adjoint[0] = NAME(times)(adjoint[0], w->sums[site]);
  } else {
    for (int n = 0; n + 1 < DEGREES; n++)
      adjoint[n] = NAME(add)(adjoint[n], NAME(times)(adjoint[n + 1], w->sums[site]));
  }
  for (size_t v = p->first_state[site]; v < p->first_state[site + 1]; v++)
    w->masses[v] = NAME(add)(w->masses[v], NAME(times)(w->weights[v], derivative));
}

INLINE void NAME(leaf)(walk *w, wide coefficient, const wide *prefix, wide *adjoint) {
  wide term = zero;
  for (int n = 0; n < DEGREES; n++) {
    adjoint[n] = DEGREES == 1 ? coefficient : NAME(scaled)(coefficient, NAME(splat)(w->problem->count_prior[n]));
    wide part = NAME(times)(adjoint[n], prefix[n]);
    w->counts[n] = NAME(add)(w->counts[n], part);
    term = DEGREES == 1 ? part : NAME(add)(term, part);
  }
  w->magnitude += __builtin_elementwise_abs(term.hi);
}

/// Multiplies the sites finished before a positive into the polynomial, visits both products of that positive, and
/// collects the derivatives of those sites. Gives the derivative with respect to the polynomial of what came before.
static void NAME(visit)(walk *w, size_t depth, size_t first, const wide *coefficient, wide *adjoint) {
  const network *p = w->problem;
  size_t end = p->finished[depth];
  for (size_t site = first; site < end; site++) NAME(multiply_site)(w, site);
  if (depth == p->positives) {
    NAME(leaf)(w, *coefficient, w->prefixes + end * DEGREES, adjoint);
  } else {
    size_t begin = p->first_touched[depth], stop = p->first_touched[depth + 1];
    for (size_t e = begin; e < stop; e++) {
      wide *weight = &w->weights[p->touched[e]];
      w->saved[e] = *weight;
      if (p->upper[e] != 1) *weight = NAME(scaled)(*weight, NAME(splat)(p->upper[e]));
    }
    wide next = *coefficient;
    if (p->upper_leaks[depth] != 1) next = NAME(scaled)(next, NAME(splat)(p->upper_leaks[depth]));
    NAME(visit)(w, depth + 1, end, &next, adjoint);
    for (size_t e = begin; e < stop; e++)
      w->weights[p->touched[e]] = NAME(scaled)(w->saved[e], NAME(splat)(p->lower[e]));
    wide second[DEGREES];
    next = NAME(scaled)(*coefficient, NAME(splat)(-p->lower_leaks[depth]));
    NAME(visit)(w, depth + 1, end, &next, second);
    for (size_t e = begin; e < stop; e++) w->weights[p->touched[e]] = w->saved[e];
    for (int n = 0; n < DEGREES; n++) adjoint[n] = NAME(add)(adjoint[n], second[n]);
  }
  for (size_t site = end; site > first; site--) NAME(collect_site)(w, site - 1, adjoint);
}

/// The sum over the lanes.
static double NAME(folded)(wide x) {
  double hi = 0, lo = 0;
  for (int i = 0; i < QUICKSCORE_LANES; i++) {
    double sum = hi + x.hi[i];
    double part = sum - hi;
    lo += (hi - (sum - part)) + (x.hi[i] - part) + x.lo[i];
    hi = sum;
  }
  return hi + lo;
}

/// Gives every lane its subset of the first positives: which product each takes.
static void NAME(spread)(walk *w, wide *coefficient) {
  const network *p = w->problem;
  for (size_t f = 0; f < QUICKSCORE_LANE_BITS; f++) {
    lanes leak;
    for (int i = 0; i < QUICKSCORE_LANES; i++) leak[i] = i >> f & 1 ? -p->lower_leaks[f] : p->upper_leaks[f];
    *coefficient = NAME(scaled)(*coefficient, leak);
    for (size_t e = p->first_touched[f]; e < p->first_touched[f + 1]; e++) {
      lanes factor;
      for (int i = 0; i < QUICKSCORE_LANES; i++) factor[i] = i >> f & 1 ? p->lower[e] : p->upper[e];
      w->weights[p->touched[e]] = NAME(scaled)(w->weights[p->touched[e]], factor);
    }
  }
}

static double NAME(run)(walk *w, double *masses, double *counts, double *magnitude) {
  size_t states = w->problem->first_state[w->problem->sites];
  for (size_t v = 0; v < states; v++) w->weights[v].hi = NAME(splat)(w->problem->weights[v]);
  w->prefixes[0].hi = NAME(splat)(1);
  wide coefficient = {NAME(splat)(1), NAME(splat)(0)};
  NAME(spread)(w, &coefficient);
  wide adjoint[DEGREES];
  NAME(visit)(w, QUICKSCORE_LANE_BITS, 0, &coefficient, adjoint);
  for (size_t v = 0; v < states; v++) masses[v] = NAME(folded)(w->masses[v]);
  wide total = zero;
  for (int n = 0; n < DEGREES; n++) {
    counts[n] = NAME(folded)(w->counts[n]);
    total = NAME(add)(total, w->counts[n]);
  }
  *magnitude = NAME(folded)((wide){w->magnitude, NAME(splat)(0)});
  return NAME(folded)(total);
}
