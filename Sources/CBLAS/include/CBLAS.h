#pragma once

// The routines of OpenBLAS that the package calls, with the arguments that cblas.h gives them and names of their own. The
// library is looked for when the first of them is called: to load it takes a tenth of the time that an answer takes which
// needs none. Where it is missing, they end the program with a message; ask first.

typedef enum BLAS_ORDER { BlasRowMajor = 101 } BLAS_ORDER;
typedef enum BLAS_TRANSPOSE { BlasNoTrans = 111, BlasTrans = 112 } BLAS_TRANSPOSE;
typedef enum BLAS_UPLO { BlasUpper = 121 } BLAS_UPLO;

/// Whether the library is there: loads it.
int blas_is_found(void);

void blas_dgemm(BLAS_ORDER order, BLAS_TRANSPOSE trans_a, BLAS_TRANSPOSE trans_b, int m, int n, int k, double alpha,
                const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc);
void blas_dgemv(BLAS_ORDER order, BLAS_TRANSPOSE trans, int m, int n, double alpha, const double *a, int lda,
                const double *x, int incx, double beta, double *y, int incy);
void blas_dsyrk(BLAS_ORDER order, BLAS_UPLO uplo, BLAS_TRANSPOSE trans, int n, int k, double alpha, const double *a,
                int lda, double beta, double *c, int ldc);
double blas_dnrm2(int n, const double *x, int incx);
void blas_drot(int n, double *x, int incx, double *y, int incy, double c, double s);

/// Sets the number of threads inside one call, now or when the library is loaded.
void blas_set_num_threads(int count);
