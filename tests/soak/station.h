// A place where a lab's server serves: always at the same path, one life after
// the other, with what makes it hard for it: calls that fail, few descriptors,
// a log that nobody reads.
//
//   auto station =
//       Station::Create({.name = "echo", .program = LabNamed("01_echo")});
//   absl::Status ready = (*station)->Start();
//   absl::StatusOr<uds::UniqueFd> client = (*station)->Connect();
//   (*station)->AskToEnd();
//
// faults::LabServer is one life at a path of its own, with its whole trace in
// memory: for a test, not for hours. Not for what clients do: see company.h.
#ifndef TESTS_SOAK_STATION_H_
#define TESTS_SOAK_STATION_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/child_process.h"
#include "common/testing/contract/activation.h"
#include "common/testing/exit_status.h"
#include "common/testing/second_user.h"
#include "common/testing/temp_directory.h"
#include "tests/faults/lab_server.h"
#include "tests/soak/injected_calls.h"

namespace soak {

struct StationPlan {
  std::string name;  // in the ledger, at most 25 letters
  faults::LabProgram program;
  std::vector<std::string> flags = {};

  // In the form of strace's option inject=: "accept4:error=EINTR:when=5+7".
  // Only what must cost no client anything, or its replies count as lost.
  std::vector<std::string> injections = {};

  // So many more than it has at rest, of which clients need one each; 0 is no
  // limit.
  size_t descriptors = 0;

  // stderr is a pipe that holds a page and that nobody reads.
  bool log_is_full = false;

  // It is asked to end now and then, and another takes its place.
  bool restarts = false;

  // A second user, whom it must refuse, connects as fast as it can.
  bool strangers = false;

  // Between one client and the next.
  absl::Duration gap = absl::Milliseconds(25);
};

// Used by one thread. The server is killed with it.
class Station {
 public:
  static absl::StatusOr<std::unique_ptr<Station>> Create(StationPlan plan);

  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  const StationPlan& plan() const { return plan_; }
  const std::string& path() const { return path_; }

  // Blocks until it is ready for clients, and at rest. May be called again once
  // it has ended.
  absl::Status Start();

  pid_t pid() const { return process_->pid(); }
  void Signal(int signal) { process_->Signal(signal); }

  // How it ended, as soon as it has. Does not block before that.
  std::optional<uds_testing::ExitStatus> Ended();
  std::string errors() const { return process_->errors(); }

  // Non-blocking. Fails where nobody listens.
  absl::StatusOr<uds::UniqueFd> Connect() const;

  // Calls that failed because of `injections`, in all its lives. To be called
  // often: strace waits until its trace is read.
  uint64_t CountInjected();

  // Other users can come as far as its socket.
  void OpenToOthers() { uds_testing::OpenToOthers(directory_); }

 private:
  explicit Station(StationPlan plan) : plan_(std::move(plan)) {}

  std::vector<std::string> Command(int log) const;
  absl::Status WaitUntilReady();

  const StationPlan plan_;
  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("server.sock");
  std::shared_ptr<uds_testing::Activation> activation_;
  std::optional<InjectedCalls> injected_;
  uds::UniqueFd full_log_;
  std::unique_ptr<uds_testing::ChildProcess> process_;
};

}  // namespace soak

#endif  // TESTS_SOAK_STATION_H_
