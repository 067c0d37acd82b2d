#include "labs/04_auth_listener/exercise/lists.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace lab {
namespace {

// "UID 1000", "GIDs 100, 101"
std::string Kind(const char* kind, const std::vector<id_t>& list) {
  return absl::StrFormat("%s%s %s", kind, list.size() == 1 ? "" : "s",
                         absl::StrJoin(list, ", "));
}

}  // namespace

bool Names(const std::vector<id_t>& list, id_t id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

std::string WhoIsAllowed(const Lists& lists) {
  std::vector<std::string> kinds;
  if (!lists.uids.empty()) kinds.push_back(Kind("UID", lists.uids));
  if (!lists.gids.empty()) kinds.push_back(Kind("GID", lists.gids));
  return absl::StrFormat("only %s allowed", absl::StrJoin(kinds, " or "));
}

std::string AcceptedLine(const uds::PeerCredentials& peer) {
  return absl::StrFormat("Accepted connection from UID=%u PID=%d GID=%u\n",
                         peer.uid, peer.pid, peer.gid);
}

std::string RejectedLine(const uds::PeerCredentials& peer,
                         std::string_view why) {
  return absl::StrFormat("Rejected connection: UID %u (%s) PID=%d GID=%u\n",
                         peer.uid, std::string(why), peer.pid, peer.gid);
}

std::string UnknownLine(std::string_view why) {
  return absl::StrFormat("Rejected connection: peer unknown (%s)\n",
                         std::string(why));
}

}  // namespace lab
