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
#include <string>
#include <vector>

#include "tests/faults/fault.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/scene.h"

namespace faults {

// Bytes by which a server's own memory may be more than before it had served
// anybody: its buffer of 64 KiB, which is first touched when it reads, and
// pages of the heap that hold what is in use. 56 to 124 KiB were measured.
inline constexpr size_t kMemorySlack = 256 << 10;

// The same between the second time that a fault happens and the last, when all
// that the server keeps has been there before; up to 4 KiB were measured, and
// once 100, on a machine that was busy. More is a finding where as many times
// again, from there, bring so much more again and again.
inline constexpr size_t kMemoryGrowth = 16 << 10;

std::vector<Finding> Play(const Fault& fault, const LabProgram& program);

// What this machine lacks, where that is all that was found: a reason to skip.
// Otherwise empty.
std::string WhyNotHere(const std::vector<Finding>& findings);

}  // namespace faults

#endif  // TESTS_FAULTS_PLAY_H_
