#include "tests/faults/lab_server.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "tests/faults/other_process.h"

namespace faults {
namespace {

using ::uds_testing::Activation;
using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::TracedProcess;

constexpr char kReady[] = "Listening on ";

// The allocator of glibc gives back at once what was freed, where it would
// otherwise keep some MiB for the next time: so that what a server has is what
// it keeps. Elsewhere this is without effect. mallopt(3)
constexpr char kGivesBack[] =
    "GLIBC_TUNABLES=glibc.malloc.mmap_threshold=16384:"
    "glibc.malloc.trim_threshold=0:glibc.malloc.mxfast=0:"
    "glibc.malloc.tcache_count=0";

absl::StatusOr<std::pair<uds::UniqueFd, uds::UniqueFd>> SmallPipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return uds::PosixError("pipe2", "");
  ::fcntl(fds[1], F_SETPIPE_SZ, 4096);  // rounded up to a page
  return std::make_pair(uds::UniqueFd(fds[0]), uds::UniqueFd(fds[1]));
}

}  // namespace

const std::vector<LabProgram>& LabPrograms() {
  const auto program = [](std::string lab, const Protocol& protocol) {
    std::string path = "labs/" + lab + "/server";
    return LabProgram{.lab = std::move(lab),
                      .command = {std::move(path)},
                      .protocol = &protocol};
  };
  static const auto* const programs = [&] {
    const Protocol& authorized = Protocol::Http("You are authorized!\n");
    auto* const labs = new std::vector<LabProgram>{
        program("01_echo", Protocol::Echo()),
        program("02_http", Protocol::Http("Hello over UDS!")),
        program("03_peercred", Protocol::Greeting()),
        program("04_auth_listener", authorized),
        program("05_systemd_activation", authorized)};
    (*labs)[2].logs_to_stdout = true;
    (*labs)[4].activated = true;
    return labs;
  }();
  return *programs;
}

const LabProgram& LabNamed(std::string_view lab) {
  const std::vector<LabProgram>& programs = LabPrograms();
  for (const LabProgram& program : programs) {
    if (program.lab == lab) return program;
  }
  std::abort();  // a typing error
}

absl::StatusOr<std::unique_ptr<LabServer>> LabServer::Start(
    const LabProgram& program, LabServerOptions options) {
  const LabServerOptions::Log log = options.log;
  absl::StatusOr<std::unique_ptr<LabServer>> server =
      Launch(program, std::move(options));
  if (!server.ok()) return server;
  const absl::Status ready = (*server)->WaitUntilReady(log);
  if (!ready.ok()) return ready;
  // It has said that it is, and may still be at what comes behind that.
  const absl::Time until = absl::Now() + kPatience;
  while (!IsAsleep((*server)->pid()) && absl::Now() < until) {
    if ((*server)->process().WaitForEnd(absl::Milliseconds(1))) break;
  }
  return server;
}

absl::StatusOr<std::unique_ptr<LabServer>> LabServer::Launch(
    const LabProgram& program, LabServerOptions options) {
  std::unique_ptr<LabServer> server(new LabServer(program));
  if (program.activated) {
    absl::StatusOr<std::shared_ptr<Activation>> activation =
        Activation::Create(server->path_);
    if (!activation.ok()) return activation.status();
    server->activation_ = *std::move(activation);
  }
  const absl::Status started = options.injections.empty()
                                   ? server->StartPlain(options)
                                   : server->StartTraced(std::move(options));
  if (!started.ok()) return started;
  return server;
}

ChildProcess& LabServer::process() {
  return traced_ == nullptr ? *plain_ : traced_->process();
}

std::vector<std::string> LabServer::Command(
    const LabServerOptions& options) const {
  std::vector<std::string> command = program_.command;
  if (!program_.activated) command.push_back("--socket=" + path_);
  command.insert(command.end(), options.flags.begin(), options.flags.end());
  return command;
}

absl::Status LabServer::StartTraced(LabServerOptions options) {
  const std::vector<std::string> command = Command(options);
  uds_testing::TraceOptions trace;
  trace.name = "the server";
  trace.injections = options.injections;
  trace.child.environment.push_back(kGivesBack);
  if (program_.activated) {
    trace.child.descriptors = {activation_->listener()};
    for (std::string& variable : activation_->Environment()) {
      trace.child.environment.push_back(std::move(variable));
    }
    trace.pid_variables = {"LISTEN_PID"};
  }
  absl::StatusOr<std::unique_ptr<TracedProcess>> process =
      TracedProcess::Start(command, std::move(trace));
  if (!process.ok()) return process.status();
  traced_ = *std::move(process);
  // Where nothing can be traced, the program runs all the same.
  return traced_->WaitFor(uds_testing::Call("execve"), kPatience).status();
}

