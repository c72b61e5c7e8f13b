#pragma once

// The routines of OpenBLAS that the package calls, as cblas.h declares them. The library is looked for when the first of
// them is called: to load it takes a tenth of the time that an answer takes which needs none.

typedef enum CBLAS_ORDER { CblasRowMajor = 101 } CBLAS_ORDER;
typedef enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112 } CBLAS_TRANSPOSE;
typedef enum CBLAS_UPLO { CblasUpper = 121 } CBLAS_UPLO;

void cblas_dgemm(CBLAS_ORDER order, CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, int m, int n, int k, double alpha,
                 const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc);
void cblas_dgemv(CBLAS_ORDER order, CBLAS_TRANSPOSE trans, int m, int n, double alpha, const double *a, int lda,
                 const double *x, int incx, double beta, double *y, int incy);
void cblas_dsyrk(CBLAS_ORDER order, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, int n, int k, double alpha, const double *a,
                 int lda, double beta, double *c, int ldc);
double cblas_dnrm2(int n, const double *x, int incx);
void cblas_drot(int n, double *x, int incx, double *y, int incy, double c, double s);

/// Sets the number of threads inside one call, now or when the library is loaded.
void openblas_set_num_threads(int count);
