#include "tests/faults/other_process.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/os/posix_error.h"

namespace faults {
namespace {

using std::filesystem::directory_iterator;

absl::Status SetLimit(pid_t pid, const rlimit& limit) {
  const std::string process = absl::StrCat("process ", pid);
  if (::prlimit(pid, RLIMIT_NOFILE, &limit, nullptr) == 0) {
    return absl::OkStatus();
  }
  return uds::PosixError("prlimit", process);
}

int OptionOf(int fd, int option) {
  int value = -1;
  socklen_t length = sizeof(value);
  // Of what is no socket it fails, and nothing is written.
  ::getsockopt(fd, SOL_SOCKET, option, &value, &length);
  return value;
}

bool IsConnection(int fd) {
  sockaddr_storage peer;
  socklen_t length = sizeof(peer);
  return OptionOf(fd, SO_DOMAIN) == AF_UNIX &&
         OptionOf(fd, SO_TYPE) == SOCK_STREAM &&
         ::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &length) == 0;
}

}  // namespace

absl::StatusOr<std::set<int>> DescriptorsOf(pid_t pid) {
  std::set<int> numbers;
  std::error_code error;
  directory_iterator entry(absl::StrCat("/proc/", pid, "/fd"), error);
  for (; !error && entry != directory_iterator(); entry.increment(error)) {
    int number;
    if (absl::SimpleAtoi(entry->path().filename().string(), &number)) {
      numbers.insert(number);
    }
  }
  if (!error) return numbers;
  return absl::NotFoundError(absl::StrCat("there is no process ", pid));
}

bool IsAsleep(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  const std::string stat(std::istreambuf_iterator<char>(file), {});
  // The state stands behind the name, which may have parentheses in it. proc(5)
  const size_t name_end = stat.rfind(") ");
  return name_end != stat.npos && stat.compare(name_end, 3, ") S") == 0;
}

absl::Status LimitDescriptors(pid_t pid, size_t more) {
  const absl::StatusOr<std::set<int>> open = DescriptorsOf(pid);
  if (!open.ok()) return open.status();
  const std::string process = absl::StrCat("process ", pid);
  rlimit limit;
  if (::prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) != 0) {
    return uds::PosixError("prlimit", process);
  }
  // It is a limit on numbers, of which a new one is the lowest that is free.
  int beyond = 0;
  for (size_t free = 0; free < more || open->contains(beyond); ++beyond) {
    free += open->contains(beyond) ? 0 : 1;
  }
  limit.rlim_cur = beyond;
  return SetLimit(pid, limit);
}

absl::Status UnlimitDescriptors(pid_t pid) {
  rlimit ours;
  if (::getrlimit(RLIMIT_NOFILE, &ours) != 0) {
    return uds::PosixError("getrlimit", "RLIMIT_NOFILE");
  }
  return SetLimit(pid, ours);
}

absl::StatusOr<std::vector<uds::UniqueFd>> BorrowConnections(pid_t pid) {
  const absl::StatusOr<std::set<int>> open = DescriptorsOf(pid);
  if (!open.ok()) return open.status();
  // By number: the C library of Debian 12 has the functions, older ones not.
  const uds::UniqueFd process(
      static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  const std::string name = absl::StrCat("process ", pid);
  if (!process.valid()) return uds::PosixError("pidfd_open", name);
  std::vector<uds::UniqueFd> connections;
  for (const int number : *open) {
    uds::UniqueFd fd(
        static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), number, 0)));
    // It may have been closed since the listing.
    if (!fd.valid() && errno == EBADF) continue;
    if (!fd.valid()) return uds::PosixError("pidfd_getfd", number);
    if (IsConnection(fd.get())) connections.push_back(std::move(fd));
  }
  return connections;
}

bool IsForbidden(const absl::Status& status) {
  return absl::IsUnimplemented(status) || absl::IsPermissionDenied(status);
}

absl::Status ShrinkSendBuffer(int socket) {
  // Anything smaller becomes the least, SOCK_MIN_SNDBUF. socket(7)
  const int least = 1;
  if (::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &least, sizeof(least)) == 0) {
    return absl::OkStatus();
  }
  return uds::PosixError("setsockopt SO_SNDBUF", socket);
}

}  // namespace faults
