// A client that does what no good one would: stalls, vanishes, resets, floods,
// asks and does not read. What each does is data.
//
//   for (const Mischief& mischief : AllMischief()) {
//     Nuisance nuisance(*server->Connect(), server->protocol(), mischief);
//     MoveUntilDone({&nuisance}, absl::Seconds(30));
//   }  // whoever stayed leaves here
//
// Nothing is owed to it, so it adds no replies to a Tally.
#ifndef TESTS_FAULTS_NUISANCE_H_
#define TESTS_FAULTS_NUISANCE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "tests/faults/guest.h"
#include "tests/faults/protocol.h"

namespace faults {

struct Mischief {
  std::string name;      // "StallsInMidRequest"
  std::string sentence;  // "A client says half a request, and then nothing."

  // What it says.
  std::function<std::string(const Protocol&)> words = nullptr;

  // It says it over and over: until the server is gone, `most` bytes are said
  // or, if it does not read, the socket takes no more. That it is stuck then
  // nothing tells: give MoveUntilDone little time.
  bool endless = false;
  size_t most = 8 << 20;

  // With each send it passes its own end of the connection so many times
  // (SCM_RIGHTS, unix(7)): a server that takes them in holds on to its client.
  int passes = 0;

  // What it does about replies: throws them away as they come, leaves them
  // where they are, or shuts that direction down, so that to send one is EPIPE.
  enum Reading { kThrowsAway, kDoesNot, kRefuses };
  Reading reading = kDoesNot;

  // And when all is said: stays and does nothing, closes, closes as soon as
  // there is a reply that it has not read (ECONNRESET for the server), or
  // half-closes and waits for the end.
  enum Then { kStays, kLeaves, kLeavesAReplyUnread, kHalfCloses };
  Then then = kStays;
};

// All kinds that there are. Each does for every protocol.
const std::vector<Mischief>& AllMischief();
const Mischief& MischiefNamed(std::string_view name);

class Nuisance : public Guest {
 public:
  // `socket` is connected and non-blocking; `mischief` is borrowed.
  Nuisance(uds::UniqueFd socket, const Protocol& protocol,
           const Mischief& mischief);

  int fd() const override { return socket_.get(); }
  short events() const override;
  bool Move() override;
  bool done() const override { return done_; }
  Tally tally() const override;

 private:
  absl::StatusOr<uds::Transfer> Send(std::string_view bytes) const;
  bool Say();
  bool Hear();
  void Finish();

  uds::UniqueFd socket_;
  const Mischief& mischief_;
  const std::string words_;
  size_t position_ = 0;  // in `words_`, of what is said next
  bool said_all_ = false;
  bool done_ = false;
  uint64_t bytes_said_ = 0;
  uint64_t bytes_heard_ = 0;
};

}  // namespace faults

#endif  // TESTS_FAULTS_NUISANCE_H_
