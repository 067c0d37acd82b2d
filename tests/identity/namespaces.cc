#include "tests/identity/namespaces.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"
#include "gtest/gtest.h"
#include "tests/identity/peers.h"

namespace identity {
namespace {

using ::uds::PosixError;
using ::uds::UniqueFd;

constexpr char kLastPid[] = "/proc/sys/kernel/ns_last_pid";

constexpr char kWaysOut[] =
    "; look at the sysctls user.max_user_namespaces, "
    "kernel.unprivileged_userns_clone and "
    "kernel.apparmor_restrict_unprivileged_userns, and in a container at its "
    "seccomp profile and at what is mounted over its /proc";

// What a Peer has to say, cut to its size.
using Text = std::array<char, 512>;

void Put(const std::string& message, Text& text) {
  std::snprintf(text.data(), text.size(), "%s", message.c_str());
}

// The files of /proc/sys and the maps take a value in one write(2).
absl::Status WriteFile(const char* path, const std::string& value) {
  const UniqueFd file(::open(path, O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return PosixError("open", path);
  if (::write(file.get(), value.data(), value.size()) < 0) {
    return PosixError("write", path);
  }
  return absl::OkStatus();
}

absl::Status Unshare(int namespaces) {
  if (::unshare(namespaces) == 0) return absl::OkStatus();
  const int error = errno;
  if (error == EINVAL) {
    return absl::FailedPreconditionError(
        "unshare: refused to a process with threads, of which ThreadSanitizer "
        "adds one");
  }
  return PosixError("unshare", "", error);
}

// With a map of this process's own IDs alone, which needs no privilege.
absl::Status EnterNamespaces(int namespaces, uid_t id) {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  absl::Status status = Unshare(namespaces);
  if (!status.ok()) return status;
  // user_namespaces(7): without this the map of GIDs is not accepted.
  status.Update(WriteFile("/proc/self/setgroups", "deny"));
  status.Update(
      WriteFile("/proc/self/uid_map", absl::StrFormat("%d %d 1", id, uid)));
  status.Update(
      WriteFile("/proc/self/gid_map", absl::StrFormat("%d %d 1", id, gid)));
  return status;
}

absl::Status EnterPidNamespace() {
  const absl::Status status = Unshare(CLONE_NEWPID | CLONE_NEWNS);
  if (!absl::IsPermissionDenied(status)) return status;
  return EnterNamespaces(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS, 0);
}

absl::Status MountOwnProc() {
  // First of all: a mount must not spread to the machine's own /proc.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return PosixError("mount MS_PRIVATE", "/");
  }
  if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
              nullptr) != 0) {
    return PosixError("mount proc", "/proc");
  }
  return absl::OkStatus();
}

// In a Peer: everything that this file has.
absl::Status TryAll() {
  absl::Status status =
      EnterNamespaces(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS, 0);
  if (!status.ok()) return status;
  const Shared<Text> why;
  Peer([&](Steps&) {
    status = MountOwnProc();
    if (status.ok()) status = WriteFile(kLastPid, "300");
    Put(std::string(status.message()), *why);
  });
  return (*why)[0] == 0 ? status : absl::UnavailableError((*why).data());
}

}  // namespace

std::string WhyNoNamespaces() {
  const Shared<Text> why;
  Peer([&](Steps&) {
    const absl::Status status = TryAll();
    if (status.ok()) return;
    Put(absl::StrFormat("no namespaces of one's own: %s%s",
                        std::string(status.message()),
                        absl::IsFailedPrecondition(status) ? "" : kWaysOut),
        *why);
  });
  return (*why).data();
}

absl::Status EnterUserNamespace(uid_t id) {
  return EnterNamespaces(CLONE_NEWUSER, id);
}

absl::Status EnterUnmappedUserNamespace() { return Unshare(CLONE_NEWUSER); }

void InPidNamespace(const std::function<void()>& body) {
  const Shared<bool> done;
  Peer([&](Steps&) {
    const absl::Status entered = EnterPidNamespace();
    ASSERT_TRUE(entered.ok()) << entered;
    // unshare(2): not this process, but its next child is in the namespace.
    Peer([&](Steps&) {
      const absl::Status mounted = MountOwnProc();
      ASSERT_TRUE(mounted.ok()) << mounted;
      body();
      *done = true;
    });
  });
  EXPECT_TRUE(*done);
}

void LetNextPidBe(pid_t pid) {
  const absl::Status status = WriteFile(kLastPid, std::to_string(pid - 1));
  EXPECT_TRUE(status.ok()) << status;
}

}  // namespace identity
