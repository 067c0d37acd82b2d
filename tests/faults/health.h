// Whether a server is as well as before: serves, is calm, and has its
// descriptors and its memory back.
//
//   const Footprint before = FootprintOf(server->pid()).value();
//   ... whatever happens to it ...
//   EXPECT_EQ(VisitOnce(*server), "");
//   EXPECT_EQ(WhyDescriptorsDiffer(*server, before), "");
//
// Each answers in words, which are empty where all is well: so that the same
// look is taken by a test, and by what tests the tests.
#ifndef TESTS_FAULTS_HEALTH_H_
#define TESTS_FAULTS_HEALTH_H_

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/faults/lab_server.h"

namespace faults {

// For anything that a healthy server does, on a machine under load.
inline constexpr absl::Duration kPatience = LabServer::kPatience;

struct Footprint {
  size_t descriptors;
  size_t memory;  // bytes that are its own: heap and stacks, not its program
};
absl::StatusOr<Footprint> FootprintOf(pid_t pid);

// Comes, asks once and leaves. Returns the trouble that it had.
std::string VisitOnce(const LabServer& server,
                      absl::Duration patience = kPatience);

// Until it has done all that there was to do: what its clients have done before
// this call, their closing too, it has seen then.
void WaitUntilAsleep(LabServer& server);

// Waits until it has exactly as many descriptors as `before`.
std::string WhyDescriptorsDiffer(LabServer& server, const Footprint& before);

// Whether it has at most `slack` bytes more than `before`.
std::string WhyMoreMemory(LabServer& server, const Footprint& before,
                          size_t slack);

// Looks at a server that has nothing to do, or nothing that it can do. This
// thread keeps a core busy for a while; a process that spins is awake all that
// time, running or waiting for its turn, and would get about as much CPU,
// however loaded the machine is. To be awake for more than half of it, or to
// get more than a quarter, is trouble.
std::string WhyNotCalm(pid_t pid);

}  // namespace faults

#endif  // TESTS_FAULTS_HEALTH_H_
