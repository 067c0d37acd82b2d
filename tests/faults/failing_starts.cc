// System calls that fail while the server starts.

#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/testing/strace/injection.h"
#include "tests/faults/fault_tables.h"

namespace faults {
namespace {

Fault Refuses(std::string name, const std::string& call,
              const std::string& error, const std::string& words) {
  return {.name = std::move(name),
          .sentence = absl::StrFormat("%s fails with %s.", call, error),
          .labs = {"01_echo"},
          .injections = {uds_testing::Injection::Error(call, error).On(1, 2)},
          .refusal = words};
}

}  // namespace

FaultGroup FailingStarts() {
  Fault full = {.name = "StartWithAFullDiskAsStdout",
                .sentence =
                    "That it listens cannot be said: stdout is "
                    "/dev/full.",
                .labs = {"03_peercred"},
                .options = {.log = LabServerOptions::kDevFull},
                .refusal = "No space left"};
  return {
      .title = "Starts that fail",
      .about =
          "The server says which call it was, ends with status 1, and "
          "leaves no file.",
      .faults = {
          Refuses("StartWithoutSignalfd", "signalfd4", "EMFILE", "signalfd"),
          Refuses("StartWithoutSocket", "socket", "EMFILE", "socket"),
          Refuses("StartWithoutBind", "bind", "EACCES", "bind"),
          Refuses("StartWithoutFchmod", "fchmod", "EPERM", "fchmod"),
          Refuses("StartWithoutListen", "listen", "EADDRINUSE", "listen"),
          Refuses("StartWithoutEpollCreate", "epoll_create1", "EMFILE",
                  "epoll_create1"),
          Refuses("StartWithoutEpollCtl", "epoll_ctl", "ENOSPC", "epoll_ctl"),
          std::move(full)}};
}

}  // namespace faults
