// A server that runs in a directory of its own, is known to answer rightly, and
// is asked what it uses.
//
//   absl::StatusOr<std::unique_ptr<RunningServer>> server =
//       RunningServer::Start(program);
//   absl::StatusOr<Exchange> get = (*server)->Learn();
//   (*server)->CpuTime();
//
// It and its children count as one: nginx answers in a worker.
#ifndef TOOLS_BENCH_RUNNING_SERVER_H_
#define TOOLS_BENCH_RUNNING_SERVER_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/process_usage.h"
#include "common/testing/temp_directory.h"
#include "tools/bench/exchange.h"
#include "tools/bench/servers.h"

namespace tools {

// Owns the server, which is killed, and its directory.
class RunningServer {
 public:
  // Blocks until it has answered rightly, at most half a minute. Errors say
  // what it printed, or its last wrong answer.
  static absl::StatusOr<std::unique_ptr<RunningServer>> Start(
      const ServerProgram& program);

  const uds::UnixAddress& address() const { return address_; }
  const uds_testing::TempDirectory& directory() const { return directory_; }

  // What to ask it; where it echoes, with so many bytes.
  absl::StatusOr<Exchange> Learn(size_t echo_bytes = 64) const;

  // Sums over it and its children, and theirs.
  absl::StatusOr<absl::Duration> CpuTime() const;
  absl::StatusOr<uds_testing::ProcessUsage> Usage() const;

 private:
  RunningServer(const ServerProgram& program);

  absl::Status WaitUntilItAnswers();
  absl::Status Explain(const absl::Status& why) const;
  std::vector<pid_t> Processes() const;

  const ServerProgram program_;
  const uds_testing::TempDirectory directory_;
  const uds::UnixAddress address_;
  std::unique_ptr<uds_testing::ChildProcess> process_;
};

}  // namespace tools

#endif  // TOOLS_BENCH_RUNNING_SERVER_H_
