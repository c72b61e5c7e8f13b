#define _GNU_SOURCE
#include "netcdf_library.h"
#include <dlfcn.h>
#include <pthread.h>

static netcdf_library library;
static int found;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {"libnetcdf.so.19", "libnetcdf.so.22", "libnetcdf.so", "libnetcdf.dylib"};
  void *handle = 0;
  for (size_t i = 0; !handle && i < sizeof names / sizeof *names; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!handle) return;
  struct { void **place; const char *name; } const wanted[] = {
      {(void **)&library.create, "nc_create"},
      {(void **)&library.open, "nc_open"},
      {(void **)&library.close, "nc_close"},
      {(void **)&library.def_dim, "nc_def_dim"},
      {(void **)&library.def_var, "nc_def_var"},
      {(void **)&library.def_var_deflate, "nc_def_var_deflate"},
      {(void **)&library.def_var_chunking, "nc_def_var_chunking"},
      {(void **)&library.enddef, "nc_enddef"},
      {(void **)&library.put_att_text, "nc_put_att_text"},
      {(void **)&library.put_att_int, "nc_put_att_int"},
      {(void **)&library.put_att_ulonglong, "nc_put_att_ulonglong"},
      {(void **)&library.put_vara_double, "nc_put_vara_double"},
      {(void **)&library.put_vara_int, "nc_put_vara_int"},
      {(void **)&library.put_vara_string, "nc_put_vara_string"},
      {(void **)&library.inq_varid, "nc_inq_varid"},
      {(void **)&library.inq_varndims, "nc_inq_varndims"},
      {(void **)&library.inq_dimid, "nc_inq_dimid"},
      {(void **)&library.inq_dimlen, "nc_inq_dimlen"},
      {(void **)&library.get_vara_double, "nc_get_vara_double"},
      {(void **)&library.inq_attlen, "nc_inq_attlen"},
      {(void **)&library.get_att_text, "nc_get_att_text"},
      {(void **)&library.strerror, "nc_strerror"},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    *wanted[i].place = dlsym(handle, wanted[i].name);
    if (!*wanted[i].place) return;
  }
  found = 1;
}

const netcdf_library *netcdf_load(void) {
  pthread_once(&once, load);
  return found ? &library : 0;
}
