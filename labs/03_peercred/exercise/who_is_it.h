// Who is at the other end of a connection, without asking the one who is there:
// what you write in who_is_it.cc, and what the rest of the server does with it.
//
//   const absl::StatusOr<lab::Peer> peer = lab::WhoIsIt(fd);
//   if (peer.ok() && peer->uid == ::geteuid()) ...
//
// Not the library's: common/peer has the same, finished. Look there when you
// are through.
#ifndef LABS_03_PEERCRED_EXERCISE_WHO_IS_IT_H_
#define LABS_03_PEERCRED_EXERCISE_WHO_IS_IT_H_

#include <sys/types.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/server/line_log.h"
#include "common/server/session.h"

namespace lab {

// As the kernel names it.
struct Peer {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

// The peer of the Unix domain socket `fd`, or an error if the kernel does not
// know of one. Does not block. The server asks about sockets of its own before
// it serves (self_test.h), and does not start if the answers are wrong.
absl::StatusOr<Peer> WhoIsIt(int fd);

// " GROUPS=" and the supplementary groups of the peer of `fd`, in the kernel's
// order: " GROUPS=4,27". " GROUPS=none" if it has none, " GROUPS=unknown" if
// the kernel does not tell.
std::string GroupsText(int fd);

// One client, from when it was accepted. The server makes one for each, and
// does all the sending, receiving and waiting; see common/server/session.h.
class Visitor : public uds::Session {
 public:
  // `socket` is its connection, `log` the server's; both are borrowed.
  Visitor(int socket, uds::LineLog& log) : socket_(socket), log_(log) {}

  // The connection stands, and no byte has moved on it. What is appended to
  // `out` is sent; what happens then is what it returns.
  Next OnOpen(std::string& out) override;

  // The client has sent `bytes`, while OnOpen had returned kContinue.
  Next OnBytes(std::string_view bytes, std::string& out) override;

  // The client will send nothing more, in the same case.
  void OnEndOfStream(std::string& out) override;

  bool InFlight() const override { return false; }

 private:
  int socket() const { return socket_; }

  // Writes `line`, which ends in a newline, at once and without waiting.
  void Log(const std::string& line) { log_.Write(line); }

  // What is to happen behind the greeting.
  static Next AfterTheGreeting();

  int socket_;
  uds::LineLog& log_;
};

}  // namespace lab

#endif  // LABS_03_PEERCRED_EXERCISE_WHO_IS_IT_H_
