#include "common/testing/strace/live_trace.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/testing/strace/last_lines.h"
#include "common/testing/strace/strace_command.h"

namespace uds_testing {
namespace {

const CallPattern& Canary() {
  static const auto* const pattern =
      new CallPattern(AnyCallOf({"open", "openat"})
                          .With(absl::StrFormat("\"%s\"", kCanaryFile))
                          .Succeeding());
  return *pattern;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LiveTrace>> LiveTrace::Create(
    const std::string& path, const TraceBounds& bounds) {
  std::unique_ptr<LiveTrace> trace(new LiveTrace(bounds));
  if (::mkfifo(path.c_str(), 0600) != 0) return uds::PosixError("mkfifo", path);
  // Before strace opens it for writing, which blocks until there is a reader.
  trace->fifo_ =
      uds::UniqueFd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!trace->fifo_.valid()) return uds::PosixError("open", path);
  trace->fifo_guard_ =
      uds::UniqueFd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  if (!trace->fifo_guard_.valid()) return uds::PosixError("open", path);
  trace->wake_ = uds::UniqueFd(::eventfd(0, EFD_CLOEXEC));
  if (!trace->wake_.valid()) return uds::PosixError("eventfd", "");
  return trace;
}

LiveTrace::~LiveTrace() {
  if (!reader_.joinable()) return;
  ::eventfd_write(wake_.get(), 1);
  reader_.join();
}

void LiveTrace::Start(int end_fd, std::function<void()> kill) {
  kill_ = std::move(kill);
  reader_ = std::thread([this, end_fd] { Read(end_fd); });
}

void LiveTrace::Read(int end_fd) {
  std::array<pollfd, 3> fds = {pollfd{fifo_.get(), POLLIN, 0},
                               pollfd{wake_.get(), POLLIN, 0},
                               pollfd{end_fd, POLLIN, 0}};
  while (true) {
    if (::poll(fds.data(), fds.size(), /*timeout=*/-1) < 0) continue;
    if (fds[2].revents != 0) {
      fifo_guard_.Reset();
      fds[2].fd = -1;
    }
    if (fds[0].revents != 0 && !TakeChunk()) break;
    if (fds[0].revents == 0 && fds[1].revents != 0) break;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  parser_.Finish();
  complete_ = true;
  changed_.notify_all();
}

// False at the end of the trace, which is when nobody has it open any more.
bool LiveTrace::TakeChunk() {
  std::array<char, 64 * 1024> buffer;
  const ssize_t size = ::read(fifo_.get(), buffer.data(), buffer.size());
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return false;
  bool overflows = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!overflow_.empty()) return true;
    bytes_ += size;
    unfinished_.append(buffer.data(), size);
    size_t start = 0;
    for (size_t end; (end = unfinished_.find('\n', start)) != std::string::npos;
         start = end + 1) {
      TakeLine(std::string_view(unfinished_).substr(start, end - start));
    }
    unfinished_.erase(0, start);
    CheckBounds();
    overflows = !overflow_.empty();
    changed_.notify_all();
  }
  if (overflows) kill_();
  return true;
}

void LiveTrace::TakeLine(std::string_view line) {
  parse_status_.Update(parser_.AddLine(line));
  CountThreads();
  const std::vector<SystemCall>& calls = parser_.trace().calls();
  for (; calls_looked_at_ < calls.size(); ++calls_looked_at_) {
    const SystemCall& call = calls[calls_looked_at_];
    if (begin_.has_value()) continue;
    // Where the program begins: the exec after the canary's open, both seen.
    canary_seen_ |= Canary().Matches(call);
    if (canary_seen_ && call.name == "execve" && call.Succeeded()) {
      begin_ = call.first_line;
    }
  }
}

void LiveTrace::CountThreads() {
  const std::vector<SystemCall>& calls = parser_.trace().calls();
  if (calls_looked_at_ < calls.size()) threads_.insert(calls.back().thread);
  const std::vector<ThreadExit>& exits = parser_.trace().exits();
  for (; exits_looked_at_ < exits.size(); ++exits_looked_at_) {
    threads_.erase(exits[exits_looked_at_].thread);
  }
}

void LiveTrace::CheckBounds() {
  if (unfinished_.size() > bounds_.line_bytes) {
    overflow_ =
        absl::StrFormat("wrote a line of more than %d bytes into its trace",
                        bounds_.line_bytes);
    unfinished_.clear();
  } else if (calls_looked_at_ > bounds_.calls) {
    overflow_ = absl::StrFormat(
        "made more than %d system calls in this run: it spins", bounds_.calls);
  } else if (bytes_ > bounds_.bytes) {
    overflow_ = absl::StrFormat(
        "made system calls that fill more than %d MiB of trace in this run: it "
        "spins",
        bounds_.bytes >> 20);
  } else if (threads_.size() > bounds_.threads_at_once) {
    overflow_ = absl::StrFormat("had more than %d processes or threads at once",
                                bounds_.threads_at_once);
  }
}

bool LiveTrace::WaitForBegin(absl::Duration timeout) const {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), [&] {
    return complete_ || begin_.has_value() || !overflow_.empty();
  });
  return begin_.has_value();
}

std::optional<SystemCall> LiveTrace::WaitFor(const CallPattern& pattern,
                                             absl::Duration timeout) const {
  std::unique_lock<std::mutex> lock(mutex_);
  const std::vector<SystemCall>& calls = parser_.trace().calls();
  size_t next = 0;  // calls only ever grows at its end
  std::optional<SystemCall> found;
  const auto look = [&] {
    for (; begin_.has_value() && !found && next < calls.size(); ++next) {
      const SystemCall& call = calls[next];
      if (call.first_line >= *begin_ && pattern.Matches(call)) found = call;
    }
    return found.has_value() || complete_ || !overflow_.empty();
  };
  changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), look);
  return found;
}

bool LiveTrace::WaitForCompletion(absl::Duration timeout) const {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout),
                           [&] { return complete_; });
}

Trace LiveTrace::Whole() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Trace& trace = parser_.trace();
  return trace.Slice(*begin_, trace.lines().size());
}

std::string LiveTrace::LastLines(std::string_view signal) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!begin_.has_value()) return "";
  const std::vector<std::string>& lines = parser_.trace().lines();
  if (unfinished_.empty()) {
    return uds_testing::LastLines(lines, *begin_, signal);
  }
  // strace ends the line of a call when it returns: this one has not.
  const size_t first =
      std::max(*begin_, lines.size() - std::min(lines.size(), kMostLastLines));
  std::vector<std::string> last(lines.begin() + static_cast<ptrdiff_t>(first),
                                lines.end());
  last.push_back(unfinished_ + " <unfinished ...>");
  return uds_testing::LastLines(last, 0, signal);
}

}  // namespace uds_testing
