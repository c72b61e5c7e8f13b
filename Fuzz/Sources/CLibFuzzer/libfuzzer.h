#pragma once
#include <stddef.h>
#include <stdint.h>

/// Mutates `size` bytes at `data` in place, which hold at most `max_size`; gives the new size.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
