// One request and its answer, as bytes: what a load repeats.
//
//   absl::StatusOr<Exchange> get = LearnHttp(address, "Hello over UDS!");
//   // get->answer_bytes: as long as this server's answer always is
//
// What a right answer is, is found out from the server itself: it is asked
// twice over one connection, and the answers are read by the rules of the
// protocol. Under load then only length, beginning and end of each are
// compared. Not for answers whose length varies.
#ifndef TOOLS_BENCH_EXCHANGE_H_
#define TOOLS_BENCH_EXCHANGE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/socket/unix_address.h"

namespace tools {

struct Exchange {
  std::string request;
  std::string greeting = {};  // stands before the first answer of a connection
  std::string begins = {};    // and
  std::string ends = {};      // of each answer
  size_t answer_bytes = 0;    // without the greeting

  // Whether `piece` may stand at `offset` in a right answer.
  bool Fits(size_t offset, std::string_view piece) const;
};

// Sends `bytes` bytes and gets them back, with "Echo: " before the first of a
// connection or without. Blocks, at most for some seconds. Errors: those of
// connect(2), DEADLINE_EXCEEDED, DATA_LOSS for a wrong answer.
absl::StatusOr<Exchange> LearnEcho(const uds::UnixAddress& address,
                                   size_t bytes);

// Sends "GET /" and gets 200 with `body`. Where `asks` is 1, the connection
// need not survive the answer.
absl::StatusOr<Exchange> LearnHttp(const uds::UnixAddress& address,
                                   std::string_view body, int asks = 2);

}  // namespace tools

#endif  // TOOLS_BENCH_EXCHANGE_H_
