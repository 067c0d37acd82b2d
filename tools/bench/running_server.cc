#include "tools/bench/running_server.h"

#include <chrono>
#include <cstddef>

#include "absl/strings/str_format.h"
#include "common/testing/for_people.h"

namespace tools {
namespace {

using ::uds_testing::ChildProcess;
using ::uds_testing::ProcessUsage;

// Node and Python take long to start on a loaded machine.
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

absl::StatusOr<std::unique_ptr<RunningServer>> RunningServer::Start(
    const ServerProgram& program) {
  std::unique_ptr<RunningServer> server(new RunningServer(program));
  absl::StatusOr<std::unique_ptr<ChildProcess>> process = ChildProcess::Start(
      program.command,
      {.directory = server->directory_.path(), .own_group = true});
  if (!process.ok()) return process.status();
  server->process_ = *std::move(process);
  absl::Status ready = server->WaitUntilItAnswers();
  if (!ready.ok()) return ready;
  return server;
}

RunningServer::RunningServer(const ServerProgram& program)
    : program_(program),
      address_(
          uds::UnixAddress::FromPath(directory_.Path(kSocketName)).value()) {}

absl::Status RunningServer::WaitUntilItAnswers() {
  const absl::Time end = absl::Now() + kPatience;
  while (true) {
    const absl::Status learned = Learn().status();
    if (learned.ok()) return absl::OkStatus();
    // Not there yet, or there and not yet open to us; all else is its answer.
    const bool may_come =
        absl::IsNotFound(learned) || absl::IsUnavailable(learned);
    if (!may_come || absl::Now() > end) return Explain(learned);
    if (process_->WaitForEnd(absl::Milliseconds(2))) {
      // So that all that it said is there to be shown.
      process_->Wait(absl::Seconds(10)).IgnoreError();
      return Explain(learned);
    }
  }
}

absl::Status RunningServer::Explain(const absl::Status& why) const {
  return absl::Status(
      why.code(),
      absl::StrFormat("%s: %s; %s", program_.server, std::string(why.message()),
                      uds_testing::PrintedForPeople(process_->output(),
                                                    process_->errors())));
}

absl::StatusOr<Exchange> RunningServer::Learn(size_t echo_bytes) const {
  if (program_.protocol == Protocol::kEcho) {
    return LearnEcho(address_, echo_bytes);
  }
  return LearnHttp(address_, program_.body, program_.closes ? 1 : 2);
}

std::vector<pid_t> RunningServer::Processes() const {
  std::vector<pid_t> all = {process_->pid()};
  for (size_t i = 0; i < all.size(); ++i) {
    for (const pid_t child : uds_testing::ChildrenOf(all[i])) {
      all.push_back(child);
    }
  }
  return all;
}

absl::StatusOr<absl::Duration> RunningServer::CpuTime() const {
  absl::Duration sum;
  for (const pid_t pid : Processes()) {
    const absl::StatusOr<absl::Duration> one = uds_testing::CpuTimeOf(pid);
    // A child that has ended meanwhile has nothing to add.
    if (!one.ok() && pid == process_->pid()) return Explain(one.status());
    if (one.ok()) sum += *one;
  }
  return sum;
}

absl::StatusOr<ProcessUsage> RunningServer::Usage() const {
  ProcessUsage sum = {};
  for (const pid_t pid : Processes()) {
    const absl::StatusOr<ProcessUsage> one = uds_testing::UsageOf(pid);
    if (!one.ok() && pid == process_->pid()) return Explain(one.status());
    if (!one.ok()) continue;
    sum.cpu += one->cpu;
    sum.resident_bytes += one->resident_bytes;
    sum.anonymous_bytes += one->anonymous_bytes;
    sum.descriptors += one->descriptors;
  }
  return sum;
}

}  // namespace tools
