// The client's half of an echo: sends a message, and reads the reply at the
// same time.
//
//   lab::Exchange exchange(std::move(socket), {.message = "ping"});
//   absl::Status status = exchange.Run();   // "Echo: ping" stands on stdout
//
// A client that sends all before it reads may block for ever: the server stops
// reading from a peer that takes none of its replies.
#ifndef LABS_01_ECHO_EXCHANGE_H_
#define LABS_01_ECHO_EXCHANGE_H_

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"

namespace lab {

// What is sent: `message`, and then what is read from `input`, a borrowed
// descriptor, up to its end; -1 for none.
struct Outgoing {
  std::string message = {};
  int input = -1;
};

class Exchange {
 public:
  // `socket` is connected and non-blocking. The reply is written to `reply`,
  // borrowed and blocking.
  Exchange(uds::UniqueFd socket, Outgoing outgoing, std::FILE* reply = stdout);

  // Blocks until the server has closed and the input has ended. OK only if the
  // reply was complete: "Echo: " and as many bytes as were sent, or nothing
  // where nothing was sent. DATA_LOSS names both figures. Call once.
  absl::Status Run();

 private:
  absl::Status Step();
  absl::Status ReadInput();
  absl::Status SendSome();
  absl::Status ReceiveSome();
  absl::Status HalfCloseIfAllIsSent();
  absl::Status CheckComplete() const;

  uds::UniqueFd socket_;
  int input_;  // -1 once it has ended
  std::FILE* reply_;
  std::string unsent_;
  uint64_t sent_ = 0;
  uint64_t received_ = 0;
  std::string beginning_;   // of the reply, as long as the prefix
  bool cut_short_ = false;  // the server was gone while we sent
  bool reply_ended_ = false;
  std::array<char, 64 * 1024> buffer_;
};

}  // namespace lab

#endif  // LABS_01_ECHO_EXCHANGE_H_
