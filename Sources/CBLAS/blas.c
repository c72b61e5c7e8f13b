#include "CBLAS.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
  typeof(blas_dgemm) *dgemm;
  typeof(blas_dgemv) *dgemv;
  typeof(blas_dsyrk) *dsyrk;
  typeof(blas_dnrm2) *dnrm2;
  typeof(blas_drot) *drot;
  typeof(blas_set_num_threads) *set_num_threads;
} library;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int found;
/// As asked for before the library was there; 0 leaves it to the library.
static int threads;

static void load(void) {
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib",
                                      "/opt/homebrew/opt/openblas/lib/libopenblas.dylib"};
  pthread_mutex_lock(&lock);
  void *handle = 0;
  for (size_t i = 0; !handle && i < sizeof names / sizeof *names; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  struct { void **place; const char *name; } const wanted[] = {
      {(void **)&library.dgemm, "cblas_dgemm"},
      {(void **)&library.dgemv, "cblas_dgemv"},
      {(void **)&library.dsyrk, "cblas_dsyrk"},
      {(void **)&library.dnrm2, "cblas_dnrm2"},
      {(void **)&library.drot, "cblas_drot"},
      {(void **)&library.set_num_threads, "openblas_set_num_threads"},
  };
  found = handle != 0;
  for (size_t i = 0; handle && i < sizeof wanted / sizeof *wanted; i++) {
    *wanted[i].place = dlsym(handle, wanted[i].name);
    if (!*wanted[i].place) found = 0;
  }
  if (found && threads > 0) library.set_num_threads(threads);
  pthread_mutex_unlock(&lock);
}

int blas_is_found(void) {
  pthread_once(&once, load);
  return found;
}

static void need(void) {
  if (blas_is_found()) return;
  fputs("this needs OpenBLAS, which was not found: install libopenblas0 (Debian) or openblas\n", stderr);
  exit(69);
}

void blas_dgemm(BLAS_ORDER order, BLAS_TRANSPOSE trans_a, BLAS_TRANSPOSE trans_b, int m, int n, int k, double alpha,
                const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc) {
  need();
  library.dgemm(order, trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void blas_dgemv(BLAS_ORDER order, BLAS_TRANSPOSE trans, int m, int n, double alpha, const double *a, int lda,
                const double *x, int incx, double beta, double *y, int incy) {
  need();
  library.dgemv(order, trans, m, n, alpha, a, lda, x, incx, beta, y, incy);
}

void blas_dsyrk(BLAS_ORDER order, BLAS_UPLO uplo, BLAS_TRANSPOSE trans, int n, int k, double alpha, const double *a,
                int lda, double beta, double *c, int ldc) {
  need();
  library.dsyrk(order, uplo, trans, n, k, alpha, a, lda, beta, c, ldc);
}

double blas_dnrm2(int n, const double *x, int incx) {
  need();
  return library.dnrm2(n, x, incx);
}

void blas_drot(int n, double *x, int incx, double *y, int incy, double c, double s) {
  need();
  library.drot(n, x, incx, y, incy, c, s);
}

void blas_set_num_threads(int count) {
  pthread_mutex_lock(&lock);
  threads = count;
  if (found) library.set_num_threads(count);
  pthread_mutex_unlock(&lock);
}
