// What the manager, which is the contract's test, hears from a server.
//
//   absl::Status ready = WaitForWord(*activation, process, "READY=1");
//
// Not for the start of a server whose manager has a path, and passes one
// socket: TracedServer waits for READY=1 by itself.
#ifndef LABS_05_SYSTEMD_ACTIVATION_HEARING_H_
#define LABS_05_SYSTEMD_ACTIVATION_HEARING_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/activation.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/trace.h"
#include "common/testing/strace/traced_process.h"

namespace lab {

// Blocks until `server` has said `word`, at most for 10 s. An error is not
// UNAVAILABLE unless nothing could be traced; the server was then killed, and
// the message tells how it ended and what it said on stderr.
absl::Status WaitForWord(uds_testing::Activation& manager,
                         uds_testing::TracedProcess& server,
                         std::string_view word);

// The call by which a server says `word`.
uds_testing::CallPattern Tells(std::string_view word);

// Where in `trace` the first call like `pattern` stands, as the end of a
// failure's text; empty if none does.
std::string FirstOf(const uds_testing::Trace& trace,
                    const uds_testing::CallPattern& pattern);

// A manager whose notification socket has an abstract name, unix(7), as that of
// a user's systemd may.
class AbstractManager {
 public:
  static absl::StatusOr<AbstractManager> Create();

  // NOTIFY_SOCKET's value: "@" and the name.
  const std::string& address() const { return address_; }

  // As above.
  absl::Status WaitForWord(uds_testing::TracedProcess& server,
                           std::string_view word);

 private:
  AbstractManager(uds::UniqueFd socket, std::string address)
      : socket_(std::move(socket)), address_(std::move(address)) {}

  uds::UniqueFd socket_;
  std::string address_;
};

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_HEARING_H_
