#include "tests/faults/visitor.h"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/socket/stream_socket.h"

namespace faults {
namespace {

using ::uds::Transfer;

// How much of what was sent the peer has not read yet. unix(7)
int Unread(int socket) {
  int unread = 0;
  ::ioctl(socket, SIOCOUTQ, &unread);
  return unread;
}

}  // namespace

Visitor::Visitor(uds::UniqueFd socket, const Protocol& protocol, Manner manner)
    : socket_(std::move(socket)),
      protocol_(protocol),
      manner_(manner),
      half_(manner.half_closes),
      replies_(protocol.Listen()) {
  if (protocol_.server_speaks()) said_all_ = true;
  PrepareRequests();
}

void Visitor::PrepareRequests() {
  if (protocol_.server_speaks()) return;
  while (prepared_ < manner_.requests &&
         prepared_ < replies_->delivered() + manner_.ahead) {
    const bool last = prepared_ + 1 == manner_.requests && !manner_.stays;
    const std::string request = protocol_.Request(prepared_, last && !half_);
    replies_->OnRequest(request);
    unsaid_ += request;
    ++prepared_;
  }
}

short Visitor::events() const {
  if (done()) return 0;
  short events = 0;
  if (reads_ && !ended_) events |= POLLIN;
  if (!unsaid_.empty() && broken_.empty()) events |= POLLOUT;
  return events;
}

bool Visitor::done() const {
  if (ended_ || !broken_.empty()) return true;
  return manner_.stays && said_all_ && replies_->delivered() == prepared_;
}

bool Visitor::Move() {
  if (done()) return false;
  const bool heard = reads_ && Hear();
  if (done()) return true;
  PrepareRequests();
  const bool said = Say();
  return heard || said;
}

bool Visitor::Say() {
  bool moved = false;
  while (!unsaid_.empty() && broken_.empty()) {
    const size_t size = manner_.piece == 0 ? unsaid_.size() : manner_.piece;
    if (manner_.piece != 0 && Unread(socket_.get()) > 0) {
      // There is no event for that; the socket is writable meanwhile, so this
      // is asked again and again.
      std::this_thread::yield();
      return moved;
    }
    const auto sent =
        uds::Send(socket_.get(), std::string_view(unsaid_).substr(0, size));
    if (!sent.ok()) broken_ = sent.status().ToString();
    // It may have said its last word, which is still to be heard.
    if (sent.ok() && sent->outcome == Transfer::kPeerGone) unsaid_.clear();
    if (!sent.ok() || sent->outcome != Transfer::kDone) return moved;
    bytes_said_ += sent->bytes;
    unsaid_.erase(0, sent->bytes);
    moved = true;
  }
  if (said_all_ || prepared_ < manner_.requests) return moved;
  said_all_ = true;
  if (EndsHere() && !manner_.stays) ::shutdown(socket_.get(), SHUT_WR);
  return true;
}

bool Visitor::Hear() {
  std::vector<char> buffer(manner_.gulp);
  const auto received = uds::Receive(socket_.get(), absl::MakeSpan(buffer));
  if (!received.ok()) {
    broken_ = received.status().ToString();
    return true;
  }
  if (received->outcome == Transfer::kWouldBlock) return false;
  ended_ = received->outcome != Transfer::kDone;
  // As anybody does then: others may wait for the server to be rid of it.
  if (ended_) socket_.Reset();
  if (ended_) return true;
  bytes_heard_ += received->bytes;
  replies_->OnBytes({buffer.data(), received->bytes});
  return true;
}

Tally Visitor::tally() const {
  const size_t owed = protocol_.server_speaks() ? 1 : prepared_;
  return {.connections = 1,
          .bytes_said = bytes_said_,
          .bytes_heard = bytes_heard_,
          .owed = owed,
          .delivered = replies_->delivered()};
}

std::string Visitor::trouble() const {
  if (!replies_->wrong().empty()) return replies_->wrong();
  if (!broken_.empty()) return broken_;
  const Tally now = tally();
  const size_t wanted = protocol_.server_speaks() ? 1 : manner_.requests;
  if (now.delivered < wanted) {
    return absl::StrCat(now.delivered, " of ", wanted, " replies came, ",
                        ended_ ? "and then the end" : "and no end");
  }
  return ended_ || manner_.stays ? "" : "the replies came, but no end";
}

}  // namespace faults
