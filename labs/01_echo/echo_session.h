// The echo protocol: "Echo: " once, then every byte that the client sends,
// until the client shuts down its sending direction.
//
//   client: ping<end>    server: Echo: ping<end>
//
// A stream has no messages: "ping" may arrive as "pi" and "ng", and is echoed
// all the same.
#ifndef LABS_01_ECHO_ECHO_SESSION_H_
#define LABS_01_ECHO_ECHO_SESSION_H_

#include <string>
#include <string_view>

#include "common/server/session.h"

namespace lab {

class EchoSession : public uds::Session {
 public:
  // "Echo: " leaves with the first bytes and never alone, so that a client
  // which reads once gets both.
  Next OnBytes(std::string_view bytes, std::string& out) override;
  void OnEndOfStream(std::string& out) override;

  // From the first byte to the end of the stream: a server that stops waits for
  // those who have begun.
  bool InFlight() const override { return in_flight_; }

 private:
  bool in_flight_ = false;
};

}  // namespace lab

#endif  // LABS_01_ECHO_ECHO_SESSION_H_
