// The supplementary groups of the peer, by the kernel's word: SO_PEERGROUPS,
// since Linux 4.13. unix(7) does not have it.
//
//   absl::StatusOr<std::vector<gid_t>> groups = uds::GetPeerGroups(fd);
//   if (groups.ok() && absl::c_linear_search(*groups, kAdmins)) ...
//
// As with GetPeerCredentials, they are those that the peer had when it called
// connect(2), listen(2) or socketpair(2); what it joined or left since does not
// show, nor what /etc/group says of its user. Not the whole answer to "is it in
// this group": its effective GID, in PeerCredentials, need not be among them.
#ifndef COMMON_PEER_GROUPS_H_
#define COMMON_PEER_GROUPS_H_

#include <sys/types.h>

#include <vector>

#include "absl/status/statusor.h"

namespace uds {

// The peer of `fd`, as in GetPeerCredentials; at most 65,536 groups
// (NGROUPS_MAX), in no order that is promised. As seen from here: in a user
// namespace each group without a mapping is 65534, the overflow ID, so never
// allow that one. FAILED_PRECONDITION if the kernel knows of no peer, otherwise
// an error of getsockopt(2). Does not block.
absl::StatusOr<std::vector<gid_t>> GetPeerGroups(int fd);

}  // namespace uds

#endif  // COMMON_PEER_GROUPS_H_
