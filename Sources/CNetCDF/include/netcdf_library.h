#pragma once
#include <stddef.h>

// The functions of libnetcdf that are used, found when they are first needed: a program that has to do with no NetCDF
// file neither needs nor loads the library. Names and meanings are those of the NetCDF C library.
typedef struct {
  int (*create)(const char *path, int mode, int *file);
  int (*open)(const char *path, int mode, int *file);
  int (*close)(int file);
  int (*def_dim)(int file, const char *name, size_t length, int *dimension);
  int (*def_var)(int file, const char *name, int type, int dimensions, const int *ids, int *variable);
  int (*def_var_deflate)(int file, int variable, int shuffle, int deflate, int level);
  int (*def_var_chunking)(int file, int variable, int storage, const size_t *sizes);
  int (*enddef)(int file);
  int (*put_att_text)(int file, int variable, const char *name, size_t length, const char *text);
  int (*put_att_int)(int file, int variable, const char *name, int type, size_t length, const int *values);
  int (*put_att_ulonglong)(int file, int variable, const char *name, int type, size_t length,
                           const unsigned long long *values);
  int (*put_vara_double)(int file, int variable, const size_t *start, const size_t *count, const double *values);
  int (*put_vara_int)(int file, int variable, const size_t *start, const size_t *count, const int *values);
  int (*put_vara_string)(int file, int variable, const size_t *start, const size_t *count, const char **values);
  int (*inq_varid)(int file, const char *name, int *variable);
  int (*inq_varndims)(int file, int variable, int *count);
  int (*inq_dimid)(int file, const char *name, int *dimension);
  int (*inq_dimlen)(int file, int dimension, size_t *length);
  int (*get_vara_double)(int file, int variable, const size_t *start, const size_t *count, double *values);
  int (*inq_attlen)(int file, int variable, const char *name, size_t *length);
  int (*get_att_text)(int file, int variable, const char *name, char *text);
  const char *(*strerror)(int status);
} netcdf_library;

/// The library, or null where it is not installed.
const netcdf_library *netcdf_load(void);

enum {
  netcdf_int = 4,
  netcdf_uint64 = 11,
  netcdf_global = -1,
  netcdf_format4 = 0x1000,
  netcdf_chunked = 0,
};
