// The protocol of lab 03: the server greets, without waiting for a word of the
// client, and that was all.
//
//   client: (connects)    server: Welcome, verified client!<newline>You are ...
//                                 <end>
//
// What the client sends is not looked at: it could claim anything.
#ifndef LABS_03_PEERCRED_WELCOME_SESSION_H_
#define LABS_03_PEERCRED_WELCOME_SESSION_H_

#include <string>
#include <string_view>

#include "common/server/session.h"

namespace lab {

class WelcomeSession : public uds::Session {
 public:
  // One with an empty greeting hears nothing, and is closed.
  explicit WelcomeSession(std::string greeting);

  // Lingers: a client that speaks first, as `echo | nc -U`, has bytes on the
  // way that nobody will read, and a close(2) over them would make its next
  // recv(2) fail with ECONNRESET instead of telling the end. unix(7)
  Next OnOpen(std::string& out) override;

  // Never called, since nothing is delivered behind the greeting.
  Next OnBytes(std::string_view bytes, std::string& out) override;
  void OnEndOfStream(std::string& out) override;

  // The greeting leaves at once; the Server waits for what was not taken.
  bool InFlight() const override { return false; }

 private:
  std::string greeting_;
};

}  // namespace lab

#endif  // LABS_03_PEERCRED_WELCOME_SESSION_H_
