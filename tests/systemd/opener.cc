// Makes one system call of those that the units' filter denies, or one that it
// allows.
//
//   opener openat     exit status 0 if the call came back, whatever it returned
//   opener --list     the calls of the open family that this machine has
//
// Fully static, so that no loader has opened anything before.

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string_view>

namespace {

struct Denied {
  std::string_view name;
  void (*make)();
};

// Arguments that would open something, where that is possible without a right.
constexpr auto kDenied = std::to_array<Denied>({
#ifdef SYS_open  // architectures younger than openat have neither
    {"open", [] { ::syscall(SYS_open, "/", O_RDONLY); }},
    {"creat", [] { ::syscall(SYS_creat, "/tmp/opener", 0600); }},
#endif
    {"openat", [] { ::syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY); }},
    {"openat2",
     [] {
       open_how how = {};
       ::syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof(how));
     }},
    {"open_by_handle_at",
     [] { ::syscall(SYS_open_by_handle_at, AT_FDCWD, nullptr, O_RDONLY); }},
    {"io_uring_setup", [] { ::syscall(SYS_io_uring_setup, 1, nullptr); }},
});

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc == 2 ? argv[1] : "";
  if (wanted == "getpid") {
    ::getpid();
    return 0;
  }
  for (const Denied& call : kDenied) {
    if (wanted == "--list") std::printf("%s\n", call.name.data());
    if (wanted != call.name) continue;
    call.make();
    return 0;
  }
  return wanted == "--list" ? 0 : 2;
}
