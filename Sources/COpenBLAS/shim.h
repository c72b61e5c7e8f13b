#pragma once
#include <cblas.h>

// LAPACK by its Fortran names, which is all that OpenBLAS exports.
void dposv_(const char *uplo, const int *n, const int *nrhs, double *a,
            const int *lda, double *b, const int *ldb, int *info);
void dpbsv_(const char *uplo, const int *n, const int *kd, const int *nrhs,
            double *ab, const int *ldab, double *b, const int *ldb, int *info);
