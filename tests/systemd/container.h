// A container in which a real systemd is PID 1, for as long as one script runs.
//
//   const std::string missing = WhyNoContainer();
//   if (!missing.empty()) GTEST_SKIP() << missing;
//   const uds_testing::TempDirectory directory;
//   ...  // put the script at `lab` + "/script.sh"
//   const absl::StatusOr<Booted> booted = Boot(lab);
//
// It has an empty root, with this machine's /usr, read-only, and no network.
// What happens in it stays in it, but for the directory that is given.
//
// Never is systemd started on this machine's own root: it would clear /tmp.
// systemd-nspawn(1), --volatile=yes
#ifndef TESTS_SYSTEMD_CONTAINER_H_
#define TESTS_SYSTEMD_CONTAINER_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/testing/exit_status.h"

namespace systemd_tests {

// Empty where Boot can be expected to work; else what this machine lacks, and
// how to get it. Starts a small container to know. Blocks for less than a
// second.
std::string WhyNoContainer();

struct Booted {
  uds_testing::ExitStatus status;  // of the script, so to speak
  std::string console;             // what it and the container have said
};

// Boots, runs `lab`/script.sh as root, and ends the container with it. `lab` is
// /lab there, and writable, and units/ in it (lab.target, and what it needs)
// are among its units. Blocks for some seconds, at most four minutes. Leaves
// nothing; where this process is killed the container ends too, and what stays
// are empty control groups.
absl::StatusOr<Booted> Boot(const std::string& lab);

}  // namespace systemd_tests

#endif  // TESTS_SYSTEMD_CONTAINER_H_
