#include "labs/03_peercred/processes.h"

#include <sys/wait.h>

#include <csignal>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"

namespace lab {

using ::uds_testing::ChildProcess;

std::unique_ptr<ChildProcess> StartServer(
    const std::vector<std::string>& command) {
  auto server = ChildProcess::Start(command).value();
  const absl::Status listens =
      server->WaitForOutput("Listening on ", kPatience);
  EXPECT_TRUE(listens.ok()) << listens;
  return server;
}

Finished RunToEnd(const std::vector<std::string>& command) {
  const auto program = ChildProcess::Start(command).value();
  return {program->Wait(kPatience).value(), program->output(),
          program->errors()};
}

void Hold(ChildProcess& server) {
  server.Signal(SIGSTOP);
  // A signal takes effect when it does: not before this returns. waitpid(2)
  int status;
  ASSERT_EQ(::waitpid(server.pid(), &status, WUNTRACED), server.pid());
  ASSERT_TRUE(WIFSTOPPED(status));
}

void LetGo(ChildProcess& server) { server.Signal(SIGCONT); }

std::string LoggedBy(ChildProcess& server) {
  const absl::Status logs = server.WaitForOutput("Client connected", kPatience);
  EXPECT_TRUE(logs.ok()) << logs;
  EXPECT_EQ(ClientLines(server.output()).size(), 1u) << server.output();
  return Behind("Client connected: ", server.output());
}

}  // namespace lab
