// What a running process has used up and what it holds, as the kernel counts
// it: for benchmarks, and for tests that a server has all of it back.
//
//   const ProcessUsage before = UsageOf(server.pid()).value();
//   ...
//   EXPECT_EQ(UsageOf(server.pid())->descriptors, before.descriptors);
//
// Of the process itself: what its children use is asked of each of them
// (ChildrenOf). Needs the right to ptrace(2) it, as its parent has.
#ifndef COMMON_TESTING_PROCESS_USAGE_H_
#define COMMON_TESTING_PROCESS_USAGE_H_

#include <sys/types.h>

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace uds_testing {

struct ProcessUsage {
  // Of all its threads, in user and kernel mode together; in nanoseconds, where
  // /proc/PID/stat counts in ticks of 10 ms. clock_getcpuclockid(3)
  absl::Duration cpu;

  // Bytes in RAM, and those of them that are nobody's file: heap, stacks, data
  // that was written to. Rss and Anonymous in /proc/PID/smaps_rollup; see
  // proc(5). What the kernel holds for it, as socket buffers, is in neither.
  size_t resident_bytes;
  size_t anonymous_bytes;

  // How many it has open.
  size_t descriptors;
};

// NOT_FOUND if there is no such process, or none any more.
absl::StatusOr<ProcessUsage> UsageOf(pid_t pid);

// The first of these alone, which costs one system call.
absl::StatusOr<absl::Duration> CpuTimeOf(pid_t pid);

// The children of all threads of `pid`, in no order; none if there is no such
// process.
std::vector<pid_t> ChildrenOf(pid_t pid);

}  // namespace uds_testing

#endif  // COMMON_TESTING_PROCESS_USAGE_H_
