#include "labs/05_systemd_activation/hearing.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <csignal>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/os/posix_error.h"
#include "common/socket/unix_address.h"
#include "common/testing/for_people.h"
#include "common/testing/strace/matchers.h"

namespace lab {
namespace {

using ::uds_testing::TracedProcess;
using ::uds_testing::TracedRun;

constexpr int kPatienceMs = 10'000;

// `silence`, and what became of the server that was silent.
absl::Status Explain(TracedProcess& server, const std::string& silence) {
  server.process().Signal(SIGKILL);
  const absl::StatusOr<TracedRun> run = server.Finish();
  if (!run.ok()) return run.status();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s\n%s\nHow it ended: %s", silence,
                      uds_testing::PrintedForPeople(run->output, run->errors),
                      run->exit_status.ToString()));
}

}  // namespace

absl::Status WaitForWord(uds_testing::Activation& manager,
                         TracedProcess& server, std::string_view word) {
  const absl::Status heard = manager.WaitFor(
      word, absl::Milliseconds(kPatienceMs), server.process().end_fd());
  return heard.ok() ? heard : Explain(server, std::string(heard.message()));
}

uds_testing::CallPattern Tells(std::string_view word) {
  return uds_testing::AnyCallOf({"sendto", "sendmsg", "write"})
      .With(word)
      .Succeeding();
}

std::string FirstOf(const uds_testing::Trace& trace,
                    const uds_testing::CallPattern& pattern) {
  const auto calls = CallsMatching(trace, pattern);
  return calls.empty() ? "" : ":\n" + trace.Excerpt(calls[0].first_line);
}

absl::StatusOr<AbstractManager> AbstractManager::Create() {
  uds::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // Bound to the family alone it gets a name that is free: autobind, unix(7).
  const sockaddr family = {.sa_family = AF_UNIX, .sa_data = {}};
  if (::bind(socket.get(), &family, sizeof(family.sa_family)) != 0) {
    return uds::PosixError("bind", "AF_UNIX, autobind");
  }
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::OfSocket(socket.get());
  if (!address.ok()) return address.status();
  return AbstractManager(std::move(socket), address->ToString());
}

absl::Status AbstractManager::WaitForWord(TracedProcess& server,
                                          std::string_view word) {
  std::array<pollfd, 2> fds = {pollfd{socket_.get(), POLLIN, 0},
                               pollfd{server.process().end_fd(), POLLIN, 0}};
  ::poll(fds.data(), fds.size(), kPatienceMs);
  std::array<char, 4096> said;
  const ssize_t size =
      ::recv(socket_.get(), said.data(), said.size(), MSG_DONTWAIT);
  if (size > 0 &&
      std::string_view(said.data(), size).find(word) != std::string::npos) {
    return absl::OkStatus();
  }
  return Explain(server,
                 absl::StrFormat("NOTIFY_SOCKET was an abstract name, as "
                                 "\"@name\", and no %s came there",
                                 std::string(word)));
}

}  // namespace lab
