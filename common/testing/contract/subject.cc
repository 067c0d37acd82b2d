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

// For a program to become ready, on a machine under load.
constexpr absl::Duration kPatience = absl::Seconds(10);

std::vector<std::string> Command(const std::vector<std::string>& program,
                                 const std::string& path,
                                 const std::vector<std::string>& arguments) {
  std::vector<std::string> command = program;
  command.push_back("--socket=" + path);
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::string& NotStarted() {
  static auto* const step = new std::string;
  return *step;
}

std::vector<Injection> Both(std::vector<Injection> first,
                            const std::vector<Injection>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

std::string TakeNotStarted() { return std::exchange(NotStarted(), ""); }

void NoteNotStarted(std::string_view errors) {
  constexpr std::string_view kMark = "not started: ";
  const size_t start = errors.find(kMark);
  if (start == errors.npos || !NotStarted().empty()) return;
  const std::string_view line = errors.substr(start + kMark.size());
  NotStarted() = std::string(line.substr(0, line.find('\n')));
}

TracedServer::~TracedServer() {
  if (process_ != nullptr) NoteNotStarted(process_->process().errors());
}

absl::StatusOr<std::unique_ptr<TracedServer>> TracedServer::Start(
    const Subject& subject, TracedServerOptions options) {
  std::unique_ptr<TracedServer> server(new TracedServer);
  server->path_ = options.path.empty() ? server->directory_.Path("server.sock")
                                       : options.path;
  const absl::Status started =
      subject.activated ? server->StartActivated(subject, std::move(options))
                        : server->StartBinding(subject, std::move(options));
  if (!started.ok()) return started;
  return server;
}

absl::Status TracedServer::StartBinding(const Subject& subject,
                                        TracedServerOptions options) {
  absl::StatusOr<std::unique_ptr<TracedProcess>> process = TracedProcess::Start(
      Command(subject.server, path_, options.arguments),
      {.injections = Both(subject.injections, options.injections)});
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  return process_->WaitFor(ReadyCall(subject)).status();
}

absl::Status TracedServer::StartActivated(const Subject& subject,
                                          TracedServerOptions options) {
  activation_ = std::move(options.activation);
  if (activation_ == nullptr) {
    absl::StatusOr<std::shared_ptr<Activation>> fresh =
        Activation::Create(path_);
    if (!fresh.ok()) return fresh.status();
    activation_ = *std::move(fresh);
  }
  ChildOptions child = {.descriptors = {activation_->listener()}};
  for (std::string& variable : activation_->Environment()) {
    child.environment.push_back(std::move(variable));
  }
  std::vector<std::string> command = subject.server;
  command.insert(command.end(), options.arguments.begin(),
                 options.arguments.end());
  absl::StatusOr<std::unique_ptr<TracedProcess>> process = TracedProcess::Start(
      command, {.child = std::move(child),
                .injections = Both(subject.injections, options.injections),
                .pid_variables = {"LISTEN_PID"}});
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  const absl::Status ready =
      activation_->WaitFor("READY=1", kPatience, process_->process().end_fd());
  if (ready.ok()) return ready;
  // It may be the tracer that is to blame, and the trace tells what happened.
  process_->process().Signal(SIGKILL);
  const absl::StatusOr<TracedRun> run = process_->Finish();
  if (!run.ok()) return run.status();
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s\nIt ended with %s. On stderr it said: %s",
      std::string(ready.message()), run->exit_status.ToString(), run->errors));
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
  absl::StatusOr<std::unique_ptr<TracedProcess>> process = TracedProcess::Start(
      Command(subject.server, path, {}), {.injections = subject.injections});
  if (!process.ok()) return process.status();
  absl::StatusOr<TracedRun> run = (*process)->Finish();
  NoteNotStarted((*process)->process().errors());
  return run;
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

CallPattern ReadyCall(const Subject& subject) {
  if (!subject.activated) return Call("listen").Returning(0);
  return AnyCallOf({"sendto", "sendmsg", "write"}).With("READY=1").Succeeding();
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
