// The lab's own programs as processes, for tests that change the world around
// them: another user, a namespace, a server that has not looked yet.
//
//   const auto server = StartServer({kServer, "--socket=" + path});
//   Hold(*server);             // who connects now waits in its queue
//   ...
//   LetGo(*server);
//   EXPECT_EQ(LoggedBy(*server), "PID=12 UID=1000 GID=100 GROUPS=none");
//
// Not traced: what they must do whoever wrote them is in the contract.
#ifndef LABS_03_PEERCRED_PROCESSES_H_
#define LABS_03_PEERCRED_PROCESSES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"

namespace lab {

inline constexpr char kServer[] = "labs/03_peercred/server";
inline constexpr char kClient[] = "labs/03_peercred/client";
inline constexpr char kConnected[] = "labs/03_peercred/connected";
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// Starts a server, and waits until it listens; otherwise a failure of the test
// says why not.
std::unique_ptr<uds_testing::ChildProcess> StartServer(
    const std::vector<std::string>& command);

struct Finished {
  uds_testing::ExitStatus status;
  std::string output;
  std::string errors;
};

// Runs a program to its end.
Finished RunToEnd(const std::vector<std::string>& command);

// Stops a server in its tracks (SIGSTOP) until LetGo: clients can connect, and
// are not accepted. It must be this process's child itself, not its child's.
void Hold(uds_testing::ChildProcess& server);
void LetGo(uds_testing::ChildProcess& server);

// Who the only client of `server` was by its log, which has to tell soon.
std::string LoggedBy(uds_testing::ChildProcess& server);

}  // namespace lab

#endif  // LABS_03_PEERCRED_PROCESSES_H_
