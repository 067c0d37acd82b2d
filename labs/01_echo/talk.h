// The contract's own end of an echo, which can do what a real client never
// would: send in odd pieces, stall, vanish.
//
//   Talk talk(std::move(socket), "ping");
//   EXPECT_EQ(talk.Finish(), "Echo: ping");
#ifndef LABS_01_ECHO_TALK_H_
#define LABS_01_ECHO_TALK_H_

#include <cstddef>
#include <string>

#include "common/os/unique_fd.h"

namespace lab {

// Where nothing happens for so long, in milliseconds, nothing will.
inline constexpr int kTalkPatienceMs = 5'000;

// `size` reproducible bytes, with every value among them.
std::string Bytes(size_t size);

// Vanishes with its object.
class Talk {
 public:
  // `socket` is connected and non-blocking. Nothing is sent yet.
  Talk(uds::UniqueFd socket, std::string message);

  // Sends the next piece, as far as the socket takes it: first one byte, then
  // more. After the last one it half-closes.
  void SendPiece();

  // Sends, and reads nothing, until nothing moves any more: the server is stuck
  // with a reply of which nothing is read, or it has taken all but the last
  // `rest` bytes, or a little less.
  void Stall(size_t rest = 0);

  // Sends the rest, and reads before it sends; returns all that came until the
  // server closed, or, where it does nothing for kTalkPatienceMs, so far.
  std::string Finish();

  // How many were sent.
  size_t pieces() const { return pieces_; }

  // Whether the server has closed.
  bool ended() const { return ended_; }

 private:
  void ReceivePiece();

  uds::UniqueFd socket_;
  std::string message_;
  std::string reply_;
  size_t sent_ = 0;
  size_t pieces_ = 0;
  bool ended_ = false;
};

}  // namespace lab

#endif  // LABS_01_ECHO_TALK_H_
