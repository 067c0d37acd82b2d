// The real server of a lab, run so that things can be done to it: under
// strace's injections, or with a log that nobody reads.
//
//   auto server = LabServer::Start(LabNamed("01_echo"),
//                                  {.injections = {Injection::Error(
//                                       "accept4", "EMFILE").On(1, 3)}});
//   absl::StatusOr<uds::UniqueFd> client = (*server)->Connect();
//   absl::StatusOr<LabServer::End> end = (*server)->Stop();
//
// Any program can take the place of the reference: set LabProgram::command.
// Not for judging whether a server keeps a contract: see
// common/testing/contract.
#ifndef TESTS_FAULTS_LAB_SERVER_H_
#define TESTS_FAULTS_LAB_SERVER_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/child_process.h"
#include "common/testing/contract/activation.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/trace.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "tests/faults/protocol.h"

namespace faults {

struct LabProgram {
  std::string lab;                   // "01_echo"
  std::vector<std::string> command;  // --socket=PATH is added
  const Protocol* protocol;
  bool activated = false;       // it gets its socket as descriptor 3
  bool logs_to_stdout = false;  // which is then where it says that it is ready
};

// Those of labs 01 to 05. A test that uses one has its server as data.
const std::vector<LabProgram>& LabPrograms();
const LabProgram& LabNamed(std::string_view lab);

struct LabServerOptions {
  std::vector<std::string> flags = {};

  // Planted by strace(1); where there are any the server is traced.
  std::vector<uds_testing::Injection> injections = {};

  // Where its log goes: collected as it comes; into a pipe of one page that is
  // read only while it starts; or to /dev/full, which takes nothing (full(4)).
  // The last two not under strace; /dev/full not where stdout is the log, as
  // such a server cannot say that it is ready, and ends.
  enum Log { kCollected, kPipe, kDevFull };
  Log log = kCollected;
};

// Ready for clients, and at rest. Killed with its object.
class LabServer {
 public:
  // For a server to become ready or to end, on a machine under load.
  static constexpr absl::Duration kPatience = absl::Seconds(60);

  static absl::StatusOr<std::unique_ptr<LabServer>> Start(
      const LabProgram& program, LabServerOptions options = {});

  // The same, without waiting until it is ready: for one that will refuse.
  static absl::StatusOr<std::unique_ptr<LabServer>> Launch(
      const LabProgram& program, LabServerOptions options);

  LabServer(const LabServer&) = delete;
  LabServer& operator=(const LabServer&) = delete;

  const LabProgram& program() const { return program_; }
  const Protocol& protocol() const { return *program_.protocol; }
  const std::string& path() const { return path_; }
  pid_t pid() { return process().pid(); }
  uds_testing::ChildProcess& process();
  bool traced() const { return traced_ != nullptr; }

  // Blocks until it has made a call like `pattern`, see TracedProcess; where it
  // is not traced, FAILED_PRECONDITION.
  absl::Status WaitForCall(const uds_testing::CallPattern& pattern);

  // Non-blocking; waits for at most `patience` where the queue is full.
  absl::StatusOr<uds::UniqueFd> Connect(
      std::chrono::milliseconds patience = std::chrono::seconds(30)) const;

  // Of a kPipe log: as full as it gets; without a reader.
  void FillLog();
  void CloseLog();

  // What has come of a kCollected log.
  std::string log() const;

  // How it ended, and what it did if it was traced.
  struct End {
    uds_testing::ExitStatus status;
    std::string errors;
    uds_testing::Trace trace;
  };

  // By SIGTERM; or without a word. Errors: DEADLINE_EXCEEDED, and it is killed.
  absl::StatusOr<End> Stop();
  absl::StatusOr<End> WaitForEnd();

 private:
  explicit LabServer(const LabProgram& program) : program_(program) {}

  std::vector<std::string> Command(const LabServerOptions& options) const;
  absl::Status StartTraced(LabServerOptions options);
  absl::Status StartPlain(const LabServerOptions& options);
  absl::Status WaitUntilReady(LabServerOptions::Log log);
  absl::Status HearReady();

  const LabProgram program_;
  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("server.sock");
  std::shared_ptr<uds_testing::Activation> activation_;
  uds::UniqueFd log_reader_;
  std::unique_ptr<uds_testing::ChildProcess> plain_;
  std::unique_ptr<uds_testing::TracedProcess> traced_;
};

}  // namespace faults

#endif  // TESTS_FAULTS_LAB_SERVER_H_
