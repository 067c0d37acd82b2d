// The contract's own client: it asks, or only waits, and tells how it went.
//
//   absl::StatusOr<uds::UniqueFd> socket = server->Connect();
//   EXPECT_EQ(Ask(*std::move(socket)).outcome, Visit::kServed);
#ifndef LABS_04_AUTH_LISTENER_VISIT_H_
#define LABS_04_AUTH_LISTENER_VISIT_H_

#include <chrono>
#include <ostream>
#include <string>

#include "common/os/unique_fd.h"
#include "common/testing/contract/subject.h"

namespace lab {

// Where it takes longer, it will never come.
inline constexpr std::chrono::milliseconds kVisitPatience(10'000);

struct Visit {
  enum Outcome {
    kServed,   // status 200, and `said` is the body, without its newline
    kRefused,  // closed without a byte: end of stream or ECONNRESET
    kUnclear,  // and `said` tells what it was instead
  };
  Outcome outcome;
  std::string said;
};
// "served", "refused" or "unclear".
const char* NameOf(Visit::Outcome outcome);
std::ostream& operator<<(std::ostream& out, Visit::Outcome outcome);
std::ostream& operator<<(std::ostream& out, const Visit& visit);

// GET /. `socket` is connected and non-blocking. Blocks until it is answered,
// at most for `patience`.
Visit Ask(uds::UniqueFd socket,
          std::chrono::milliseconds patience = kVisitPatience);

// Says nothing, and waits for what the server does. Blocks at most for
// `patience`.
Visit Wait(const uds::UniqueFd& socket,
           std::chrono::milliseconds patience = kVisitPatience);

// Connects to `server`, and asks.
Visit VisitServer(const uds_testing::TracedServer& server);

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_VISIT_H_
