#include "common/os/signal_fd.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "common/os/posix_error.h"

namespace uds {

absl::StatusOr<SignalFd> SignalFd::Create(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) {
    struct sigaction action;
    if (::sigaction(signal, nullptr, &action) != 0) {
      return PosixError("sigaction", "");
    }
    if (action.sa_handler != SIG_IGN) ::sigaddset(&set, signal);
  }
  // A signal that is not blocked takes its default action before anybody can
  // read it here. pthread_sigmask(3) returns the error instead of setting it.
  const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  if (error != 0) return PosixError("pthread_sigmask", "", error);
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.valid()) return PosixError("signalfd", "");
  return SignalFd(std::move(fd));
}

absl::StatusOr<std::optional<int>> SignalFd::Take() {
  signalfd_siginfo info;
  const ssize_t size = ::read(fd_.get(), &info, sizeof(info));
  if (size == sizeof(info)) return static_cast<int>(info.ssi_signo);
  if (errno == EAGAIN) return std::nullopt;
  return PosixError("read", "signalfd");
}

}  // namespace uds
