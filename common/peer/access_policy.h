// Who may come in, decided by what the kernel knows of the peer: its UID and
// its groups.
//
//   absl::StatusOr<uds::AccessPolicy> policy = uds::AccessPolicy::Create(
//       {.uids = {{::geteuid()}}, .gids = {{100}}});
//   absl::Status admitted = policy->Admit(peer, ask_for_groups);
//
// Threat: a process of another user who may write to the socket's file, so that
// its mode does not keep it out: of a group or ACL meant for others, after a
// chmod that was too generous, or root, whom no mode keeps out. It cannot
// choose what the kernel says of it.
//
// Not covered:
// - Who uses the connection now. It was made by a peer that was let in; that
//   may since have passed it on, executed another program or changed its UID.
// - Whoever runs as an admitted user, if by a hole in one of his programs; and
//   root, who can become an admitted user first.
// - Containers without a user namespace: their UID 1000 is the UID 1000 here.
// - /proc/sys/kernel/overflowuid changed: kOverflowId is its default.
//
// Never a decision by pid: it is 0 for all peers outside of a PID namespace,
// and may belong to another process by now. Never by name, see IdList.
#ifndef COMMON_PEER_ACCESS_POLICY_H_
#define COMMON_PEER_ACCESS_POLICY_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/peer/credentials.h"
#include "common/peer/id_list.h"

namespace uds {

// A value. Const functions may be called by several threads at once.
class AccessPolicy {
 public:
  // All users and groups that have no number in the user namespace of this
  // process show as this one, user_namespaces(7). To admit it is to admit
  // everybody unknown, so it is never admitted.
  static constexpr id_t kOverflowId = 65534;

  struct Lists {
    IdList uids;       // to come in it is enough to be one of these,
    IdList gids = {};  // or to be in one of these groups
  };

  // The supplementary groups of the peer, SO_PEERGROUPS.
  using GroupsOfPeer = std::function<absl::StatusOr<std::vector<gid_t>>()>;

  // INVALID_ARGUMENT if a list names kOverflowId or -1, or both are empty.
  static absl::StatusOr<AccessPolicy> Create(Lists lists);

  // OK if `peer` may come in, by its UID, its GID or one of its supplementary
  // groups; `groups` is called only where these decide. Anything else is a
  // refusal: PERMISSION_DENIED with the reason as a short phrase, or that of
  // `groups`, where they could not be had.
  absl::Status Admit(const PeerCredentials& peer,
                     const GroupsOfPeer& groups) const;

 private:
  explicit AccessPolicy(Lists lists);

  Lists lists_;
  std::string refusal_;  // "only UID 1000 allowed"
};

}  // namespace uds

#endif  // COMMON_PEER_ACCESS_POLICY_H_
