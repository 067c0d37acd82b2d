// A client that keeps the protocol, and so has to get every byte of every
// reply: at once or a byte at a time, one request after the other or many
// ahead, reading fast or slowly.
//
//   Visitor visitor(*server->Connect(), server->protocol(), {.requests = 100});
//   MoveUntilDone({&visitor}, absl::Seconds(30));
//   EXPECT_EQ(visitor.trouble(), "");
//
// Not for clients that break the protocol: see nuisance.h.
#ifndef TESTS_FAULTS_VISITOR_H_
#define TESTS_FAULTS_VISITOR_H_

#include <cstddef>
#include <memory>
#include <string>

#include "common/os/unique_fd.h"
#include "tests/faults/guest.h"
#include "tests/faults/protocol.h"

namespace faults {

struct Manner {
  size_t requests = 1;

  // How many may be said before the reply to the first of them has come.
  size_t ahead = 1;

  // Bytes of one send(2), of which the next is made only when the server has
  // read the last; 0 is no limit.
  size_t piece = 0;

  // Bytes of one recv(2).
  size_t gulp = 64 * 1024;

  // Does not ask the server for the end of the connection, nor say that there
  // will be no more: it is done when the last reply has come.
  bool stays = false;

  // Says that there will be no more by shutdown(2), whatever the protocol.
  bool half_closes = false;
};

// Closes when the server has ended the connection, or with its object.
class Visitor : public Guest {
 public:
  // `socket` is connected and non-blocking.
  Visitor(uds::UniqueFd socket, const Protocol& protocol, Manner manner = {});

  int fd() const override { return socket_.get(); }
  short events() const override;
  bool Move() override;
  bool done() const override;
  Tally tally() const override;

  // Reads nothing until it is told to go on.
  void StopReading() { reads_ = false; }
  void GoOnReading() { reads_ = true; }

  // Whether it has said all and, where it says so, that this was all.
  bool said_all() const { return said_all_; }

  // What it still lacks or should not have got, in words; empty if it was
  // served as it should be.
  std::string trouble() const;

  // Whether the server has ended the connection.
  bool ended() const { return ended_; }

 private:
  void PrepareRequests();
  bool Say();
  bool Hear();
  bool EndsHere() const { return protocol_.ends_by_half_close() || half_; }

  uds::UniqueFd socket_;
  const Protocol& protocol_;
  const Manner manner_;
  const bool half_;
  std::unique_ptr<Replies> replies_;
  std::string unsaid_;
  size_t prepared_ = 0;  // requests, of which the last may stand in unsaid_
  bool said_all_ = false;
  bool reads_ = true;
  bool ended_ = false;
  std::string broken_;  // the call that failed, and how
  uint64_t bytes_said_ = 0;
  uint64_t bytes_heard_ = 0;
};

}  // namespace faults

#endif  // TESTS_FAULTS_VISITOR_H_
