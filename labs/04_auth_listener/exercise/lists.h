// Who may come in, and how the log tells it.
//
//   const lab::Lists lists = {.uids = {1000}, .gids = {100}};
//   lab::Names(lists.uids, peer.uid)    // true for UID 1000
//   log_(lab::RejectedLine(peer, lab::WhoIsAllowed(lists)));
//
// Not for the decision itself: that is yours, in guard.cc.
#ifndef LABS_04_AUTH_LISTENER_EXERCISE_LISTS_H_
#define LABS_04_AUTH_LISTENER_EXERCISE_LISTS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/peer/credentials.h"

namespace lab {

// UID or GID -1: nobody has it. credentials(7)
inline constexpr id_t kNobody = static_cast<id_t>(-1);

// The overflow UID and GID. user_namespaces(7)
inline constexpr id_t kOverflowId = 65534;

struct Lists {
  std::vector<id_t> uids;       // to come in it is enough to be one of these,
  std::vector<id_t> gids = {};  // or to be in one of these groups
};

bool Names(const std::vector<id_t>& list, id_t id);

// "only UID 1000 or GIDs 100, 101 allowed"
std::string WhoIsAllowed(const Lists& lists);

// Lines of the log, each with its newline:
//
//   Accepted connection from UID=1000 PID=5713 GID=1000
//   Rejected connection: UID 4711 (only UID 1000 allowed) PID=5713 GID=4712
//   Rejected connection: peer unknown (getsockopt SO_PEERCRED(7): ...)
//
// `why` stands in the parentheses.
std::string AcceptedLine(const uds::PeerCredentials& peer);
std::string RejectedLine(const uds::PeerCredentials& peer,
                         std::string_view why);
std::string UnknownLine(std::string_view why);

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_EXERCISE_LISTS_H_
