// What a service manager does for a program that it activates by a socket: it
// binds and listens itself, passes the socket on as descriptor 3, and hears
// when the program is ready. sd_listen_fds(3), sd_notify(3)
//
//   auto activation = Activation::Create(directory.Path("server.sock"));
//   TracedProcess::Start(program, {.child = {.environment = ...,
//                                            .descriptors = {(*activation)->
//                                                              listener()}},
//                                  .pid_variables = {"LISTEN_PID"}});
//   (*activation)->WaitFor("READY=1", absl::Seconds(10));
//
// Not for what only a real manager does, as restarting: see tests/systemd.
#ifndef COMMON_TESTING_CONTRACT_ACTIVATION_H_
#define COMMON_TESTING_CONTRACT_ACTIVATION_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/socket/bound_socket.h"
#include "common/testing/temp_directory.h"

namespace uds_testing {

// Owns both sockets and their files; one program after the other may be
// started on it, as a manager does with one that was killed.
class Activation {
 public:
  // Listens at `path`, mode 0600, and on a notification socket elsewhere.
  static absl::StatusOr<std::shared_ptr<Activation>> Create(
      const std::string& path);

  // Borrowed. Blocking, as systemd passes it unless a unit says otherwise.
  int listener() const { return listener_.fd(); }

  // LISTEN_FDS=1 and NOTIFY_SOCKET=...; LISTEN_PID is for the program's starter
  // to add.
  std::vector<std::string> Environment() const;

  // Blocks until a notification holds `line`, as "READY=1"; those before it are
  // dropped. DEADLINE_EXCEEDED after `timeout`; FAILED_PRECONDITION as soon as
  // `end_fd`, borrowed, is readable: the program has ended. -1 for none.
  absl::Status WaitFor(std::string_view line, absl::Duration timeout,
                       int end_fd = -1);

 private:
  Activation(uds::BoundSocket listener) : listener_(std::move(listener)) {}

  // Whether there was a notification, and it held `line`.
  bool Take(std::string_view line);

  uds::BoundSocket listener_;
  TempDirectory directory_;  // of the notification socket
  uds::UniqueFd notifications_;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_ACTIVATION_H_