absl::Status LabServer::StartPlain(const LabServerOptions& options) {
  // A shell that becomes the server, with what only the new process can know or
  // have: its pid, and another log.
  std::string script = "exec \"$0\" \"$@\"";
  ChildOptions child;
  child.environment.push_back(kGivesBack);
  if (program_.activated) {
    script = "LISTEN_PID=$$ " + script;
    child.descriptors = {activation_->listener()};
    for (std::string& variable : activation_->Environment()) {
      child.environment.push_back(std::move(variable));
    }
  }
  uds::UniqueFd log;
  if (options.log == LabServerOptions::kPipe) {
    auto pipe = SmallPipe();
    if (!pipe.ok()) return pipe.status();
    log_reader_ = std::move(pipe->first);
    log = std::move(pipe->second);
  } else if (options.log == LabServerOptions::kDevFull) {
    log = uds::UniqueFd(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    if (!log.valid()) return uds::PosixError("open", "/dev/full");
  }
  if (log.valid()) {
    const size_t passed = 3 + child.descriptors.size();
    child.descriptors.push_back(log.get());
    absl::StrAppendFormat(&script, " %d>&%d %d>&-",
                          program_.logs_to_stdout ? 1 : 2, passed, passed);
  }
  std::vector<std::string> command = {"/bin/sh", "-c", script};
  for (std::string& word : Command(options)) command.push_back(std::move(word));
  absl::StatusOr<std::unique_ptr<ChildProcess>> process =
      ChildProcess::Start(command, std::move(child));
  if (!process.ok()) return process.status();
  plain_ = *std::move(process);
  return absl::OkStatus();
}

absl::Status LabServer::WaitUntilReady(LabServerOptions::Log log) {
  if (program_.activated) {
    return activation_->WaitFor("READY=1", kPatience, process().end_fd());
  }
  if (log == LabServerOptions::kPipe && program_.logs_to_stdout) {
    return HearReady();
  }
  return process().WaitForOutput(kReady, kPatience);
}

absl::Status LabServer::HearReady() {
  std::array<char, 256> line;
  pollfd readable{log_reader_.get(), POLLIN, 0};
  const bool there =
      ::poll(&readable, 1, absl::ToInt64Milliseconds(kPatience)) == 1;
  const ssize_t size =
      there ? ::read(log_reader_.get(), line.data(), line.size()) : 0;
  const std::string_view said(line.data(), std::max<ssize_t>(size, 0));
  if (said.starts_with(kReady)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("the server said \"%s\"", said));
}

absl::Status LabServer::WaitForCall(const uds_testing::CallPattern& pattern) {
  if (!traced()) {
    return absl::FailedPreconditionError("the server is not traced");
  }
  return traced_->WaitFor(pattern, kPatience).status();
}

absl::StatusOr<uds::UniqueFd> LabServer::Connect(
    std::chrono::milliseconds patience) const {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(path_);
  if (!address.ok()) return address.status();
  return uds::Connect(*address, patience);
}

void LabServer::FillLog() {
  // Another description of the same pipe: the server's own stays blocking.
  const uds::UniqueFd writer(
      ::open(absl::StrFormat("/proc/self/fd/%d", log_reader_.get()).c_str(),
             O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  const std::string page(4096, '.');
  while (::write(writer.get(), page.data(), page.size()) > 0) continue;
  while (::write(writer.get(), page.data(), 1) > 0) continue;
}

void LabServer::CloseLog() { log_reader_.Reset(); }

std::string LabServer::log() const {
  const ChildProcess& child = traced_ ? traced_->process() : *plain_;
  return program_.logs_to_stdout ? child.output() : child.errors();
}

absl::StatusOr<LabServer::End> LabServer::Stop() {
  process().Signal(SIGTERM);
  return WaitForEnd();
}

absl::StatusOr<LabServer::End> LabServer::WaitForEnd() {
  if (traced()) {
    absl::StatusOr<uds_testing::TracedRun> run = traced_->Finish(kPatience);
    if (!run.ok()) return run.status();
    return End{run->exit_status, run->errors, std::move(run->trace)};
  }
  const auto ended = plain_->Wait(kPatience);
  if (!ended.ok()) return ended.status();
  return End{*ended, plain_->errors(), {}};
}

}  // namespace faults
