#include "common/testing/strace/strace_command.h"

namespace uds_testing {
namespace {

// Opens a file, kCanaryFile, and then becomes the program, with the same pid.
std::string CanaryScript(const std::vector<std::string>& pid_variables) {
  std::string script = std::string(": <") + kCanaryFile + "; ";
  for (const std::string& name : pid_variables) {
    script += "export " + name + "=$$; ";
  }
  return script + "exec \"$@\"";
}

}  // namespace

std::vector<std::string> StraceCommand(const StraceOptions& options,
                                       const std::string& output,
                                       const std::vector<std::string>& argv) {
  std::string traced = std::string("trace=") + kTracedCalls;
  for (const Injection& injection : options.injections) {
    traced += "," + injection.calls();
  }
  // -DD keeps the program our child, and SIGTERM with it: an strace that is the
  // parent blocks that signal. It leaves our group, which may be killed, and
  // still tells how that went. --seccomp-bpf stops the program for the traced
  // calls alone, not for every call.
  std::vector<std::string> command = {
      options.strace, "-DD",           "-f", "-q",  "-ttt", "-s",
      "256",          "--seccomp-bpf", "-e", traced};
  for (const Injection& injection : options.injections) {
    command.insert(command.end(), {"-e", injection.option()});
  }
  command.insert(command.end(),
                 {"-o", output, "--", "/bin/sh", "-c",
                  CanaryScript(options.pid_variables), "canary"});
  command.insert(command.end(), argv.begin(), argv.end());
  return command;
}

}  // namespace uds_testing
