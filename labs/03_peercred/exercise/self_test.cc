#include "labs/03_peercred/exercise/self_test.h"

#include <unistd.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "labs/03_peercred/exercise/who_is_it.h"

namespace lab {
namespace {

std::string TextOf(const Peer& peer) {
  return absl::StrFormat("PID=%d UID=%d GID=%d", peer.pid, peer.uid, peer.gid);
}

absl::Status TestOfOurselves() {
  const absl::StatusOr<std::pair<uds::UniqueFd, uds::UniqueFd>> ends =
      uds::SocketPair();
  if (!ends.ok()) return ends.status();
  const absl::StatusOr<Peer> found = WhoIsIt(ends->first.get());
  if (!found.ok()) return found.status();
  const Peer expected = {::getpid(), ::geteuid(), ::getegid()};
  if (TextOf(*found) == TextOf(expected)) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat(
      "self-test: at the other end of a socketpair(2) of this process is %s, "
      "and WhoIsIt says %s",
      TextOf(expected), TextOf(*found)));
}

absl::Status TestOfNobody() {
  const absl::StatusOr<uds::UniqueFd> alone = uds::NewStreamSocket();
  if (!alone.ok()) return alone.status();
  const absl::StatusOr<Peer> found = WhoIsIt(alone->get());
  if (!found.ok()) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat(
      "self-test: a socket that was never connected has nobody at its other "
      "end, and WhoIsIt says %s instead of an error",
      TextOf(*found)));
}

}  // namespace

absl::Status TestWhoIsIt() {
  const absl::Status ourselves = TestOfOurselves();
  return ourselves.ok() ? TestOfNobody() : ourselves;
}

}  // namespace lab
