#pragma once
#include <stddef.h>

/// One file of Models/, compiled into the binary.
typedef struct {
  const char *name;            // path below Models/, e.g. "sciatic/sites.yaml"
  const unsigned char *bytes;  // not zero-terminated
  size_t count;
} cmodel_file;

size_t cmodel_count(void);
const cmodel_file *cmodel_at(size_t index);
