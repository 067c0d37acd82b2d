#include "tests/faults/nuisance.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/types/span.h"
#include "common/os/posix_error.h"

namespace faults {
namespace {

using ::uds::Transfer;

std::string WholeRequest(const Protocol& protocol) {
  return protocol.Request(0, /*last=*/false);
}

// Or, of who is greeted without asking, a word.
std::string Something(const Protocol& protocol) {
  const std::string request = WholeRequest(protocol);
  return request.empty() ? "hello" : request;
}

std::string HalfARequest(const Protocol& protocol) {
  const std::string request = WholeRequest(protocol);
  return request.substr(0, request.size() / 2);
}

std::string ManyRequests(const Protocol& protocol) {
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += WholeRequest(protocol);
  // Who is greeted without asking may talk all the same.
  return requests.empty() ? std::string(64'000, 'x') : requests;
}

std::string PartOfALine(const Protocol&) { return std::string(64 << 10, 'x'); }

// The same on every run.
std::string Garbage(const Protocol&) {
  std::string bytes(64 << 10, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;  // a linear congruential generator
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

}  // namespace

const std::vector<Mischief>& AllMischief() {
  static const auto* const all = new std::vector<Mischief>{
      {.name = "SaysNothing",
       .sentence = "A client connects, and says nothing."},
      {.name = "StallsInMidRequest",
       .sentence = "A client says half a request, and then nothing.",
       .words = HalfARequest},
      {.name = "LeavesInMidRequest",
       .sentence = "A client says half a request, and closes.",
       .words = HalfARequest,
       .then = Mischief::kLeaves},
      {.name = "HalfClosesInMidRequest",
       .sentence = "A client says half a request, half-closes, and reads to "
                   "the end.",
       .words = HalfARequest,
       .reading = Mischief::kThrowsAway,
       .then = Mischief::kHalfCloses},
      {.name = "LeavesAtOnce",
       .sentence = "A client connects, and closes.",
       .then = Mischief::kLeaves},
      {.name = "VanishesBeforeTheReply",
       .sentence = "A client asks, and closes without waiting for the reply.",
       .words = WholeRequest,
       .then = Mischief::kLeaves},
      {.name = "ResetsOverAnUnreadReply",
       .sentence = "A client closes with its reply unread, which is ECONNRESET "
                   "for the server.",
       .words = WholeRequest,
       .then = Mischief::kLeavesAReplyUnread},
      {.name = "RefusesToHear",
       .sentence = "A client asks, and has shut down the direction of replies: "
                   "to send one is EPIPE.",
       .words = WholeRequest,
       .reading = Mischief::kRefuses},
      {.name = "PassesDescriptors",
       .sentence =
           "A client passes its own end of the connection along with what it "
           "says, ten times, and closes.",
       .words = Something,
       .passes = 10,
       .then = Mischief::kLeaves},
      {.name = "AsksAndNeverReads",
       .sentence =
           "A client pipelines requests until the socket takes no more, "
           "and reads nothing.",
       .words = ManyRequests,
       .endless = true},
      {.name = "SendsALineWithoutAnEnd",
       .sentence =
           "A client sends a line that never ends, and throws away what "
           "comes.",
       .words = PartOfALine,
       .endless = true,
       .reading = Mischief::kThrowsAway,
       .then = Mischief::kHalfCloses},
      {.name = "FloodsWithGarbage",
       .sentence = "A client sends garbage at full speed, and throws away what "
                   "comes.",
       .words = Garbage,
       .endless = true,
       .reading = Mischief::kThrowsAway,
       .then = Mischief::kHalfCloses},
      {.name = "FloodsAndNeverReads",
       .sentence = "A client sends garbage at full speed, and reads nothing.",
       .words = Garbage,
       .endless = true}};
  return *all;
}

const Mischief& MischiefNamed(std::string_view name) {
  for (const Mischief& mischief : AllMischief()) {
    if (mischief.name == name) return mischief;
  }
  std::abort();  // a typing error
}

Nuisance::Nuisance(uds::UniqueFd socket, const Protocol& protocol,
                   const Mischief& mischief)
    : socket_(std::move(socket)),
      mischief_(mischief),
      words_(mischief.words ? mischief.words(protocol) : "") {
  if (mischief_.reading == Mischief::kRefuses) {
    ::shutdown(socket_.get(), SHUT_RD);
  }
  if (words_.empty()) Finish();
}

short Nuisance::events() const {
  if (done_) return 0;
  short events = said_all_ ? 0 : POLLOUT;
  const bool waits = said_all_ && mischief_.then != Mischief::kStays;
  if (mischief_.reading == Mischief::kThrowsAway || waits) events |= POLLIN;
  return events;
}

bool Nuisance::Move() {
  const bool said = !said_all_ && Say();
  const bool heard = !done_ && Hear();
  return said || heard;
}

absl::StatusOr<Transfer> Nuisance::Send(std::string_view bytes) const {
  if (mischief_.passes == 0) return uds::Send(socket_.get(), bytes);
  const std::vector<int> passed(mischief_.passes, socket_.get());
  const size_t size = passed.size() * sizeof(int);
  std::vector<char> control(CMSG_SPACE(size));
  iovec data = {const_cast<char*>(bytes.data()), bytes.size()};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr& header = *CMSG_FIRSTHDR(&message);
  header = {.cmsg_len = CMSG_LEN(size),
            .cmsg_level = SOL_SOCKET,
            .cmsg_type = SCM_RIGHTS};
  std::memcpy(CMSG_DATA(&header), passed.data(), size);
  const ssize_t sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
  if (sent < 0) return uds::PosixError("sendmsg", "");
  return Transfer{Transfer::kDone, static_cast<size_t>(sent)};
}

bool Nuisance::Say() {
  const auto sent = Send(std::string_view(words_).substr(position_));
  if (sent.ok() && sent->outcome == Transfer::kWouldBlock) return false;
  if (!sent.ok() || sent->outcome != Transfer::kDone) {
    done_ = true;
    return true;
  }
  bytes_said_ += sent->bytes;
  position_ = (position_ + sent->bytes) % words_.size();
  const bool over =
      mischief_.endless ? bytes_said_ >= mischief_.most : position_ == 0;
  if (over) Finish();
  return true;
}

void Nuisance::Finish() {
  said_all_ = true;
  switch (mischief_.then) {
    case Mischief::kStays:
      done_ = mischief_.reading != Mischief::kThrowsAway;
      break;
    case Mischief::kLeaves:
      socket_.Reset();
      done_ = true;
      break;
    case Mischief::kLeavesAReplyUnread:
      break;  // once there is one
    case Mischief::kHalfCloses:
      ::shutdown(socket_.get(), SHUT_WR);
      break;
  }
}

bool Nuisance::Hear() {
  if (mischief_.then == Mischief::kLeavesAReplyUnread && said_all_) {
    pollfd reply{socket_.get(), POLLIN, 0};
    if (::poll(&reply, 1, 0) != 1) return false;
    socket_.Reset();
    done_ = true;
    return true;
  }
  if (mischief_.reading != Mischief::kThrowsAway) return false;
  std::array<char, 64 << 10> buffer;
  const auto received = uds::Receive(socket_.get(), absl::MakeSpan(buffer));
  if (received.ok() && received->outcome == Transfer::kWouldBlock) return false;
  if (!received.ok() || received->outcome != Transfer::kDone) {
    done_ = true;
    return true;
  }
  bytes_heard_ += received->bytes;
  return true;
}

Tally Nuisance::tally() const {
  return {
      .connections = 1, .bytes_said = bytes_said_, .bytes_heard = bytes_heard_};
}

}  // namespace faults
