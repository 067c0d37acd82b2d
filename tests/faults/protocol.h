// What clients of a lab say, and what they are owed for it: enough to tell,
// byte for byte, whether a server has lost a reply.
//
//   const Protocol& http = Protocol::Http("Hello over UDS!");
//   std::unique_ptr<Replies> replies = http.Listen();
//   replies->OnRequest(http.Request(0, /*last=*/true));
//   replies->OnBytes(received);
//   replies->delivered();  // 1, once the answer is whole and right
//
// No I/O. Not for what a server should answer to a bad request: a client that
// sends one is owed nothing but the end.
#ifndef TESTS_FAULTS_PROTOCOL_H_
#define TESTS_FAULTS_PROTOCOL_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace faults {

// The replies on one connection, as they come.
class Replies {
 public:
  virtual ~Replies() = default;

  // `request` has been sent, or will be before its reply is waited for.
  virtual void OnRequest(std::string_view request) = 0;
  virtual void OnBytes(std::string_view bytes) = 0;

  // How many have come, whole and right and in order.
  size_t delivered() const { return delivered_; }

  // What came that was never owed; empty as long as all was right.
  const std::string& wrong() const { return wrong_; }

 protected:
  size_t delivered_ = 0;
  std::string wrong_;
};

// Immutable; the objects live for ever.
class Protocol {
 public:
  virtual ~Protocol() = default;

  // Lab 01: all that is said comes back, behind "Echo: ". A request is a line
  // of 64 bytes.
  static const Protocol& Echo();

  // Labs 02, 04, 05: GET /, which is answered by 200 and `body`. One object for
  // each `body`.
  static const Protocol& Http(std::string_view body);

  // Lab 03: the server speaks, once, whatever is said.
  static const Protocol& Greeting();

  // Number `n` of a connection, from 0. With `last` the server is to end the
  // connection behind its reply, if the protocol has a word for it.
  virtual std::string Request(size_t n, bool last) const = 0;

  // A client that has said all must say so by shutdown(2), or no end comes.
  virtual bool ends_by_half_close() const { return false; }

  // One reply, at once, and no request for it.
  virtual bool server_speaks() const { return false; }

  virtual std::unique_ptr<Replies> Listen() const = 0;
};

}  // namespace faults

#endif  // TESTS_FAULTS_PROTOCOL_H_
