#include "CKernels.h"
#include "clones.h"
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Several registers at a time, since the polynomials are chains that wait for themselves.
#define LANES 16
typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(8)));
typedef int64_t whole __attribute__((vector_size(LANES * sizeof(double)), aligned(8)));

// exp(-a) for 0 <= a <= 700: 2^k times a Taylor series on |r| <= ln 2 / 2 (Cody and Waite 1980).
#define EXP_OF_MINUS(a, result)                                                                        \
  do {                                                                                                 \
    lanes x = -(a);                                                                                    \
    lanes shifted = x * 1.4426950408889634 + 0x1.8p52;                                                 \
    whole bits;                                                                                        \
    memcpy(&bits, &shifted, sizeof bits);                                                              \
    lanes k = shifted - 0x1.8p52;                                                                      \
    lanes r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;                              \
    lanes p = r * (1.0 / 6227020800) + 1.0 / 479001600;                                                \
    p = p * r + 1.0 / 39916800;                                                                        \
    p = p * r + 1.0 / 3628800;                                                                         \
    p = p * r + 1.0 / 362880;                                                                          \
    p = p * r + 1.0 / 40320;                                                                           \
    p = p * r + 1.0 / 5040;                                                                            \
    p = p * r + 1.0 / 720;                                                                             \
    p = p * r + 1.0 / 120;                                                                             \
    p = p * r + 1.0 / 24;                                                                              \
    p = p * r + 1.0 / 6;                                                                               \
    p = p * r + 0.5;                                                                                   \
    p = p * r + 1;                                                                                     \
    p = p * r + 1;                                                                                     \
    whole scale = (bits + 1023) << 52;                                                                 \
    lanes power;                                                                                       \
    memcpy(&power, &scale, sizeof power);                                                              \
    result = p * power;                                                                                \
  } while (0)

// One of two numbers in each lane.
#define CHOICE(mask, yes, no) ((lanes)(((whole)((lanes){} + (yes)) & (mask)) | ((whole)((lanes){} + (no)) & ~(mask))))

CLONES void kernel_softplus(const double *z, size_t count, double *value, double *slope) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes x;
    memcpy(&x, z + i, sizeof x);
    lanes a = __builtin_elementwise_min(__builtin_elementwise_abs(x), (lanes){} + 700);
    lanes t;
    EXP_OF_MINUS(a, t);
    // log1p(t) = ln c + 2 artanh((1 + t - c) / (1 + t + c)), c = sqrt 2 where t is large, else 1: arguments up to 0.172.
    whole isLarge = t > (lanes){} + 0.41421356237309505;
    lanes c = CHOICE(isLarge, 1.4142135623730951, 1.0);
    lanes s = (t + (1 - c)) / (t + (1 + c)), q = s * s;
    lanes sum = q * (1.0 / 21) + 1.0 / 19;
    for (int k = 17; k >= 1; k -= 2) sum = sum * q + 1.0 / k;
    lanes soft = __builtin_elementwise_max(x, (lanes){}) + (CHOICE(isLarge, 0.34657359027997264, 0.0) + 2 * s * sum);
    lanes whole_slope = 1 / (1 + t);
    // All bits where x is not negative: the slope there, elsewhere exp(-|x|) times it.
    whole mask = x >= (lanes){};
    lanes lean = (lanes)(((whole)whole_slope & mask) | ((whole)(t * whole_slope) & ~mask));
    memcpy(value + i, &soft, sizeof soft);
    memcpy(slope + i, &lean, sizeof lean);
  }
}
