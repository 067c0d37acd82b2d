// Who a peer is, by the kernel's word alone, and how lab 03 writes it down.
//
//   const absl::StatusOr<lab::Identity> client = lab::IdentityOfPeer(fd);
//   client->ToString();   // "PID=119446 UID=1000 GID=1000 GROUPS=4,27"
//
// All of it is numbers: no name is looked up, which would open files, and no
// byte of it was chosen by the peer. What it does not prove: see the README.
#ifndef LABS_03_PEERCRED_IDENTITY_H_
#define LABS_03_PEERCRED_IDENTITY_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/peer/credentials.h"

namespace lab {

// A value. As of the peer's connect(2), which may be a while ago.
struct Identity {
  uds::PeerCredentials credentials;
  std::vector<gid_t> groups;  // supplementary ones, in the kernel's order

  // Without groups, "GROUPS=none". At most 65536 groups, NGROUPS_MAX, make a
  // text of some 700 KB; a process in practice has a few.
  std::string ToString() const;
};

// Does not block. Fails as GetPeerCredentials and GetPeerGroups do.
absl::StatusOr<Identity> IdentityOfPeer(int fd);

}  // namespace lab

#endif  // LABS_03_PEERCRED_IDENTITY_H_
