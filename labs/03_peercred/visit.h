// The contract's own client, which does what a real one never would: speak
// first, bear a strange name, go at once, stay.
//
//   absl::StatusOr<uds::UniqueFd> socket = server->Connect();
//   const Heard heard = Listen(*std::move(socket));
//   EXPECT_THAT(heard.said, Greets(Self()));
#ifndef LABS_03_PEERCRED_VISIT_H_
#define LABS_03_PEERCRED_VISIT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/traced_process.h"

namespace lab {

// Where nothing happens for so long, in milliseconds, nothing will.
inline constexpr int kVisitPatienceMs = 10'000;

struct Heard {
  std::string said;
  // Whether it ended as a stream should, or broke off (ECONNRESET). Neither
  // where it did not end.
  bool ended_well = false;
  bool broke_off = false;
};

// All that comes until the other end closes, or for kVisitPatienceMs nothing
// happens. `socket` is connected and non-blocking, and then closed.
Heard Listen(uds::UniqueFd socket);

// A non-blocking connection to the server at `path` from a socket that is bound
// to the abstract name `name` before: what accept(2) then tells the server.
absl::StatusOr<uds::UniqueFd> ConnectUnderName(const std::string& path,
                                               std::string_view name);

// Makes a server take its time over each accept(2): what a client does right
// behind its connect(2) is there before the server can do anything about it.
uds_testing::Injection SlowAccepts();

// What one visit left behind: with its client, and in its server's whole life.
struct Visit {
  Heard heard;
  uds_testing::TracedRun server;
};

// Connects to a server of its own, sends `words`, and listens. Errors: as
// TracedServer's.
absl::StatusOr<Visit> VisitServer(
    const uds_testing::Subject& subject, std::string_view words = "",
    std::vector<uds_testing::Injection> injections = {});

}  // namespace lab

#endif  // LABS_03_PEERCRED_VISIT_H_
