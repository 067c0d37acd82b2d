// The programs that a contract judges, and how they are run: always under
// strace, each run in a directory of its own.
//
//   absl::StatusOr<std::unique_ptr<TracedServer>> server =
//       TracedServer::Start(subject);
//   absl::StatusOr<TracedRun> client = RunClient(subject, (*server)->path(),
//                                                {"ping"});
//   absl::StatusOr<TracedRun> run = (*server)->Stop();
//
// Not for a program without a socket: see TracedProcess.
#ifndef COMMON_TESTING_CONTRACT_SUBJECT_H_
#define COMMON_TESTING_CONTRACT_SUBJECT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/activation.h"
#include "common/testing/contract/endings.h"  // IWYU pragma: export
#include "common/testing/strace/injection.h"
#include "common/testing/strace/trace.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"

namespace uds_testing {

// Commands, to which --socket=PATH and further arguments are added.
struct Subject {
  std::vector<std::string> server;
  std::vector<std::string> client;

  // False for programs that cannot be judged from their exec, but only from
  // when they are ready: with the runtime of a sanitizer.
  bool whole_life = true;

  // The server does not bind, but is activated by a socket: it gets no
  // --socket, but the listening socket as descriptor 3, LISTEN_PID,
  // LISTEN_FDS=1 and NOTIFY_SOCKET, to which it says READY=1.
  bool activated = false;

  // Planted in every run of the server, before those of the clause.
  std::vector<Injection> injections = {};
};

struct TracedServerOptions {
  std::vector<std::string> arguments = {};  // beyond --socket
  std::string path = {};  // of the socket; empty: in a fresh directory
  std::vector<Injection> injections = {};
  // Of a subject that is activated: where another server of it was before;
  // otherwise it is a new one.
  std::shared_ptr<Activation> activation = nullptr;
};

// A server that is ready: listen(2) has succeeded or, where it is activated, it
// has said READY=1. Killed with its object.
class TracedServer {
 public:
  // Errors: UNAVAILABLE where nothing can be traced, else what the server did
  // instead of listening, within 10 s.
  static absl::StatusOr<std::unique_ptr<TracedServer>> Start(
      const Subject& subject, TracedServerOptions options = {});

  const std::string& path() const { return path_; }
  TracedProcess& process() { return *process_; }

  // Null if it is not activated.
  const std::shared_ptr<Activation>& activation() const { return activation_; }

  // A connection from this process, which must succeed within 5 s.
  absl::StatusOr<uds::UniqueFd> Connect() const;

  // Asks it to end by SIGTERM and, where it does not within 10 s, kills it: how
  // it ended stands in the result, and matters to those clauses only that are
  // about it. Once a server had to be killed, the next ones get 1 s.
  absl::StatusOr<TracedRun> Stop();

  // Why Stop had to kill it: "the server did not end within 10 s of SIGTERM,
  // and was killed"; empty if it had not to.
  const std::string& why_killed() const { return why_killed_; }

 private:
  TracedServer() = default;

  absl::Status StartBinding(const Subject& subject,
                            TracedServerOptions options);
  absl::Status StartActivated(const Subject& subject,
                              TracedServerOptions options);

  TempDirectory directory_;
  std::string path_;
  std::shared_ptr<Activation> activation_;
  std::unique_ptr<TracedProcess> process_;
  std::string why_killed_;
};

// Starts a server that is expected to refuse, and waits until it has ended.
// One that listens instead, or has not ended after 10 s, is killed:
// FAILED_PRECONDITION says so of `name`.
absl::StatusOr<TracedRun> RunServerToItsEnd(
    const Subject& subject, const std::string& path,
    const std::string& name = "the server");

// Starts the client with `arguments` and an empty stdin.
absl::StatusOr<std::unique_ptr<TracedProcess>> StartClient(
    const Subject& subject, const std::string& path,
    const std::vector<std::string>& arguments);

// The same, to its end.
absl::StatusOr<TracedRun> RunClient(const Subject& subject,
                                    const std::string& path,
                                    const std::vector<std::string>& arguments);

// The call by which the server shows that it is ready.
CallPattern ReadyCall(const Subject& subject);

// The part of a program's trace in which it must not open a file: all of it or,
// where the subject cannot be judged so, from the first successful call of
// `ready`.
Trace JudgedPart(const Subject& subject, const Trace& trace,
                 const CallPattern& ready);

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_SUBJECT_H_
