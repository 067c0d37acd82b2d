// Who comes to a server, well-behaved or not: a connection that says and hears
// what its socket takes, without blocking, so that one thread moves thousands.
//
//   std::vector<std::unique_ptr<Guest>> guests;
//   guests.push_back(std::make_unique<Visitor>(...));   // visitor.h
//   guests.push_back(std::make_unique<Nuisance>(...));  // nuisance.h
//   MoveUntilDone(Pointers(guests), absl::Seconds(30));
//   Tally all;
//   for (const auto& guest : guests) all += guest->tally();
#ifndef TESTS_FAULTS_GUEST_H_
#define TESTS_FAULTS_GUEST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <vector>

#include "absl/time/time.h"

namespace faults {

// What has passed between guests and a server: the lines of a ledger.
struct Tally {
  size_t connections = 0;
  uint64_t bytes_said = 0;
  uint64_t bytes_heard = 0;

  // Replies to requests that somebody who keeps the protocol has said or begun
  // to say; and of these, those that came, whole and right.
  size_t owed = 0;
  size_t delivered = 0;

  size_t lost() const { return owed - delivered; }
  Tally& operator+=(const Tally& other);
  friend bool operator==(const Tally&, const Tally&) = default;
};
std::ostream& operator<<(std::ostream& out, const Tally& tally);

// Its socket closes with it. Used by one thread.
class Guest {
 public:
  virtual ~Guest() = default;

  // For poll(2). No events: there is nothing to wait for.
  virtual int fd() const = 0;
  virtual short events() const = 0;

  // Does what can be done without blocking. Returns whether anything was.
  virtual bool Move() = 0;

  // Whether nothing more will come of it, whatever the server does.
  virtual bool done() const = 0;

  virtual Tally tally() const = 0;
};

template <typename Kind>
std::vector<Guest*> Pointers(const std::vector<std::unique_ptr<Kind>>& guests) {
  std::vector<Guest*> pointers;
  for (const auto& guest : guests) pointers.push_back(guest.get());
  return pointers;
}

// Polls once, for at most `patience`, and moves those who can. Returns whether
// anything was done.
bool MoveOnce(const std::vector<Guest*>& guests, absl::Duration patience);

// Until all are done, or nothing has been done for `quiet`. Returns whether all
// are.
bool MoveUntilDone(const std::vector<Guest*>& guests, absl::Duration quiet);

}  // namespace faults

#endif  // TESTS_FAULTS_GUEST_H_
