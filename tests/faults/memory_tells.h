// Whether a server's memory tells what it keeps: not where a sanitizer's
// allocator keeps what was freed, to find who uses it all the same.
//
//   if (kMemoryTells && grown) Note("its memory has grown");
//
// Of this build, and so of servers that are built with it.
#ifndef TESTS_FAULTS_MEMORY_TELLS_H_
#define TESTS_FAULTS_MEMORY_TELLS_H_

// gcc defines the first two, an older clang only answers the others.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FAULTS_MEMORY_IS_KEPT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FAULTS_MEMORY_IS_KEPT 1
#endif
#endif

namespace faults {

#ifdef FAULTS_MEMORY_IS_KEPT
inline constexpr bool kMemoryTells = false;
#else
inline constexpr bool kMemoryTells = true;
#endif

}  // namespace faults

#undef FAULTS_MEMORY_IS_KEPT

#endif  // TESTS_FAULTS_MEMORY_TELLS_H_
