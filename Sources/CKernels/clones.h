#pragma once

// One copy of each kernel per instruction set, picked when the program is loaded: before a sanitizer is ready, so that
// there is one copy only where one watches.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && !defined(WATCHED)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
