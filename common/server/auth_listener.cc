#include "common/server/auth_listener.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/peer/credentials.h"
#include "common/peer/groups.h"

namespace uds {
namespace {

std::string LogLine(const absl::StatusOr<PeerCredentials>& peer,
                    const absl::Status& admitted) {
  if (!peer.ok()) {
    return absl::StrFormat("Rejected connection: peer unknown (%s)\n",
                           std::string(peer.status().message()));
  }
  if (admitted.ok()) {
    return absl::StrFormat("Accepted connection from UID=%u PID=%d GID=%u\n",
                           peer->uid, peer->pid, peer->gid);
  }
  return absl::StrFormat("Rejected connection: UID %u (%s) PID=%d GID=%u\n",
                         peer->uid, std::string(admitted.message()), peer->pid,
                         peer->gid);
}

}  // namespace

absl::StatusOr<AcceptResult> AuthListener::Accept() {
  absl::StatusOr<AcceptResult> accepted = inner_->Accept();
  if (!accepted.ok() || accepted->outcome != AcceptResult::kAccepted) {
    return accepted;
  }
  if (Admits(accepted->socket.get())) return accepted;
  return AcceptResult{AcceptResult::kSkipped, {}};  // and closed
}

bool AuthListener::Admits(int socket) const {
  // Of the accepted socket: that of the listener would name ourselves.
  const absl::StatusOr<PeerCredentials> peer = GetPeerCredentials(socket);
  const absl::Status admitted =
      peer.ok()
          ? policy_.Admit(*peer, [socket] { return GetPeerGroups(socket); })
          : peer.status();
  if (log_ != nullptr) log_(LogLine(peer, admitted));
  return admitted.ok();
}

}  // namespace uds
