// Plays a fault to a server, and finds whether it has survived it.
//
//   EXPECT_THAT(Play(fault, LabNamed("01_echo")), testing::IsEmpty());
//
// Whatever happened, the server afterwards
// - lives, and answers a normal client;
// - has lost no reply that it owed: every byte of it has come;
// - has exactly the descriptors that it had, and its memory within kMemorySlack
//   and, where the fault happens more than once, kMemoryGrowth;
// - did not spin;
// - ends with status 0 on SIGTERM, and leaves no file.
#ifndef TESTS_FAULTS_PLAY_H_
#define TESTS_FAULTS_PLAY_H_

#include <cstddef>
#include <vector>

#include "tests/faults/fault.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/scene.h"

namespace faults {

// Bytes by which a server's own memory may be more than when it had served
// nobody yet: what its allocator keeps of what was freed (mallopt(3): up to
// 128 KiB at the end of the heap, and the holes between what is left), its
// buffer of 64 KiB that is first touched when it reads, its log's stdio.
inline constexpr size_t kMemorySlack = 512 << 10;

// The same between the second time and the last, when all that it keeps has
// been there before: a page or two of other holes.
inline constexpr size_t kMemoryGrowth = 64 << 10;

std::vector<Finding> Play(const Fault& fault, const LabProgram& program);

}  // namespace faults

#endif  // TESTS_FAULTS_PLAY_H_
