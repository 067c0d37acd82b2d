#include "labs/05_systemd_activation/adoption_clauses.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/activation.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/asker.h"
#include "labs/05_systemd_activation/hearing.h"
#include "labs/05_systemd_activation/passing.h"

namespace lab {
namespace {

using ::uds_testing::Activation;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TempDirectory;
using ::uds_testing::TracedServer;

void TakesIt(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const auto client = (*server)->Connect();
  if (!Judgeable(client.status())) return;
  const auto accepted = (*server)->process().WaitFor(
      AnyCallOf({"accept", "accept4"}).Succeeding(), absl::Seconds(5));
  if (!Judgeable(accepted.status())) return;
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_THAT(run->trace, NeverMakes(AnyCallOf({"bind", "listen"})))
      << "the socket is bound, and listens, before the server begins";
  Figure("calls of bind and listen",
         CallsMatching(run->trace, AnyCallOf({"bind", "listen"})).size());
}

void SaysIt(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const std::string line = "Using socket passed by systemd";
  if (!Judgeable((*server)->process().process().WaitForOutput(
          line, absl::Seconds(5)))) {
    return;
  }
  Figure("on stdout", line);
}

// The descriptors of process `pid` that are the socket `fd` of ours. proc(5)
std::vector<std::string> CopiesOf(int fd, pid_t pid) {
  struct stat ours = {};
  EXPECT_EQ(::fstat(fd, &ours), 0);
  const std::string name = absl::StrFormat("socket:[%d]", ours.st_ino);
  std::vector<std::string> copies;
  for (const auto& entry : std::filesystem::directory_iterator(
           absl::StrFormat("/proc/%d/fd", pid))) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path(), gone) != name) continue;
    copies.push_back(entry.path().filename());
  }
  return copies;
}

bool IsCloseOnExec(pid_t pid, const std::string& fd) {
  std::ifstream info(absl::StrFormat("/proc/%d/fdinfo/%s", pid, fd));
  std::string word;
  while (info >> word && word != "flags:") {
  }
  unsigned flags = 0;
  info >> std::oct >> flags;
  return (flags & O_CLOEXEC) != 0;
}

void KeepsIt(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const pid_t pid = (*server)->process().process().pid();
  const auto copies = CopiesOf((*server)->activation()->listener(), pid);
  EXPECT_FALSE(copies.empty()) << "it does not have the socket at all";
  for (const std::string& fd : copies) {
    EXPECT_TRUE(IsCloseOnExec(pid, fd))
        << "descriptor " << fd
        << ", the socket, has no FD_CLOEXEC: a child of the server would "
           "inherit it";
  }
  Figure("descriptors of it that a child would inherit of " +
             std::to_string(copies.size()),
         0);
}

// The first variable of `manager` that begins so.
std::string Variable(const Activation& manager, const std::string& start) {
  for (const std::string& variable : manager.Environment()) {
    if (absl::StartsWith(variable, start)) return variable;
  }
  return "";
}

bool IsServedAt(const std::string& path) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::FromPath(path);
  if (!Judgeable(address.status())) return false;
  auto socket = uds::Connect(*address, std::chrono::seconds(10));
  return Judgeable(socket.status()) && Asker(*std::move(socket)).IsAuthorized();
}

void ServesBoth(const Subject& subject) {
  const TempDirectory directory;
  const std::string paths[] = {directory.Path("first"),
                               directory.Path("second")};
  const auto first = Activation::Create(paths[0]);
  const auto second = Activation::Create(paths[1]);
  if (!Judgeable(first.status()) || !Judgeable(second.status())) return;
  const auto server = StartPassed(
      subject, {.what = "two sockets",
                .environment = {"LISTEN_FDS=2", "LISTEN_FDNAMES=web:admin",
                                Variable(**first, "NOTIFY_SOCKET=")},
                .descriptors = {(*first)->listener(), (*second)->listener()},
                .ends = uds_testing::Ends::kWhenTold});
  if (!Judgeable(server.status())) return;
  if (!Judgeable(WaitForWord(**first, **server, "READY=1"))) return;
  for (size_t i = 0; i < std::size(paths); ++i) {
    ASSERT_TRUE(IsServedAt(paths[i]))
        << "LISTEN_FDS is 2, and nobody answers at descriptor " << 3 + i;
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  for (const char* const name : {"web", "admin"}) {
    ASSERT_THAT(run->output, testing::HasSubstr(name))
        << "LISTEN_FDNAMES is web:admin";
  }
  Figure("sockets served, each by its name", std::size(paths));
}

}  // namespace

Clause TakesTheSocketItIsPassed() {
  return {"TakesTheSocketItIsPassed",
          "The server accepts from the socket that it is passed as descriptor "
          "3; it binds and listens on none itself, and says READY=1.",
          "LISTEN_FDS says how many there are, the first is 3: accept4(2) at "
          "once, and send READY=1 to $NOTIFY_SOCKET.",
          {},
          TakesIt};
}

Clause SaysWhatItUses() {
  return {"SaysWhatItUses",
          "It prints \"Using socket passed by systemd\" on stdout.",
          "Flush stdout: to a pipe, and to the journal, it is buffered.",
          {"TakesTheSocketItIsPassed"},
          SaysIt};
}

Clause KeepsTheSocketFromChildren() {
  return {"KeepsTheSocketFromChildren",
          "What was passed is close-on-exec once the server is ready.",
          "A descriptor that came over exec(3) has no FD_CLOEXEC: fcntl(2) "
          "sets it.",
          {"Replies"},
          KeepsIt};
}

Clause ServesEachOfTwoSockets() {
  return {"ServesEachOfTwoSockets",
          "Where two sockets are passed, both are served, and both names in "
          "LISTEN_FDNAMES are printed on stdout.",
          "Descriptors 3 and 4: poll both.",
          {"Replies"},
          ServesBoth};
}

}  // namespace lab
