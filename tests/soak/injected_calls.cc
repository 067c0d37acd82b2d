#include "tests/soak/injected_calls.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

#include "common/os/posix_error.h"

namespace soak {

absl::StatusOr<InjectedCalls> InjectedCalls::Create(std::string path) {
  if (::mkfifo(path.c_str(), 0600) != 0) return uds::PosixError("mkfifo", path);
  // Without O_NONBLOCK it would wait for a writer. fifo(7)
  uds::UniqueFd fifo(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!fifo.valid()) return uds::PosixError("open", path);
  return InjectedCalls(std::move(path), std::move(fifo));
}

uint64_t InjectedCalls::Count() {
  constexpr std::string_view kMark = "(INJECTED)\n";
  std::array<char, 64 << 10> buffer;
  ssize_t size;
  // 0 is no end: the next life of the server has an strace of its own.
  while ((size = ::read(fifo_.get(), buffer.data(), buffer.size())) > 0) {
    unread_.append(buffer.data(), size);
    size_t begin = 0;
    size_t end;
    while ((end = unread_.find('\n', begin)) != std::string::npos) {
      const auto line =
          std::string_view(unread_).substr(begin, end + 1 - begin);
      if (line.ends_with(kMark)) ++count_;
      begin = end + 1;
    }
    unread_.erase(0, begin);
  }
  return count_;
}

}  // namespace soak
