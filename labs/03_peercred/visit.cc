#include "labs/03_peercred/visit.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "absl/types/span.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"

namespace lab {

using ::uds::Transfer;

Heard Listen(uds::UniqueFd socket) {
  Heard heard;
  std::array<char, 4096> buffer;
  pollfd readable{socket.get(), POLLIN, 0};
  while (::poll(&readable, 1, kVisitPatienceMs) == 1) {
    const absl::StatusOr<Transfer> received =
        uds::Receive(socket.get(), absl::MakeSpan(buffer));
    if (!received.ok()) break;
    if (received->outcome == Transfer::kWouldBlock) continue;
    heard.ended_well = received->outcome == Transfer::kEndOfStream;
    heard.broke_off = received->outcome == Transfer::kPeerGone;
    if (received->outcome != Transfer::kDone) break;
    heard.said.append(buffer.data(), received->bytes);
  }
  return heard;
}

absl::StatusOr<uds::UniqueFd> ConnectUnderName(const std::string& path,
                                               std::string_view name) {
  const absl::StatusOr<uds::UnixAddress> own =
      uds::UnixAddress::FromAbstractName(name);
  if (!own.ok()) return own.status();
  const absl::StatusOr<uds::UnixAddress> server =
      uds::UnixAddress::FromPath(path);
  if (!server.ok()) return server.status();
  absl::StatusOr<uds::UniqueFd> socket = uds::NewStreamSocket();
  if (!socket.ok()) return socket.status();
  if (::bind(socket->get(), own->sockaddr(), own->length()) != 0) {
    return uds::PosixError("bind", socket->get());
  }
  if (::connect(socket->get(), server->sockaddr(), server->length()) != 0) {
    return uds::PosixError("connect", path);
  }
  return socket;
}

uds_testing::Injection SlowAccepts() {
  // In microseconds. strace(1), delay_exit
  return uds_testing::Injection::Parse("accept,accept4:delay_exit=150000");
}

absl::StatusOr<Visit> VisitServer(
    const uds_testing::Subject& subject, std::string_view words,
    std::vector<uds_testing::Injection> injections) {
  const auto server = uds_testing::TracedServer::Start(
      subject, {.injections = std::move(injections)});
  if (!server.ok()) return server.status();
  absl::StatusOr<uds::UniqueFd> socket = (*server)->Connect();
  if (!socket.ok()) return socket.status();
  // One that greets and closes at once does not take them.
  if (!words.empty()) uds::Send(socket->get(), words).IgnoreError();
  Heard heard = Listen(*std::move(socket));
  absl::StatusOr<uds_testing::TracedRun> run = (*server)->Stop();
  if (!run.ok()) return run.status();
  return Visit{.heard = std::move(heard), .server = *std::move(run)};
}

}  // namespace lab
