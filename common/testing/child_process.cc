#include "common/testing/child_process.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/testing/for_people.h"
#include "common/testing/spawn.h"

namespace uds_testing {
namespace {

constexpr size_t kMostKept = 16 << 20;

// How long a child of the child may keep the output open after its end.
constexpr std::chrono::seconds kOutputGrace(2);

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(
    const std::vector<std::string>& argv, ChildOptions options) {
  absl::StatusOr<Spawned> spawned =
      Spawn(argv, options.environment, options.directory, options.descriptors,
            options.own_group);
  if (!spawned.ok()) return spawned.status();
  std::unique_ptr<ChildProcess> child(new ChildProcess);
  absl::StatusOr<std::unique_ptr<ProcessHandle>> process =
      ProcessHandle::Create(spawned->pid, options.own_group);
  if (!process.ok()) return process.status();
  child->process_ = *std::move(process);
  child->input_ = std::move(spawned->input);
  child->output_.fd = std::move(spawned->output);
  child->errors_.fd = std::move(spawned->errors);
  child->unwritten_ = std::move(options.input);
  child->keep_input_open_ = options.keep_input_open;
  child->wake_ = uds::UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!child->wake_.valid()) return uds::PosixError("eventfd", "");
  child->pump_ = std::thread([raw = child.get()] { raw->Pump(); });
  return child;
}

ChildProcess::~ChildProcess() {
  process_.reset();  // what it has printed may still be in the pipes
  if (!pump_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  ::eventfd_write(wake_.get(), 1);
  pump_.join();
}

std::string ChildProcess::output() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return output_.text;
}

std::string ChildProcess::errors() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return errors_.text;
}

void ChildProcess::WriteInput(std::string_view bytes) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    unwritten_.append(bytes);
  }
  ::eventfd_write(wake_.get(), 1);
}

void ChildProcess::CloseInput() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    keep_input_open_ = false;
  }
  ::eventfd_write(wake_.get(), 1);
}

absl::Status ChildProcess::WaitForOutput(std::string_view text,
                                         absl::Duration timeout) {
  size_t searched = 0;  // a flood of output is not searched again and again
  const auto arrived = [&] {
    const size_t from = searched - std::min(searched, text.size());
    searched = output_.text.size();
    return output_.text.find(text, from) != std::string::npos;
  };
  std::unique_lock<std::mutex> lock(mutex_);
  bool found = false;
  const bool in_time = changed_.wait_for(
      lock, absl::ToChronoNanoseconds(timeout),
      [&] { return (found = arrived()) || !output_.fd.valid(); });
  if (found) return absl::OkStatus();
  const std::string message = absl::StrFormat(
      "no \"%s\" on stdout %s; %s", ForPeople(text),
      in_time ? "before it was closed" : "in " + absl::FormatDuration(timeout),
      PrintedForPeople(output_.text, errors_.text));
  return in_time ? absl::FailedPreconditionError(message)
                 : absl::DeadlineExceededError(message);
}

absl::StatusOr<ExitStatus> ChildProcess::Wait(absl::Duration timeout) {
  if (!WaitForEnd(timeout)) {
    return absl::DeadlineExceededError(absl::StrFormat(
        "pid %d did not end within %s", pid(), absl::FormatDuration(timeout)));
  }
  const absl::StatusOr<ExitStatus> ended = process_->Reap();
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, kOutputGrace,
                    [&] { return !output_.fd.valid() && !errors_.fd.valid(); });
  return ended;
}

void ChildProcess::Pump() {
  // A child that reads no more must not end us with SIGPIPE.
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (true) {
    std::array<pollfd, 4> fds;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (stop_) return;
      if (unwritten_.empty() && !keep_input_open_) input_.Reset();
      // poll(2) ignores negative descriptors.
      fds[0] = {wake_.get(), POLLIN, 0};
      fds[1] = {output_.fd.get(), POLLIN, 0};
      fds[2] = {errors_.fd.get(), POLLIN, 0};
      fds[3] = {unwritten_.empty() ? -1 : input_.get(), POLLOUT, 0};
    }
    if (::poll(fds.data(), fds.size(), /*timeout=*/-1) < 0) continue;
    eventfd_t ignored;
    if (fds[0].revents != 0) ::eventfd_read(wake_.get(), &ignored);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (fds[1].revents != 0) ReadSome(output_);
    if (fds[2].revents != 0) ReadSome(errors_);
    if (fds[3].revents != 0) WriteSome();
    changed_.notify_all();
  }
}

void ChildProcess::ReadSome(Stream& stream) {
  std::array<char, 64 * 1024> buffer;
  const ssize_t size = ::read(stream.fd.get(), buffer.data(), buffer.size());
  if (size <= 0) {
    stream.fd.Reset();
  } else if (stream.text.size() < kMostKept) {
    stream.text.append(buffer.data(), size);
  }
}

void ChildProcess::WriteSome() {
  const ssize_t size =
      ::write(input_.get(), unwritten_.data(), unwritten_.size());
  if (size < 0 && errno == EAGAIN) return;
  // Whoever closes stdin early does not want the rest.
  unwritten_.erase(0, size < 0 ? unwritten_.size() : size);
}

}  // namespace uds_testing
