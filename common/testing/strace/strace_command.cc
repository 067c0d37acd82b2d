#include "common/testing/strace/strace_command.h"

namespace uds_testing {
namespace {

// Opens a file, kCanaryFile, and then becomes the program, with the same pid.
constexpr char kCanaryScript[] = ": </dev/null; exec \"$@\"";

}  // namespace

std::vector<std::string> StraceCommand(const std::string& strace,
                                       const std::vector<Injection>& injections,
                                       const std::string& output,
                                       const std::vector<std::string>& argv) {
  std::string traced = std::string("trace=") + kTracedCalls;
  for (const Injection& injection : injections) {
    traced += "," + injection.calls();
  }
  // -D keeps the program our child, and SIGTERM with it: an strace that is the
  // parent blocks that signal. --seccomp-bpf stops the program for the traced
  // calls alone, not for every call.
  std::vector<std::string> command = {strace, "-D",  "-f",  "-q",
                                      "-ttt", "-s",  "256", "--seccomp-bpf",
                                      "-e",   traced};
  for (const Injection& injection : injections) {
    command.insert(command.end(), {"-e", injection.option()});
  }
  command.insert(command.end(), {"-o", output, "--", "/bin/sh", "-c",
                                 kCanaryScript, "canary"});
  command.insert(command.end(), argv.begin(), argv.end());
  return command;
}

}  // namespace uds_testing
