#include "common/peer/access_policy.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace uds {
namespace {

bool Has(const IdList& list, id_t id) {
  return std::find(list.ids.begin(), list.ids.end(), id) != list.ids.end();
}

// "UID 1000", "GIDs 100, 101"
std::string Named(std::string_view kind, const IdList& list) {
  return absl::StrFormat("%s%s %s", kind, list.ids.size() == 1 ? "" : "s",
                         absl::StrJoin(list.ids, ", "));
}

std::string WhoIsAllowed(const AccessPolicy::Lists& lists) {
  if (lists.gids.ids.empty()) return Named("UID", lists.uids);
  if (lists.uids.ids.empty()) return Named("GID", lists.gids);
  return absl::StrFormat("%s or %s", Named("UID", lists.uids),
                         Named("GID", lists.gids));
}

}  // namespace

AccessPolicy::AccessPolicy(Lists lists)
    : lists_(std::move(lists)),
      refusal_(absl::StrFormat("only %s allowed", WhoIsAllowed(lists_))) {}

absl::StatusOr<AccessPolicy> AccessPolicy::Create(Lists lists) {
  if (lists.uids.ids.empty() && lists.gids.ids.empty()) {
    return absl::InvalidArgumentError(
        "nobody could come in: name a UID or a GID");
  }
  // The kernel's word for nobody, and that of kUnknownPeer.
  constexpr id_t kNoId = static_cast<id_t>(-1);
  if (Has(lists.uids, kNoId) || Has(lists.gids, kNoId)) {
    return absl::InvalidArgumentError("-1 is nobody's ID; name others");
  }
  if (Has(lists.uids, kOverflowId) || Has(lists.gids, kOverflowId)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%d can not be allowed: every user and group without a number in this "
        "user namespace has it, so all of them would come in; name others",
        kOverflowId));
  }
  return AccessPolicy(std::move(lists));
}

absl::Status AccessPolicy::Admit(const PeerCredentials& peer,
                                 const GroupsOfPeer& groups) const {
  // Not by its groups either: it is nobody whom we know.
  if (peer.uid == kOverflowId) {
    return absl::PermissionDeniedError(
        absl::StrFormat("%d is any user without a number here", kOverflowId));
  }
  if (Has(lists_.uids, peer.uid) || Has(lists_.gids, peer.gid)) {
    return absl::OkStatus();
  }
  if (!lists_.gids.ids.empty()) {
    const absl::StatusOr<std::vector<gid_t>> found = groups();
    if (!found.ok()) return found.status();
    for (const gid_t group : *found) {
      if (Has(lists_.gids, group)) return absl::OkStatus();
    }
  }
  return absl::PermissionDeniedError(refusal_);
}

}  // namespace uds
