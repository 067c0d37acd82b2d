// System calls that fail while the server starts.

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/strace/injection.h"
#include "tests/faults/fault_tables.h"

namespace faults {
namespace {

Fault Refuses(const std::string& call, const std::string& error,
              const std::string& words) {
  std::string camel = call;
  camel[0] = absl::ascii_toupper(camel[0]);
  return {.name = absl::StrCat("StartWithout", camel),
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
      .faults = {Refuses("signalfd4", "EMFILE", "signalfd"),
                 Refuses("socket", "EMFILE", "socket"),
                 Refuses("bind", "EACCES", "bind"),
                 Refuses("fchmod", "EPERM", "fchmod"),
                 Refuses("listen", "EADDRINUSE", "listen"),
                 Refuses("epoll_create1", "EMFILE", "epoll_create1"),
                 Refuses("epoll_ctl", "ENOSPC", "epoll_ctl"), std::move(full)}};
}

}  // namespace faults
