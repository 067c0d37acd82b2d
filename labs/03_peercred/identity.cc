#include "labs/03_peercred/identity.h"

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/peer/groups.h"

namespace lab {

std::string Identity::ToString() const {
  return absl::StrFormat("PID=%d UID=%d GID=%d GROUPS=%s", credentials.pid,
                         credentials.uid, credentials.gid,
                         groups.empty() ? "none" : absl::StrJoin(groups, ","));
}

absl::StatusOr<Identity> IdentityOfPeer(int fd) {
  const absl::StatusOr<uds::PeerCredentials> credentials =
      uds::GetPeerCredentials(fd);
  if (!credentials.ok()) return credentials.status();
  const absl::StatusOr<std::vector<gid_t>> groups = uds::GetPeerGroups(fd);
  if (!groups.ok()) return groups.status();
  return Identity{.credentials = *credentials, .groups = *groups};
}

}  // namespace lab
