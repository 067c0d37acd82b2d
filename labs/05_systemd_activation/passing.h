// Starts a server as a service manager would: one that does it right, or one
// that makes a mistake.
//
//   ExpectRefusal(subject,
//                 {.what = "LISTEN_FDS=0",
//                  .environment = {"LISTEN_FDS=0"},
//                  .descriptors = {listener}},
//                 "LISTEN_FDS");
//
// Not for what the contract mostly needs, one socket passed as it should be:
// that is TracedServer.
#ifndef LABS_05_SYSTEMD_ACTIVATION_PASSING_H_
#define LABS_05_SYSTEMD_ACTIVATION_PASSING_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/traced_process.h"

namespace lab {

struct Passing {
  std::string what;                           // is passed, for people
  std::vector<std::string> environment = {};  // beside a clean one
  std::vector<int> descriptors = {};          // borrowed; from 3 on
  bool own_pid = true;                        // LISTEN_PID is the server's pid
  uds_testing::Ends ends = uds_testing::Ends::kByItself;
};

absl::StatusOr<std::unique_ptr<uds_testing::TracedProcess>> StartPassed(
    const uds_testing::Subject& subject, const Passing& passing);

// Fails the clause unless the server ends by itself, with a status other than
// 0, has accepted nobody, and says on stderr what contains `named`. Returns
// what it did, or nothing if that could not be judged.
std::optional<uds_testing::TracedRun> ExpectRefusal(
    const uds_testing::Subject& subject, const Passing& passing,
    const std::string& named);

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_PASSING_H_
