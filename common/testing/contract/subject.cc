#include "common/testing/contract/subject.h"

#include <chrono>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/for_people.h"
#include "common/testing/strace/matchers.h"

namespace uds_testing {
namespace {

// For a program to become ready or to end, on a machine under load.
constexpr absl::Duration kPatience = TracedProcess::kPatience;

// The same where it has been waited for in vain before.
constexpr absl::Duration kLittlePatience = absl::Seconds(1);

std::vector<std::string> Command(const std::vector<std::string>& program,
                                 const std::string& path,
                                 const std::vector<std::string>& arguments) {
  std::vector<std::string> command = program;
  command.push_back("--socket=" + path);
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

void LookAtServer(TracedProcess& process) {
  NoteNotStarted(process.process().errors());
  NoteEnd(process, Ends::kWhenTold);
}

void LookAtServerThatRefuses(TracedProcess& process) {
  NoteNotStarted(process.process().errors());
  NoteEnd(process, Ends::kByItself);
}

// How long a server may take to end when it is told to.
absl::Duration& PatienceForEnd() {
  static absl::Duration patience = kPatience;
  return patience;
}

std::vector<Injection> Both(std::vector<Injection> first,
                            const std::vector<Injection>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

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
      {.injections = Both(subject.injections, options.injections),
       .name = "the server",
       .at_end = LookAtServer});
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  return process_->WaitFor(ReadyCall(subject), kPatience, "call listen(2)")
      .status();
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
                .pid_variables = {"LISTEN_PID"},
                .name = "the server",
                .at_end = LookAtServer});
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  const absl::Status ready =
      activation_->WaitFor("READY=1", kPatience, process_->process().end_fd());
  if (ready.ok()) return ready;
  // It may be the tracer that is to blame, and the trace tells what happened.
  const absl::Status seen =
      process_->WaitFor(ReadyCall(subject), absl::Milliseconds(100)).status();
  if (absl::IsUnavailable(seen) || absl::IsResourceExhausted(seen)) return seen;
  return absl::FailedPreconditionError(
      absl::StrCat(ready.message(), "\n",
                   PrintedForPeople(process_->process().output(),
                                    process_->process().errors()),
                   "\n", process_->LastLines()));
}

absl::StatusOr<uds::UniqueFd> TracedServer::Connect() const {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(path_);
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::UniqueFd> socket =
      uds::Connect(*address, std::chrono::seconds(5));
  if (socket.ok()) return socket;
  // Not UNAVAILABLE, which is said where nothing can be traced.
  return absl::FailedPreconditionError(
      absl::StrFormat("the server cannot be reached: %s",
                      std::string(socket.status().message())));
}

absl::StatusOr<TracedRun> TracedServer::Stop() {
  absl::StatusOr<TracedRun> run = process_->Stop(PatienceForEnd());
  if (absl::IsDeadlineExceeded(run.status())) {
    why_killed_ = absl::StrFormat(
        "the server did not end within %g s of SIGTERM%s, and was killed",
        absl::ToDoubleSeconds(PatienceForEnd()),
        PatienceForEnd() == kLittlePatience ? ", nor within 10 s before" : "");
    NoteTrouble(why_killed_);
    PatienceForEnd() = kLittlePatience;
    process_->Kill();
    run = process_->Finish();
  }
  if (run.ok() && !run->leftovers.empty()) {
    NoteTrouble("the server " + Leftovers(*run));
  }
  return run;
}

absl::StatusOr<TracedRun> RunServerToItsEnd(const Subject& subject,
                                            const std::string& path,
                                            const std::string& name) {
  absl::StatusOr<std::unique_ptr<TracedProcess>> process = TracedProcess::Start(
      Command(subject.server, path, {}), {.injections = subject.injections,
                                          .name = name,
                                          .at_end = LookAtServerThatRefuses});
  if (!process.ok()) return process.status();
  const absl::Status listens =
      (*process)->WaitFor(ReadyCall(subject), kPatience).status();
  const bool ran_on = listens.ok() || absl::IsDeadlineExceeded(listens);
  if (!ran_on) return (*process)->Finish();
  return absl::FailedPreconditionError(absl::StrCat(
      name, listens.ok() ? " started and listens" : " went on running",
      ", instead of refusing and ending", listens.ok() ? "" : " within 10 s",
      "\n", (*process)->LastLines()));
}

absl::StatusOr<std::unique_ptr<TracedProcess>> StartClient(
    const Subject& subject, const std::string& path,
    const std::vector<std::string>& arguments) {
  return TracedProcess::Start(
      Command(subject.client, path, arguments),
      {.name = "the client", .at_end = [](const TracedProcess& process) {
         NoteEnd(process, Ends::kByItself);
       }});
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
