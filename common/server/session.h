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
  };

  virtual ~Session() = default;

  // `bytes` is not empty, and ends wherever the socket happened to end it: one
  // message may come in many calls, and many messages in one.
  virtual Next OnBytes(std::string_view bytes, std::string& out) = 0;

  // The peer has shut down its sending direction; it may still read. Called at
  // most once; then `out` is sent and the connection is closed.
  virtual void OnEndOfStream(std::string& out) = 0;

  // Whether the peer is in the middle of something that a server which is asked
  // to stop should wait for.
  virtual bool InFlight() const = 0;
};

}  // namespace uds

#endif  // COMMON_SERVER_SESSION_H_
