// A protocol, without I/O: bytes received become bytes to send. The Server owns
// every system call, so a Session is tested and fuzzed with strings.
//
//   class Upper : public uds::Session {
//     Next OnBytes(std::string_view bytes, std::string& out) override {
//       for (const char c : bytes) out.push_back(absl::ascii_toupper(c));
//       return kContinue;
//     }
//     void OnEndOfStream(std::string&) override {}
//     bool InFlight() const override { return false; }
//   };
#ifndef COMMON_SERVER_SESSION_H_
#define COMMON_SERVER_SESSION_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace uds {

// One for each connection, used by one thread at a time. Its functions must not
// block, and keep what they need of `bytes`, which is gone when they return.
//
// They append to `out`. The Server sends it as soon as the socket takes it, in
// one send(2) if it can, and reads no more from a peer that does not take its
// replies; so what one call appends should be bounded by what it was given.
class Session {
 public:
  enum Next {
    kContinue,  // send `out`, then wait for more
    kClose,     // send `out`, then close; further bytes are not delivered
    kLinger,    // the same for a peer that may still be sending: what it sends
                // is thrown away for a while, so that it gets to read `out`
                // instead of failing with EPIPE in the middle of its message
  };

  using Clock = std::chrono::steady_clock;

  virtual ~Session() = default;

  // The connection stands. Called first and once; for protocols in which the
  // server speaks first.
  virtual Next OnOpen(std::string& out) {
    static_cast<void>(out);
    return kContinue;
  }

  // `bytes` is not empty, and ends wherever the socket happened to end it: one
  // message may come in many calls, and many messages in one.
  virtual Next OnBytes(std::string_view bytes, std::string& out) = 0;

  // The peer has shut down its sending direction; it may still read. Called at
  // most once; then `out` is sent and the connection is closed.
  virtual void OnEndOfStream(std::string& out) = 0;

  // By when the peer has to have done what the protocol expects of it, asked
  // after each of the calls above; none if it may take its time. The Server has
  // a limit of its own for connections on which nothing moves at all.
  virtual std::optional<Clock::time_point> Deadline() const {
    return std::nullopt;
  }

  // The deadline has passed: a last word may be appended, then the connection
  // lingers and is closed.
  virtual void OnDeadline(std::string& out) { static_cast<void>(out); }

  // Whether the peer is in the middle of something that a server which is asked
  // to stop should wait for.
  virtual bool InFlight() const = 0;
};

}  // namespace uds

#endif  // COMMON_SERVER_SESSION_H_
