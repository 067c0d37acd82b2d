#include "common/testing/contract/subject.h"

#include <chrono>
#include <csignal>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/strace/matchers.h"

namespace uds_testing {
namespace {

std::vector<std::string> Command(const std::vector<std::string>& program,
                                 const std::string& path,
                                 const std::vector<std::string>& arguments) {
  std::vector<std::string> command = program;
  command.push_back("--socket=" + path);
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TracedServer>> TracedServer::Start(
    const Subject& subject, TracedServerOptions options) {
  std::unique_ptr<TracedServer> server(new TracedServer);
  server->path_ = options.path.empty() ? server->directory_.Path("server.sock")
                                       : options.path;
  absl::StatusOr<std::unique_ptr<TracedProcess>> process = TracedProcess::Start(
      Command(subject.server, server->path_, options.arguments),
      {.injections = std::move(options.injections)});
  if (!process.ok()) return process.status();
  server->process_ = *std::move(process);
  const absl::StatusOr<SystemCall> listening =
      server->process_->WaitFor(Call("listen").Returning(0));
  if (!listening.ok()) return listening.status();
  return server;
}

absl::StatusOr<uds::UniqueFd> TracedServer::Connect() const {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(path_);
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::UniqueFd> socket =
      uds::Connect(*address, std::chrono::seconds(10));
  if (socket.ok()) return socket;
  // Not UNAVAILABLE, which is said where nothing can be traced.
  return absl::FailedPreconditionError(
      absl::StrFormat("the server cannot be reached: %s",
                      std::string(socket.status().message())));
}

absl::StatusOr<TracedRun> TracedServer::Stop() {
  absl::StatusOr<TracedRun> run = process_->Stop(absl::Seconds(10));
  if (!absl::IsDeadlineExceeded(run.status())) return run;
  process_->process().Signal(SIGKILL);
  return process_->Finish();
}

absl::StatusOr<TracedRun> RunServerToItsEnd(const Subject& subject,
                                            const std::string& path) {
  absl::StatusOr<std::unique_ptr<TracedProcess>> process =
      TracedProcess::Start(Command(subject.server, path, {}));
  if (!process.ok()) return process.status();
  return (*process)->Finish();
}

absl::StatusOr<std::unique_ptr<TracedProcess>> StartClient(
    const Subject& subject, const std::string& path,
    const std::vector<std::string>& arguments) {
  return TracedProcess::Start(Command(subject.client, path, arguments));
}

absl::StatusOr<TracedRun> RunClient(const Subject& subject,
                                    const std::string& path,
                                    const std::vector<std::string>& arguments) {
  absl::StatusOr<std::unique_ptr<TracedProcess>> process =
      StartClient(subject, path, arguments);
  if (!process.ok()) return process.status();
  return (*process)->Finish();
}

Trace JudgedPart(const Subject& subject, const Trace& trace,
                 const CallPattern& ready) {
  if (subject.whole_life) return trace;
  const std::vector<SystemCall> calls =
      CallsMatching(trace, ready.Succeeding());
  const size_t from = calls.empty() ? 0 : calls.front().first_line;
  return trace.Slice(from, trace.lines().size());
}

}  // namespace uds_testing
