// Lab 03: a client that is greeted, and that knows by whom.
//
//   client                     # of one's own server, or it refuses
//   client --server_uid=1000   # of the server of that user
//
// In a trace of it stand socket(2), connect(2), getsockopt(2) with SO_PEERCRED,
// and then recv(2); and no open(2).

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/unique_fd.h"
#include "common/peer/access_policy.h"
#include "common/peer/credentials.h"
#include "common/peer/id_list.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/default_address.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "labs/03_peercred/greeting.h"

ABSL_FLAG(std::string, socket, "",
          "path of the server's socket, or @NAME for an abstract one; by "
          "default peercred.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
// Ours, as the default path is: where a path can be taken by others, this tells
// the server from a squatter.
ABSL_FLAG(uds::IdList, server_uid, uds::IdList{{::geteuid()}},
          "UID that the server must have, or several, separated by commas; by "
          "default your own");

namespace lab {
namespace {

// Above it a greeting is none: see Identity::ToString.
constexpr size_t kMostBytes = 1 << 20;

// SO_PEERCRED works both ways: here it names who called listen(2).
absl::Status CheckServer(int socket, const uds::UnixAddress& address) {
  const absl::StatusOr<uds::AccessPolicy> policy =
      uds::AccessPolicy::Create({.uids = absl::GetFlag(FLAGS_server_uid)});
  if (!policy.ok()) return policy.status();
  const absl::StatusOr<uds::PeerCredentials> server =
      uds::GetPeerCredentials(socket);
  if (!server.ok()) return server.status();
  const absl::Status trusted = policy->Admit(*server, nullptr);
  if (trusted.ok()) return trusted;
  return absl::PermissionDeniedError(absl::StrFormat(
      "%s: the server there has UID %d: %s; --server_uid says whom you trust",
      address.ToString(), server->uid, std::string(trusted.message())));
}

// All that the server says until it closes.
absl::StatusOr<std::string> ReadToTheEnd(int socket) {
  std::string said;
  std::array<char, 4096> buffer;
  while (said.size() <= kMostBytes) {
    pollfd readable{socket, POLLIN, 0};
    if (::poll(&readable, 1, /*timeout=*/-1) < 0 && errno != EINTR) {
      return uds::PosixError("poll", "");
    }
    const absl::StatusOr<uds::Transfer> received =
        uds::Receive(socket, absl::MakeSpan(buffer));
    if (!received.ok()) return received.status();
    if (received->outcome == uds::Transfer::kWouldBlock) continue;
    if (received->outcome != uds::Transfer::kDone) return said;
    said.append(buffer.data(), received->bytes);
  }
  return absl::ResourceExhaustedError(absl::StrFormat(
      "the server says more than %d bytes, and no greeting has so many",
      kMostBytes));
}

// A connection to the server, and to no other.
absl::StatusOr<uds::UniqueFd> ConnectToTrusted() {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "peercred.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return socket.status();
  const absl::Status trusted = CheckServer(socket->get(), *address);
  if (!trusted.ok()) return trusted;
  return socket;
}

absl::Status BeGreeted(const std::vector<std::string>&) {
  const absl::StatusOr<uds::UniqueFd> socket = ConnectToTrusted();
  if (!socket.ok()) return socket.status();
  const absl::StatusOr<std::string> said = ReadToTheEnd(socket->get());
  if (!said.ok()) return said.status();
  std::fwrite(said->data(), 1, said->size(), stdout);
  if (std::fflush(stdout) != 0) return uds::PosixError("write", "stdout");
  if (IsWholeGreeting(*said)) return absl::OkStatus();
  return absl::DataLossError(absl::StrFormat(
      "the greeting is not complete: the server closed after %d bytes, which "
      "are not its two lines",
      said->size()));
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(argc, argv,
                         {.name = "client",
                          .usage = "connects to the server of lab 03, and "
                                   "prints how it is greeted",
                          .run = lab::BeGreeted});
}
