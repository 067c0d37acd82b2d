// A program with a guard, for guard_test: it starts a process that waits for
// ever, with a child in its group, says "DIRECTORY PID PID", and does what its
// argument says.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "common/testing/child_process.h"
#include "common/testing/guard.h"
#include "common/testing/temp_directory.h"

int main(int argc, char** argv) {
  uds_testing::StartGuard();
  const uds_testing::TempDirectory directory;
  std::ofstream(directory.Path("file")) << "content";
  const auto child = uds_testing::ChildProcess::Start(
                         {"/bin/sh", "-c", "sleep 1000 & echo $! up; wait"},
                         {.own_group = true})
                         .value();
  if (!child->WaitForOutput("up\n", absl::Seconds(60)).ok()) return 1;
  const std::string grandchild =
      child->output().substr(0, child->output().find(' '));
  std::printf("%s %d %s up\n", directory.path().c_str(), child->pid(),
              grandchild.c_str());
  std::fflush(stdout);
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "crash") std::raise(SIGSEGV);
  if (what == "wait") ::pause();
  return 0;
}
